"""Why does an intervention do what it does: its strongest paths to a goal, in words."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samen.engines.systems.equilibrium import steady_state
from samen.engines.systems.interventions import Controller, Intervention
from samen.engines.systems.model import Model
from samen.engines.systems.network import Floats, network_of
from samen.engines.systems.scales import Mode

_MOST_SEARCHED = 200_000

_WORDS = {
    "en": {
        "up": "rises",
        "down": "falls",
        "more": "so {label} rises",
        "less": "so {label} falls",
        "start": "{label} {way}",
        "tail": " ({years} years, {share} of these paths)",
        "total": "{goal} {way} by {size} in the end, {steps} of a step.",
        "none": "No path leads from the intervention to {goal}.",
        "still": "{goal} does not move.",
    },
    "nl": {
        "up": "stijgt",
        "down": "daalt",
        "more": "daardoor stijgt {label}",
        "less": "daardoor daalt {label}",
        "start": "{label} {way}",
        "tail": " ({years} jaar, {share} van deze paden)",
        "total": "{goal} {way} uiteindelijk met {size}, {steps} van een stap.",
        "none": "Er loopt geen pad van de interventie naar {goal}.",
        "still": "{goal} verandert niet.",
    },
}


@dataclass(frozen=True, slots=True)
class Path:
    """One way an intervention works on a goal.

    ``variables``: ids from the intervention to the goal; ``relations``: index of each relation.
    ``effect``: change of the goal along this path alone, before feedback (level). ``years``:
    sum of the time constants.
    """

    variables: tuple[str, ...]
    relations: tuple[int, ...]
    effect: float
    years: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "variables": list(self.variables),
            "relations": list(self.relations),
            "effect": self.effect,
            "years": self.years,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """The strongest paths to ``goal``, and its ``change`` in the end with all feedback.

    ``complete`` is false when the model has too many paths to search them all.
    """

    model: Model
    goal: str
    change: float
    paths: tuple[Path, ...]
    complete: bool

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        """What happens in the end, then one sentence for each path (``en`` or ``nl``)."""
        words = _WORDS.get(language, _WORDS["en"])
        goal = self.model[self.goal].name(language)
        if not self.paths:
            return (words["none"].format(goal=goal),)
        whole = sum(abs(path.effect) for path in self.paths)
        if abs(self.change) < 1e-12:
            first = words["still"].format(goal=goal)
        else:
            first = words["total"].format(
                goal=goal,
                way=words["up" if self.change > 0 else "down"],
                size=_decimal(abs(self.change), 3, language),
                steps=_decimal(abs(self.change) / 0.2, 2, language),
            )
        return (first, *(self._sentence(path, whole, language) for path in self.paths))

    def _sentence(self, path: Path, whole: float, language: str) -> str:
        words = _WORDS.get(language, _WORDS["en"])
        signs = [self.model.relations[n].sign for n in path.relations]
        way = int(np.sign(path.effect)) * int(np.prod(signs)) or 1
        start = self.model[path.variables[0]].name(language)
        parts = [words["start"].format(label=start, way=words["up" if way > 0 else "down"])]
        for variable, sign in zip(path.variables[1:], signs, strict=True):
            way *= sign
            label = self.model[variable].name(language)
            parts.append(words["more" if way > 0 else "less"].format(label=label))
        share = f"{abs(path.effect) / whole:.0%}" if whole else "0%"
        tail = words["tail"].format(years=_decimal(path.years, 1, language), share=share)
        return "; ".join(parts) + tail + "."

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        return {
            "goal": self.goal,
            "change": self.change,
            "complete": self.complete,
            "paths": [path.to_dict() for path in self.paths],
            "sentences": list(self.sentences(language)),
        }


def _decimal(value: float, digits: int, language: str) -> str:
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "nl" else text


def explain(
    model: Model,
    interventions: Sequence[Intervention],
    goal: str,
    *,
    paths: int = 5,
    mode: Mode = "bounded",
    attenuation: float | None = None,
) -> Explanation:
    """The ``paths`` strongest paths from the interventions to ``goal``.

    A path's effect is the push times the product of its weights, each multiplied by the slope of
    the saturation where the system ends; the search is exact, best first.
    """
    aim = model.position(goal, "goal")
    found = steady_state(model, interventions, mode=mode, attenuation=attenuation)
    network = network_of(found.model)
    pushes = _pushes(found.model, interventions, found.change, found.influence, found.slope)
    cause, effect = network.cause_of(), network.effect_of()
    weight = found.attenuation * network.gain * found.slope[effect]
    search = _BestFirst(cause, effect, weight, aim, len(model.variables))
    ranked, complete = search.run(pushes, paths)
    return Explanation(
        model=found.model,
        goal=goal,
        change=float(found.change[aim]),
        paths=tuple(
            Path(
                variables=tuple(model.ids[n] for n in nodes),
                relations=relations,
                effect=size,
                years=float(sum(network.tau[n] for n in relations)),
            )
            for size, nodes, relations in ranked
        ),
        complete=complete,
    )


def _pushes(
    model: Model,
    interventions: Sequence[Intervention],
    change: Floats,
    influence: Floats,
    slope: Floats,
) -> dict[int, float]:
    """How far each intervention moves its own variable before feedback."""
    found: dict[int, float] = {}
    for what in interventions:
        node = model.index[what.variable]
        if isinstance(what, Controller):
            found[node] = float(change[node])
        else:
            pressure = float(influence[node] @ change)
            own = float(change[node]) - pressure * float(slope[node])
            found[node] = own if abs(own) > 1e-15 else 0.0
    return found


class _BestFirst:
    """Simple paths to ``aim`` in order of falling |effect|."""

    def __init__(self, cause: Any, effect: Any, weight: Floats, aim: int, nodes: int) -> None:
        self._out: list[list[tuple[int, int, float]]] = [[] for _ in range(nodes)]
        for number, (i, j) in enumerate(zip(cause, effect, strict=True)):
            if weight[number] != 0:
                self._out[int(i)].append((int(j), number, float(weight[number])))
        self._aim = aim
        self._reach = self._best_to_aim(nodes)

    def _best_to_aim(self, nodes: int) -> list[float]:
        # Weights above 1 could grow along a cycle; |V| rounds bound every simple path.
        best = [0.0] * nodes
        best[self._aim] = 1.0
        for _ in range(nodes):
            changed = False
            for node in range(nodes):
                if node == self._aim:
                    continue
                value = max((abs(w) * best[j] for j, _, w in self._out[node]), default=0.0)
                if value > best[node] * (1 + 1e-12):
                    best[node], changed = value, True
            if not changed:
                break
        return best

    def run(
        self, pushes: dict[int, float], most: int
    ) -> tuple[list[tuple[float, tuple[int, ...], tuple[int, ...]]], bool]:
        """The ``most`` strongest paths as (effect, nodes, relations); whether all were tried."""
        queue: list[tuple[float, int, float, tuple[int, ...], tuple[int, ...]]] = []
        ticket = 0
        for node, push in sorted(pushes.items()):
            if push * self._reach[node] != 0:
                queue.append((-abs(push) * self._reach[node], ticket, push, (node,), ()))
                ticket += 1
        heapq.heapify(queue)
        found: list[tuple[float, tuple[int, ...], tuple[int, ...]]] = []
        while queue and len(found) < most:
            _, _, size, nodes, relations = heapq.heappop(queue)
            if nodes[-1] == self._aim:
                found.append((size, nodes, relations))
                continue
            if ticket > _MOST_SEARCHED:
                return found, False
            for target, number, weight in self._out[nodes[-1]]:
                bound = abs(size * weight) * self._reach[target]
                if target not in nodes and bound > 0:
                    ticket += 1
                    step = (*nodes, target), (*relations, number)
                    heapq.heappush(queue, (-bound, ticket, size * weight, *step))
        return found, True
