"""``django-admin sweep``: delete what has had its time; for a timer, once a day."""

from __future__ import annotations

from django.core.management import call_command

from samen.platform.database.public import OWNER, SystemCommand, acting
from samen.reporting.actions.retention import forget_order, sweep
from samen.sharing.public import forget_ended


class Command(SystemCommand):
    """Safe to repeat, and safe to interrupt: the next run takes what this one left."""

    help = "Delete expired reports, unfinished visits, stray files, ended sessions, old tokens."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        swept = sweep()
        tokens = forget_ended()
        call_command("clearsessions")
        self.stdout.write(
            f"{swept.reports} reports, {swept.visits} visits, {swept.files} files and "
            f"{tokens} tokens deleted"
        )
        with acting(OWNER):
            in_order = forget_order()
        if in_order:
            self.stderr.write(
                f"Rows still lie in the order they came in {', '.join(in_order)}: "
                "run this command as the owner of the tables"
            )
