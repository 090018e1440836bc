"""Every link and button that a member sees leads somewhere: for each role, from its first page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import ResolverMatch, resolve
from django.utils.translation import override
from tests.everything import ids  # noqa: F401
from tests.worlds import Desk, World, make_member

from samen.casework.actions.cases import close_case
from samen.casework.actions.entities import erase_entity, undo_judgement
from samen.casework.actions.erasing import erase_person
from samen.casework.actions.referrals import answer_referral
from samen.kernel import clock
from samen.platform.organisations.actions import deactivate_member
from samen.platform.organisations.public import Role
from samen.platform.vault.actions.keys import rotate
from samen.reporting.actions.reporter import RETENTION_DAYS
from samen.reporting.actions.retention import sweep
from samen.sharing.actions.enrolments import stop_taking_part
from samen.sharing.actions.evidence import withdraw_evidence

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\s[^>]*?href="([^"#]*)')
FORM = re.compile(r'<form\s[^>]*?action="(/[^"#]*)')
EACH = 5
"""How many addresses of one view are opened: lists and their pages are alike."""


def at(address: str) -> ResolverMatch:
    """What answers at an address without a language, whatever language was last spoken."""
    with override("nl"):
        return resolve(address.partition("?")[0])


def links_of(page: str, path: str) -> list[str]:
    """Where the links of a page at ``path`` lead, within the members' part of the site."""
    found = []
    for link in map(unescape, LINK.findall(page)):
        full = path.partition("?")[0] + link if link.startswith("?") else link
        if full.startswith(("/werk/", "/account/")):
            found.append(full)
    return found


def walk(desk: Desk, role: str) -> tuple[Counter[str], list[str]]:
    """How often each view was opened, and the links and buttons that lead to a no."""
    client, todo, seen = desk.client(role), ["/werk/"], {"/werk/"}
    opened: Counter[str] = Counter()
    wrong, origin = [], dict[str, str]()
    while todo:
        path = todo.pop(0)
        view = at(path).view_name
        if opened[view] == EACH or view in ("vault:lock", "account_logout"):
            continue
        opened[view] += 1
        response = client.get(path)
        if response.status_code >= 400:
            wrong.append(f"{view} {response.status_code} from {origin.get(path)}")
        if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
            continue
        page = response.content.decode()
        for link in links_of(page, path):
            if link not in seen:
                seen.add(link)
                origin[link] = view
                todo.append(link)
        for action in map(unescape, FORM.findall(page)):
            access = getattr(at(action).func, "access", None)
            if access and not access.admits(desk.actors[role]):
                wrong.append(f"{view} offers {action}")
    return opened, wrong


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_no_link_of_a_page_leads_to_a_no(world: World, ids: dict[str, Any], role: str) -> None:  # noqa: F811
    opened, wrong = walk(world.coordination, role)
    assert wrong == []
    assert len(opened) > 8


def test_a_partner_follows_what_was_shared(world: World, ids: dict[str, Any]) -> None:  # noqa: F811
    opened, wrong = walk(world.shelter, "caseworker")
    assert wrong == []
    assert opened["sharing:shared"] and opened["sharing:decision"]


def end_all(desk: Desk, partner: Desk, ids: dict[str, Any]) -> tuple[Desk, Desk]:  # noqa: F811
    """All that can be undone, taken back, closed or erased is; both vaults have a new key."""
    actor, officer = desk.worker, desk.actors[Role.PRIVACY_OFFICER]
    undo_judgement(actor, judgement_id=ids["judgement_id"])
    erase_entity(actor, desk.vault, entity_id=ids["entity_id"])
    withdraw_evidence(actor, evidence_id=ids["evidence_id"])
    answer_referral(actor, referral_id=ids["referral_id"], state="withdrawn")
    close_case(actor, case_id=ids["case_id"], reason="bad_employer", cost_seen=True)
    erase_person(actor, desk.vault, person_id=ids["person_id"], reason="request")
    stop_taking_part(officer)
    deactivate_member(desk.actors[Role.ORGANISATION_ADMINISTRATOR], member_id=ids["member_id"])
    with clock.at(clock.today() + timedelta(days=RETENTION_DAYS + 1)):
        sweep()
    return with_new_key(desk), with_new_key(partner)


def with_new_key(desk: Desk) -> Desk:
    admin = desk.actors.get(Role.ORGANISATION_ADMINISTRATOR) or make_member(
        desk.id, Role.ORGANISATION_ADMINISTRATOR
    )
    return replace(desk, vault=rotate(admin, desk.vault))


def test_no_link_leads_to_a_no_when_everything_has_ended(
    world: World,
    ids: dict[str, Any],  # noqa: F811
) -> None:
    ended = end_all(world.coordination, world.shelter, ids)
    wrong = [
        (role, link)
        for desk in ended
        for role in sorted(desk.actors.keys() - {Role.EDITOR})  # who was deactivated
        for link in walk(desk, role)[1]
    ]
    assert wrong == []
