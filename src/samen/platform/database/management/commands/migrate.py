"""``migrate`` as the owner of the tables; afterwards their policies stand again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from samen.kernel.errors import InvalidInput
from samen.platform.database.acting import OWNER, acting
from samen.platform.database.commands import require_owner


class Command(migrate.Command):
    """Django's own, acting as the owner; nobody else begins."""

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            require_owner(connections[options["database"]])
        except InvalidInput as error:
            raise CommandError(str(error), returncode=2) from None
        with acting(OWNER):
            return super().execute(*args, **options)
