"""Select what to measure, measure it with noise, generate records: the whole of a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.synthesis.budget import rho_of
from samen.engines.disclosure.synthesis.marginals import Marginals
from samen.engines.disclosure.synthesis.network import (
    Conditional,
    conditional,
    impossible_rows,
    sample,
    to_simplex,
)
from samen.engines.disclosure.synthesis.noise import Source, SystemSource, discrete_gaussian
from samen.engines.disclosure.synthesis.structure import Family, grow
from samen.kernel.errors import InvalidInput, Problem

SPENT_ON_COLUMNS, SPENT_ON_CHOICE, SPENT_ON_FAMILIES = 0.12, 0.08, 0.80
PENALTY = 0.15
"""Share of the expected noise that a choice of parents is charged."""
_TRIES = 40
_LEAST_GAIN = 0.1
Exclusion = Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Synthetic records and what may be published beside them.

    ``records``: positions in the code lists, one int64 array per column. ``columns``: the
    measured (noisy, protected) counts per column. ``rho``: what was spent. ``gain``: mean distance
    (total variation) of the model's families from independence. ``worth`` is False where that is
    no more than what the noise does, so that the file is not better than its separate columns.
    """

    records: dict[str, NDArray[np.int64]]
    columns: dict[str, NDArray[np.float64]]
    families: tuple[Family, ...]
    epsilon: float
    delta: float
    rho: float
    gain: float
    worth: bool


def synthesise(
    marginals: Marginals,
    sizes: Mapping[str, int],
    *,
    epsilon: float,
    delta: float = 1e-6,
    excluded: Sequence[Exclusion] = (),
    degree: int = 2,
    least: int = 11,
    source: Source | None = None,
    progress: Callable[[str], None] | None = None,
) -> Synthesis:
    """Make records with (``epsilon``, ``delta``)-differential privacy for every person.

    Parameters
    ----------
    marginals:
        Where the counts come from; one record per person.
    sizes:
        Number of codes per column, from public lists.
    epsilon, delta:
        Above 0; between 0 and 1.
    excluded:
        Combinations that do not exist: per combination the codes (mask) per column.
    degree:
        Most parents per column, 1 or 2.
    least:
        Second lock: a code whose measured count is below it does not appear.
    source:
        Randomness; the operating system's unless a test gives its own.

    Raises
    ------
    InvalidInput
        ε or δ out of range; fewer than two columns; all codes of a column below ``least``.
    """
    rho = rho_of(epsilon, delta)
    if len(sizes) < 2:
        raise InvalidInput(Problem("codes", "needs at least two columns", len(sizes)))
    source = source or SystemSource()
    tell = progress or _silent
    names = list(sizes)
    spent = Fraction(0)

    singles = marginals.count([(name,) for name in names])
    noisy, deviation, cost = _measure(
        {name: singles[(name,)].ravel() for name in names}, SPENT_ON_COLUMNS * rho, source
    )
    spent += cost
    total = _total(noisy, deviation)
    if total < least:
        rule = f"fewer than about {least} persons: nothing can be published"
        raise InvalidInput(Problem("microdata", rule, code="too_few"))
    shares = {name: _locked_share(name, noisy[name], total, least) for name in names}
    tell(f"measured {len(names)} columns, about {round(total)} persons")

    def penalty(cells: int) -> float:
        # Expected absolute noise of a family with an equal part of the budget.
        share = SPENT_ON_FAMILIES * rho / len(names)
        return PENALTY * cells * float(np.sqrt(1 / (2 * share)) * np.sqrt(2 / np.pi))

    families = grow(
        marginals,
        shares,
        rho=SPENT_ON_CHOICE * rho,
        penalty=penalty,
        most_cells=int(max(total, 1000)),
        together=[frozenset(c) for c in excluded if len(c) == 2],
        degree=degree,
        source=source,
    )
    tell(
        "chose " + ", ".join(f"{f.child} given {' and '.join(f.parents) or '–'}" for f in families)
    )

    wanted = [family for family in families if family.parents]
    counted = marginals.count([family.columns for family in wanted])
    joint = {f.child: counted[f.columns] for f in wanted}
    measured, spread, cost = _measure(joint, SPENT_ON_FAMILIES * rho, source)
    spent += cost
    conditionals: list[Conditional] = []
    for family in families:
        shape = tuple(sizes[name] for name in family.columns)
        values = measured.get(family.child, noisy[family.child]).reshape(shape)
        width = spread.get(family.child, deviation[family.child])
        possible = _possible(family, shape, excluded, shares)
        conditionals.append(conditional(family, values, width, shares, total, possible))
    tell(f"measured {len(wanted)} families")

    rng = np.random.default_rng(int.from_bytes(source.take(16), "little"))
    records = _generate(conditionals, round(total), excluded, rng)
    gain = _gain(conditionals, shares, total)
    # What noise alone does to a column, as a total variation distance; a pair has two columns.
    blur = float(np.mean([0.4 * noisy[n].size * deviation[n] / max(total, 1.0) for n in names]))
    used = float(spent) + SPENT_ON_CHOICE * rho
    return Synthesis(
        records={name: records[name] for name in names},
        columns={name: noisy[name] for name in names},
        families=tuple(families),
        epsilon=epsilon,
        delta=delta,
        rho=used,
        gain=gain,
        worth=gain > max(_LEAST_GAIN, 2 * blur),
    )


