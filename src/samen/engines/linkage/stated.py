"""Few records, stated weights: employers, addresses, numbers and adverts while a page is made.

:func:`.linking.link` learns from the records what agreement says; a desk with twelve employers
has nothing to learn from (among five, equal number and address came out at .30). Here every
weight is stated with its reason (:mod:`.stated_weights`), so two records weigh the same today and
tomorrow, in a small register and in a large one. All pairs are compared in memory: nothing is
written anywhere.
"""

# pyarrow ships no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samen.engines.linkage import kernels, search
from samen.engines.linkage.blocking import Pieces
from samen.engines.linkage.cells import RARE, FieldCells, Lexicon, read_cells
from samen.engines.linkage.cluster import cluster_pairs, stable_ids
from samen.engines.linkage.judgements import Judgement, contradictions, numbered
from samen.engines.linkage.linking import Linked, keys_of, table_of
from samen.engines.linkage.model import Model, match_probability
from samen.engines.linkage.records import Records, encode_records
from samen.engines.linkage.stated_weights import EMPLOYER, PRIOR, RARE_WORD, Question, word_bits
from samen.kernel.errors import InvalidInput, Problem, raise_if_any

LIMIT: Final = 2000
"""Most records at once: every pair of them, two million."""


@dataclass(frozen=True, slots=True)
class _StatedModel(Model):
    """A model whose bits per kernel level were stated, not trained."""

    bits: NDArray[np.float64]

    def weights(self) -> NDArray[np.float64]:
        return self.bits


def _model(question: Question, lexicon: Lexicon) -> Model:
    """Every kernel level has the bits of the stated level that covers it; a missing value none."""
    bits = np.zeros((len(question.fields), max(kernels.LEVELS) + 1))
    for f, field in enumerate(question.fields):
        for level in field.levels:
            bits[f, level.least + 1 :] = level.bits
    return _StatedModel(question.spec, (), (), PRIOR, lexicon, bits)


def _lexicon(cells: Sequence[FieldCells]) -> Lexicon:
    return {
        item.field.name: {RARE: RARE_WORD}
        | {token.text: word_bits(token.text) for cell in item.tokens for token in cell}
        for item in cells
        if item.field.compares == kernels.BAG
    }


def levels_of(records: Records, left: Any, right: Any) -> NDArray[np.int8]:
    """Kernel levels of all fields of pairs: (pairs × fields), -1 where a value is missing."""
    out = np.empty((len(left), len(records.kinds)), np.int8)
    kernels.levels_of_pairs(records.words, records.starts, records.kinds, left, right, out)
    return out


def _score(records: Records, model: Model, pairs: search.Pairs) -> pa.Table:
    levels = levels_of(records, pairs.left, pairs.right)
    table = model.weights()
    weights = [table[f][levels[:, f].astype(np.int64) + 1] for f in range(levels.shape[1])]
    total = model.base + np.sum(weights, axis=0)
    columns: dict[str, Any] = {
        "left": pairs.left,
        "right": pairs.right,
        "match_weight": total,
        "match_probability": match_probability(total),
    }
    for f, field in enumerate(records.spec.fields):
        columns[f"weight_{field.name}"] = weights[f]
        columns[f"level_{field.name}"] = levels[:, f]
    return pa.table(columns)


def ask(
    question: Question,
    rows: Sequence[Mapping[str, object]],
    judgements: Iterable[Judgement] = (),
) -> Linked | None:
    """Which of ``rows`` are about one thing, by the stated weights; None when none can take part.

    A row has ``id``, optionally ``source``, and the columns of the question's fields (several
    values in a cell are split by ``|``); a value that cannot be right counts as missing.
    Judgements join and keep apart whatever anything weighs. ``scored`` has ``level_NAME`` beside
    ``weight_NAME`` (see :func:`explain`).

    Raises:
        InvalidInput: more than :data:`LIMIT` rows, or judgements that contradict each other.
    """
    known = list(judgements)
    raise_if_any(contradictions(known))
    rows = [row for row in rows if any(row.get(column) for column in question.needs)]
    if not rows:
        return None
    if len(rows) > LIMIT:
        raise InvalidInput(Problem("records", f"at most {LIMIT:,} at once", len(rows)))
    spec = question.spec
    table = table_of([{c: row.get(c, "") for c in (*spec.columns, "source")} for row in rows], spec)
    cells = read_cells(table, spec, lenient=True)
    model = _model(question, _lexicon(cells))
    records = encode_records(table, spec, cells, model.lexicon)
    keys = keys_of(table)
    same, never, _ = numbered(known, {key: k for k, key in enumerate(keys)})
    possible = search.comparable_pairs(records)
    everything = search.Plan((), True, possible)
    low = spec.thresholds.review
    cut = float(np.log2(low / (1 - low)))
    pairs = search.find_pairs(records, Pieces(records), model, everything, cut, threads=1)
    scored = _score(records, model, pairs)
    linked = scored["match_probability"].to_numpy() >= spec.thresholds.link
    cluster, refused_links = cluster_pairs(
        len(records), pairs.left[linked], pairs.right[linked], pairs.weight[linked],
        records.source, search.apart_sources(records), same, never,
    )  # fmt: skip
    refused = np.zeros(len(scored), np.bool_)
    refused[linked] = refused_links
    ids = tuple(stable_ids(cluster, keys))
    return Linked(spec, table, model, everything, scored, cluster, ids, refused, possible)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one field says of a pair, and the bits it adds or takes."""

    field: str
    says: str
    bits: float


def explain(question: Question, pair: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Why a row of :meth:`.linking.Linked.pairs` weighs what it weighs; absent values say nothing."""  # noqa: E501
    found: list[Reason] = []
    for field in question.fields:
        level = pair[f"level_{field.spec.name}"]
        if level >= 0:
            stated = max((s for s in field.levels if s.least <= level), key=lambda s: s.least)
            found.append(Reason(field.spec.name, stated.says, stated.bits))
    return tuple(found)


def warm_up() -> None:
    """Compile what is compiled, so that nobody's page waits for it."""
    ask(EMPLOYER, [{"id": key, "name": "De Hoek", "kvk": "12345678"} for key in ("1", "2")])
