"""What row-level security costs a request, on PostgreSQL with and without it, in one run.

``python benchmarks/rowsecurity.py`` starts a PostgreSQL of its own (``.ci/with-postgres``) and the
real server twice on it, to take turns: as ``samen_web``, who declares a zone and is bound by every
policy, and as a superuser through Django's own backend, who is not. CPU is that of the server's
processes and of PostgreSQL's, from ``/proc``. The last line is one declaration by itself, as each
change of zone sends it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import cycle
from pathlib import Path

from live.browser import Browser, send_report, staff
from live.server import cpu_seconds, environment, server
from live.world import OWN

HERE = Path(__file__).resolve().parent
WITH_POSTGRES, EX_UNAVAILABLE = HERE.parent / ".ci/with-postgres", 69
LISTS, PAGES, REPORTS, DECLARATIONS, ROUNDS = 30, 100, 4, 2000, 7
GUARDED = {"SAMEN_DATABASE_URL": "postgresql://samen_web@/samen"}
UNGUARDED = {
    "SAMEN_DATABASE_URL": "postgresql://postgres@/samen",
    "DJANGO_SETTINGS_MODULE": "live.unguarded",
    "PYTHONPATH": f"{HERE}:{os.environ.get('PYTHONPATH', '')}",
}


def postgres() -> dict[int, float]:
    """CPU seconds so far of each process of PostgreSQL that answers somebody."""
    (main, *_) = (Path(os.environ["PGHOST"]) / "data/postmaster.pid").read_text().split()
    found: dict[int, float] = {}
    for pid in map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split()):
        with suppress(FileNotFoundError):  # It has ended in the meantime.
            if b"[local]" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found[pid] = cpu_seconds([pid])
    return found


def spent(pids: list[int], act: Callable[[], object], times: int) -> tuple[float, float]:
    """CPU seconds per act, of ``pids`` and of PostgreSQL."""
    before, answering = cpu_seconds(pids), postgres()
    for _ in range(times):
        act()
    after, answered = cpu_seconds(pids), postgres()
    theirs = sum(used - answering.get(pid, 0) for pid, used in answered.items())
    return (after - before) / times, theirs / times


def least(measured: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The cheapest of several times, of us and PostgreSQL together."""
    return min(measured, key=sum)


def acts(port: int) -> dict[str, tuple[Callable[[], object], int]]:
    """What is asked of a server, and how often at a time."""
    visitor, member = Browser(port), staff(port)
    return {
        "the home page, rendered": (lambda: visitor.get("/?x"), PAGES),
        f"50 sealed rows of {OWN:,}": (lambda: member.get("/werk/meldingen/"), LISTS),
        "today's work": (lambda: member.get("/werk/"), LISTS),
        "report, incl. argon2id": (lambda: send_report(port), REPORTS),
    }


def compare(folder: str) -> None:
    """One line for each act: without, with, and the difference. They take turns."""
    with server(folder, **UNGUARDED) as bare, server(folder, **GUARDED) as bound:
        sides = [(pids, acts(port)) for port, pids in (bare, bound)]
        for what in sides[0][1]:
            measured: list[list[tuple[float, float]]] = [[], []]
            for _ in range(ROUNDS):
                for (pids, these), found in zip(sides, measured, strict=True):
                    found.append(spent(pids, *these[what]))
            without, guarded = map(least, measured)
            pair = [f"{1000 * ours:.1f} + {1000 * its:.1f}" for ours, its in (without, guarded)]
            more = 1000 * (sum(guarded) - sum(without))
            print(f"{what:<28}{pair[0]:>20}{pair[1]:>20}{more:>8.1f}", flush=True)


def declaration() -> float:
    """CPU seconds, ours and PostgreSQL's, that a statement costs more after a change of zone."""
    import django
    from django.db import connection

    django.setup()
    from samen.platform.database.public import ACCOUNT, PUBLIC, acting

    def ask(*zones: object) -> float:
        turns = cycle(zones)

        def statement() -> None:
            with acting(next(turns)), connection.cursor() as cursor:
                cursor.execute("SELECT 1")

        statement()
        me = [os.getpid()]
        return sum(least(spent(me, statement, DECLARATIONS) for _ in range(ROUNDS)))

    return ask(PUBLIC, ACCOUNT) - ask(PUBLIC)


def main() -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(folder))
        subprocess.run(
            [Path(sys.executable).parent / "django-admin", "migrate", "--verbosity", "0"],
            check=True,
        )
        subprocess.run([sys.executable, "-m", "live.world", "make_world"], check=True, cwd=HERE)
        print(f"{'CPU per request, ms':<28}{'without':>20}{'with row security':>20}{'more':>8}")
        compare(folder)
        print("(the server's + PostgreSQL's)")
        print(f"one declaration: {1e6 * declaration():.0f} µs")
    print(f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    if "PGHOST" in os.environ:
        main()
    else:
        status = subprocess.run([WITH_POSTGRES, sys.executable, __file__], check=False).returncode
        if status == EX_UNAVAILABLE:
            print("not measured: there is no PostgreSQL here")
        sys.exit(0 if status == EX_UNAVAILABLE else status)
