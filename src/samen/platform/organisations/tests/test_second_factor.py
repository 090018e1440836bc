"""Two factors are obligatory outside the demo."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

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
