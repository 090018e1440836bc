"""``django-admin load_content``: load the packaged texts, routes, criteria and services."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from samen.guidance.actions import load_content
from samen.kernel.errors import InvalidInput
from samen.platform.database.public import as_system


class Command(BaseCommand):
    """Safe to repeat: what an editor confirmed later stays."""

    help = "Load the packaged texts, routes, criteria and national services."

    @as_system()
    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        try:
            counts = load_content()
        except InvalidInput as error:
            lines = "\n".join(map(str, error.problems))
            raise CommandError(lines, returncode=2) from None
        self.stdout.write(", ".join(f"{number} {kind}" for kind, number in counts.items()))
