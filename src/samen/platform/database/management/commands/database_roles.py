"""``django-admin database_roles``: the SQL of the roles, for a superuser to run once."""

from __future__ import annotations

from importlib.resources import files

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Print it; nothing is connected to."""

    help = "Print the SQL that makes the database roles of Samen (PostgreSQL)."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        """Print the file that comes with Samen."""
        text = files("samen.platform.database").joinpath("roles.sql").read_text(encoding="utf-8")
        self.stdout.write(text, ending="")
