"""Outside the demo: with the login of one's own organisation (OpenID Connect), in a browser.

The provider is a small server on this machine that says of everybody who asks that they are
``email``; what it must do is OpenID Connect Core 1.0, section 3.1.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from tests.e2e.live import chromium, needs_chromium
from tests.e2e.outside_demo import ADMINISTRATOR, Person, serving

pytestmark = needs_chromium


class Provider(ThreadingHTTPServer):
    """Vouches for one e-mail address; ``verified`` is whether it says that it checked it."""

    email, verified = ADMINISTRATOR, True

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """Discovery, authorisation, token and user information."""

    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            answer = urlencode({"code": "once", "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            self.end_headers()
        elif address.path == "/userinfo":
            who = {"sub": "1", "email": self.server.email, "email_verified": self.server.verified}
            self.say(who)
        else:
            places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            issuer = self.server.issuer
            ends = {f"{name}_endpoint": f"{issuer}/{path}" for name, path in places.items()}
            self.say({"issuer": issuer, "jwks_uri": f"{issuer}/keys", **ends})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.say({"access_token": "a", "token_type": "Bearer"})

    def say(self, answer: dict[str, object]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_told: object) -> None:
        """Keep quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_members_and_nobody_else_come_in_by_their_own_login(
    provider: Provider, tmp_path: Path
) -> None:
    settings = {
        "SAMEN_OIDC_PROVIDER": provider.issuer,
        "SAMEN_OIDC_CLIENT_ID": "samen",
        "SAMEN_OIDC_CLIENT_SECRET": "shared",
    }
    with serving(tmp_path, **settings) as (base, _password), chromium() as browser:

        def arrives() -> Person:
            person = Person(browser, base)
            person.go("/account/login/")
            person.page.get_by_text("Your organisation's own login").click()
            person.page.wait_for_load_state()
            return person

        provider.verified = False
        assert not arrives().reaches("/werk/"), "an address that nobody checked proves nothing"
        provider.email, provider.verified = "stranger@shelter.example", True
        assert not arrives().reaches("/werk/"), "who has no account gets none"
        provider.email = ADMINISTRATOR
        member = arrives()
        member.go("/werk/")
        assert "/account/2fa/" in member.page.url, "Samen's own second factor is asked all the same"
