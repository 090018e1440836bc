"""An estimate with its range, in one piece of text."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext

from samen.analysis.web.estimation_words import KINDS, METHOD_MEANING, METHODS, number, say
from samen.engines.mse import Estimate, Interval


@dataclass(frozen=True, slots=True)
class Line:
    """One method in a table. ``told``: estimate with its range, or why there is none."""

    label: str
    meaning: str
    told: str
    other: str
    model: str
    words: str


def interval_of(one: Estimate, level: float) -> Interval | None:
    """The range to show: BCa where it exists in full, else the method's other limits."""
    bca = one.interval(level, "bca")
    if bca is not None and bca.lower is not None:
        return bca
    return next(
        (i for i in one.intervals if math.isclose(i.level, level) and i.kind != "bca"), None
    )


def line_of(name: str, one: Estimate, level: float) -> Line:
    """One method's line of a table."""
    label, meaning = gettext(METHODS[name]), gettext(METHOD_MEANING[name])
    if one.total is None:
        return Line(label, meaning, f"{say(one.status)}: {say(one.reason)}", "", "", "")
    chosen = interval_of(one, level)
    others = [i for i in one.intervals if i is not chosen and i.lower is not None]
    return Line(
        label,
        meaning,
        figure_of(one, chosen),
        "; ".join(f"{i.level:.0%} {_kind(i)}: {_range(i)}" for i in others),
        one.model or "",
        say(one.model_words),
    )


def figure_of(one: Estimate, interval: Interval | None) -> str:
    """Estimate and range in one piece of text, so that neither is copied without the other."""
    shown = number(one.total)
    if one.details.get("lower_bound"):
        shown = gettext("at least %(number)s") % {"number": shown}
    return f"{shown} ({_range(interval)})"


def _range(interval: Interval | None) -> str:
    if interval is None or (interval.lower is None and interval.upper is None):
        return gettext("no range")
    upper = gettext("no upper limit") if interval.upper is None else number(interval.upper)
    return f"{'?' if interval.lower is None else number(interval.lower)} – {upper}"


def _kind(interval: Interval) -> str:
    return gettext(KINDS[interval.kind]) if interval.kind in KINDS else interval.kind
