"""What the tests of the whole house share: a world, a running site, and people with a browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tests.e2e.live import Site, Walker, chromium, running
from tests.e2e.steps import Newcomer
from tests.e2e.stored import READ
from tests.everything import ids
from tests.worlds import cheap_argon2, sealed_files, world

from samen.sharing.tests.knowing import key_holder

__all__ = ["cheap_argon2", "ids", "key_holder", "sealed_files", "world"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the organisations of ``live_world``, one for the tests of a file."""
    folder = tmp_path_factory.mktemp("data")
    with running(folder, [sys.executable, "-m", "tests.e2e.live_world"]) as found:
        # While somebody reads, SQLite keeps its journal: it too shall be searched.
        question = "SELECT count(*) FROM reporting_visit"
        reader = subprocess.Popen(
            [sys.executable, "-c", READ, folder, question, "stay"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        yield found
        reader.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, one for the tests of a file.

    Not for longer: as long as it is open its event loop runs, and Django refuses the database to
    every other test of the process.
    """
    with chromium() as found:
        yield found


@pytest.fixture
def newcomer(site: Site, browser: Any) -> Iterator[Newcomer]:
    """Makes walkers, each with a browser of their own."""
    contexts = []

    def make(label: str, width: int, scripts: bool, **options: Any) -> Walker:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, **options
        )
        contexts.append(context)
        return Walker(site, context.new_page(), label, width, scripts)

    yield make
    for context in contexts:
        context.close()
