"""The words of the workbench: scales, names, sources and numbers in the reader's language."""

from __future__ import annotations

import re
from functools import cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samen.analysis.domain.systems import EXPERT, Difference, Document
from samen.analysis.domain.systems_scenarios import Scenario
from samen.engines.systems import (
    Controller,
    Intervention,
    Pulse,
    Ramp,
    Relation,
    Settings,
    Variable,
    Vote,
    base_sources,
)

STEP = 0.2

STRENGTHS = {
    "w": pgettext_lazy("strength of a relation", "weak"),
    "a": pgettext_lazy("strength of a relation", "average"),
    "s": pgettext_lazy("strength of a relation", "strong"),
    "v": pgettext_lazy("strength of a relation", "very strong"),
}
SPEEDS = {
    "L": pgettext_lazy("speed of a relation", "slow"),
    "A": pgettext_lazy("speed of a relation", "average"),
    "H": pgettext_lazy("speed of a relation", "fast"),
    "V": pgettext_lazy("speed of a relation", "very fast"),
}
CONFIDENCES = {
    "sure": pgettext_lazy("confidence", "sure"),
    "likely": pgettext_lazy("confidence", "likely"),
    "unsure": pgettext_lazy("confidence", "unsure"),
}
CONTROLS = {
    "lever": _("an actor can set it"),
    "part": _("partly"),
    "no": pgettext_lazy("control", "no"),
    "exo": _("from outside the system"),
}
WISHES = {"up": _("more"), "down": _("less"), "": _("no wish")}
SIGNS = {
    1: _("+ the same way"),
    -1: _("− the opposite way"),
    0: _("? the direction is disputed"),
}
KINDS = {
    "press": _("a lasting push"),
    "ramp": _("a push that grows"),
    "pulse": _("a push for a while"),
    "controller": _("steer to a level and keep it there"),
}
_NAMES = {
    "Policy and law": _("Policy and law"),
    "Governance": _("Governance"),
    "Awareness": _("Awareness"),
    "Information": _("Information"),
    "Victim assistance": _("Victim assistance"),
    "Criminal justice chain": _("Criminal justice chain"),
    "Trafficking market": _("Trafficking market"),
    "cabinet": _("cabinet"),
    "Legislator": _("Legislator"),
    "all partners": _("all partners"),
    "municipalities": _("municipalities"),
    "society": _("society"),
    "employers": _("employers"),
    "workers": _("workers"),
    "clients": _("clients"),
    "offenders": _("offenders"),
    "platforms": _("platforms"),
    "victims": _("victims"),
    "reporters": _("reporters"),
    "care": pgettext_lazy("actor", "care"),
    "schools": _("schools"),
    "police": _("police"),
    "courts": _("courts"),
    "chain": pgettext_lazy("actor", "chain"),
    "Labour Inspectorate": _("Labour Inspectorate"),
    EXPERT: _("expert assumption"),
}
_FIELDS = {
    "sign": _("Direction"),
    "strength": _("Strength"),
    "speed": _("Speed"),
    "confidence": _("How sure"),
    "source": _("Source"),
    "note": _("Note"),
    "votes": _("Votes"),
    "interventions": _("Interventions"),
    "baseline": _("Level now"),
    "control": _("Who can set it"),
    "effort": _("Effort"),
    "goal": _("Wish"),
    "weight": _("Weight as a goal"),
}


def told(name: str) -> str:
    """A domain, actor or source of the base model in the reader's language; else as it is."""
    return str(_NAMES.get(name, name))


def language() -> str:
    """The engine's language for the reader: nl or en."""
    return "nl" if (get_language() or "nl").startswith("nl") else "en"


def named(variable: Variable) -> str:
    """The label of a variable in the reader's language."""
    return variable.name(language())


def strength(value: str | float | None, settings: Settings) -> str:
    """A strength with its number: steps of the effect for one step of the cause."""
    if value is None:
        return "–"
    size = number_format(settings.strength(value))
    word = STRENGTHS.get(value) if isinstance(value, str) else None
    return f"{word} ({size})" if word else size


def speed(value: str | float | None, settings: Settings) -> str:
    """A speed with its time constant."""
    if value is None:
        return "–"
    years = gettext("%(years)s years") % {"years": number_format(settings.time_constant(value))}
    word = SPEEDS.get(value) if isinstance(value, str) else None
    return f"{word} ({years})" if word else years


def steps(change: float, places: int = 2) -> str:
    """A change of a level in steps of a fifth, with its sign."""
    value = round(change / STEP, places)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number_format(abs(value), places)}"


