"""Results of the engine as rows of words, numbers and small pictures: one place for every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from samen.analysis.domain import systems_effects
from samen.analysis.domain.systems import Document
from samen.analysis.domain.systems_effects import GoalEffect, document_of
from samen.analysis.queries.systems import Bench
from samen.analysis.web import systems_drawing as drawing
from samen.analysis.web import systems_labels as labels
from samen.engines.systems import Ranked, Ranking


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One goal under one scenario; changes in steps. ``before``: in the saved version."""

    goal: str
    wish: str
    median: str
    low: str
    high: str
    before: str
    improves: str
    worse_first: str
    futures: str
    reasons: tuple[str, ...]


def effect_table(bench: Bench, scenario: int) -> list[EffectRow]:
    """What a scenario does to each goal, beside what it did before the unsaved changes."""
    document = document_of(bench.text)
    language = labels.language()
    found = systems_effects.effect(bench.text, scenario, language)
    before: dict[str, GoalEffect] = {}
    saved = document_of(bench.saved)
    if bench.changed and scenario < len(saved.scenarios):
        earlier = systems_effects.effect(bench.saved, scenario, language)
        before = {goal.variable: goal for goal in earlier.goals}
    return _rows(document, found.goals, before, found.goals)


def effects_side_by_side(text: str) -> list[list[EffectRow]]:
    """What each scenario of a document does to each goal, all pictures on one scale."""
    document = document_of(text)
    found = [
        systems_effects.effect(text, number, labels.language()).goals
        for number in range(len(document.scenarios))
    ]
    every = tuple(goal for goals in found for goal in goals)
    return [_rows(document, goals, {}, every) for goals in found]


def _rows(
    document: Document,
    goals: tuple[GoalEffect, ...],
    before: dict[str, GoalEffect],
    every: tuple[GoalEffect, ...],
) -> list[EffectRow]:
    lowest = min((min(goal.fan[0]) for goal in every), default=0.0)
    highest = max((max(goal.fan[-1]) for goal in every), default=0.0)
    rows: list[EffectRow] = []
    for goal in goals:
        name = labels.named(document.model[goal.variable])
        rows.append(
            EffectRow(
                goal=f"{goal.variable} {name}",
                wish=str(labels.WISHES[goal.wish]),
                median=labels.steps(goal.median),
                low=labels.steps(goal.low),
                high=labels.steps(goal.high),
                before=labels.steps(before[goal.variable].median)
                if goal.variable in before
                else "",
                improves=labels.share(goal.improves),
                worse_first=labels.share(goal.worse_first),
                futures=drawing.futures(
                    goal,
                    before.get(goal.variable),
                    least=lowest,
                    most=highest,
                    label=gettext("%(goal)s over ten years") % {"goal": name},
                ),
                reasons=goal.reasons,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class RankRow:
    """One action of a ranking: the score is the weighted change of the goals, in steps."""

    action: Ranked
    name: str
    median: str
    low: str
    high: str
    interval: str
    improves: str
    worse_first: str
    best: str
    top3: str
    mean_rank: float
    regret: str
    per_effort: str
    goals: tuple[str, ...]


def rank_rows(ranking: Ranking) -> list[RankRow]:
    """A ranking as rows, the best first."""
    model = ranking.model
    least = min(one.low for one in ranking.ranked)
    most = max(one.high for one in ranking.ranked)

    def name(one: Ranked) -> str:
        if one.action.name in model.ids:
            return f"{one.action.name} {labels.named(model[one.action.name])}"
        return labels.told(one.action.label)

    return [
        RankRow(
            action=one,
            name=name(one),
            median=labels.steps(one.median),
            low=labels.steps(one.low),
            high=labels.steps(one.high),
            interval=drawing.interval(one.low, one.median, one.high, least=least, most=most),
            improves=labels.share(one.improves),
            worse_first=labels.share(one.worse_first),
            best=labels.share(one.ranks[0]),
            top3=labels.share(one.top3),
            mean_rank=round(one.mean_rank, 1),
            regret=labels.steps(one.regret),
            per_effort=labels.steps(one.per_effort),
            goals=tuple(labels.steps(change) for change in one.goals.values()),
        )
        for one in ranking.ranked
    ]


def goal_names(ranking: Ranking) -> list[tuple[str, str]]:
    """The goals of a ranking: in short for the head of a column, and with name and wish."""
    return [
        (
            f"{goal.variable} {'↑' if goal.way > 0 else '↓'}",
            f"{goal.variable} {labels.named(ranking.model[goal.variable])}, {wish}",
        )
        for goal in ranking.goals
        for wish in [labels.WISHES["up" if goal.way > 0 else "down"]]
    ]


def by_actor(ranking: Ranking) -> list[tuple[str, list[RankRow]]]:
    """The levers each actor holds, the best first; the actor with the best lever first."""
    rows = {row.action.action.name: row for row in rank_rows(ranking)}
    return [
        (labels.told(actor), [rows[name] for name in names])
        for actor, names in ranking.best_by("actor").items()
    ]


def document_tables(document: Document) -> dict[str, object]:
    """Every variable and relation in words."""
    model = document.model
    return {
        "variables": [
            {
                "variable": one,
                "note": one.remark(labels.language()),
                "name": labels.named(one),
                "domain": labels.told(one.domain),
                "actors": ", ".join(labels.told(actor) for actor in one.actors),
                "control": labels.CONTROLS[one.control],
                "wish": labels.WISHES[one.goal],
                "expert": labels.expert(one.source),
            }
            for one in model.variables
        ],
        "relations": [
            {
                "relation": one,
                "cause": labels.named(model[one.cause]),
                "effect": labels.named(model[one.effect]),
                "sign": {1: "+", -1: "−"}.get(one.sign, "?"),
                "strength": labels.strength(one.strength, model.settings),
                "speed": labels.speed(one.speed, model.settings),
                "confidence": labels.CONFIDENCES[one.confidence],
                "source": labels.told(one.source),
                "expert": labels.expert(one.source),
                "votes": labels.vote_names(one.votes),
            }
            for one in model.relations
        ],
    }
