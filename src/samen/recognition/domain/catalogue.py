"""The catalogue of signals, per published list.

A signal is guidance, not proof. Nothing here adds signals up: there is no score, no probability
and no verdict, and no signal is a nationality, an origin or a residence status.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

Text = Mapping[str, str]
"""A text by language; Dutch and English are always there."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a signal is about, with what to ask next in each language."""

    code: str
    name: Text
    ask: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One signal of one list."""

    code: str
    list_code: str
    theme: str
    text: Text


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """A published list with its source; ``who`` and ``about`` say which routes belong to it."""

    code: str
    title: Text
    intro: Text
    source: str
    edition: str
    who: str
    about: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """The ticked signals of one theme, and what to ask next about it."""

    theme: Theme
    indicators: tuple[Indicator, ...]


@cache
def _catalogue() -> tuple[Mapping[str, Theme], tuple[IndicatorList, ...]]:
    data = files("samen.recognition").joinpath("data")
    raw = yaml.safe_load(data.joinpath("lists.yaml").read_text(encoding="utf-8"))
    rows = list(csv.DictReader(data.joinpath("indicators.csv").read_text("utf-8").splitlines()))
    themes = {
        code: Theme(code, row["name"], {lang: tuple(asked) for lang, asked in row["ask"].items()})
        for code, row in raw["themes"].items()
    }
    lists = tuple(_list(row, rows) for row in raw["lists"])
    codes = [sign.code for group in lists for sign in group.indicators]
    problems = [
        Problem(f"indicators.csv, {code}", "stands there more than once", code="duplicate")
        for code in sorted({code for code in codes if codes.count(code) > 1})
    ]
    problems += [
        Problem(f"indicators.csv, {sign.code}", "theme is one of the themes", sign.theme)
        for group in lists
        for sign in group.indicators
        if sign.theme not in themes
    ]
    raise_if_any(problems)
    return themes, lists


def _list(row: Mapping[str, Any], signs: Iterable[Mapping[str, str]]) -> IndicatorList:
    return IndicatorList(
        code=row["code"],
        title=row["title"],
        intro=row["intro"],
        source=row["source"],
        edition=row["edition"],
        who=row["who"],
        about=row["about"],
        indicators=tuple(
            Indicator(
                sign["code"], sign["list"], sign["theme"], {"nl": sign["nl"], "en": sign["en"]}
            )
            for sign in signs
            if sign["list"] == row["code"]
        ),
    )


def lists() -> tuple[IndicatorList, ...]:
    """Every list, in the order in which it is offered."""
    return _catalogue()[1]


def indicator_list(code: str) -> IndicatorList | None:
    """The list with this code, or None."""
    return next((group for group in lists() if group.code == code), None)


def indicators() -> tuple[Indicator, ...]:
    """Every signal of every list."""
    return tuple(sign for group in lists() for sign in group.indicators)


@cache
def _by_code() -> Mapping[str, Indicator]:
    return {sign.code: sign for sign in indicators()}


def indicator(code: str) -> Indicator:
    """The signal with this code.

    Raises:
        InvalidInput: when there is none.
    """
    found = _by_code().get(code)
    if found is None:
        raise InvalidInput(Problem("indicator", "is the code of a signal", code))
    return found


def findings(codes: Iterable[str]) -> tuple[Finding, ...]:
    """The ticked signals by theme, in the order of the themes; no sum, no weight, no verdict.

    Raises:
        InvalidInput: for a code that is no signal.
    """
    ticked = [indicator(code) for code in dict.fromkeys(codes)]
    themes = _catalogue()[0]
    return tuple(
        Finding(theme, tuple(sign for sign in ticked if sign.theme == theme.code))
        for theme in themes.values()
        if any(sign.theme == theme.code for sign in ticked)
    )
