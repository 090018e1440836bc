"""Small worlds for tests: three organisations with members and open vaults.

A capability's ``tests/conftest.py`` imports the fixtures it wants from here. argon2id runs with
its smallest parameters there; a test that measures or attacks it asks for the real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from hypothesis import settings as hypothesis_settings

from samen.casework.public import SignalContent, add_person, open_case, open_signal, write_part
from samen.engines.rules.sharing import (
    RECORD_FORMS,
    Consent,
    Purpose,
    RecordKind,
    Regime,
    SignerRole,
    Subject,
)  # fmt: skip
from samen.kernel import clock
from samen.kernel.codes import DataCategory, OrganisationType
from samen.platform.organisations.models import Member
from samen.platform.organisations.public import Actor, Role, actor_of, add_member, add_organisation
from samen.platform.vault.domain import envelope, session
from samen.platform.vault.middleware import COOKIE
from samen.platform.vault.public import Keyring, found_vault, let_in, parts_of, set_phrase
from samen.reporting.public import submit_report
from samen.sharing.public import Facts, sign

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis_settings.register_profile("samen", deadline=None)
hypothesis_settings.load_profile("samen")

PHRASE = "four words for a vault"
ENSCHEDE = "GM0153"
"""A municipality in the region of the coordination and the shelter of :func:`make_world`."""

ANSWERS: dict[str, str] = {
    "perspective": "other",
    "form_of_exploitation": "SEX-X",
    "what": "The curtains are always closed and a van comes at night.",
    "when": "since June",
    "where": "the last house of the lane",
    "municipality": ENSCHEDE,
    "minor": "no",
    "danger": "no",
    "people": "A tall woman called Mirabel.",
    "consent": "confidential",
    "name": "Worried Neighbour",
    "contact": "0600000001",
    "safe_contact": "only in the morning",
}
"""A whole report; every text in it is found nowhere else."""


@dataclass(frozen=True, slots=True)
class Argon2Runs:
    """How often argon2id ran, and for which secrets."""

    secrets: list[bytes]

    def __len__(self) -> int:
        return len(self.secrets)


@pytest.fixture
def real_argon2() -> None:
    """For a test that wants argon2id as strong as it is."""


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Argon2Runs:
    """argon2id over 8 KiB in one pass, counted."""
    real, runs = envelope.argon2.hash_secret_raw, Argon2Runs([])
    is_cheap = "real_argon2" not in request.fixturenames

    def cheap(
        secret: bytes, salt: bytes, time: int, kib: int, lanes: int, *rest: Any, **named: Any
    ) -> bytes:
        runs.secrets.append(secret)
        time, kib = (1, 8) if is_cheap else (time, kib)
        return real(secret, salt, time, kib, lanes, *rest, **named)

    monkeypatch.setattr(envelope.argon2, "hash_secret_raw", cheap)
    return runs


@pytest.fixture(autouse=True)
def sealed_files(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of its own for the sealed attachments of a test."""
    settings.MEDIA_ROOT = tmp_path / "sealed"
    return settings.MEDIA_ROOT


