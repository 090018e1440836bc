"""``samen serve``: the web server."""

from __future__ import annotations

import os

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes; about one per core.")
@click.option("--threads", default=4, show_default=True, help="Threads in each process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Run the web server, without an access log: who asked for what is nobody's business."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samen.config.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import connections
    from gunicorn.app.wsgiapp import WSGIApplication

    django.setup()
    from samen.platform.database.public import unfit_to_serve

    try:
        # Refuses to start where a trigger that keeps the logbook append-only is missing.
        call_command("check", databases=["default"])
    except SystemCheckError as refused:
        raise click.ClickException(str(refused)) from None
    if unfit := unfit_to_serve(connections["default"]):
        raise click.ClickException("not fit to serve: " + "; ".join(unfit))
    # A SQLite connection that survives a fork corrupts the database: each worker opens its own.
    connections.close_all()

    class Server(WSGIApplication):
        def load_config(self) -> None:
            for key, value in {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "accesslog": None,
                "errorlog": "-",
                "logconfig_dict": settings.LOGGING,
                "preload_app": True,
                "control_socket_disable": True,
            }.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)
            self.app_uri = "samen.config.wsgi:application"

    click.echo(f"Samen answers at http://{host}:{port}/ (stop with Ctrl-C)")
    Server(prog="samen serve").run()
