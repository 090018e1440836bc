"""Loading a decision table strictly: what is wrong is said with its row and column.

The table is a CSV that a jurist edits as a grid, with ``groups.csv`` (named sets of organisation
types) and ``obligations.csv`` beside it. Cells are small sets: ``a|b`` is *a or b*, ``!a|b`` is
*neither a nor b*, ``any`` is everything. ``facts`` is ``name=yes; name=a|b``, ``records`` is
``kind; kind``; all of them must hold. ``unless`` (prohibitions only) is a list of exceptions
separated by ``;``, each one condition or several joined by ``&``.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from samen.engines.rules.policy import parse_citations
from samen.engines.rules.sharing.records import RECORD_ATTRIBUTES, RecordKind
from samen.engines.rules.sharing.table import Conditions, Effect, Obligation, Rule, Status, Table
from samen.engines.rules.sharing.vocabulary import ABSENT, ATTRIBUTES, FLAGS, UNKNOWN, VALID
from samen.kernel.codes import OrganisationType
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

E = TypeVar("E", bound=StrEnum)

DATA = Path(__file__).parent.parent / "data" / "sharing"

COLUMNS = (
    "id", "effect", "from", "to", "category", "purpose", "subject", "regime", "facts", "records",
    "unless", "basis", "obligations", "valid_from", "valid_to", "status", "note_nl", "note_en",
)  # fmt: skip


def load_table(path: Path | str | None = None) -> Table:
    """Read a decision table; without ``path`` the one that comes with Samen.

    ``groups.csv`` and ``obligations.csv`` are read beside ``path`` when they are there, otherwise
    those of Samen. Raises :class:`InvalidInput` with every problem, each with row and column.
    """
    source = DATA / "table.csv" if path is None else Path(path)
    try:
        text = source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            Problem(str(source), f"must be a readable UTF-8 CSV file ({error})")
        ) from error
    beside = {
        name: (source.parent / name if (source.parent / name).exists() else DATA / name)
        for name in ("groups.csv", "obligations.csv")
    }
    return parse_table(
        text,
        groups=beside["groups.csv"].read_text(encoding="utf-8-sig"),
        obligations=beside["obligations.csv"].read_text(encoding="utf-8-sig"),
    )


def parse_table(text: str, *, groups: str | None = None, obligations: str | None = None) -> Table:
    """Parse the CSV texts of a table; see :func:`load_table`."""
    groups = (DATA / "groups.csv").read_text("utf-8") if groups is None else groups
    duties = (DATA / "obligations.csv").read_text("utf-8") if obligations is None else obligations
    problems: list[Problem] = []
    named = _parse_groups(groups, problems)
    known, always = _parse_obligations(duties, problems)
    rules: list[Rule] = []
    seen: dict[str, int] = {}
    reader = csv.DictReader(io.StringIO(text))
    header = tuple(reader.fieldnames or ())
    problems += [Problem("header", f'column "{c}" is missing') for c in COLUMNS if c not in header]
    problems += [
        Problem("header", f'column "{c}" is not known; known are {", ".join(COLUMNS)}')
        for c in header
        if c not in COLUMNS
    ]
    raise_if_any(problems)
    for number, row in enumerate(reader, start=2):
        cells = _Row(number, {k: (v or "").strip() for k, v in row.items() if k}, problems, named)
        if None in row:
            cells.problem("note_en", "the row has more cells than the header")
        rule = cells.rule(known)
        if rule is None:
            continue
        if rule.id in seen:
            cells.problem("id", f"must be unique; row {seen[rule.id]} has it too", rule.id)
        seen[rule.id] = number
        rules.append(rule)
    if not rules and not problems:
        problems.append(Problem("table", "must have at least one row"))
    raise_if_any(problems)
    digest = hashlib.sha256("\x00".join((text, groups, duties)).encode()).hexdigest()
    labels = {
        row["code"]: (row["label_nl"], row["label_en"])
        for row in csv.DictReader(io.StringIO(groups))
    }
    return Table(tuple(rules), named, known, always, digest[:16], labels)


def _parse_groups(text: str, problems: list[Problem]) -> dict[str, frozenset[str]]:
    named: dict[str, frozenset[str]] = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        members: set[str] = set()
        for name in (row.get("members") or "").split("|"):
            if name in named:
                members |= named[name]
            elif name in tuple(OrganisationType):
                members.add(name)
            else:
                problems.append(
                    Problem(
                        f'groups.csv row {number}, column "members"',
                        "must be organisation types or groups of earlier rows",
                        name,
                    )
                )
        named[row["code"]] = frozenset(members)
    return named


def _parse_obligations(
    text: str, problems: list[Problem]
) -> tuple[dict[str, Obligation], tuple[str, ...]]:
    known: dict[str, Obligation] = {}
    always: list[str] = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        where = f'obligations.csv row {number}, column "basis"'
        basis = parse_citations(row["basis"], where, problems)
        known[row["code"]] = Obligation(row["code"], basis, row["text_nl"], row["text_en"])
        if row["always_from"]:
            always.append(row["code"])
    return known, tuple(always)


class _Row:
    """One row being read; collects its problems with row and column."""

    def __init__(
        self,
        number: int,
        cells: dict[str, str],
        problems: list[Problem],
        groups: Mapping[str, frozenset[str]],
    ) -> None:
        self.number = number
        self.cells = cells
        self.problems = problems
        self.groups = groups

    def problem(self, column: str, rule: str, value: object = None) -> None:
        where = f'row {self.number} ({self.cells.get("id") or "no id"}), column "{column}"'
        self.problems.append(Problem(where, rule, value))

    def rule(self, obligations: Mapping[str, Obligation]) -> Rule | None:
        before = len(self.problems)
        cells = self.cells
        if not cells["id"]:
            self.problem("id", "must not be empty")
        conditions: dict[str, frozenset[str]] = {}
        for column in ("from", "to", "category", "purpose", "subject", "regime"):
            values = self.values(column, column, cells[column])
            if values is not None:
                conditions[column] = values
        conditions.update(self.facts())
        conditions.update(self.records())
        effect = self.one_of("effect", Effect)
        unless = tuple(self.exceptions())
        if unless and effect is Effect.PERMIT:
            self.problem("unless", "only a prohibition can have exceptions", cells["unless"])
        where = f'row {self.number} ({cells["id"] or "no id"}), column "basis"'
        basis = parse_citations(cells["basis"], where, self.problems)
        duties = tuple(_split(cells["obligations"]))
        for code in duties:
            if code not in obligations:
                self.problem("obligations", f"must be one of {', '.join(obligations)}", code)
        valid_from = self.date("valid_from", required=True)
        valid_to = self.date("valid_to", required=False)
        if valid_from and valid_to and valid_to < valid_from:
            self.problem("valid_to", "must not be before valid_from", cells["valid_to"])
        status = self.one_of("status", Status)
        if len(self.problems) > before or effect is None or status is None or valid_from is None:
            return None
        return Rule(
            cells["id"], effect, conditions, unless, basis, duties, valid_from, valid_to, status,
            cells["note_nl"], cells["note_en"], dict(cells),
        )  # fmt: skip

    def values(self, column: str, attribute: str, text: str) -> frozenset[str] | None:
        """The values a cell allows, ``None`` when it allows all."""
        if text == "any":
            return None
        allowed = [value for value in ATTRIBUTES[attribute] if value not in (UNKNOWN, ABSENT)]
        negated = text.startswith("!")
        chosen: set[str] = set()
        for part in text.removeprefix("!").split("|"):
            name = part.strip()
            if attribute in ("from", "to") and name in self.groups:
                chosen |= self.groups[name]
            elif name in allowed:
                chosen.add(name)
            else:
                groups = f" or a group ({', '.join(self.groups)})" if attribute in (
                    "from", "to") else ""  # fmt: skip
                self.problem(column, f"must be any, or of {', '.join(allowed)}{groups}", name)
        return frozenset(allowed) - chosen if negated else frozenset(chosen)

    def facts(self) -> Iterator[tuple[str, frozenset[str]]]:
        for part in _split(self.cells["facts"]):
            name, separator, value = part.partition("=")
            name = name.strip()
            if not separator or name not in (*FLAGS, "consent"):
                self.problem("facts", f"must be name=value with one of {', '.join(FLAGS)}", part)
                continue
            values = self.values("facts", name, value.strip())
            if values is not None:
                yield name, values

    def records(self) -> Iterator[tuple[str, frozenset[str]]]:
        for kind in _split(self.cells["records"]):
            if kind not in RECORD_ATTRIBUTES:
                hint = " (write consent=given under facts)" if kind == RecordKind.CONSENT else ""
                self.problem("records", f"must be {', '.join(RECORD_ATTRIBUTES)}{hint}", kind)
                continue
            yield kind, frozenset({VALID})

    def exceptions(self) -> Iterator[Conditions]:
        for exception in _split(self.cells["unless"]):
            found: dict[str, frozenset[str]] = {}
            for term in (part.strip() for part in exception.split("&")):
                name, separator, value = (part.strip() for part in term.partition("="))
                if not separator and name in RECORD_ATTRIBUTES:
                    found[name] = frozenset({VALID})
                elif separator and name in ATTRIBUTES and name not in RECORD_ATTRIBUTES:
                    values = self.values("unless", name, value)
                    if values is not None:
                        found[name] = values
                else:
                    self.problem("unless", "must be a record, or attribute=value", term)
            if found:
                yield found

    def one_of(self, column: str, kind: type[E]) -> E | None:
        try:
            return kind(self.cells[column])
        except ValueError:
            self.problem(column, f"must be one of {', '.join(kind)}", self.cells[column])
            return None

    def date(self, column: str, *, required: bool) -> dt.date | None:
        text = self.cells[column]
        if not text and not required:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.problem(column, "must be a date like 2025-03-01", text)
            return None


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
