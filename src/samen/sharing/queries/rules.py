"""The versions of the table of rules, and the one in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from samen.engines.rules.sharing import Table, load_table, parse_table
from samen.platform.organisations.public import Actor, require
from samen.sharing.domain.table_text import packaged_text
from samen.sharing.models import TableVersion
from samen.sharing.policy import may_read_rules


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the table as a value; number 0 is the one that comes with Samen."""

    id: UUID | None
    number: int
    state: str
    valid_from: date
    text: str
    note: str
    editors: tuple[str, ...]
    made_by: UUID | None
    made_on: date | None
    approved_by: UUID | None
    approved_on: date | None


def version_of(row: TableVersion) -> Version:
    """A row of the database as a value."""
    return Version(
        row.id, row.number, row.state, row.valid_from, row.document["csv"], row.document["note"],
        tuple(row.editors), row.made_by, row.made_on, row.approved_by, row.approved_on,
    )  # fmt: skip


def version_0() -> Version:
    """The table that comes with Samen, in force until another is approved."""
    start = load_table().valid_from
    return Version(None, 0, "approved", start, packaged_text(), "", (), None, None, None, None)


def _row_in_force(day: date) -> TableVersion | None:
    rows = TableVersion.objects.filter(state="approved", valid_from__lte=day)
    return rows.order_by("-valid_from", "-number").first()


def version_in_force(day: date) -> Version:
    """The approved version that decides on ``day``."""
    row = _row_in_force(day)
    return version_of(row) if row else version_0()


def table_in_force(day: date) -> Table:
    """The compiled table that decides on ``day``; compiled once per process and version."""
    rows = TableVersion.objects.filter(state="approved", valid_from__lte=day)
    found = rows.order_by("-valid_from", "-number").values_list("id", flat=True).first()
    return _compiled(found)


@lru_cache(maxsize=4)
def _compiled(version_id: UUID | None) -> Table:
    if version_id is None:
        return load_table()
    return parse_table(TableVersion.objects.get(id=version_id).document["csv"])


def draft(actor: Actor) -> Version | None:
    """The draft that is being worked on, if any; there is at most one."""
    require(may_read_rules(actor))
    row = TableVersion.objects.filter(state="draft").first()
    return version_of(row) if row else None


def versions(actor: Actor) -> list[Version]:
    """Every version ever made, newest first, version 0 last."""
    require(may_read_rules(actor))
    return [*(version_of(row) for row in TableVersion.objects.order_by("-number")), version_0()]
