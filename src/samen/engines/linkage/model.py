"""The match model: how much each level of agreement says (Fellegi & Sunter 1969).

``m``: how often two records of one person show a level; ``u``: how often two records of different
persons do. Both come from the records themselves, without labels: ``u`` from random pairs, ``m``
by expectation-maximisation over the pairs of blocking rules, in which the fields a rule selects
on are left out (Winkler 1988; as Splink does per rule, here over all rules at once, with ``u``
kept and a weak prior on ``m``). Rare names are told from common ones inside the levels: a bag's
level is its evidence in bits. A missing value is a level too, because what is left out is not left
out at random: where repeat records are the hasty ones, a gap speaks for one person (Ong, Mannino,
Schilling & Kahn 2014).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage import kernels
from samen.engines.linkage.cells import Lexicon
from samen.engines.linkage.spec import LinkSpec
from samen.kernel.errors import InvalidInput, Problem

LEVEL_LABELS: Final[Mapping[int, tuple[str, ...]]] = {
    kernels.DATE: (
        "different",
        "year close",
        "year equal, or one off with equal day or month",
        "day and month equal, year different",
        "year equal, the rest unknown or guessed",
        "two parts equal",
        "equal, day and month guessed",
        "one slip: digit, neighbours swapped, or day and month swapped",
        "equal",
    ),
    kernels.CODE: ("different", "equal"),
    kernels.IDENTIFIER: ("different", "one slip", "equal"),
    kernels.BAG: tuple(
        f"evidence {kernels.EVIDENCE_FLOOR + k * kernels.EVIDENCE_STEP:+.1f} bits or more"
        if k
        else "contradiction"
        for k in range(13)
    ),
}

LABEL_MISSING: Final = "one side has no value"


@dataclass(frozen=True, slots=True)
class Model:
    """Trained weights. ``m[f][k + 1]``, ``u[f][k + 1]``: shares of level k of field f, and of a
    missing value at 0; ``prior``: the probability that two records taken at random are one person."""  # noqa: E501

    spec: LinkSpec
    m: tuple[NDArray[np.float64], ...]
    u: tuple[NDArray[np.float64], ...]
    prior: float
    lexicon: Lexicon

    def weights(self) -> NDArray[np.float64]:
        """log₂(m/u) per field (rows) and level + 1 (columns); column 0 is a missing value."""
        table = np.zeros((len(self.m), 14))
        for f, (m, u) in enumerate(zip(self.m, self.u, strict=True)):
            table[f, : len(m)] = np.log2(m / u)
        return table

    @property
    def base(self) -> float:
        """log₂ odds before anything is compared."""
        return float(np.log2(self.prior / (1 - self.prior)))

    def tables(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], float]:
        """What :func:`.kernels.search_blocks` needs: weights, order, ceilings, base."""
        weights = self.weights()
        cost = {kernels.CODE: 0, kernels.DATE: 1, kernels.IDENTIFIER: 2, kernels.BAG: 3}
        fields = self.spec.fields
        order = sorted(
            range(len(fields)),
            key=lambda f: (cost[fields[f].compares], -float(weights[f].max() - weights[f].min())),
        )
        best = np.array([max(float(weights[f].max()), 0.0) for f in order])
        ceiling = np.cumsum(best[::-1])[::-1]
        return weights, np.array(order, np.int64), ceiling.copy(), self.base

    def with_prior(self, prior: float) -> Model:
        """The same model for another share of matches."""
        return replace(self, prior=float(np.clip(prior, 1e-12, 0.5)))

    def save(self, path: str | Path) -> None:
        """Write the model as JSON (weights and token rarities; no record)."""
        Path(path).write_text(
            json.dumps(
                {
                    "fields": [f.name for f in self.spec.fields],
                    "kinds": [f.kind for f in self.spec.fields],
                    "prior": self.prior,
                    "m": [m.tolist() for m in self.m],
                    "u": [u.tolist() for u in self.u],
                    "lexicon": self.lexicon,
                },
                ensure_ascii=False,
            ),
            "utf-8",
        )


def load_model(path: str | Path, spec: LinkSpec) -> Model:
    """A saved :class:`Model` for ``spec``, which must have the same fields in the same order."""
    data = json.loads(Path(path).read_text("utf-8"))
    fields = list(zip(data["fields"], data["kinds"], strict=True))
    if fields != [(f.name, f.kind) for f in spec.fields]:
        raise InvalidInput(
            Problem(str(path), "the model has the fields of the specification", fields)
        )
    m, u = (tuple(np.array(field) for field in data[which]) for which in ("m", "u"))
    sizes = [kernels.LEVELS[f.compares] + 1 for f in spec.fields]
    if [len(field) for field in m] != sizes:
        raise InvalidInput(
            Problem(str(path), "the model is of an earlier version of Samen; train a new one")
        )
    return Model(spec, m, u, data["prior"], data["lexicon"])


def match_probability(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of a match weight (log₂ odds)."""
    return 1 / (1 + np.exp2(-weight))


def share_of_matches(expected: float, possible: float) -> float:
    """Share of matches among ``possible`` pairs of which ``expected`` are; never quite none."""
    return float(np.clip((expected + 0.5) / (possible + 1), 1e-12, 0.5))


def settle_prior(
    model: Model, weight: NDArray[np.float64], possible: int
) -> tuple[Model, NDArray[np.float64]]:
    """The share of matches that agrees with the probabilities it leads to, and the new weights.

    ``weight``: of all candidates under ``model``; ``possible``: number of pairs they stand for.
    """
    prior = model.prior
    shift = 0.0
    for _ in range(50):
        expected = float(match_probability(weight + shift).sum())
        new = share_of_matches(expected, possible)
        moved = abs(np.log2(new / prior))
        prior = new
        shift = float(np.log2(prior / (1 - prior))) - model.base
        if moved < 1e-6:
            break
    return model.with_prior(prior), weight + shift
