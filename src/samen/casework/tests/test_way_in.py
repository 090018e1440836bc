"""The first page says which step the vault waits for, and its button leads to that step."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.worlds import PHRASE

from samen.platform.organisations.models import Member
from samen.platform.organisations.public import Role, add_member, add_organisation
from samen.platform.vault.public import Keyring, found_vault, let_in, set_phrase

pytestmark = pytest.mark.django_db

BUTTON = re.compile(r'<a class="button" href="(/werk/kluis/[^"]*)">([^<]*)</a>')


class Newcomer:
    """A member of an organisation that has just been admitted."""

    def __init__(self, *roles: str) -> None:
        self.organisation = add_organisation(name="New", kind="ngo", region=("country", "NL")).id
        self.id = add_member(
            None, organisation_id=self.organisation, email="new@samen.example", name="New",
            roles=roles, password=None,
        ).id  # fmt: skip
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(
            Member.objects.get(id=self.id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )

    def found(self) -> Keyring:
        return found_vault(organisation_id=self.organisation)[0]

    def told(self) -> tuple[str, list[tuple[str, str]]]:
        """The heading of the warning, and its buttons; each opens a page."""
        text = self.browser.get("/werk/").text
        (heading,) = re.findall(r'<div class="alert alert--warning"><h2>([^<]*)</h2>', text)
        for address, _label in BUTTON.findall(text):
            assert self.browser.get(address).status_code == 200, address
        return heading, BUTTON.findall(text)


def test_the_first_administrator_makes_the_vault():
    first = Newcomer(Role.ORGANISATION_ADMINISTRATOR)
    assert first.told() == (
        "Uw organisatie heeft nog geen kluis",
        [("/werk/kluis/oprichten", "Maak de kluis van uw organisatie")],
    )
    assert first.browser.get("/werk/kluis/")["Location"] == "/werk/kluis/oprichten"


def test_a_colleague_goes_from_step_to_step():
    colleague = Newcomer(Role.CASEWORKER)
    choose = [("/werk/kluis/zin", "Kies een kluiszin")]
    assert colleague.told() == ("U heeft nog geen kluiszin", choose)
    set_phrase(member_id=colleague.id, phrase=PHRASE)
    assert colleague.told() == ("Uw organisatie heeft nog geen kluis", [])
    page = colleague.browser.get("/werk/casussen", follow=True)
    assert page.status_code == 200, "not a refusal: it is nobody's fault"
    assert "Een beheerder van uw organisatie maakt die" in page.text
    vault = colleague.found()
    assert colleague.told() == ("Nog niemand heeft u toegelaten tot de kluis", [])
    let_in(vault, member_id=colleague.id)
    assert colleague.told() == (
        "Uw kluis is dicht", [("/werk/kluis/", "De kluis openen")],
    )  # fmt: skip
    colleague.browser.post("/werk/kluis/", {"phrase": PHRASE})
    assert "alert--warning" not in colleague.browser.get("/werk/").text
