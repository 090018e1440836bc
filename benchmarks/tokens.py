"""The matcher's tokens in PostgreSQL, through Django: one question, one person to be found.

``python benchmarks/tokens.py [MILLIONS]`` (one) starts a PostgreSQL of its own
(``.ci/with-postgres``), fills the table with the keys of invented people at twenty organisations,
and does as ``samen_web``, bound by its policies, what a question and an enrolment do. A token of
the key holder is as random as the hash that stands for it here; the matcher keeps a hash of either.
Every million after the first is a copy of it under other values.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
from live.server import cpu_seconds, environment
from rowsecurity import EX_UNAVAILABLE, GUARDED, WITH_POSTGRES, postgres

EPOCH, SOURCES, FINDABLE, TIMES, MILLION = "2026", 20, 5_000, 400, 1_000_000
US, THEM = (UUID(int=n + 1) for n in range(2))
VOWELS = ("a", "e", "i", "o", "u", "an", "el", "or")
SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvwz" for vowel in VOWELS]


def people(count: int) -> Iterator[dict[str, str]]:
    """Names by rank (the commonest given name: one in thirty), births even over sixty years."""
    rng = np.random.default_rng(7)
    given, family = (
        ["".join(rng.choice(SYLLABLES, 3)).capitalize() for _ in range(size)]
        for size in (3_000, 30_000)
    )
    for number in range(count):
        first, last = (
            names[min(int(rng.zipf(1.2)) * 3 % len(names) + int(rng.integers(3)), len(names) - 1)]
            for names in (given, family)
        )
        born = date(1950, 1, 1) + timedelta(days=int(rng.integers(365 * 60)))
        person = {"name": f"{first} {last}", "birth_date": str(born)}
        yield person | ({"phone": f"06{number:08}"} if rng.random() < 0.5 else {})


def tokens(person: dict[str, str]) -> list[tuple[str, bytes]]:
    """What the matcher would keep of somebody: kind and value."""
    from samen.engines.linkage.matchkeys import match_keys
    from samen.sharing.domain.probes import recognisable

    keys = match_keys(recognisable(person))
    return [(kind, hashlib.blake2b(key, digest_size=16).digest()) for kind, key in keys]


def fill(millions: int) -> tuple[int, int]:
    """Rows straight into the tables as a superuser; how many people and tokens there are."""
    import psycopg
    from django.conf import settings

    from samen.sharing.domain.probes import handle_of

    rng, found, number = np.random.default_rng(8), 0, 0
    at_them: list[UUID] = []
    with psycopg.connect(f"user=postgres dbname=samen host={os.environ['PGHOST']}") as direct:
        with direct.cursor().copy(
            "COPY sharing_hittoken (id, epoch, value, type, source, handle) FROM STDIN BINARY"
        ) as rows:
            rows.set_types(["uuid", "varchar", "bytea", "varchar", "varchar", "varchar"])
            for number, person in enumerate(people(MILLION)):
                source, part = UUID(int=2 + number % (SOURCES - 1)), UUID(bytes=rng.bytes(16))
                handle = handle_of(part, EPOCH, settings.HANDLE_KEY)
                if source == THEM and len(at_them) < FINDABLE:
                    at_them.append(part)
                for kind, value in tokens(person):
                    key = UUID(bytes=rng.bytes(16))
                    rows.write_row((key, EPOCH, value, kind, str(source), handle))
                    found += 1
                if found >= MILLION:
                    break
        for copy in range(1, millions):
            direct.execute(
                "INSERT INTO sharing_hittoken (id, epoch, value, type, source, handle) "
                "SELECT gen_random_uuid(), epoch, decode(md5(value || %(salt)s), 'hex'), type, "
                "source, md5(handle || %(copy)s) "
                "FROM (SELECT * FROM sharing_hittoken LIMIT %(rows)s) AS first",
                {"salt": bytes([copy]), "copy": str(copy), "rows": found},
            )
        decide(direct, at_them)
    with psycopg.connect(
        f"user=postgres dbname=samen host={os.environ['PGHOST']}", autocommit=True
    ) as direct:
        direct.execute("VACUUM ANALYZE")
    return (number + 1) * millions, found * millions


def decide(direct: object, parts: list[UUID]) -> None:
    """A decision for each of these people that we may find them."""
    direct.cursor().executemany(  # type: ignore[attr-defined]
        "WITH d AS (INSERT INTO sharing_sharingdecision (id, organisation_id, member_id, "
        "to_organisation_id, part_id, subject_id, category, purpose, decided_on, permitted, "
        "rung_granted, table_version, request_digest, answer, evidence, until) VALUES "
        "(gen_random_uuid(), %(them)s, %(them)s, %(us)s, %(part)s, %(part)s, 'hit', 'matching', "
        "current_date, true, 0, '', '', '{}', '[]', current_date + 99) RETURNING id) "
        "INSERT INTO sharing_enrolment SELECT id, %(them)s, %(us)s, %(part)s, %(epoch)s, "
        "current_date FROM d",
        [{"them": THEM, "us": US, "part": part, "epoch": EPOCH} for part in parts],
    )


def measure(what: str, act: Callable[[int], object], times: int = TIMES) -> None:
    """One line: wall time of an act, its median and 95th percentile; CPU, ours + PostgreSQL's."""
    for number in range(20):
        act(-number - 1)
    me, taken = [os.getpid()], []
    before, answering = cpu_seconds(me), sum(postgres().values())
    for number in range(times):
        begun = time.perf_counter()
        act(number)
        taken.append(1000 * (time.perf_counter() - begun))
    ours = 1000 * (cpu_seconds(me) - before) / times
    theirs = 1000 * (sum(postgres().values()) - answering) / times
    half, most = np.percentile(taken, [50, 95])
    print(f"{what:<44}{half:>9.2f}{most:>9.2f}{ours:>9.2f} + {theirs:.2f}", flush=True)


