"""The files that ``samen protect`` and ``samen audit`` take, read all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from samen.engines.disclosure.tables.findings import Audit
from samen.engines.disclosure.tables.model import Dimension, Table
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.reading import Parents, Reading, read_hierarchy, read_table
from samen.engines.disclosure.tables.release import Release
from samen.engines.disclosure.tables.settings import HIDDEN, Settings
from samen.engines.disclosure.tables.status import Status
from samen.engines.disclosure.tables.writing import metadata_path, read_release
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

Say = Callable[[str], None]


def gather(reads: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run every reading or check, and raise the problems of all of them together."""
    found: list[Any] = []
    problems: list[Problem] = []
    for read in reads:
        try:
            found.append(read())
        except InvalidInput as error:
            problems.extend(error.problems)
    raise_if_any(problems)
    return found


def read_tables(
    paths: Sequence[Path],
    hierarchy: Sequence[Path],
    count: str | None,
    total: str | None,
    say: Say,
) -> list[Reading]:
    """Every table with its hierarchies; all problems of all files at once."""
    trees: dict[str, Parents] = {}
    for found in gather(partial(read_hierarchy, path) for path in hierarchy):
        trees.update(found)

    def read(path: Path) -> Reading:
        here = trees
        if len(paths) > 1 and path.exists():
            # A linked table need not have every dimension that has a hierarchy.
            header = path.read_text(encoding="utf-8-sig").split("\n", 1)[0]
            here = {name: tree for name, tree in trees.items() if name in header}
        return read_table(path, hierarchies=here, count_column=count, total=total)

    readings = gather(partial(read, path) for path in paths)
    for reading in readings:
        for note in reading.notes:
            say(f"{reading.table.name}: {note}")
    return readings


def read_releases(
    paths: Sequence[Path], tables: Sequence[Table], settings: Settings, say: Say
) -> list[Release]:
    """Every release; one without metadata is taken to be made as ``settings`` say."""
    like: list[Dimension] = [d for table in tables for d in table.dimensions]
    for path in paths:
        if not metadata_path(path).exists():
            say(f"{path.name}: no metadata beside it, taken to be made as this release")
    return gather(partial(read_release, path, like=like, assume=settings) for path in paths)


def as_protected(
    tables: Sequence[Table], shown: Sequence[Release], settings: Settings
) -> list[Protected]:
    """Pair true counts with what was shown; refuses a release of another shape."""
    result: list[Protected] = []
    problems: list[Problem] = []
    for table, release in zip(tables, shown, strict=True):
        published = release.shown()
        keys = table.keys()
        absent = sum(key not in published for key in keys)
        if absent:
            rule = f"{absent} of {len(keys)} cells of {table.name} are not in it"
            problems.append(Problem(f"--release {release.name}", rule, code="shape"))
            continue
        values = np.array([published[key] for key in keys], dtype=np.int64).reshape(table.shape)
        how = release.settings
        kept = Settings(settings.threshold, settings.margin, how.method, how.base, how.noise)
        low, high = kept.told(values)
        wrong = np.argwhere((table.counts < low) | (table.counts > high))
        problems.extend(
            Problem(
                table.describe(place),
                f"the release shows {int(values[tuple(place)])}, which does not fit the count",
                int(table.counts[tuple(place)]),
                "other_counts",
            )
            for place in wrong
        )
        small = kept.small(table.counts)
        hidden = np.where(small, Status.PRIMARY, Status.SECONDARY)
        status = np.where(values == HIDDEN, hidden, Status.PUBLISHED).astype(np.uint8)
        result.append(Protected(table, status, values, kept, Audit(())))
    raise_if_any(problems)
    return result
