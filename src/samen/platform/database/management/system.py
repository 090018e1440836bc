"""The commands of Django that Samen adds act as the platform itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samen.kernel.errors import InvalidInput
from samen.platform.database.commands import as_system


class SystemCommand(BaseCommand):
    """Sees every row; wrong input, also another database user, is told and ends it with 2."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Django's own, as the system."""
        try:
            with as_system():
                return super().execute(*args, **options)
        except InvalidInput as error:
            raise CommandError("\n".join(map(str, error.problems)), returncode=2) from None
