"""Actors of one invented organisation, and a programme board."""

from importlib.resources import files
from uuid import UUID

import pytest

from samen.monitor.actions.programme_file import load_programme
from samen.platform.organisations.public import Actor


def make_actor(*roles: str, member: int = 1) -> Actor:
    """An actor of an invented NGO with these roles."""
    return Actor(UUID(int=member), UUID(int=9), "ngo", "Voorbeeld", frozenset(roles))


@pytest.fixture
def example_text() -> str:
    """The packaged example of a programme file."""
    return files("samen.monitor").joinpath("data/example_programme.yaml").read_text("utf-8")


@pytest.fixture
def board(db: None, example_text: str) -> str:
    """A loaded board; its programme's code."""
    load_programme(None, text=example_text)
    return "SAMEN"
