"""Strangers at every door: another organisation, a superuser, nobody; with the true ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter
from tests.stored import row_counts
from tests.worlds import (
    ANSWERS,
    make_desk,
)

from samen.casework.models import Case
from samen.platform.organisations.models import Member
from samen.platform.organisations.public import Role, add_member
from samen.reporting.models import Report

pytestmark = pytest.mark.django_db
OURS = (
    "casework", "reporting_staff", "sharing", "vault", "organisations", "monitor", "logbook",
    "analysis", "guidance",
)  # fmt: skip
SECRETS = (
    ANSWERS["what"],
    ANSWERS["people"],
    ANSWERS["contact"],
    "Mirabel",
    "greenhouse",
    "Passports are in the safe",
    "Sleeps badly",
    "Because a bed is free",
    "Zonnegloed",
)


FILLERS = {UUIDConverter: uuid4, IntConverter: lambda: 1}
"""What stands for a thing that is nobody's: by the kind of value that the address takes."""


def addresses(ids: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Every address of the staff zone, and whether it names something of the coordination."""
    for space in OURS:
        _prefix, resolver = get_resolver().namespace_dict[space]
        for pattern in resolver.url_patterns:
            if pattern.callback.access.audience != "member":
                continue
            names = set(pattern.pattern.converters)
            values = {name: ids[name] for name in names if name in ids}
            kind = "necessity" if pattern.name == "sign" else values.get("kind")
            if "kind" in values:
                values["kind"] = kind
            others = {
                name: FILLERS.get(type(converter), lambda: "x")()
                for name, converter in pattern.pattern.converters.items()
            }
            address = reverse(f"{space}:{pattern.name}", kwargs=others | values)
            yield address, any(isinstance(value, UUID) for value in values.values())


def watched() -> dict[str, Any]:
    """What a stranger must leave as it is."""
    return row_counts("casework", "sharing", "vault", "reporting", "organisations") | {
        "case": Case.objects.values().get(),
        "report": Report.objects.values().get(),
    }


FORMS = (
    {},
    {
        "text": "intruder", "done": "1", "state": "withdrawn", "reason": "no_signs", "sure": "on",
        "help_status-value": "wanted", "granted_on": "2026-01-01", "roles": "editor",
        "role": "victim", "name": "intruder", "facts": "intruder", "form": "LAB",
    },
)  # fmt: skip


def test_the_addresses_name_one_of_everything(ids):
    named = [address for address, is_theirs in addresses(ids) if is_theirs]
    assert len(named) >= 30
    used = "".join(named)
    assert all(str(value) in used for name, value in ids.items() if name != "organisation_id")


def test_another_organisation_with_every_role_and_an_open_vault_gets_nothing(world, ids):
    stranger = make_desk("Other coordination", "care_coordination", ("police_unit", "RE09"), *Role)
    everything = world.police.client(Role.CASEWORKER)
    for name, browsers in {
        "one role each": [stranger.client(role) for role in Role],
        "police": [everything],
    }.items():
        before = watched()
        for browser in browsers:
            for address, is_theirs in addresses(ids):
                if not is_theirs:
                    continue
                for answer in (browser.get(address), *(browser.post(address, f) for f in FORMS)):
                    if answer.status_code == 302:
                        # Told what is wrong with the form, and sent to a page that is not there.
                        answer = browser.get(answer["Location"])
                    assert answer.status_code in (403, 404, 405), (name, address, answer)
        assert watched() == before


def test_lists_of_another_organisation_show_nothing_of_ours(world, ids):
    browser = world.police.client(Role.CASEWORKER)
    for address, is_theirs in addresses(ids):
        if not is_theirs:
            answer = browser.get(address)
            assert answer.status_code in (200, 302, 403, 404, 405), (address, answer.status_code)
            page = answer.content.decode(errors="replace") if not answer.streaming else ""
            assert not [secret for secret in SECRETS if secret in page], address


def test_the_partner_sees_the_shared_part_and_no_other_secret(world, ids):
    browser = world.shelter.client(Role.CASEWORKER)
    page = browser.get("/werk/delen/met-ons").content.decode()
    assert "Mirabel Test" in page
    others = [secret for secret in SECRETS if secret != "Mirabel"]
    for address, _ in addresses(ids):
        answer = browser.get(address)
        page = answer.content.decode(errors="replace") if not answer.streaming else ""
        assert not [secret for secret in others if secret in page], address


def superuser() -> Client:
    root = add_member(
        None,
        organisation_id=None,
        email="root@samen.example",
        name="Root",
        roles=[],
        password=None,
        superuser=True,
    )
    browser = Client(raise_request_exception=False)
    browser.force_login(
        Member.objects.get(id=root.id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return browser


@pytest.mark.parametrize("who", ["anonymous", "superuser"])
def test_nobody_and_a_superuser_open_no_door_at_all(world, ids, who):
    browser = superuser() if who == "superuser" else Client(raise_request_exception=False)
    before = watched()
    for address, _ in addresses(ids):
        for answer in (browser.get(address), *(browser.post(address, f) for f in FORMS)):
            if who == "superuser":
                assert answer.status_code in (403, 405), (address, answer.status_code)
            else:
                to_login = answer.status_code == 302 and "/account/login" in answer["Location"]
                assert to_login or answer.status_code in (403, 405), (address, answer.status_code)
    assert watched() == before


def test_a_member_whose_vault_is_shut_reads_nothing_sealed(world, ids):
    browser = world.coordination.client(Role.CARE_COORDINATOR, unlocked=False)
    for address, _ in addresses(ids):
        answer = browser.get(address)
        page = answer.content.decode(errors="replace") if not answer.streaming else ""
        assert not [secret for secret in SECRETS if secret in page], address
