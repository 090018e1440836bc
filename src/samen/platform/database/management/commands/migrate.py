"""``migrate`` as the owner of the tables; afterwards their policies stand again."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from samen.platform.database.acting import OWNER, acting


class Command(migrate.Command):
    """Django's own, acting as the owner."""

    def execute(self, *args: Any, **options: Any) -> Any:
        with acting(OWNER):
            return super().execute(*args, **options)
