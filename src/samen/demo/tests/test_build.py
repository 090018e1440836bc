"""A whole run of ``samen demo``, with one worked-out case a year and a cheap argon2id.

In processes of its own, because the demo makes, fills and deletes a database.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from samen.demo.population import REGISTERED
from samen.kernel import clock

RUN = """
import sys
from samen.platform.vault.domain import envelope
real = envelope.argon2.hash_secret_raw
envelope.argon2.hash_secret_raw = lambda secret, salt, time, kib, *rest, **named: real(
    secret, salt, 1, 8, *rest, **named
)
from samen.demo.cli import demo
demo(["--cases", "1", *sys.argv[1:]])
"""
TOTALS = """
import django, json
django.setup()
from samen.monitor.queries import published_releases, standing_registrations
(release,) = published_releases()
table = release.document.table("region")
years = release.document.years
print(json.dumps({
    "counted": {year: len(standing_registrations([year])) for year in years},
    "shown": {year: table.value(str(year), "total", "total") for year in years},
}))
"""


def run(folder: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "SAMEN_DEMO": "yes",
        "SAMEN_HTTPS": "no",
        "SAMEN_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "samen.config.settings",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMEN_")}
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=kept | settings, capture_output=True, text=True)


def stored(folder: Path) -> dict[str, int]:
    """How many rows each table of the demo's database has."""
    database = sqlite3.connect(f"file:{folder}/samen.sqlite3?mode=ro", uri=True)
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {n: database.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for (n,) in names}
    database.close()
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A finished demo and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    made = run(folder, RUN)
    assert made.returncode == 0, made.stderr
    return folder, made.stdout


def test_the_totals_are_the_published_ones_counted_and_shown(world):
    told = json.loads(run(world[0], TOTALS).stdout)
    published = {str(year): number for year, number in REGISTERED.items()}
    assert told == {"counted": published, "shown": published}
    assert list(REGISTERED.values()) == [984, 791, 814, 868, 944]


def test_the_gaps_of_the_shown_region_can_be_seen(world):
    database = sqlite3.connect(f"file:{world[0]}/samen.sqlite3?mode=ro", uri=True)
    since = (clock.today() - timedelta(weeks=13)).isoformat()
    found = database.execute(
        "SELECT lacking, sum(times) FROM casework_shortage WHERE region_code = 'RE02' "
        "AND week >= ? GROUP BY lacking ORDER BY lacking",
        [since],
    ).fetchall()
    database.close()
    # Fewer than three is left out of the page.
    assert found == [("care:psychiatric_acute", 3), ("place", 4)]


def test_progress_is_shown_and_everything_that_is_needed_to_begin(world):
    lines = world[1].splitlines()
    steps = [line for line in lines if line.startswith("  ") and line.endswith(" s)")]
    assert len(steps) >= 12
    for year in REGISTERED:
        assert any(f"1 cases of {year}" in line for line in steps)
    assert "Everything in it is invented." in world[1]
    assert "zorgcoordinator@demo.example" in world[1]


def test_a_second_run_changes_nothing_and_says_how_to_start_over(world):
    before = stored(world[0])
    again = run(world[0], RUN)
    assert again.returncode == 0
    assert "samen demo --reset" in again.stdout
    assert "zorgcoordinator@demo.example" in again.stdout
    assert stored(world[0]) == before


def test_a_run_that_was_broken_off_is_begun_anew_and_reset_starts_over(world):
    folder, before = world[0], stored(world[0])
    (folder / "world.json").write_text('{"seed": 2026}')
    anew = run(folder, RUN)
    assert "broken off" in anew.stdout
    assert stored(folder) == before
    reset = run(folder, RUN, "--reset", "--seed", "7")
    assert reset.returncode == 0
    assert json.loads((folder / "world.json").read_text())["seed"] == 7


def test_a_database_of_somebody_else_is_left_alone(world):
    folder, before = world[0], stored(world[0])
    (folder / "world.json").unlink()
    refused = run(folder, RUN)
    assert refused.returncode != 0
    assert "SAMEN_DATA_DIR" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert stored(folder) == before
