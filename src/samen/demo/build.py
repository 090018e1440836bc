"""Makes the synthetic Netherlands with the same verbs that its users have.

Nothing here writes a table: every report, signal, case, referral, disclosure and count goes through
the public verbs of its capability, on the day it happened (``kernel.clock``).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from time import monotonic

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from samen.analysis.public import Document, Scenario, start_model
from samen.demo import organisations as world
from samen.demo.cases import CaseMaker, Desk
from samen.demo.places import put_places
from samen.demo.population import LISTS, REGISTERED, Population, synthesise
from samen.demo.probes import shared_person
from samen.demo.truth import write_truth
from samen.engines.systems import Press, Ramp, base_model
from samen.guidance.public import load_content
from samen.kernel import clock
from samen.kernel.codes import FormOfExploitation, Sex
from samen.monitor.public import (
    Victim,
    age_group_of,
    count_many,
    decide_release,
    load_programme,
    prepare_release,
    publish_release,
)
from samen.platform.organisations.public import (
    actor_of,
    add_member,
    add_organisation,
    partners,
    regions,
)
from samen.platform.vault.public import found_vault, let_in, set_phrase

Say = Callable[[str], None]
MARK = "world.json"


def build(*, seed: int, reset: bool, cases_per_year: int, say: Say) -> None:
    """Make the world, unless it is there already; ``reset`` starts over.

    A run that was broken off is begun anew: half a world is of no use to anybody.

    Raises:
        SystemExit: outside the demo environment, or the database holds something else.
    """
    if not settings.DEMO:
        raise SystemExit("samen: the demo is made only with SAMEN_DEMO=yes")
    data_dir = Path(settings.DATA_DIR)
    data_dir.mkdir(parents=True, exist_ok=True)
    mark = data_dir / MARK
    known = json.loads(mark.read_text()) if mark.exists() else {}
    if known.get("made_on") and not reset:
        say(f"The demo is there already (seed {known['seed']}).")
        say("Start over with: samen demo --reset")
        _print_accounts(say)
        return
    if known and not reset:
        say("The last run was broken off; starting over.")
    if known or reset:
        _forget(data_dir)
    call_command("migrate", verbosity=0)
    if partners():
        raise SystemExit(
            "samen: this database holds organisations that the demo did not make; give the demo "
            "a data folder of its own (SAMEN_DATA_DIR), or delete it all with: samen demo --reset"
        )
    mark.write_text(json.dumps({"seed": seed}))
    started = monotonic()
    with _step(say, "Every victim of five years, seen or not"):
        population = synthesise(seed)
        write_truth(population, data_dir)
    compiling = _compile_engines(data_dir)
    with _step(say, "Pages, routes and the national help directory"):
        load_content()
        example = files("samen.monitor").joinpath("data/example_programme.yaml")
        load_programme(None, text=example.read_text(encoding="utf-8"))
    with _step(say, "Organisations, people and their vaults"):
        desks = _organisations()
    with _step(say, "Places to stay"):
        put_places(desks, _units())
    maker = CaseMaker(desks, random.Random(seed))  # noqa: S311  stories, not keys
    people = _cases(population, maker, cases_per_year, say)
    with _step(say, "Counting every registration once"):
        _count(population, people, desks)
    with _step(say, "A release of figures, audited and approved"):
        _release(desks["national_rapporteur", "NL"])
    with _step(say, "The system model to work on"):
        _system_model(desks["national_rapporteur", "NL"])
    with _step(say, "Fresh reports and work for today"):
        digits = maker.today()
    with _step(say, "One person whom two organisations know"):
        shared_person(desks)
    with _step(say, "Waiting for the engines' first compilation"):
        compiling.wait()
    mark.write_text(json.dumps({"seed": seed, "made_on": str(clock.today())}))
    say(f"Done in {monotonic() - started:.0f} seconds. Everything in it is invented.")
    say(f"A report that waits for an answer has the receipt {digits}.")
    _print_accounts(say)


@contextmanager
def _step(say: Say, what: str) -> Iterator[None]:
    begun = monotonic()
    yield
    say(f"  {what} ({monotonic() - begun:.1f} s)")


def _compile_engines(data_dir: Path) -> subprocess.Popen[bytes]:
    """Compile what numba compiles, on the other core: nobody's first page should wait for it."""
    code = (
        "import sys; from samen.engines import mse, systems; systems.warm_up();"
        "from samen.engines.linkage import stated; stated.warm_up();"
        "mse.analyse(mse.read_lists(sys.argv[1]), mse.Settings(replicates=50))"
    )
    lists = data_dir / f"lists-{max(REGISTERED)}.csv"
    return subprocess.Popen(  # noqa: S603  our own interpreter and code
        [sys.executable, "-c", code, lists], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _forget(data_dir: Path) -> None:
    if connection.vendor != "sqlite":
        raise SystemExit(
            f"samen: the demo deletes no {connection.vendor} database; drop it and create it anew, "
            f"delete {data_dir / MARK}, and run: samen demo"
        )
    connection.close()
    for path in data_dir.glob("samen.sqlite3*"):
        path.unlink()
    (data_dir / MARK).unlink(missing_ok=True)


def _print_accounts(say: Say) -> None:
    say("")
    say(f"Log in with the password  {world.PASSWORD}")
    say(f"open the vault with       {world.PHRASE}")
    for organisation in world.organisations(_units()):
        for member in organisation.members:
            if member.shown:
                say(f"  {member.login + '@demo.example':<34} {member.job}, {organisation.name}")


def _units() -> dict[str, str]:
    return {unit.code: unit.name for unit in regions("police_unit") if unit.code != "LE"}


@transaction.atomic
def _organisations() -> dict[tuple[str, str], Desk]:
    desks: dict[tuple[str, str], Desk] = {}
    for planned in world.organisations(_units()):
        organisation = add_organisation(name=planned.name, kind=planned.type, region=planned.region)
        vault, _recovery = found_vault(organisation_id=organisation.id)
        actors = {}
        for member in planned.members:
            account = add_member(
                None,
                organisation_id=organisation.id,
                email=f"{member.login}@demo.example",
                name=f"Demo {member.job}",
                roles=[role.value for role in member.roles],
                password=world.PASSWORD if member.shown else None,
            )
            if member.shown:
                set_phrase(member_id=account.id, phrase=world.PHRASE)
                let_in(vault, member_id=account.id)
            actor = actor_of(account)
            assert actor is not None
            actors[member.login] = actor
        desks[planned.type, planned.region[1]] = Desk(organisation.id, vault, actors)
    return desks


def _cases(population: Population, maker: CaseMaker, per_year: int, say: Say) -> dict[int, str]:
    """Worked-out cases for some of the victims whom a coordinator saw; row number to person id."""
    people: dict[int, str] = {}
    coordinator = LISTS.index("R")
    for year in np.unique(population.year).tolist():
        rows = np.flatnonzero((population.year == year) & population.seen[:, coordinator])
        chosen = rows[:: max(1, len(rows) // per_year)][:per_year]
        begun = monotonic()
        for block in np.array_split(chosen, max(1, len(chosen) // 40)):
            with transaction.atomic():
                for row in block.tolist():
                    day = date(year, 1, 1) + timedelta(days=int(population.day[row]))
                    people[row] = maker.past_case(
                        day=day,
                        form=str(population.form[row]),
                        unit=str(population.region[row]),
                        female=bool(population.female[row]),
                        age=int(population.age[row]),
                        language=str(population.language[row]),
                    )
        say(f"  {len(chosen)} cases of {year} ({monotonic() - begun:.1f} s)")
    return people


_REPORTER = {
    "I": ("labour_inspectorate", "NL"),
    "K": ("royal_marechaussee", "NL"),
    "O": ("ngo", "NL"),
    "P": ("police", None),
    "R": ("care_coordination", None),
    "Z": ("shelter", None),
}


def _count(
    population: Population, people: dict[int, str], desks: dict[tuple[str, str], Desk]
) -> None:
    """Every list's registration of every seen victim; the count makes one of them."""
    victims: defaultdict[tuple[str, str], list[Victim]] = defaultdict(list)
    for row in np.flatnonzero(population.seen.any(axis=1)).tolist():
        unit = str(population.region[row])
        told = Victim(
            victim=people.get(row, f"demo-{row}"),
            year=int(population.year[row]),
            form=FormOfExploitation(str(population.form[row])),
            region=("police_unit", unit),
            sex=Sex.FEMALE if population.female[row] else Sex.MALE,
            age_group=age_group_of(int(population.age[row])),
        )
        for at, code in enumerate(LISTS):
            # A worked-out case was counted by its coordinator when it was made.
            if population.seen[row, at] and not (code == "R" and row in people):
                kind, region = _REPORTER[code]
                victims[kind, region or unit].append(told)
    for desk, told_there in victims.items():
        count_many(desks[desk].first, victims=told_there)


SCENARIOS = (
    Scenario("Regie in elke regio", (Press("G1", 0.2), Ramp("I1", 0.2, years=2.0))),
    Scenario("Opvang en rechten eerst", (Press("V3", 0.2), Press("V4", 0.2))),
    Scenario("Grotere pakkans", (Press("C1", 0.2), Press("C9", 0.2))),
)
"""What a group could try first in the system model: one step (0.2) each."""


def _system_model(rapporteur: Desk) -> None:
    title = "Systeemmodel van de aanpak (demo)"
    start_model(
        rapporteur.actor("analist"),
        title=title,
        document=Document(replace(base_model(), title=title), SCENARIOS),
        note="Het basismodel van Samen, met drie scenario's om mee te beginnen.",
    )


def _release(rapporteur: Desk) -> None:
    analyst, privacy_officer = rapporteur.actor("analist"), rapporteur.actor("fg")
    release_id = prepare_release(
        analyst,
        title="Geregistreerde mogelijke slachtoffers 2020–2024 (demo, verzonnen)",
        first_year=2020,
        last_year=2024,
    )
    decide_release(privacy_officer, release_id=release_id, approve=True)
    publish_release(analyst, release_id=release_id)
