"""The programme as IATI 2.03: the exchange format of programme monitoring.

Programme, action line and action are activities of hierarchy 1, 2 and 3, tied by
``related-activity``; a measurable goal is a result, an indicator an indicator, the budget and what
was spent are ``budget`` and ``transaction``. Element order follows the schema
(iati-activities-schema.xsd, version 2.03). What IATI has no place for (certainty, known bias)
travels as text beside the figure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from samen.monitor.domain.programme import (
    Action,
    ActionLine,
    ActionState,
    Amount,
    Indicator,
    Measure,
    Period,
    Programme,
)

# Code lists of IATI 2.03: ActivityStatus, RelatedActivityType, TransactionType, IndicatorMeasure.
_STATUS = {
    ActionState.UNKNOWN: "1",
    ActionState.PLANNED: "1",
    ActionState.RUNNING: "2",
    ActionState.DELAYED: "2",
    ActionState.DONE: "4",
    ActionState.STOPPED: "5",
}
_PARENT, _CHILD = "1", "2"
_EXPENDITURE = "4"
_MEASURE = {Measure.NUMBER: "1", Measure.PERCENTAGE: "2"}
_HUMAN_RIGHTS = "15160"  # OECD DAC sector
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def iati_activities(programme: Programme, made_on: dt.date) -> bytes:
    """The ``iati-activities`` document of a programme, as UTF-8 XML dated ``made_on``."""
    root = Element(
        "iati-activities",
        {"version": "2.03", "generated-datetime": f"{made_on.isoformat()}T00:00:00Z"},
    )
    _programme(root, programme)
    for line in programme.lines:
        _line(root, programme, line)
        for action in line.actions:
            _action(root, programme, line, action)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def identifier(programme: Programme, *codes: str) -> str:
    """IATI identifier of the programme or of the line or action with these codes."""
    return "-".join((programme.organisation.reference, programme.code, *codes))


def _programme(root: Element, programme: Programme) -> None:
    activity = _activity(
        root, programme, (), "1", programme.title, programme.description or programme.title
    )
    _participant(activity, programme.organisation.name, "1", programme.organisation.reference)
    _state(activity, "2", programme.start, programme.end, None)
    _place_and_sector(activity)
    _budgets(activity, programme.budget)
    for line in programme.lines:
        _related(activity, identifier(programme, line.code), _CHILD)


def _line(root: Element, programme: Programme, line: ActionLine) -> None:
    activity = _activity(
        root, programme, (line.code,), "2", line.title, line.description or line.title
    )
    _participant(activity, programme.organisation.name, "1", programme.organisation.reference)
    _state(activity, "2", programme.start, programme.end, None)
    _place_and_sector(activity)
    _related(activity, identifier(programme), _PARENT)
    for action in line.actions:
        _related(activity, identifier(programme, line.code, action.code), _CHILD)


def _action(root: Element, programme: Programme, line: ActionLine, action: Action) -> None:
    note = f" {action.certainty_note}" if action.certainty_note else ""
    activity = _activity(
        root, programme, (line.code, action.code), "3", action.title, f"{action.goal}{note}"
    )
    _participant(activity, action.owner, "4")
    for partner in action.partners:
        _participant(activity, partner, "4")
    done = action.history[-1].day if action.state is ActionState.DONE else None
    end = action.deadline or programme.end
    _state(activity, _STATUS[action.state], programme.start, end, done)
    _place_and_sector(activity)
    _budgets(activity, action.budget)
    _expenditures(activity, action.spent)
    _related(activity, identifier(programme, line.code), _PARENT)
    if action.indicators:
        result = SubElement(activity, "result", {"type": "2", "aggregation-status": "0"})
        _narrative(result, "title", action.goal)
        for indicator in action.indicators:
            _indicator(result, indicator)


def _activity(
    root: Element,
    programme: Programme,
    codes: tuple[str, ...],
    hierarchy: str,
    title: str,
    description: str,
) -> Element:
    activity = SubElement(
        root,
        "iati-activity",
        {_LANGUAGE: "nl", "default-currency": "EUR", "hierarchy": hierarchy},
    )
    SubElement(activity, "iati-identifier").text = identifier(programme, *codes)
    organisation = programme.organisation
    reporting = SubElement(
        activity, "reporting-org", {"ref": organisation.reference, "type": organisation.type}
    )
    SubElement(reporting, "narrative").text = _NOT_IN_XML.sub("", organisation.name)
    _narrative(activity, "title", title)
    _narrative(activity, "description", description, {"type": "1"})
    return activity


def _participant(activity: Element, name: str, role: str, reference: str = "") -> None:
    attributes = {"role": role} | ({"ref": reference} if reference else {})
    _narrative(activity, "participating-org", name, attributes)


def _state(
    activity: Element, status: str, start: dt.date, end: dt.date, done: dt.date | None
) -> None:
    SubElement(activity, "activity-status", {"code": status})
    dates = [("1", start), ("3", end)]
    if done is not None:
        dates = [("1", start), ("2", min(start, done)), ("3", end), ("4", done)]
    for kind, day in dates:
        SubElement(activity, "activity-date", {"type": kind, "iso-date": day.isoformat()})


def _place_and_sector(activity: Element) -> None:
    SubElement(activity, "recipient-country", {"code": "NL", "percentage": "100"})
    SubElement(activity, "sector", {"vocabulary": "1", "code": _HUMAN_RIGHTS})


def _related(activity: Element, other: str, kind: str) -> None:
    # The schema wants related activities before results; a result is added after this call.
    SubElement(activity, "related-activity", {"ref": other, "type": kind})


def _budgets(activity: Element, amounts: Iterable[Amount]) -> None:
    for amount in amounts:
        budget = SubElement(activity, "budget", {"type": "1", "status": "2"})
        _between(budget, amount.period)
        _value(budget, amount, amount.period.start)


def _expenditures(activity: Element, amounts: Iterable[Amount]) -> None:
    for amount in amounts:
        transaction = SubElement(activity, "transaction")
        SubElement(transaction, "transaction-type", {"code": _EXPENDITURE})
        day = amount.period.end
        SubElement(transaction, "transaction-date", {"iso-date": day.isoformat()})
        _value(transaction, amount, day)


def _value(parent: Element, amount: Amount, day: dt.date) -> None:
    attributes = {"currency": "EUR", "value-date": day.isoformat()}
    SubElement(parent, "value", attributes).text = str(amount.euros)


def _between(parent: Element, period: Period) -> None:
    SubElement(parent, "period-start", {"iso-date": period.start.isoformat()})
    SubElement(parent, "period-end", {"iso-date": period.end.isoformat()})


def _indicator(result: Element, indicator: Indicator) -> None:
    element = SubElement(
        result,
        "indicator",
        {
            "measure": _MEASURE[indicator.measure],
            "ascending": "1" if indicator.ascending else "0",
            "aggregation-status": "0",
        },
    )
    _narrative(element, "title", indicator.title)
    _narrative(
        element, "description", " ".join(filter(None, (indicator.definition, indicator.known_bias)))
    )
    if indicator.baseline is not None and indicator.baseline_year is not None:
        SubElement(
            element,
            "baseline",
            {
                "year": str(indicator.baseline_year),
                "iso-date": dt.date(indicator.baseline_year, 12, 31).isoformat(),
                "value": _plain(indicator.baseline),
            },
        )
    for measurement in indicator.measurements:
        period = SubElement(element, "period")
        _between(period, measurement.period)
        for name, value in (("target", measurement.target), ("actual", measurement.actual)):
            if value is not None:
                SubElement(period, name, {"value": _plain(value)})


def _narrative(
    parent: Element, name: str, text: str, attributes: dict[str, str] | None = None
) -> None:
    text = _NOT_IN_XML.sub("", text)
    SubElement(SubElement(parent, name, attributes or {}), "narrative").text = text


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
