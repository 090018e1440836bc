"""``django-admin load_content``: load the packaged texts, routes, criteria and services."""

from __future__ import annotations

from samen.guidance.actions import load_content
from samen.platform.database.public import SystemCommand


class Command(SystemCommand):
    """Safe to repeat: what an editor confirmed later stays."""

    help = "Load the packaged texts, routes, criteria and national services."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        counts = load_content()
        self.stdout.write(", ".join(f"{number} {kind}" for kind, number in counts.items()))
