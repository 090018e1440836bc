"""Two factors are obligatory outside the demo."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation

from samen.platform.organisations.public import add_member, add_organisation

PASSWORD = "a long first password"


@pytest.fixture
def client(db, settings):
    settings.DEMO = False
    desk = add_organisation(name="Desk", kind="ngo", region=("country", "NL"))
    member = add_member(
        None,
        organisation_id=desk.id,
        email="worker@desk.example",
        name="Worker",
        roles=["caseworker"],
        password=PASSWORD,
    )
    client = Client()
    client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.member = member
    return client


def test_without_a_second_factor_only_setting_one_up_is_open(client):
    response = client.get("/werk/")
    assert response.status_code == 302
    assert response["Location"].endswith("/account/2fa/")
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/").status_code == 200


def test_with_a_second_factor_the_desk_opens(client):
    Authenticator.objects.create(
        user=client.member, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    assert client.get("/werk/").status_code == 200


def test_in_the_demo_a_password_is_enough(client, settings):
    settings.DEMO = True
    assert client.get("/werk/").status_code == 200


@pytest.mark.parametrize("page", ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"])
@pytest.mark.parametrize("demo", [True, False])
def test_a_given_account_may_add_a_second_factor(client, settings, page, demo):
    settings.DEMO = demo
    client.get("/account/email/")  # allauth's own page made an address that waits for a message
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    response = client.get(page)
    assert response.status_code == 200, response.get("Location")
    assert [(a.email, a.verified) for a in EmailAddress.objects.all()] == [
        ("worker@desk.example", True)
    ]


@pytest.mark.parametrize(
    "page", ["/account/password/reset/", "/account/password/reset/done/", "/account/confirm-email/"]
)
def test_no_page_promises_an_e_mail(client, page):
    said = Client().get(page).content.decode()
    assert "Samen verstuurt geen e-mail" in said
    assert Client().post(page, {"email": "worker@desk.example"}).status_code == 405


NEVER_SHOWN = re.compile(
    r"/email/|idp/|phone|account/email|account/forms|password_reset|verif|signup|request_login|warn_no_email"
)


def test_allauth_says_u_as_all_of_samen():
    catalogue = Path(allauth.__file__).parent / "locale/nl/LC_MESSAGES/django.po"
    with catalogue.open("rb") as file, translation.override("nl"):
        familiar = [
            message.id
            for message in read_po(file, locale="nl")
            if message.id
            and not all(NEVER_SHOWN.search(place) for place, _ in message.locations)
            and re.search(r"\b(je|jij|jouw|jezelf)\b", said(message.id), re.IGNORECASE)
        ]
    assert [text for text in familiar if "sername" not in text and "sign up" not in text] == []


def said(text: str | tuple[str, str]) -> str:
    many = isinstance(text, tuple)
    return translation.ngettext(*text, 2) if many else translation.gettext(text)
