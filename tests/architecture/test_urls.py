"""Every address declares who may call it, and nothing is changed without a CSRF token."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.architecture.addresses import (
    ALL,
    allauth_name,
    api_path_view,
    is_api_document,
)

from samen.platform.organisations.public import Role, add_member
from samen.platform.web.access import Access

# Views of django-allauth, which cannot carry our declaration: who may call them, by name.
ANYONE = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_request_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    "mfa_trust",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
}
OWN_ACCOUNT = {
    "account_logout",
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "socialaccount_connections",
}


def test_every_address_declares_who_may_call_it():
    undeclared = []
    for address, pattern in ALL:
        view = pattern.callback
        if name := allauth_name(pattern):
            if name not in ANYONE | OWN_ACCOUNT:
                undeclared.append(f"{address} ({name} of allauth)")
        elif is_api_document(view):
            continue
        elif path_view := api_path_view(view):
            undeclared += [
                f"{address} {operation.methods}"
                for operation in path_view.operations
                if not isinstance(getattr(operation.view_func, "access", None), Access)
            ]
        elif not isinstance(getattr(view, "access", None), Access):
            undeclared.append(f"{address} ({view.__module__}.{view.__name__})")
    assert undeclared == []


def test_declared_roles_exist():
    known = set(Role)
    assert [
        (address, role)
        for address, pattern in ALL
        for role in getattr(getattr(pattern.callback, "access", None), "roles", ())
        if role not in known
    ] == []


# Forms that may be sent without a token, because they change nothing that is kept.
NOTHING_KEPT = {
    "exit": "leaving must never fail; it only ends the sender's own session",
    "tick": "the answer is worked out from the form and stored nowhere; the page is cached for all",
    "may_i_share": "the answers travel in the form itself and are stored nowhere",
}


def test_apis_that_change_something_ask_for_a_token():
    open_operations = [
        f"{address} {operation.methods}"
        for address, pattern in ALL
        if (path_view := api_path_view(pattern.callback))
        for operation in path_view.operations
        if set(operation.methods) - {"GET", "HEAD"} and not operation.auth_callbacks
    ]
    assert open_operations == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_change_without_a_csrf_token_is_refused(method):
    # Sent by another site: the two forms that begin a visit ask for the origin instead of a token.
    client = Client(
        enforce_csrf_checks=True,
        raise_request_exception=False,
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    answers = {
        address: getattr(client, method)(address).status_code
        for address, pattern in ALL
        if pattern.name not in NOTHING_KEPT
        and not api_path_view(pattern.callback)
        and not is_api_document(pattern.callback)
    }
    # 410: without a visit there is nothing to change; with one, tests/e2e tries a missing token.
    refused = {403, 410} if method == "post" else {403, 405, 410}
    assert {address: code for address, code in answers.items() if code not in refused} == {}


@pytest.mark.django_db
def test_a_form_without_a_token_keeps_nothing():
    client = Client(enforce_csrf_checks=True)
    names = {pattern.name: address for address, pattern in ALL}
    for name in NOTHING_KEPT:
        with CaptureQueriesContext(connection) as queries:
            client.post(names[name], {"indicator": "x"})
        words = {query["sql"].split()[0].upper() for query in queries}
        assert words.isdisjoint({"INSERT", "UPDATE", "DELETE", "REPLACE"}), (name, words)


@pytest.mark.django_db
def test_what_is_for_members_sends_a_stranger_to_the_login():
    client = Client(raise_request_exception=False)
    open_doors = []
    for address, pattern in ALL:
        access = getattr(pattern.callback, "access", None)
        inside = access and access.audience in ("member", "account")
        inside = inside or allauth_name(pattern) in OWN_ACCOUNT
        if inside:
            response = client.get(address)
            to_login = response.status_code == 302 and "/account/" in response["Location"]
            to_home = pattern.name == "account_logout" and response.status_code == 302
            moved = response.status_code == 301
            if not (to_login or to_home or moved or response.status_code in (401, 403, 404, 405)):
                open_doors.append(f"{address}: {response.status_code}")
    assert open_doors == []


@pytest.mark.django_db
def test_a_superuser_of_the_platform_opens_no_door_of_an_organisation():
    root = add_member(
        None,
        organisation_id=None,
        email="superuser@samen.example",
        name="Superuser",
        roles=[],
        password="a long and uncommon phrase",
        superuser=True,
    )
    client = Client(raise_request_exception=False)
    client.force_login(root, backend="allauth.account.auth_backends.AuthenticationBackend")
    opened = {}
    for address, pattern in ALL:
        access = getattr(pattern.callback, "access", None)
        if access and access.audience == "member":
            for method in (client.get, client.post):
                status = method(address).status_code
                if status != 403:
                    opened[address] = status
    assert opened == {}
