"""Codes of the monitor in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from samen.kernel.codes import Sex
from samen.monitor.domain.counting import (
    UNKNOWN_REGION,
    AgeGroup,
    FormGroup,
    ReporterType,
)
from samen.monitor.domain.programme import (
    ActionState,
    Certainty,
)
from samen.monitor.domain.release_document import TOTAL
from samen.platform.organisations.public import RegionType, region
from samen.platform.web.words import in_language

REPEATED = (
    gettext_noop("code of an action line"),
    gettext_noop("code of an action"),
    gettext_noop("code of an indicator"),
)
"""What may occur once in a programme file."""


def code_label(dimension: str, code: str) -> str:
    """A code of a published table in words."""
    if code == TOTAL:
        return gettext("Total")
    match dimension:
        case "form":
            return in_language(FormGroup(code).labels)
        case "sex":
            return in_language(Sex(code).labels)
        case "age":
            return in_language(AgeGroup(code).labels)
        case "reporter":
            return in_language(ReporterType(code).labels)
        case "region":
            if code == UNKNOWN_REGION:
                return gettext("Region not known")
            return region(RegionType.POLICE_UNIT, code).name
        case _:
            return code


def place_label(where: str) -> str:
    """Where in a table something is wrong, in words; anything else as it is."""
    if line := re.match(r"line (\d+)", where):
        return gettext("line %(number)s") % {"number": line[1]} + where[line.end() :]
    if where in REPEATED:
        return gettext(where)
    pairs = re.findall(r"(\w+) = ([^,]+)", where)
    return ", ".join(code_label(name, code) for name, code in pairs if code != TOTAL) or where


def form_heading(code: str) -> str:
    """A form as the heading of a narrow column."""
    return {
        TOTAL: gettext("Total"),
        FormGroup.SEXUAL: gettext("Sexual"),
        FormGroup.LABOUR: gettext("Labour"),
        FormGroup.CRIMINAL: gettext("Criminal"),
        FormGroup.OTHER: gettext("Other"),
        FormGroup.MULTIPLE: gettext("More than one"),
        FormGroup.UNKNOWN: gettext("Not known"),
    }[code]


def dimension_label(dimension: str) -> str:
    """Heading of a dimension."""
    return {
        "year": gettext("Year"),
        "form": gettext("Form of exploitation"),
        "region": gettext("Police unit"),
        "sex": gettext("Sex"),
        "age": gettext("Age at registration"),
        "reporter": gettext("Reported by"),
    }[dimension]


def state_label(state: ActionState) -> str:
    """State of an action in words."""
    return in_language(state.labels)


def certainty_label(certainty: Certainty) -> str:
    """How sure we are, in words."""
    return in_language(certainty.labels)


def states_told(counts: Mapping[ActionState, int]) -> str:
    """How many actions are in each state, in words."""
    return ", ".join(f"{n} {state_label(s).lower()}" for s, n in counts.items() if n)


STATE_KIND: Mapping[ActionState, str] = {
    ActionState.UNKNOWN: "",
    ActionState.PLANNED: "info",
    ActionState.RUNNING: "info",
    ActionState.DELAYED: "warning",
    ActionState.DONE: "positive",
    ActionState.STOPPED: "negative",
}
"""Kind of badge of a state; its name always stands in it."""
