"""Who lost password or second factor gets a new login from their administrator, and no more."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from tests.stored import row_counts

from samen.kernel.errors import InvalidInput
from samen.platform.logbook.models import Entry
from samen.platform.organisations.actions import give_new_login
from samen.platform.organisations.models import Member, Organisation
from samen.platform.organisations.public import Role
from samen.platform.vault.models import VaultAccess

pytestmark = pytest.mark.django_db
NEW = "a quite long new password"


def test_a_new_login_ends_sessions_and_the_second_factor_but_opens_no_vault(world):
    desk = world.coordination
    actor, member = desk.actors[Role.ORGANISATION_ADMINISTRATOR], desk.actors[Role.CASEWORKER]
    browser = desk.client(Role.CASEWORKER)
    Authenticator.objects.create(user_id=member.member_id, type="totp", data={"secret": "x"})
    before = set(VaultAccess.objects.values_list("sealed_key", flat=True))
    assert browser.get("/werk/").status_code == 200
    give_new_login(actor, member_id=member.member_id, password=NEW)
    assert browser.get("/werk/").status_code == 302, "logged out"
    assert not Authenticator.objects.filter(user_id=member.member_id).exists()
    assert Member.objects.get(id=member.member_id).check_password(NEW)
    assert set(VaultAccess.objects.values_list("sealed_key", flat=True)) == before
    assert Entry.objects.filter(name="member.new_login").exists()


def test_only_an_administrator_gives_one_and_only_to_a_colleague(world):
    desk = world.coordination
    admin = desk.actors[Role.ORGANISATION_ADMINISTRATOR]
    before = list(Member.objects.order_by("id").values_list("password", flat=True))
    with pytest.raises(PermissionDenied):
        give_new_login(desk.worker, member_id=admin.member_id, password=NEW)
    for member in (world.police.worker.member_id, admin.member_id):
        with pytest.raises(InvalidInput, match="colleague"):
            give_new_login(admin, member_id=member, password=NEW)
    with pytest.raises(InvalidInput, match="password"):
        give_new_login(admin, member_id=desk.worker.member_id, password="short")
    assert list(Member.objects.order_by("id").values_list("password", flat=True)) == before


def test_the_pages_name_what_is_wrong_and_lead_to_everything_of_ones_own(world):
    desk = world.coordination
    browser, worker = desk.client(Role.ORGANISATION_ADMINISTRATOR), desk.worker.member_id
    here = f"/werk/organisatie/{worker}/toegang"
    assert here in browser.get(f"/werk/organisatie/{worker}").content.decode()
    assert browser.post(here, {"password": "short"}).status_code == 400
    assert browser.post(here, {"password": NEW}).status_code == 302
    stranger = f"/werk/organisatie/{world.police.worker.member_id}/toegang"
    assert browser.post(stranger, {"password": NEW}).status_code == 404
    page = browser.get("/werk/organisatie/ik").content.decode()
    for address in ("/account/password/change/", "/account/2fa/", "/werk/kluis/zin/wijzigen"):
        assert f'href="{address}"' in page


def test_the_login_page_says_each_label_once(client):
    page = client.get("/account/login/").content.decode()
    assert 'type="password"' in page
    assert "placeholder" not in page


def test_an_operator_admits_an_organisation_with_its_first_administrator(db, capsys):
    call_command(
        "add_organisation", "A new shelter", "--type", "shelter", "--region", "police_unit:RE02",
        "--administrator", "first@shelter.example", "--administrator-name", "First",
    )  # fmt: skip
    member = Member.objects.get(email="first@shelter.example")
    assert member.organisation == Organisation.objects.get(name="A new shelter")
    assert list(member.roles.values_list("role", flat=True)) == [Role.ORGANISATION_ADMINISTRATOR]
    password = capsys.readouterr().out.splitlines()[0].rpartition(" ")[2]
    assert member.check_password(password)


def test_a_mistake_of_the_operator_is_named_and_makes_nothing(db):
    before = row_counts()
    with pytest.raises(CommandError, match=r"(?s)--type.*--region") as caught:
        call_command(
            "add_organisation", "Nowhere", "--type", "castle", "--region", "RE02",
            "--administrator", "x@nowhere.example", "--administrator-name", "X",
        )  # fmt: skip
    assert caught.value.returncode == 2 and row_counts() == before
