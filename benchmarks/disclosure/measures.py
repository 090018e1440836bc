"""Distances between a real and a synthetic table of codes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[np.intp]]


def total_variation(real: Columns, other: Columns, sizes: dict[str, int], order: int) -> float:
    """Mean total variation distance over all marginals of ``order`` columns; 0 is best."""
    distances: list[float] = []
    for columns in combinations(sizes, order):
        shape = tuple(sizes[c] for c in columns)
        first, second = (
            np.bincount(
                np.ravel_multi_index(tuple(table[c] for c in columns), shape),
                minlength=int(np.prod(shape)),
            )
            for table in (real, other)
        )
        distances.append(0.5 * float(np.abs(first / first.sum() - second / second.sum()).sum()))
    return float(np.mean(distances))


def pair_miss(real: Columns, other: Columns, sizes: dict[str, int], least: int = 10) -> float:
    """Share of value pairs with a true count of at least ``least`` that never appear."""
    pairs = missing = 0
    for a, b in combinations(sizes, 2):
        shape = (sizes[a], sizes[b])
        first, second = (
            np.bincount(t[a] * sizes[b] + t[b], minlength=shape[0] * shape[1])
            for t in (real, other)
        )
        common = first >= least
        pairs += int(common.sum())
        missing += int((common & (second == 0)).sum())
    return missing / pairs


def accuracy(train: Columns, test: Columns, sizes: dict[str, int], target: str) -> float:
    """Share of ``test`` rows whose ``target`` is right after training on ``train``.

    Multinomial logistic regression on one-hot columns, fitted by L-BFGS with a small ridge.
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_array

    inputs = [c for c in sizes if c != target]
    starts = np.cumsum([0] + [sizes[c] for c in inputs])

    def design(table: Columns) -> csr_array:
        rows = len(table[target])
        columns = np.stack([table[c] + s for c, s in zip(inputs, starts, strict=False)], axis=1)
        pointer = np.arange(0, rows * len(inputs) + 1, len(inputs))
        return csr_array((np.ones(columns.size), columns.ravel(), pointer), (rows, starts[-1]))

    x, y, classes = design(train), train[target], sizes[target]
    hot = np.eye(classes)[y]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weight = flat.reshape(-1, classes)
        score = x @ weight
        score -= score.max(axis=1, keepdims=True)
        probability = np.exp(score)
        normaliser = probability.sum(axis=1)
        probability /= normaliser[:, None]
        value = float((np.log(normaliser) - score[np.arange(len(y)), y]).mean())
        gradient = x.T @ (probability - hot) / len(y) + 1e-4 * weight
        return value + 5e-5 * float((weight**2).sum()), gradient.ravel()

    start = np.zeros(int(starts[-1]) * classes)
    weight = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    predicted = (design(test) @ weight.reshape(-1, classes)).argmax(axis=1)
    return float((predicted == test[target]).mean())
