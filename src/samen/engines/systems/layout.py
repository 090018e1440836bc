"""Where to draw each variable: the same model always gives the same picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from samen.engines.systems.model import Model
from samen.engines.systems.network import Floats

Layout = Literal["layered", "circular"]
Places = dict[str, tuple[float, float]]

_SWEEPS = 12


def layout(model: Model, kind: Layout = "layered") -> Places:
    """x and y of each variable, 0 to 1, y downwards.

    ``layered``: one column for each domain; ``circular``: a circle with the domains as arcs. The
    order within a domain brings related variables together (barycentre sweeps). A place a person
    chose (``x`` and ``y`` of the variable) is kept.
    """
    groups = columns(model)
    places = _layered(model, groups) if kind == "layered" else _circular(model, groups)
    for variable in model.variables:
        if variable.x is not None and variable.y is not None:
            places[variable.id] = (variable.x, variable.y)
    return places


def columns(model: Model) -> list[list[int]]:
    """Indices of the variables by domain; without domains in about √V columns."""
    domains = model.domains
    if len(domains) > 1:
        return [
            [n for n, variable in enumerate(model.variables) if variable.domain == domain]
            for domain in domains
        ]
    count = len(model.variables)
    columns = max(1, round(count**0.5))
    return [list(part) for part in np.array_split(np.arange(count), columns) if part.size]


def _ties(model: Model) -> Floats:
    """Strength of the tie between each two variables, (V, V), symmetric."""
    ties = np.zeros((len(model.variables),) * 2)
    for relation in model.relations:
        i, j = model.index[relation.cause], model.index[relation.effect]
        ties[i, j] += model.settings.strength(relation.strength)
    np.fill_diagonal(ties, 0)
    return ties + ties.T


def _sweep(groups: Sequence[list[int]], ties: Floats, heights: Floats) -> None:
    """Reorder each group by the mean place of what its members are tied to."""
    for group in groups:
        weight = ties[group].sum(axis=1)
        pull = ties[group] @ heights
        wished = np.where(weight > 0, pull / np.where(weight > 0, weight, 1), heights[group])
        order = np.argsort(wished, kind="stable")
        group[:] = [group[n] for n in order]
        heights[group] = (np.arange(len(group)) + 0.5) / len(group)


def _layered(model: Model, groups: list[list[int]]) -> Places:
    ties, heights = _ties(model), np.zeros(len(model.variables))
    for group in groups:
        heights[group] = (np.arange(len(group)) + 0.5) / len(group)
    for turn in range(_SWEEPS):
        _sweep(groups if turn % 2 == 0 else groups[::-1], ties, heights)
    return {
        model.ids[n]: ((column + 0.5) / len(groups), float(heights[n]))
        for column, group in enumerate(groups)
        for n in group
    }


def _circular(model: Model, groups: list[list[int]]) -> Places:
    ties = _ties(model)
    order = [n for group in groups for n in group]
    count = len(order)
    angle = np.zeros(count)
    for turn in range(_SWEEPS + 1):
        angle[order] = 2 * np.pi * np.arange(count) / count
        if turn == _SWEEPS:
            break
        x, y = ties @ np.cos(angle), ties @ np.sin(angle)
        for group in groups:
            middle = np.angle(np.exp(1j * angle[group]).sum())
            # How far round from the middle of its own arc each member is drawn.
            away = np.angle(np.exp(1j * (np.arctan2(y[group], x[group]) - middle)))
            group[:] = [group[n] for n in np.argsort(away, kind="stable")]
        order = [n for group in groups for n in group]
    return {
        name: (0.5 + 0.5 * float(np.sin(angle[n])), 0.5 - 0.5 * float(np.cos(angle[n])))
        for n, name in enumerate(model.ids)
    }
