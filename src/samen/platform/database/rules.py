"""What a zone may do with a table and with which rows: the words of ``config/tables.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from samen.platform.database.acting import Zone

ZONES = tuple(zone for zone in Zone if zone is not Zone.OWNER)
PRIVILEGES = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}

ORGANISATION, REPORT, RECEIPT = "samen_organisation()", "samen_report()", "samen_receipt()"
"""For whom the database is asked, in SQL; null when nobody was declared, which equals nothing."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``zone`` may do ``command`` with rows where ``using`` holds, and leave rows as ``check``."""

    zone: Zone
    command: str
    using: str = ""
    check: str = ""

    @property
    def name(self) -> str:
        """One per zone and command of a table; of the owner, whom the functions read as."""
        role = "samen_owner" if self.zone is Zone.OWNER else self.zone.value
        return f"{role}_{self.command.lower()}"

    def statement(self, table: str) -> str:
        """``CREATE POLICY``."""
        role = "CURRENT_USER" if self.zone is Zone.OWNER else self.zone.value
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f"CREATE POLICY {self.name} ON {table} FOR {self.command} TO {role}{using}{check}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: letters of :data:`PRIVILEGES` by zone, and its policies or why it has none.

    ``everybody``: why each row may be seen by every zone that may touch the table at all.
    ``changing``: columns that policies read and that may change all the same, with the reason.
    """

    name: str
    zones: Mapping[Zone, str]
    policies: tuple[Policy, ...] = ()
    everybody: str = ""
    functions: tuple[Function, ...] = field(default=())
    changing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Function:
    """A question about another table that its own policies must not turn into a circle.

    It runs as the owner, who is bound by a policy of their own to rows of the organisation that
    is declared: it can answer for nobody else.
    """

    name: str
    argument: str
    returns: str
    body: str
    definer: bool = True
    language: str = "sql"

    @property
    def statement(self) -> str:
        """``CREATE OR REPLACE FUNCTION``."""
        definer = " SECURITY DEFINER SET search_path = public, pg_temp" if self.definer else ""
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}({self.argument}) RETURNS {self.returns} "
            f"LANGUAGE {self.language} STABLE PARALLEL SAFE{definer} AS $$ {self.body} $$"
        )


def _setting(name: str) -> str:
    return f"NULLIF(current_setting('samen.{name}', true), '')"


DECLARED = (
    Function("samen_organisation", "", "uuid", f"SELECT {_setting('organisation')}::uuid", False),
    Function("samen_report", "", "uuid", f"SELECT {_setting('report')}::uuid", False),
    Function("samen_receipt", "", "bytea", f"SELECT decode({_setting('receipt')}, 'hex')", False),
)


def guarded(
    name: str,
    *policies: Policy,
    functions: tuple[Function, ...] = (),
    changing: Mapping[str, str] = MappingProxyType({}),
    system: str = "SIUD",
    **zones: str,
) -> Table:
    """A table with row-level security; the platform's own commands see every row.

    Columns that its policies read never change once they are filled, for nobody, except those in
    ``changing``.
    """
    every = Policy(Zone.SYSTEM, "ALL", "true", "true")
    return Table(
        name, _zones(system, zones), (*policies, every), functions=functions, changing=changing
    )


def open_to_all(name: str, why: str, *, system: str = "SIUD", **zones: str) -> Table:
    """A table whose rows are nobody's in particular; its zones are still the only ones."""
    return Table(name, _zones(system, zones), everybody=why)


def _zones(system: str, zones: Mapping[str, str]) -> Mapping[Zone, str]:
    given = {Zone[zone.upper()]: letters for zone, letters in zones.items()}
    return MappingProxyType(given | {Zone.SYSTEM: system})


def own(condition: str, *, read: str = "") -> tuple[Policy, ...]:
    """Staff do everything where ``condition`` holds; ``read`` is where they may read besides."""
    policies = (Policy(Zone.STAFF, "ALL", condition, condition),)
    return (*policies, Policy(Zone.STAFF, "SELECT", read)) if read else policies


def own_column(column: str) -> tuple[Policy, ...]:
    """The rows of the organisation in this column."""
    return own(f"{column} = {ORGANISATION}")


def everything(zone: Zone, command: str = "ALL") -> Policy:
    """Every row, for a zone whose work it is."""
    using = "" if command == "INSERT" else "true"
    return Policy(zone, command, using, "" if command in ("SELECT", "DELETE") else "true")