def done(one: Intervention) -> str:
    """An intervention in words, without its variable."""
    if isinstance(one, Controller):
        words = gettext("steered to %(level)s, adjustment time %(years)s years")
        return words % {
            "level": number_format(one.setpoint, 2),
            "years": _short(one.adjustment_time),
        }
    size, start = steps(one.size, 1), _short(one.start)
    if isinstance(one, Ramp):
        words = gettext("%(size)s steps, growing over %(years)s years from year %(start)s")
        return words % {"size": size, "years": _short(one.years), "start": start}
    if isinstance(one, Pulse):
        words = gettext("%(size)s steps from year %(start)s to year %(end)s")
        return words % {"size": size, "start": start, "end": _short(one.end)}
    if one.start:
        return gettext("%(size)s steps from year %(start)s") % {"size": size, "start": start}
    return gettext("%(size)s steps") % {"size": size}


def count(number: int) -> str:
    """A whole number with its thousands apart."""
    return number_format(number, force_grouping=True)


def years(value: float) -> str:
    """A number of years."""
    return gettext("%(years)s years") % {"years": _short(value)}


def _short(value: float) -> str:
    return number_format(int(value) if value == int(value) else value)


def interventions(document: Document, scenario: Scenario) -> list[tuple[str, str, str]]:
    """What is done in a scenario: the id of the variable, its name, and the intervention."""
    return [
        (one.variable, named(document.model[one.variable]), done(one))
        for one in scenario.interventions
    ]


def share(value: float) -> str:
    """A share as a percentage."""
    return f"{round(100 * value)}\N{NO-BREAK SPACE}%"


def relation_name(document: Document, relation: Relation) -> str:
    """Cause → effect, by their labels."""
    ends = (document.variable(name) for name in (relation.cause, relation.effect))
    return " → ".join(named(end) if end else "?" for end in ends)


def expert(source: str) -> bool:
    """Whether this is our own guess and not a source."""
    return not source or EXPERT in source


@cache
def _codes(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, text in base_sources(language).items():
        first, _dash, last = key.partition("-")
        if not last:
            found[first] = text
            continue
        found |= {f"{first[0]}{chr(n)}": text for n in range(ord(first[1]), ord(last[1]) + 1)}
    return found


def sources_of(relation: Relation) -> list[str]:
    """The full sources behind the codes in brackets."""
    codes = re.findall(r"\[(\w+)\]", relation.source)
    full = _codes(language())
    return list(dict.fromkeys(full[code] for code in codes if code in full))


def difference(document: Document, one: Difference) -> tuple[str, list[str]]:
    """What changed, and each field from and to, in words."""
    if one.kind == "relation":
        relation = document.relation(one.key)
        name = relation_name(document, relation) if relation else one.key
    elif one.kind == "variable":
        variable = document.variable(one.key)
        name = f"{one.key} {named(variable) if variable else ''}"
    elif one.kind == "scenario":
        name = gettext("Scenario %(name)s") % {"name": one.key}
    else:
        name = gettext("Settings of the model")
    lines: list[str] = []
    for field, before, after in one.fields:
        if field == "":
            lines.append(gettext("removed") if after is None else gettext("new"))
            continue
        label = _FIELDS.get(field, field)
        words = " → ".join(_value(field, value) for value in (before, after))
        lines.append(f"{label}: {words}")
    return name, lines


def _value(field: str, value: object) -> str:
    if field == "votes":
        return vote_names(value)  # type: ignore[arg-type]
    if field == "interventions":
        told_each = (f"{one.variable} {done(one)}" for one in value)  # type: ignore[attr-defined]
        return ", ".join(told_each) or pgettext("interventions", "none")
    words: dict[str, dict[object, object]] = {
        "strength": STRENGTHS,  # type: ignore[dict-item]
        "speed": SPEEDS,  # type: ignore[dict-item]
        "confidence": CONFIDENCES,  # type: ignore[dict-item]
        "control": CONTROLS,  # type: ignore[dict-item]
        "goal": WISHES,  # type: ignore[dict-item]
        "sign": SIGNS,  # type: ignore[dict-item]
    }
    if field in words and value in words[field]:
        return str(words[field][value])
    return number_format(value) if isinstance(value, int | float) else told(str(value)) or "–"


def vote_names(votes: tuple[Vote, ...]) -> str:
    """Who voted what, in short."""
    signs = {1: "+", -1: "−", 0: "0"}
    return (
        ", ".join(
            f"{vote.participant} {signs[vote.sign]}"
            + "/".join(str(part) for part in (vote.strength, vote.speed) if part is not None)
            for vote in votes
        )
        or "–"
    )
