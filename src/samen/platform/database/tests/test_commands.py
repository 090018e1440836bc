"""Every command, run as who serves: refused in one line that says who may, with exit code 2."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import connection, connections

from samen.cli import COMMANDS, main
from samen.platform.database.acting import PUBLIC, acting
from samen.platform.database.commands import require_owner

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

OF_DJANGO = {
    "migrate": ["--verbosity=0"],
    "sweep": [],
    "load_content": [],
    "load_programme": [],
    "add_organisation": [
        "Shelter", "--type=shelter", "--administrator=a@samen.example", "--administrator-name=A",
    ],
}  # fmt: skip
OF_SAMEN = {
    "log": {"verify": [], "checkpoint": [], "prove": ["1"], "extends": ["1"]},
    "outbox": {"deliver": []},
    "demo": {},
}
NEED_NO_DATABASE = {"database_roles", "key", "check"}
WORDS = [
    *((word, name, *rest) for word, inner in OF_SAMEN.items() for name, rest in inner.items()),
    ("demo",),
]


@pytest.fixture
def as_who_serves() -> Iterator[None]:
    """The connection of everything in this test is one of samen_web, with nothing declared."""
    if connection.vendor != "postgresql":
        pytest.skip("roles exist on PostgreSQL only")
    usual = connections["default"]
    web = usual.copy()
    web.settings_dict = {**usual.settings_dict, "USER": "samen_web"}
    connections["default"] = web
    try:
        with acting(PUBLIC):
            yield
    finally:
        web.close()
        connections["default"] = usual


def test_no_command_is_forgotten_here():
    ours = {name for name, app in get_commands().items() if str(app).startswith("samen")}
    assert ours - NEED_NO_DATABASE == set(OF_DJANGO)
    with_database = {
        word
        for word, (place, _) in COMMANDS.items()
        if place.startswith(("samen.platform.", "samen.demo."))
    }
    assert with_database == set(OF_SAMEN), "samen serve is meant for who serves, engines have none"
    for word, inner in OF_SAMEN.items():
        group = main.get_command(click.Context(main), word)
        found = set(group.commands) if isinstance(group, click.Group) else set()
        assert found - NEED_NO_DATABASE == set(inner)


@pytest.mark.parametrize("name", OF_DJANGO)
def test_a_command_of_django_says_who_may_run_it(as_who_serves, name: str):
    with pytest.raises(CommandError, match=r"samen_web may not .*samen_owner.*address") as refused:
        call_command(name, *OF_DJANGO[name])
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_word_of_samen_says_who_may_run_it(as_who_serves, words: tuple[str, ...]):
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert done.stderr.startswith("samen: SAMEN_DATABASE_URL: samen_web may not ")
    assert "samen_owner" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_owner_migrates(db: None):
    require_owner(connection)
    call_command("migrate", verbosity=0)
