"""Every address declares who may call it, and nothing is changed without a CSRF token."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.architecture.addresses import ALL, api_path_view, third_party

from samen.platform.organisations.domain.roles import Role
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
        if third_party(view):
            if pattern.name not in ANYONE | OWN_ACCOUNT:
                undeclared.append(f"{address} ({pattern.name} of allauth)")
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


def test_only_the_quick_exit_and_token_apis_go_without_csrf():
    exempt = []
    for address, pattern in ALL:
        if not getattr(pattern.callback, "csrf_exempt", False):
            continue
        if path_view := api_path_view(pattern.callback):
            exempt += [
                f"{address} {operation.methods}"
                for operation in path_view.operations
                if set(operation.methods) - {"GET", "HEAD"} and not operation.auth_callbacks
            ]
        elif pattern.name != "exit":
            exempt.append(address)
    assert exempt == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_change_without_a_csrf_token_is_refused(method):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answers = {
        address: getattr(client, method)(address).status_code
        for address, pattern in ALL
        if not getattr(pattern.callback, "csrf_exempt", False)
    }
    assert {address: status for address, status in answers.items() if status != 403} == {}


@pytest.mark.django_db
def test_what_is_for_members_sends_a_stranger_to_the_login():
    client = Client(raise_request_exception=False)
    open_doors = []
    for address, pattern in ALL:
        access = getattr(pattern.callback, "access", None)
        inside = (access and access.audience in ("member", "account")) or (
            third_party(pattern.callback) and pattern.name in OWN_ACCOUNT
        )
        if inside:
            response = client.get(address)
            to_login = response.status_code == 302 and "/account/" in response["Location"]
            to_home = pattern.name == "account_logout" and response.status_code == 302
            if not (to_login or to_home or response.status_code in (401, 403, 404, 405)):
                open_doors.append(f"{address}: {response.status_code}")
    assert open_doors == []
