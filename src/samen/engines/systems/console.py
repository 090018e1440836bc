"""What the commands share: reading what a person typed, and telling them what happens."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from samen.engines.systems.ensemble import Progress
from samen.engines.systems.formats import read
from samen.engines.systems.model import Model
from samen.engines.systems.models import BASE, base_model
from samen.kernel.errors import InvalidInput, Problem

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])


def shared(command: Command) -> Command:
    """Options that every command has."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else."),
        click.option("--attenuation", type=float, help="δ, above 0 and at most 1."),
        click.option(
            "--mode",
            type=click.Choice(["bounded", "linear"]),
            default="bounded",
            show_default=True,
            help="Levels stay between 0 and 1, or respond without bounds.",
        ),
    ):
        command = option(command)
    return command


def load(place: str) -> Model:
    """The model at a place, or the base model by its name; notes go to standard error."""
    if place == BASE and not Path(place).exists():
        return base_model()
    loaded = read(place)
    for note in loaded.notes:
        click.echo(f"samen: {place}: {note}", err=True)
    return loaded.model


def parsed(texts: Sequence[str], parse: Callable[[str], T], problems: list[Problem]) -> list[T]:
    """Every text parsed; what is wrong with any is added to ``problems``."""
    found: list[T] = []
    for text in texts:
        try:
            found.append(parse(text))
        except InvalidInput as error:
            problems += error.problems
    return found


def names(texts: Sequence[str]) -> list[str]:
    """Names given one by one or with commas; an empty name stays, to be complained about."""
    return [name.strip() for text in texts for name in text.split(",")]


def with_wishes(model: Model, names: Sequence[str]) -> list[str]:
    """Goals by name; one without any wish is taken as "up", and that is said."""
    found: list[str] = []
    for name in names:
        if name in model.index and not model[name].goal:
            click.echo(f"samen: --goal {name}: no wish is given, taken as {name}=up", err=True)
            found.append(f"{name}=up")
        else:
            found.append(name)
    return found


def levers(model: Model, goals: Sequence[str]) -> list[str]:
    """The levers; in a model that marks none, every variable that is no goal, and that is said."""
    if model.levers:
        return [variable.id for variable in model.levers]
    click.echo("samen: the model marks no levers; every variable but the goals is tried", err=True)
    return [name for name in model.ids if name not in goals]


@contextmanager
def progress(label: str, draws: int) -> Generator[Progress, None, None]:
    """A bar on standard error; only the label where that is not a terminal."""
    with click.progressbar(length=max(draws, 1), label=label, file=sys.stderr) as bar:
        yield lambda done, _: bar.update(done - bar.pos)


def print_json(values: object) -> None:
    """One line of JSON on standard output."""
    click.echo(json.dumps(values, ensure_ascii=False, allow_nan=False))


def save(path: str, text: str) -> None:
    """Write a file, and say so on standard error."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        problem = Problem(path, f"cannot be written: {error.strerror or error}")
        raise InvalidInput(problem) from error
    click.echo(f"samen: wrote {path}", err=True)
