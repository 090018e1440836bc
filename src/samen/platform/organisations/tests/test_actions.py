"""Accounts come, change and go, by their own organisation's administrator alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.stored import row_counts
from tests.worlds import make_member

from samen.kernel.errors import InvalidInput
from samen.platform.organisations.actions import add_member, deactivate_member, set_roles
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role
from samen.platform.organisations.models import Member
from samen.platform.organisations.queries import actor_of, colleagues, partners

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Role.ORGANISATION_ADMINISTRATOR
NEW = {"email": "new@samen.example", "name": "New", "password": "a long uncommon phrase"}


def test_only_an_administrator_manages_accounts(world):
    desk = world.coordination
    other = desk.actors[Role.EDITOR].member_id
    before = row_counts("organisations", "logbook")
    for role, actor in desk.actors.items():
        if role == ADMINISTRATOR:
            continue
        with pytest.raises(PermissionDenied):
            add_member(actor, organisation_id=desk.id, roles=[], **NEW)
        with pytest.raises(PermissionDenied):
            set_roles(actor, member_id=other, roles=[ADMINISTRATOR])
        with pytest.raises(PermissionDenied):
            deactivate_member(actor, member_id=other)
    assert row_counts("organisations", "logbook") == before


def test_an_administrator_has_no_hand_in_another_organisation(world):
    admin = world.coordination.actors[ADMINISTRATOR]
    stranger = world.police.worker.member_id
    for act in (
        lambda: add_member(admin, organisation_id=world.police.id, roles=[ADMINISTRATOR], **NEW),
        lambda: add_member(admin, organisation_id=None, roles=[], superuser=True, **NEW),
        lambda: set_roles(admin, member_id=stranger, roles=[]),
        lambda: deactivate_member(admin, member_id=stranger),
    ):
        with pytest.raises(InvalidInput):
            act()
    assert not Member.objects.filter(email=NEW["email"]).exists()
    assert actor_of(Member.objects.get(id=stranger)) == world.police.worker


def test_every_mistake_in_a_new_account_is_named_at_once(world):
    admin = world.coordination.actors[ADMINISTRATOR]
    add_member(admin, organisation_id=admin.organisation_id, roles=[Role.EDITOR], **NEW)
    with pytest.raises(InvalidInput) as caught:
        add_member(
            admin,
            organisation_id=admin.organisation_id,
            email=NEW["email"].upper(),
            name="x",
            roles=["king"],
            password="short",
        )
    assert {problem.where for problem in caught.value.problems} == {"email", "roles", "password"}


def test_roles_are_replaced_and_an_administrator_keeps_their_own(world):
    desk, admin = world.coordination, world.coordination.actors[ADMINISTRATOR]
    colleague = desk.actors[Role.EDITOR].member_id
    set_roles(admin, member_id=colleague, roles=[Role.ANALYST])
    found = actor_of(Member.objects.get(id=colleague))
    assert found == Actor(
        colleague, desk.id, "care_coordination", "Coordination", frozenset({Role.ANALYST})
    )
    with pytest.raises(InvalidInput):
        set_roles(admin, member_id=admin.member_id, roles=[Role.EDITOR])


def test_a_closed_account_is_out_at_once_in_every_browser(world):
    desk, admin = world.coordination, world.coordination.actors[ADMINISTRATOR]
    leaver = make_member(desk.id, Role.CASEWORKER)
    browser = Client()
    browser.force_login(
        Member.objects.get(id=leaver.member_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert browser.get("/werk/").status_code == 200
    deactivate_member(admin, member_id=leaver.member_id)
    response = browser.get("/werk/")
    assert response.status_code == 302 and "/account/login" in response["Location"]
    assert actor_of(Member.objects.get(id=leaver.member_id)) is None
    with pytest.raises(InvalidInput):
        deactivate_member(admin, member_id=admin.member_id)


def test_a_superuser_of_the_platform_is_nobody_in_an_organisation(world):
    root = add_member(None, organisation_id=None, roles=[], superuser=True, **NEW)
    assert actor_of(root) is None


def test_who_works_where(world):
    admin = world.coordination.actors[ADMINISTRATOR]
    assert {person.id for person in colleagues(admin)} == {
        actor.member_id for actor in world.coordination.actors.values()
    }
    assert {row.id for row in partners(admin)} == {world.shelter.id, world.police.id}
    assert [row.id for row in partners(admin, types=["police"])] == [world.police.id]
    assert [row.id for row in partners(region=("police_unit", "RE07"))] == [world.police.id]


def test_pages_name_the_field_and_keep_the_form_filled(world):
    client = world.coordination.client(ADMINISTRATOR)
    typed = {"email": "no address", "name": "Kept Name", "password": "short", "roles": ["editor"]}
    response = client.post("/werk/organisatie/nieuw", typed)
    assert response.status_code == 400
    assert "email" in response.context["form"].errors
    assert b"Kept Name" in response.content and b"short" not in response.content
    response = client.post("/werk/organisatie/nieuw", typed | {"email": "fine@samen.example"})
    assert response.status_code == 400 and "password" in response.context["form"].errors
    good = typed | {"email": "fine@samen.example", "password": "a long uncommon phrase"}
    assert client.post("/werk/organisatie/nieuw", good).status_code == 302
    member = Member.objects.get(email="fine@samen.example")
    assert member.organisation_id == world.coordination.id
    assert client.get("/werk/organisatie/").status_code == 200
    page = f"/werk/organisatie/{member.id}"
    assert client.get(page).status_code == 200
    assert client.post(page, {"roles": ["king"]}).status_code == 400
    assert client.post(page, {"roles": ["auditor"]}).status_code == 302
    assert client.post(f"{page}/sluiten").status_code == 302
    stranger = world.police.worker.member_id
    assert client.get(f"/werk/organisatie/{stranger}").status_code == 404
