"""From a table of lists to an estimate: what the pages take, and what they show it with.

A table is kept as text with one row per capture history, so that it can travel with the reader's
own form instead of being stored, and the same text, choices and seed give the same numbers.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samen.engines import mse
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

DEFAULT_REPLICATES = 1_000
MOST_REPLICATES = 2_000
"""Bootstrap tables on a page; the command line takes as many as one has patience for."""
LEVELS = (0.8, 0.9, 0.95, 0.99)
MOST_LABELS = 100
"""Different values in a column that splits the table; more of them tell people apart."""
MOST_CELLS = 1 << 22
"""Strata times possible histories: what fits in memory beside other readers."""
MOST_STRATA = 12
MOST_LISTS_COMPARED = 6
"""With more lists the sensitivity table takes longer than a page may."""

_COUNT_COLUMNS = ("count", "frequency", "n")
_LIST_VALUES = {"0", "1", "0.0", "1.0", "false", "true", ""}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of lists: ``text`` is CSV with a column per stratum and per list, and ``count``.

    ``lists`` names the columns that are lists, ``sha256`` is of the bytes it was made from.
    """

    name: str
    text: str
    lists: tuple[str, ...]
    sha256: str

    def read(self, by: Sequence[str] = ()) -> mse.Lists:
        """The table, with the columns ``by`` as strata even where they hold only 0 and 1."""
        kept = [name for name in self.lists if name not in by]
        return mse.read_lists(self.text.encode(), lists=kept, strata=by)


@dataclass(frozen=True, slots=True)
class Choices:
    """How to estimate. ``methods``: none for those that fit the number of lists."""

    methods: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    level: float = 0.95
    replicates: int = DEFAULT_REPLICATES
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished estimate; ``comparison`` is the sensitivity table, None where it is too long."""

    table: Table
    choices: Choices
    found: mse.StratifiedAnalysis
    comparison: mse.Comparison | None


def table_of_file(name: str, content: bytes, by: Sequence[str] = ()) -> Table:
    """The table in a CSV file, each history once.

    Raises :class:`~samen.kernel.errors.InvalidInput` with row and column of everything wrong, and
    for a column that tells people apart: such a column has no place here.
    """
    if content.startswith(b"PAR1"):
        raise InvalidInput(Problem("file", "is Parquet: give a CSV file", code="file"))
    header = _refuse_identities(content)
    # A column that is not there is told of when the table is split, not while it is read.
    lists = mse.read_lists(content, strata=[column for column in by if column in header])
    return table_of_lists(name, lists, hashlib.sha256(content).hexdigest())


def table_of_lists(name: str, lists: mse.Lists, sha256: str) -> Table:
    """The table as text, each history once."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*lists.strata_names, *lists.names, "count"])
    for labels, counts in zip(lists.strata, lists.counts.tolist(), strict=True):
        for history, count in enumerate(counts):
            if count:
                captured = [history >> place & 1 for place in range(lists.lists)]
                writer.writerow([*labels, *captured, count])
    if not lists.observed:
        # A table of nobody is a table: the engine says what it can and cannot say of it.
        writer.writerow([*lists.strata[0], *[1] * lists.lists, 0])
    return Table(name, out.getvalue(), lists.names, sha256)


def table_of_counts(
    name: str,
    lists: Sequence[str],
    strata: Sequence[str],
    rows: Iterable[tuple[tuple[str, ...], frozenset[str], int]],
) -> Table:
    """A table from (labels of the strata, lists, people); its hash is of its own text."""
    columns: dict[str, list[object]] = {key: [] for key in (*strata, *lists, "count")}
    for labels, captured, people in rows:
        for stratum, label in zip(strata, labels, strict=True):
            columns[stratum].append(label)
        for key in lists:
            columns[key].append(int(key in captured))
        columns["count"].append(people)
    made = table_of_lists(name, mse.lists_from_columns(columns, lists=lists, strata=strata), "")
    sha256 = hashlib.sha256(made.text.encode()).hexdigest()
    return Table(made.name, made.text, made.lists, sha256)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table and choices ask for, found to be possible."""

    table: Table
    choices: Choices
    lists: mse.Lists
    settings: mse.Settings


def estimate(table: Table, choices: Choices, *, comparing: bool = True) -> Outcome:
    """:func:`prepare` and :func:`carry_out` in one."""
    return carry_out(prepare(table, choices), comparing=comparing)


def prepare(table: Table, choices: Choices) -> Plan:
    """Read the table and check the choices.

    Raises :class:`~samen.kernel.errors.InvalidInput` where a column is unknown or the table has
    more strata than a page can work through.
    """
    lists = table.read(choices.by)
    if choices.by:
        _refuse_too_many(lists.by(choices.by), lists.lists)
    settings = mse.Settings(
        methods=choices.methods,
        replicates=choices.replicates,
        seed=choices.seed,
        levels=tuple(sorted({0.8, 0.95, choices.level})),
    )
    mse.refuse_too_large(lists, settings)
    return Plan(table, choices, lists, settings)


def carry_out(
    plan: Plan, *, comparing: bool = True, progress: mse.Progress | None = None
) -> Outcome:
    """Estimate by every method chosen, the whole and each stratum.

    ``progress`` is called with what is being done, how much of it is done and how much there is.
    """
    table, choices = plan.table, plan.choices
    found = mse.analyse_strata(
        plan.lists, plan.settings, by=choices.by, input_sha256=table.sha256, progress=progress
    )
    comparison = None
    if comparing and found.whole.diagnosis.usable.lists <= MOST_LISTS_COMPARED:
        comparison = mse.compare(
            plan.lists, seed=choices.seed, replicates=choices.replicates, progress=progress
        )
    return Outcome(table, choices, found, comparison)


def _refuse_too_many(strata: Mapping[tuple[str, ...], mse.Lists], lists: int) -> None:
    most = MOST_STRATA if lists <= MOST_LISTS_COMPARED + 1 else MOST_STRATA // 4
    if len(strata) > most:
        rule = f"gives more than {most} strata: choose fewer columns, or use samen estimate --by"
        raise InvalidInput(Problem("by", rule, len(strata), "strata"))


def _refuse_identities(content: bytes) -> list[str]:
    """The names of the columns; refuses those with so many values that they tell people apart."""
    text = content.decode("utf-8-sig", errors="replace")
    delimiter = max(",;\t", key=text.lstrip().split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = [name.strip() for name in next(rows, [])]
    values: list[set[str]] = [set() for _ in header]
    histories: set[tuple[str, ...]] = set()
    for row in rows:
        for seen, value in zip(values, row, strict=False):
            if len(seen) <= MOST_LABELS:
                seen.add(value.strip().lower())
        histories.add(tuple(row))
    counted = {name for name in header if name.lower() in _COUNT_COLUMNS}
    raise_if_any(
        Problem(
            f'column "{name}"',
            f"has more than {MOST_LABELS} different values: leave out what tells people apart",
            code="identity",
        )
        for name, seen in zip(header, values, strict=True)
        if len(seen) > MOST_LABELS and name not in counted
    )
    splitting = [
        at
        for at, (name, seen) in enumerate(zip(header, values, strict=True))
        if name not in counted and not seen <= _LIST_VALUES
    ]
    strata = len({tuple(row[at] for at in splitting if at < len(row)) for row in histories})
    lists = len(header) - len(splitting) - len(counted)
    if strata << max(lists, 0) > MOST_CELLS:
        raise InvalidInput(
            Problem("file", "has too many strata for its number of lists", strata, "strata")
        )
    return header
