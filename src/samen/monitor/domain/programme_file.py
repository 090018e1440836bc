"""Reading a programme file (YAML): every error at once, each with its line and field.

The format is documented in ``docs/monitor/programme-file.md``. Every line, action, indicator and
figure names its ``source`` (a key of ``sources``) or says ``example: true``: nothing stands on the
board without either.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping

from samen.kernel.errors import Problem, raise_if_any
from samen.monitor.domain.fields import Fields, euros, in_file_order, number, read_yaml
from samen.monitor.domain.programme import (
    Action,
    ActionLine,
    ActionState,
    Amount,
    Certainty,
    Indicator,
    Measure,
    Measurement,
    Organisation,
    Period,
    Programme,
    StateChange,
)

EXAMPLE = "example"
"""Source key of everything a file marks as its own example."""


def read_programme(text: str) -> Programme:
    """The programme that ``text`` describes.

    Raises :class:`~samen.kernel.errors.InvalidInput` with every problem, each naming its line and
    field.
    """
    fields, problems = read_yaml(text)
    programme = _programme(fields)
    raise_if_any(sorted({*problems, *_repeated(programme)}, key=in_file_order))
    return programme


def _source(fields: Fields, sources: Mapping[str, str]) -> str:
    if fields.flag("example"):
        fields.note("source")
        return EXAMPLE
    key = fields.note("source")
    if not key:
        fields.wrong("source", "is missing (or say example: true)")
    elif key not in sources:
        near = difflib.get_close_matches(key, sources, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        fields.wrong("source", f"is not under sources{hint}", key)
    return key


_CODE = "holds letters, digits, points and hyphens only"
_DAY = "is a date such as 2026-12-31"
_PERIOD = "is a year or half-year, such as 2025 or 2025H1"
_NUMBER = "is a number"
_EUROS = "is a whole number of euros, not negative"
_YEAR = "is a year"


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}", text):
        raise ValueError(text)
    return text


def _programme(fields: Fields) -> Programme:
    sources = fields.pairs("sources")
    reporting = fields.part("organisation")
    organisation = Organisation(
        reporting.text("reference"), reporting.text("name"), reporting.note("type") or "10"
    )
    reporting.finish()
    start = fields.required("start", dt.date.fromisoformat, _DAY, dt.date.min)
    end = fields.required("end", dt.date.fromisoformat, _DAY, dt.date.max)
    if end < start:
        fields.wrong("end", "lies before start", end.isoformat())
    programme = Programme(
        code=fields.required("code", _code, _CODE, ""),
        title=fields.text("title"),
        description=fields.note("description"),
        start=start,
        end=end,
        organisation=organisation,
        sources=sources,
        lines=tuple(_action_line(line, sources) for line in fields.parts("lines")),
        budget=_amounts(fields, "budget", sources),
    )
    if not programme.lines:
        fields.wrong("lines", "needs at least one action line", None)
    fields.finish()
    return programme


def _action_line(fields: Fields, sources: Mapping[str, str]) -> ActionLine:
    line = ActionLine(
        code=fields.required("code", _code, _CODE, ""),
        title=fields.text("title"),
        description=fields.note("description"),
        source=_source(fields, sources),
        actions=tuple(_action(action, sources) for action in fields.parts("actions")),
    )
    fields.finish()
    return line


def _action(fields: Fields, sources: Mapping[str, str]) -> Action:
    source = _source(fields, sources)
    action = Action(
        code=fields.required("code", _code, _CODE, ""),
        title=fields.text("title"),
        owner=fields.text("owner"),
        partners=fields.texts("partners"),
        goal=fields.text("goal"),
        deadline=fields.value("deadline", dt.date.fromisoformat, _DAY),
        certainty=fields.choice("certainty", Certainty, Certainty.UNKNOWN),
        certainty_note=fields.note("certainty_note"),
        source=source,
        example=source == EXAMPLE,
        history=tuple(_state(state) for state in fields.parts("states")),
        indicators=tuple(_indicator(one, sources) for one in fields.parts("indicators")),
        budget=_amounts(fields, "budget", sources),
        spent=_amounts(fields, "spent", sources),
    )
    days = [change.day for change in action.history]
    if days != sorted(days):
        fields.wrong("states", "must run from early to late", None)
    fields.finish()
    return action


def _state(fields: Fields) -> StateChange:
    change = StateChange(
        day=fields.required("since", dt.date.fromisoformat, _DAY, dt.date.min),
        state=fields.required(
            "state", ActionState, f"is one of {', '.join(ActionState)}", ActionState.UNKNOWN
        ),
        explanation=fields.text("why"),
    )
    fields.finish()
    return change


def _indicator(fields: Fields, sources: Mapping[str, str]) -> Indicator:
    indicator = Indicator(
        code=fields.required("code", _code, _CODE, ""),
        title=fields.text("title"),
        measure=fields.choice("measure", Measure, Measure.NUMBER),
        ascending=fields.flag("higher_is_better", default=True),
        definition=fields.text("definition"),
        known_bias=fields.note("known_bias"),
        baseline_year=fields.value("baseline_year", int, _YEAR),
        baseline=fields.value("baseline", number, _NUMBER),
        source=_source(fields, sources),
        measurements=tuple(_measurement(one, sources) for one in fields.parts("periods")),
    )
    periods = [m.period for m in indicator.measurements]
    for period in sorted({p for p in periods if periods.count(p) > 1}):
        fields.wrong("periods", "a period may occur once", str(period))
    if (indicator.baseline is None) != (indicator.baseline_year is None):
        fields.wrong("baseline", "and baseline_year come together", None)
    fields.finish()
    return indicator


def _measurement(fields: Fields, sources: Mapping[str, str]) -> Measurement:
    measurement = Measurement(
        period=fields.required("period", Period.parse, _PERIOD, Period(1)),
        target=fields.value("target", number, _NUMBER),
        actual=fields.value("actual", number, _NUMBER),
        source=_source(fields, sources),
    )
    if measurement.target is None and measurement.actual is None:
        fields.wrong("target", "or actual must be given", None)
    fields.finish()
    return measurement


def _amounts(fields: Fields, field: str, sources: Mapping[str, str]) -> tuple[Amount, ...]:
    found: list[Amount] = []
    for part in fields.parts(field):
        amount = Amount(
            period=part.required("period", Period.parse, _PERIOD, Period(1)),
            euros=part.required("euros", euros, _EUROS, 0),
            source=_source(part, sources),
        )
        if any((a.period, a.source) == (amount.period, amount.source) for a in found):
            part.wrong("period", "stands here twice with the same source", str(amount.period))
        found.append(amount)
        part.finish()
    return tuple(found)


def _repeated(programme: Programme) -> Iterator[Problem]:
    for what, codes in (
        ("code of an action line", [line.code for line in programme.lines]),
        ("code of an action", [action.code for action in programme.actions]),
        ("code of an indicator", [i.code for a in programme.actions for i in a.indicators]),
    ):
        for code in sorted({c for c in codes if codes.count(c) > 1}):
            yield Problem(what, "may occur once in the file", code, "repeated")
