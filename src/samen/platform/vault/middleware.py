"""Joins the two halves of an unlocked vault for the length of one request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from samen.platform.database.public import acting, staff
from samen.platform.vault.domain import session
from samen.platform.vault.domain.envelope import EnvelopeError
from samen.platform.vault.domain.keyring import Keyring
from samen.platform.vault.queries import vault_version

COOKIE = "__Host-vault" if settings.SECURE else "vault"
_STORED = "vault"


def remember(request: HttpRequest, response: HttpResponse, keyring: Keyring) -> None:
    """Keep an unlocked vault for this browser session: key to the browser, ciphertext to us."""
    cookie, stored = session.lock_away(keyring, request.actor.member_id)  # type: ignore[attr-defined]
    request.session[_STORED] = stored
    response.set_cookie(
        COOKIE, cookie, httponly=True, secure=settings.SECURE, samesite="Strict", path="/"
    )


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Lock the vault in this browser session."""
    request.session.pop(_STORED, None)
    response.delete_cookie(COOKIE, samesite="Strict", path="/")


def _take_out(request: HttpRequest) -> Keyring | None:
    cookie = request.COOKIES.get(COOKIE)
    actor = request.actor  # type: ignore[attr-defined]
    if cookie is None or actor is None:
        return None
    stored = request.session.get(_STORED)
    # Also on a page of the account, whose zone knows no vaults, or of an error.
    with acting(staff(actor.organisation_id)):
        version = vault_version(actor.organisation_id)
    if stored is None or version is None:
        return None
    try:
        return session.take_out(
            cookie,
            stored,
            member_id=actor.member_id,
            organisation_id=actor.organisation_id,
            version=version,
        )
    except EnvelopeError:
        return None


def vault_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """``request.vault``: the unlocked keyring, or something false; opened when first looked at."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.vault = SimpleLazyObject(lambda: _take_out(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