@dataclass(frozen=True, slots=True)
class Desk:
    """One organisation: its open vault, its printed recovery key, its members by role."""

    id: UUID
    vault: Keyring
    recovery: str
    actors: dict[str, Actor]

    @property
    def worker(self) -> Actor:
        """Who handles reports, signals and cases here."""
        return self.actors.get(Role.CARE_COORDINATOR) or self.actors[Role.CASEWORKER]

    def client(self, role: str, *, unlocked: bool = True) -> Client:
        """A browser of the member with this role, with the vault unlocked."""
        actor = self.actors[role]
        browser = Client(raise_request_exception=False)
        browser.force_login(
            Member.objects.get(id=actor.member_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        if unlocked:
            cookie, stored = session.lock_away(self.vault, actor.member_id)
            browser.cookies[COOKIE] = cookie
            held = browser.session
            held["vault"] = stored
            held.save()
        return browser


@dataclass(frozen=True, slots=True)
class World:
    """A coordination and a shelter in one region, and the police of another."""

    coordination: Desk
    shelter: Desk
    police: Desk

    @property
    def desks(self) -> dict[str, Desk]:
        """All three by name."""
        return {
            "coordination": self.coordination,
            "shelter": self.shelter,
            "police": self.police,
        }


def make_member(organisation_id: UUID, *roles: str, phrase: str | None = PHRASE) -> Actor:
    """A colleague with these roles; with a vault phrase, but not let in yet."""
    member = add_member(
        None,
        organisation_id=organisation_id,
        email=f"{uuid4().hex}@samen.example",
        name="Member of a test",
        roles=roles,
        password=None,
    )
    if phrase is not None:
        set_phrase(member_id=member.id, phrase=phrase)
    actor = actor_of(member)
    assert actor is not None
    return actor


def make_desk(name: str, kind: str, region: tuple[str, str], *roles: str) -> Desk:
    """An organisation with one member in each role, all let into the vault."""
    organisation = add_organisation(name=name, kind=kind, region=region)
    vault, recovery = found_vault(organisation_id=organisation.id)
    actors = {role: make_member(organisation.id, role) for role in roles}
    for actor in actors.values():
        let_in(vault, member_id=actor.member_id)
    return Desk(organisation.id, vault, recovery, actors)


def make_world() -> World:
    """The three organisations."""
    here = ("police_unit", "RE02")
    return World(
        make_desk("Coordination", OrganisationType.CARE_COORDINATION, here, *Role),
        make_desk(
            "Shelter",
            OrganisationType.SHELTER,
            here,
            Role.CASEWORKER,
            Role.INTAKE_WORKER,
            Role.PRIVACY_OFFICER,
        ),
        make_desk(
            "Police",
            OrganisationType.POLICE,
            ("police_unit", "RE07"),
            Role.CASEWORKER,
            Role.INTAKE_WORKER,
            Role.CARE_COORDINATOR,
        ),
    )


@pytest.fixture
def world(db: None) -> World:
    """The three organisations, fresh for each test."""
    return make_world()


def send_report(**changed: str) -> str:
    """A report with some answers changed. Returns the receipt's digits."""
    return submit_report(answers=ANSWERS | changed, language="en")


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A case with one possible victim, who has an identity and a health part."""

    signal: UUID
    case: UUID
    person: UUID
    identity: UUID
    health: UUID


def make_case(desk: Desk) -> WorkedCase:
    """A case at ``desk`` from an own signal."""
    actor = desk.worker
    signal = open_signal(
        actor,
        source="own",
        form="LAB",
        region=("police_unit", "RE02"),
        received_on=clock.today(),
        content=SignalContent(facts="Passports are in the safe of the employer."),
    )
    case = open_case(actor, signal_id=signal, summary="Twelve people above a greenhouse.")
    person = add_person(
        actor,
        case_id=case,
        role="victim",
        identity={"name": "Mirabel Test", "birth_date": "1990-05-17", "sex": "female"},
    )
    health = {"text": "Sleeps badly since the winter."}
    write_part(actor, desk.vault, person_id=person, kind="person_health", content=health)
    parts = {part.kind: part.id for part in parts_of(actor, [person])}
    return WorkedCase(signal, case, person, parts["person_identity"], parts["person_health"])


def sign_for_sharing(
    desk: Desk, subject: UUID, *, kinds: tuple[RecordKind, ...] = (), **changed: Any
) -> list[UUID]:
    """The records that sharing identifying data with a shelter under the Wmo rests on."""
    signers = {
        RecordKind.NECESSITY: SignerRole.AUTHORISED_OFFICER,
        RecordKind.CONSENT: SignerRole.DATA_SUBJECT,
    }
    scope: dict[str, Any] = {
        "to_types": [OrganisationType.SHELTER],
        "categories": [DataCategory.IDENTIFYING],
        "purposes": [Purpose.SHELTER_AND_CARE],
    }
    given = changed.pop("consent", Consent.GIVEN)
    return [
        sign(
            desk.worker,
            kind=kind,
            signer_role=signers[kind],
            subject_id=subject,
            answers=dict.fromkeys(RECORD_FORMS[kind].answers, "A bed is free there tonight."),
            consent=given if kind is RecordKind.CONSENT else None,
            **(scope | changed),
        )
        for kind in kinds or (RecordKind.NECESSITY, RecordKind.CONSENT)
    ]


FACTS = Facts(
    purpose=Purpose.SHELTER_AND_CARE,
    subject=Subject.VICTIM,
    regime=Regime.WMO,
    minor=False,
    acute_danger=False,
    incapable_of_consent=False,
    bsn_included=False,
    others_traceable=False,
    weighty_objection=False,
)
CONSENT_GIVEN, CONSENT_REFUSED = Consent.GIVEN, Consent.REFUSED


def in_half_a_year() -> Any:
    """Until when tests share."""
    return clock.today() + timedelta(days=180)
