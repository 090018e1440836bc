"""From files or a table to persons: the whole run in one call.

>>> result = link(read_sources(["police.csv", "shelter.csv"], spec), spec)   # doctest: +SKIP
>>> result.clusters()                                                       # doctest: +SKIP
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samen.engines.linkage import engine_duckdb, search
from samen.engines.linkage.blocking import Pieces
from samen.engines.linkage.cells import lexicon_of, read_cells
from samen.engines.linkage.cluster import cluster_pairs, stable_ids
from samen.engines.linkage.judgements import (
    Judgement,
    contradictions,
    numbered,
    record_key,
)
from samen.engines.linkage.learning import learn
from samen.engines.linkage.model import Model, settle_prior
from samen.engines.linkage.read import ID, ROW, SOURCE
from samen.engines.linkage.records import Records, encode_records
from samen.engines.linkage.search import Engine, Pairs, Plan, Progress, quiet
from samen.engines.linkage.spec import LinkSpec
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_MARGIN: Final = 4.0


@dataclass(frozen=True, slots=True)
class Linked:
    """The result of a run.

    ``scored``: candidate pairs with probability and weight per field (``left`` and ``right`` are
    row numbers of ``table``); ``cluster``: the first row of each row's cluster; ``ids``: its
    stable id; ``refused``: links that a constraint forbade; ``possible``: pairs there are at all.
    """

    spec: LinkSpec
    table: pa.Table
    model: Model
    plan: Plan
    scored: pa.Table
    cluster: NDArray[np.int64]
    ids: tuple[str, ...]
    refused: NDArray[np.bool_]
    possible: int

    @property
    def persons(self) -> int:
        """Number of clusters."""
        return len(np.unique(self.cluster))

    def keys(self) -> list[str]:
        """Source and id of each row."""
        return keys_of(self.table)

    def clusters(self) -> pa.Table:
        """Per record: ``source``, ``id``, ``cluster`` (stable) and ``size`` of its cluster."""
        _, inverse, counts = np.unique(self.cluster, return_inverse=True, return_counts=True)
        return pa.table(
            {
                "source": self.table[SOURCE],
                "id": self.table[ID],
                "cluster": pa.array(list(self.ids), pa.string()),
                "size": pa.array(counts[inverse]),
            }
        )

    def pairs(self) -> pa.Table:
        """Candidate pairs by source and id, with probability, weight and what each field adds."""
        keys = pa.array(self.keys())
        columns: dict[str, Any] = {
            "left": keys.take(self.scored["left"].combine_chunks()),
            "right": keys.take(self.scored["right"].combine_chunks()),
        }
        for name in self.scored.column_names[2:]:
            columns[name] = self.scored[name]
        return pa.table(columns)


def keys_of(table: pa.Table) -> list[str]:
    """Source and id of each row of a table that :func:`.read.read_sources` made."""
    return [
        record_key(source, record)
        for source, record in zip(table[SOURCE].to_pylist(), table[ID].to_pylist(), strict=True)
    ]


def table_of(
    rows: Sequence[Mapping[str, object]], spec: LinkSpec, source: str = "records"
) -> pa.Table:
    """A table for :func:`link` from rows in memory, for instance of a web form or a query."""
    missing = [c for c in spec.columns if rows and c not in rows[0]]
    raise_if_any(
        Problem(source, "the specification names a column the rows lack", c) for c in missing
    )
    columns: dict[str, Any] = {
        SOURCE: pa.array([str(row.get(SOURCE, source)) for row in rows], pa.string()),
        ROW: pa.array(range(1, len(rows) + 1), pa.int64()),
        ID: pa.array(
            [str(row[spec.id]) if spec.id else str(k) for k, row in enumerate(rows, 1)], pa.string()
        ),
    }
    for column in spec.columns:
        columns[column] = pa.array(
            ["" if row[column] is None else str(row[column]) for row in rows], pa.string()
        )
    return pa.table(columns)


def prepare(
    table: pa.Table, spec: LinkSpec, lenient: bool = False, model: Model | None = None
) -> Records:
    """Encode the records of ``table``; with a ``model`` its token rarities are used."""
    if not len(table):
        raise InvalidInput(Problem("records", "there is at least one record"))
    cells = read_cells(table, spec, lenient)
    return encode_records(table, spec, cells, model.lexicon if model else lexicon_of(cells))


def link(
    table: pa.Table,
    spec: LinkSpec,
    *,
    judgements: Iterable[Judgement] = (),
    previous: Mapping[str, str] | None = None,
    model: Model | None = None,
    lenient: bool = False,
    engine: Engine | None = None,
    progress: Progress = quiet,
    seed: int = 1,
) -> Linked:
    """Find which records are about one person (or employer, place, advert).

    Parameters
    ----------
    table
        From :func:`.read.read_sources` or :func:`table_of`.
    judgements
        Decisions of people: *same* joins, *different* keeps apart whatever else says so, and both
        teach the model.
    previous
        Record key → cluster id of an earlier run, so that persons keep their ids.
    model
        A trained model; without it one is trained on these records.
    lenient
        Take values that cannot be right as missing instead of refusing the file.
    engine
        Where to run: :func:`.engine_duckdb.one_machine` (default) or :func:`.engine_spark.cluster`.

    Raises :class:`InvalidInput` for impossible values, contradictory decisions and blocking that
    cannot be done.
    """
    known = list(judgements)
    raise_if_any(contradictions(known))
    progress(f"{len(table):,} records: normalising")
    records = prepare(table, spec, lenient, model)
    pieces = Pieces(records)
    keys = keys_of(table)
    same, never, _ = numbered(known, {key: k for k, key in enumerate(keys)} if known else {})
    if model is None:
        progress("learning how much each field says")
        model = learn(records, pieces, [(same, True), (never, False)], seed)
    chosen = search.plan(records, pieces, progress)
    possible = search.comparable_pairs(records)
    low = max(spec.thresholds.review, 1e-4)
    cut = float(np.log2(low / (1 - low))) - _MARGIN
    engine = engine or engine_duckdb.one_machine()
    found = engine.find(records, pieces, model, chosen, cut, progress)
    model, weight = settle_prior(model, found.weight, possible)
    kept = weight >= np.log2(low / (1 - low))
    del pieces
    candidates = Pairs(found.left[kept], found.right[kept], weight[kept])
    progress(f"{len(candidates):,} pairs to weigh")
    scored = engine.score(records, model, candidates)
    return _finish(records, model, chosen, table, scored, keys, same, never, previous, possible)


def _finish(
    records: Records,
    model: Model,
    chosen: Plan,
    table: pa.Table,
    scored: pa.Table,
    keys: list[str],
    same: Sequence[tuple[int, int]],
    never: Sequence[tuple[int, int]],
    previous: Mapping[str, str] | None,
    possible: int,
) -> Linked:
    spec = records.spec
    probability = scored["match_probability"].to_numpy()
    linked = probability >= spec.thresholds.link
    left, right = scored["left"].to_numpy(), scored["right"].to_numpy()
    cluster, refused_links = cluster_pairs(
        len(records),
        left[linked],
        right[linked],
        scored["match_weight"].to_numpy()[linked],
        records.source,
        search.apart_sources(records),
        same,
        never,
    )
    refused = np.zeros(len(scored), np.bool_)
    refused[linked] = refused_links
    return Linked(
        spec,
        table,
        model,
        chosen,
        scored,
        cluster,
        tuple(stable_ids(cluster, keys, previous)),
        refused,
        possible,
    )