def _silent(line: str) -> None:
    """Progress nobody asked for."""


def _measure(
    tables: Mapping[str, NDArray[np.int64]], rho: float, source: Source
) -> tuple[dict[str, NDArray[np.float64]], dict[str, float], Fraction]:
    """Noisy tables, their standard deviations and the exact cost, at most ``rho``.

    A larger table gets more of the budget, in the proportion (cells to the power 2/3) that makes
    the sum of absolute noise over all tables least.
    """
    weight = {name: table.size ** (2 / 3) for name, table in tables.items()}
    whole = sum(weight.values())
    noisy: dict[str, NDArray[np.float64]] = {}
    deviation: dict[str, float] = {}
    cost = Fraction(0)
    for name, table in tables.items():
        share = rho * weight[name] / whole
        # Rounded up to 1/16, so that the cost is never more than its share.
        variance = Fraction(int(np.ceil(16 / (2 * share))), 16)
        noise = discrete_gaussian(source, variance, table.size).reshape(table.shape)
        noisy[name] = (table + noise).astype(float)
        deviation[name] = float(variance) ** 0.5
        cost += 1 / (2 * variance)
    return noisy, deviation, cost


def _total(noisy: Mapping[str, NDArray[np.float64]], deviation: Mapping[str, float]) -> float:
    """Number of persons: the sums of all columns, the less noisy ones weighing more."""
    weight = {name: 1 / (table.size * deviation[name] ** 2) for name, table in noisy.items()}
    return float(
        sum(weight[name] * table.sum() for name, table in noisy.items()) / sum(weight.values())
    )


def _locked_share(
    name: str, noisy: NDArray[np.float64], total: float, least: int
) -> NDArray[np.float64]:
    kept = noisy >= least
    if not kept.any():
        rule = f"every code has a measured count below {least}: use fewer codes or columns"
        raise InvalidInput(Problem(f'column "{name}"', rule, code="everything_locked"))
    share = to_simplex(np.where(kept, noisy, -np.inf), max(total, 1.0))
    return share / share.sum()


def _possible(
    family: Family,
    shape: tuple[int, ...],
    excluded: Sequence[Exclusion],
    shares: Mapping[str, NDArray[np.float64]],
) -> NDArray[np.bool_]:
    possible = np.ones(shape, dtype=np.bool_)
    for axis, column in enumerate(family.columns):
        others = tuple(a for a in range(len(shape)) if a != axis)
        possible &= np.expand_dims(shares[column] > 0, others)
    for combination in excluded:
        if set(combination) <= set(family.columns):
            block = np.ones(shape, dtype=np.bool_)
            for axis, column in enumerate(family.columns):
                if column in combination:
                    others = tuple(a for a in range(len(shape)) if a != axis)
                    block &= np.expand_dims(combination[column], others)
            possible &= ~block
    return possible


def _generate(
    conditionals: Sequence[Conditional],
    rows: int,
    excluded: Sequence[Exclusion],
    rng: np.random.Generator,
) -> dict[str, NDArray[np.int64]]:
    """Records without an excluded combination: those that have one are drawn anew."""
    records = sample(conditionals, rows, rng)
    for _ in range(_TRIES):
        wrong = np.flatnonzero(impossible_rows(records, excluded))
        if not wrong.size:
            return records
        fresh = sample(conditionals, wrong.size, rng)
        for name, values in fresh.items():
            records[name][wrong] = values
    kept = ~impossible_rows(records, excluded)
    return {name: values[kept] for name, values in records.items()}


def _gain(
    conditionals: Sequence[Conditional],
    shares: Mapping[str, NDArray[np.float64]],
    total: float,
) -> float:
    """Mean distance of the model's families from independence, over the columns with parents."""
    distances = [0.0]
    for one in conditionals:
        if one.family.parents:
            weight = shares[one.family.parents[0]]
            for parent in one.family.parents[1:]:
                weight = weight[..., None] * shares[parent]
            gap = np.abs(one.probability - shares[one.family.child]).sum(axis=-1)
            distances.append(0.5 * float((weight * gap).sum()))
    return float(np.sum(distances) / max(len(conditionals) - 1, 1)) if total else 0.0
