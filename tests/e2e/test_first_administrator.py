"""Outside the demo: from an empty folder to an organisation at work, in a browser.

First administrator, second factor, passkey, vault, a colleague who joins and leaves, the printed
recovery key, a new key pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.live import chromium, needs_chromium
from tests.e2e.outside_demo import ADMINISTRATOR, Person, serving

pytestmark = needs_chromium
COLLEAGUE = "second@shelter.example"
FIRST_PASSWORD = "handed over in person"
PHRASES = "four words of hers", "four words of his", "four words after a loss"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server as docs/operations.md starts it; its address and the first password."""
    with serving(tmp_path) as begun:
        yield begun


def test_an_organisation_begins_grows_and_recovers(site: tuple[str, str]) -> None:
    base, first_password = site
    with chromium() as browser:
        first = Person(browser, base)
        first.log_in(ADMINISTRATOR, first_password)
        assert not first.reaches("/werk/"), "nothing without a second factor"
        assert "/account/2fa/" in first.page.url
        first.set_up_an_app(first_password)
        assert first.reaches("/werk/")

        keys = first.page.context.new_cdp_session(first.page)
        keys.send("WebAuthn.enable")
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        first.go("/account/2fa/webauthn/add/")
        first.page.fill("main input[name=name]", "Key of First")
        first.page.check("main input[name=passwordless]")
        first.page.locator("main button").first.click()
        first.page.wait_for_url("**/account/2fa/**")
        first.page.get_by_text("You have added 1 security key").wait_for()

        first.go("/werk/kluis/")
        first.send(phrase=PHRASES[0], again=PHRASES[0])
        printed = re.search(r"(?:[A-Z2-7]{4} ){13}[A-Z2-7]{4}", first.text)
        assert printed is not None, first.text

        first.go("/account/logout/")
        first.send()
        first.go("/account/login/")
        first.page.locator("#passkey_login").click()
        first.page.wait_for_url("**/werk/")
        first.go("/werk/kluis/")
        first.send("main button:has-text('Unlock')", phrase=PHRASES[0])

        first.go("/werk/organisatie/nieuw")
        first.page.check("input[value=caseworker]")
        first.send(name="Second", email=COLLEAGUE, password=FIRST_PASSWORD)
        second = Person(browser, base)
        second.log_in(COLLEAGUE, FIRST_PASSWORD)
        second.set_up_an_app(FIRST_PASSWORD)
        second.go("/werk/kluis/")
        second.send(phrase=PHRASES[1], again=PHRASES[1])
        second.go("/werk/kluis/")
        second.send("main button:has-text('Unlock')", phrase=PHRASES[1])
        assert "Nobody has let you into the vault yet" in second.text
        first.go("/werk/kluis/leden")
        first.send("main button:has-text('Let in')")
        second.send("main button:has-text('Unlock')", phrase=PHRASES[1])
        assert second.reaches("/werk/casussen")

        first.go("/werk/organisatie/")
        first.page.locator("tr", has_text="Second").get_by_role("link").click()
        first.send("main button:has-text('Close this account')")
        assert not second.reaches("/werk/"), "the session of who left has ended"
        first.go("/werk/kluis/leden")
        first.page.locator("tr", has_text="Second").get_by_role("button").click()
        assert "The vault has a new key" in first.text
        assert "Second" not in first.text

        first.go("/werk/kluis/herstellen")
        first.send(words=printed.group(), phrase=PHRASES[2])
        assert "Who can open the vault" in first.text
        first.go("/werk/kluis/leden")
        first.page.locator("summary", has_text="Change the key").click()
        first.page.check("main input[name=sure]")
        first.send("main details button")
        assert "The vault has a new key" in first.text
        first.go("/werk/kluis/")
        first.send("main button:has-text('Lock it')")
        first.go("/werk/kluis/")
        first.send("main button:has-text('Unlock')", phrase=PHRASES[2])
        first.go("/werk/kluis/leden")
        assert "can open the vault" in first.text
