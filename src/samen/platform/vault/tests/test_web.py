"""Unlocking in the browser: two halves, a rotation ends both, nobody else's vault opens."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.worlds import PHRASE, make_member

from samen.platform.organisations.models import Member
from samen.platform.organisations.public import Role, add_member, add_organisation
from samen.platform.vault.middleware import COOKIE
from samen.platform.vault.models import MemberKey, OrganisationVault, VaultAccess

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Role.ORGANISATION_ADMINISTRATOR
VAULT = "/werk/kluis/"


def login(member_id) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(
        Member.objects.get(id=member_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_the_phrase_opens_and_leads_on_to_where_somebody_was_going(world):
    client = world.coordination.client(Role.CASEWORKER, unlocked=False)
    response = client.get("/werk/casussen")
    assert response.status_code == 302 and response["Location"].startswith(VAULT)
    target = response["Location"]
    assert client.get(target).status_code == 200
    response = client.post(VAULT, {"phrase": PHRASE, "next": "/werk/casussen"})
    assert response["Location"] == "/werk/casussen"
    assert client.cookies[COOKIE]["httponly"] and client.cookies[COOKIE]["samesite"] == "Strict"
    assert client.get("/werk/casussen").status_code == 200
    assert client.post(f"{VAULT}sluiten").status_code == 302
    assert client.get("/werk/casussen").status_code == 302


def test_the_way_back_is_the_whole_address_or_the_page_whose_form_was_sent(world):
    client = world.coordination.client(Role.CARE_COORDINATOR, unlocked=False)
    asked = "/werk/meldingen/?status=read&page=2"
    assert client.get(client.get(asked)["Location"]).context["next"] == asked
    page = "/werk/meldingen/4a0e9c4e-7f7e-4c9b-8a40-6a2f0e2f9a11"
    came = {"referer": f"http://testserver{page}"}
    sent = client.post(f"{page}/antwoord", {"text": "x"}, headers=came)
    assert client.get(sent["Location"]).context["next"] == page
    nobody = Client().post(f"{page}/antwoord", {"text": "x"}, headers=came)
    assert nobody["Location"] == f"/account/login/?next={page}"


def test_a_wrong_phrase_keeps_the_page_names_the_field_and_echoes_nothing(world):
    client = world.coordination.client(Role.CASEWORKER, unlocked=False)
    response = client.post(VAULT, {"phrase": "a wrong phrase indeed"})
    assert response.status_code == 400
    assert "phrase" in response.context["form"].errors
    assert b"a wrong phrase indeed" not in response.content


def test_next_leads_nowhere_else(world):
    client = world.coordination.client(Role.CASEWORKER, unlocked=False)
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        response = client.post(VAULT, {"phrase": PHRASE, "next": elsewhere})
        assert response["Location"] == "/werk/"


def test_either_half_alone_opens_nothing(world):
    client = world.coordination.client(Role.CASEWORKER)
    assert client.get("/werk/casussen").status_code == 200
    kept = client.cookies.pop(COOKIE)
    assert client.get("/werk/casussen").status_code == 302
    other = world.coordination.client(Role.CARE_COORDINATOR)
    other.cookies[COOKIE] = kept.value
    assert other.get("/werk/casussen").status_code == 302
    client.cookies[COOKIE] = kept.value
    session = client.session
    del session["vault"]
    session.save()
    assert client.get("/werk/casussen").status_code == 302


def test_the_session_on_the_server_holds_no_key(world):
    client = world.coordination.client(Role.CASEWORKER)
    keys = world.coordination.vault.keys
    stored = str(dict(client.session.items()))
    assert keys.private.hex() not in stored and client.cookies[COOKIE].value not in stored


def test_a_rotation_locks_every_other_browser(world):
    admin = world.coordination.client(ADMINISTRATOR)
    colleague = world.coordination.client(Role.CASEWORKER)
    assert admin.post(f"{VAULT}nieuwe-sleutel", {}).status_code == 302
    assert colleague.get("/werk/casussen").status_code == 200, "nothing without the tick"
    assert admin.post(f"{VAULT}nieuwe-sleutel", {"sure": "on"}).status_code == 302
    assert admin.get(f"{VAULT}leden").status_code == 200
    assert colleague.get("/werk/casussen").status_code == 302
    colleague.post(VAULT, {"phrase": PHRASE})
    assert colleague.get("/werk/casussen").status_code == 200


def test_a_colleague_is_let_in_and_shut_out_again(world):
    admin = world.coordination.client(ADMINISTRATOR)
    newcomer = make_member(world.coordination.id, Role.CASEWORKER, phrase=None).member_id
    browser = login(newcomer)
    assert browser.get(VAULT)["Location"] == f"{VAULT}zin"
    assert browser.post(f"{VAULT}zin", {"phrase": "short", "again": "short"}).status_code == 400
    empty = browser.post(f"{VAULT}zin", {"phrase": "", "again": ""})
    assert [len(said) for said in empty.context["form"].errors.values()] == [1, 1]
    response = browser.post(f"{VAULT}zin", {"phrase": PHRASE, "again": "another one here"})
    assert "again" in response.context["form"].errors
    browser.post(f"{VAULT}zin", {"phrase": PHRASE, "again": PHRASE})
    assert browser.post(VAULT, {"phrase": PHRASE}).status_code == 400
    assert admin.post(f"{VAULT}leden/{newcomer}/toelaten").status_code == 302
    assert browser.post(VAULT, {"phrase": PHRASE}).status_code == 302
    assert admin.post(f"{VAULT}leden/{newcomer}/uitsluiten").status_code == 302
    assert browser.get("/werk/casussen").status_code == 302
    assert browser.post(VAULT, {"phrase": PHRASE}).status_code == 400


def test_an_administrator_has_no_hand_in_another_organisation_and_cannot_shut_out_themselves(world):
    admin = world.coordination.client(ADMINISTRATOR)
    stranger = world.police.worker.member_id
    for verb in ("toelaten", "uitsluiten"):
        assert admin.post(f"{VAULT}leden/{stranger}/{verb}").status_code == 404
    own = world.coordination.actors[ADMINISTRATOR].member_id
    admin.post(f"{VAULT}leden/{own}/uitsluiten")
    assert VaultAccess.objects.filter(member_id=own).exists()


def test_a_new_organisation_founds_its_vault_and_sees_the_recovery_key_once():
    organisation = add_organisation(name="Newcomer", kind="ngo", region=("country", "NL"))
    member = add_member(
        None,
        organisation_id=organisation.id,
        email="first@samen.example",
        name="First",
        roles=[ADMINISTRATOR, Role.CASEWORKER],
        password=None,
    )
    client = login(member.id)
    assert client.get(VAULT)["Location"] == f"{VAULT}oprichten"
    response = client.post(f"{VAULT}oprichten", {"phrase": PHRASE, "again": PHRASE})
    words = response.context["words"]
    assert words.encode() in response.content
    assert client.get("/werk/casussen").status_code == 200
    assert client.get(f"{VAULT}oprichten").status_code == 302, "shown this once"
    # The phrase is forgotten: the printed key opens, and a new phrase is chosen.
    MemberKey.objects.all().delete()
    VaultAccess.objects.all().delete()
    again = login(member.id)
    wrong = again.post(f"{VAULT}herstellen", {"words": words[:-4], "phrase": PHRASE})
    assert wrong.status_code == 400 and "words" in wrong.context["form"].errors
    assert (
        again.post(
            f"{VAULT}herstellen", {"words": words, "phrase": "another long phrase"}
        ).status_code
        == 302
    )
    assert again.get("/werk/casussen").status_code == 200
    assert OrganisationVault.objects.get(organisation_id=organisation.id).version == 1


def test_a_member_without_the_role_founds_and_recovers_nothing(world):
    client = world.coordination.client(Role.CASEWORKER)
    for page in ("oprichten", "herstellen", "leden"):
        assert client.get(f"{VAULT}{page}").status_code == 403
    for page in ("nieuwe-sleutel", f"leden/{world.coordination.worker.member_id}/uitsluiten"):
        assert client.post(f"{VAULT}{page}").status_code == 403


def test_another_phrase_for_the_same_key(world):
    client = world.coordination.client(Role.CASEWORKER)
    here, new = f"{VAULT}zin/wijzigen", "five quite different words here"
    wrong = client.post(here, {"old": "not this one", "phrase": new, "again": new})
    assert wrong.status_code == 400 and set(wrong.context["form"].errors) == {"old"}
    assert client.post(here, {"old": PHRASE, "phrase": new, "again": new}).status_code == 302
    assert client.post(VAULT, {"phrase": PHRASE}).status_code == 400
    assert client.post(VAULT, {"phrase": new}).status_code == 302


def test_who_forgot_the_phrase_takes_a_new_one_and_waits_for_a_colleague(world):
    desk = world.coordination
    client, admin = desk.client(Role.CASEWORKER), desk.client(ADMINISTRATOR)
    new = "five quite different words here"
    assert client.post(f"{VAULT}zin/vergeten", {"phrase": new, "again": new}).status_code == 302
    assert client.get("/werk/casussen").status_code == 302, "the open vault is shut"
    assert client.post(VAULT, {"phrase": new}).status_code == 400
    member = desk.actors[Role.CASEWORKER].member_id
    assert admin.post(f"{VAULT}leden/{member}/toelaten").status_code == 302
    assert client.post(VAULT, {"phrase": new}).status_code == 302
    assert client.get("/werk/casussen").status_code == 200


def test_who_left_is_still_listed_until_shut_out(world):
    desk = world.coordination
    leaver, admin = desk.actors[Role.EDITOR], desk.client(ADMINISTRATOR)
    admin.post(f"/werk/organisatie/{leaver.member_id}/sluiten")
    here = f"{VAULT}leden/{leaver.member_id}/uitsluiten"
    assert here in admin.get(f"{VAULT}leden").content.decode()
    assert admin.post(here).status_code == 302
    assert here not in admin.get(f"{VAULT}leden").content.decode()
    assert not VaultAccess.objects.filter(member_id=leaver.member_id).exists()


def test_an_open_vault_offers_its_lock_and_recovery_is_for_the_administrator(world):
    client = world.coordination.client(Role.CASEWORKER)
    page = client.get(VAULT).content.decode()
    assert f'action="{VAULT}sluiten"' in page and 'name="phrase"' not in page
    client.post(f"{VAULT}sluiten")
    assert f"{VAULT}herstellen" not in client.get(VAULT).content.decode()
    administrator = world.coordination.client(ADMINISTRATOR, unlocked=False)
    assert f"{VAULT}herstellen" in administrator.get(VAULT).content.decode()
