"""``samen demo``: make the synthetic Netherlands."""

from __future__ import annotations

import os

import click


@click.command()
@click.option("--seed", default=2026, show_default=True, help="The same seed, the same world.")
@click.option("--reset", is_flag=True, help="Delete the demo's database and start over.")
@click.option("--cases", default=60, show_default=True, help="Worked-out cases per year.")
def demo(seed: int, reset: bool, cases: int) -> None:
    """Make a synthetic Netherlands: invented organisations, people, reports and cases.

    Its yearly totals follow the published registrations, and every victim nobody sees is known, so
    that an estimate can be held against the truth. Run again, it leaves a finished world as it is.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samen.config.settings")
    import django

    django.setup()
    from django.db import connection

    from samen.demo.build import build
    from samen.platform.database.public import as_system, require_owner

    require_owner(connection)
    with as_system():
        build(seed=seed, reset=reset, cases_per_year=cases, say=click.echo)
