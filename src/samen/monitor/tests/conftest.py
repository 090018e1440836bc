"""Actors of one invented organisation, what they counted, and a programme board."""

from importlib.resources import files
from uuid import UUID, uuid4

import pytest
from tests.members import log_in  # noqa: F401

from samen.kernel.codes import FormOfExploitation
from samen.monitor.actions.counting import Victim, count_many
from samen.monitor.actions.programme_file import load_programme
from samen.platform.organisations.public import Actor


def make_actor(*roles: str, member: int = 1) -> Actor:
    """An actor of an invented NGO with these roles."""
    return Actor(UUID(int=member), UUID(int=9), "ngo", "Voorbeeld", frozenset(roles))


CASEWORKER = make_actor("caseworker")
ANALYST = make_actor("analyst", member=2)
OFFICER = make_actor("privacy_officer", member=3)
MANAGER = make_actor("programme_manager", member=4)
LABOUR = FormOfExploitation.LABOUR


def many(n: int, **changes: object) -> list[Victim]:
    """Victims of 2024, of labour exploitation in RE07 unless told otherwise."""
    told = {"year": 2024, "form": LABOUR, "region": ("police_unit", "RE07"), **changes}
    return [Victim(victim=uuid4(), **told) for _ in range(n)]


@pytest.fixture
def counted(db: None) -> None:
    """Eighty-six victims of 2024, four of them alone in their cell."""
    count_many(
        CASEWORKER,
        victims=[
            *many(40),
            *many(30, form=FormOfExploitation.SEXUAL_DOMESTIC, region=("police_unit", "RE01")),
            *many(4, form=FormOfExploitation.CRIMINAL),
            *many(12, form=FormOfExploitation.CRIMINAL, region=("police_unit", "RE01")),
        ],
    )


@pytest.fixture
def example_text() -> str:
    """The packaged example of a programme file."""
    return files("samen.monitor").joinpath("data/example_programme.yaml").read_text("utf-8")


@pytest.fixture
def board(db: None, example_text: str) -> str:
    """A loaded board; its programme's code."""
    load_programme(None, text=example_text)
    return "SAMEN"
