"""``samen simulate``, ``samen rank`` and ``samen loops``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any, cast

import click

from samen.engines.systems import report
from samen.engines.systems.formats import read
from samen.engines.systems.interventions import (
    Intervention,
    check,
    parse_control,
    parse_press,
    parse_pulse,
    parse_ramp,
)
from samen.engines.systems.model import Model
from samen.engines.systems.models import BASE, base_model
from samen.engines.systems.scales import Mode
from samen.engines.systems.simulation import simulate as run_model
from samen.kernel.errors import InvalidInput, Problem

_MODEL = click.argument("model", type=str)
_SHARED: tuple[Callable[..., Any], ...] = (
    click.option("--years", type=float, default=10.0, show_default=True, help="Horizon."),
    click.option(
        "--mode",
        type=click.Choice(["bounded", "linear"]),
        default="bounded",
        show_default=True,
        help="Levels stay within 0 and 1, or respond without bounds.",
    ),
    click.option("--attenuation", type=float, help="δ, above 0 and at most 1."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else."),
)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SHARED):
        command = option(command)
    return command


def _load(place: str) -> Model:
    if place == BASE:
        return base_model()
    loaded = read(place)
    for note in loaded.notes:
        click.echo(f"samen: {place}: {note}", err=True)
    return loaded.model


def _parsed[T](texts: Sequence[str], parse: Callable[[str], T]) -> list[T]:
    """Every text parsed; all that are wrong at once."""
    found: list[T] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(parse(text))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    return found


@contextmanager
def _progress(label: str):  # type: ignore[no-untyped-def]
    """A bar on standard error, silent where that is not a terminal."""
    import sys

    with click.progressbar(length=1_000, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.update(done * 1_000 // total - bar.pos)

        yield show