def compare() -> None:
    """What a question and an enrolment ask of the table."""
    from samen.engines.linkage.hitnohit import Stored
    from samen.platform.database.public import acting, staff
    from samen.sharing.actions.token_rows import TokenRows
    from samen.sharing.models import HitToken
    from samen.sharing.queries.probes import findable

    known = [[value for _, value in tokens(person)] for person in people(2 * TIMES)]
    strangers = [[hashlib.blake2b(v).digest()[:16] for v in values] for values in known]
    print(f"{'ms':<44}{'p50':>9}{'p95':>9}{'CPU':>9} + PostgreSQL's")
    with acting(staff(US)):
        handles = findable(THEM, by=US, epoch=EPOCH)
        rows = TokenRows(EPOCH, frozenset(handles))
        measure(f"whom we may find ({len(handles):,} people)",
                lambda _: findable(THEM, by=US, epoch=EPOCH), 20)  # fmt: skip
        measure("find: somebody who is there", lambda n: rows.find(known[n]))
        measure("find: somebody who is not", lambda n: rows.find(strangers[n]))
        print(HitToken.objects.filter(value__in=known[0], epoch=EPOCH).explain(analyze=True))
    with acting(staff(THEM)):
        mine = TokenRows(EPOCH)

        def enrol(number: int) -> None:
            mine.add(
                Stored(value, "names+date", str(THEM), f"n{number}") for value in strangers[number]
            )

        measure("add: a person's tokens", enrol)
        measure("drop: a person's tokens", lambda n: mine.drop(str(THEM), f"n{n}"))
        print(HitToken.objects.filter(source=str(THEM), handle=next(iter(handles))).explain())


def main(millions: int) -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(folder))
        subprocess.run(
            [Path(sys.executable).parent / "django-admin", "migrate", "--verbosity", "0"],
            check=True,
        )
        os.environ.update(GUARDED)
        import django

        django.setup()
        begun = time.perf_counter()
        print("{:,} people, {:,} tokens".format(*fill(millions)), end=" ")
        print(f"(filled in {time.perf_counter() - begun:.0f} s)")
        compare()
    print(f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    if "PGHOST" in os.environ:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    else:
        command = [WITH_POSTGRES, sys.executable, *sys.argv]
        status = subprocess.run(command, check=False).returncode
        if status == EX_UNAVAILABLE:
            print("not measured: there is no PostgreSQL here")
        sys.exit(0 if status == EX_UNAVAILABLE else status)
