"""Pages of the vault: unlock, lock, choose a phrase, let colleagues in, recover, rotate."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import colleagues
from samen.platform.vault import queries
from samen.platform.vault.actions import keys
from samen.platform.vault.middleware import forget, remember
from samen.platform.vault.queries import WayIn
from samen.platform.vault.web.forms import (
    ChangePhraseForm,
    ConfirmForm,
    PhraseForm,
    RecoverForm,
    UnlockForm,
)
from samen.platform.web.access import member

ADMINISTRATOR = "organisation_administrator"


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else "casework:today"


@sensitive_post_parameters()
@member()
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the vault for this browser session."""
    actor = request.actor
    way = queries.way_in(actor)
    if way in (WayIn.FOUND, WayIn.PHRASE):
        return redirect(f"vault:{way}")
    if way is WayIn.NO_VAULT:
        return render(request, "vault/none.html")
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keyring = keys.unlock(
                organisation_id=actor.organisation_id,
                member_id=actor.member_id,
                phrase=form.cleaned_data["phrase"],
            )
        except keys.WrongPhrase:
            form.add_error("phrase", _("This is not your vault phrase."))
        except keys.NoAccess:
            form.add_error(
                None, _("Nobody has let you into the vault yet. Ask your administrator.")
            )
        else:
            response = redirect(_next(request))
            remember(request, response, keyring)
            return response
    return render(
        request,
        "vault/unlock.html",
        {
            "form": form,
            "next": request.GET.get("next", ""),
            "may_recover": actor.has(ADMINISTRATOR),
        },
        status=400 if form.errors else 200,
    )


@member()
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Close the vault in this browser."""
    response = redirect("casework:today")
    forget(request, response)
    return response


@sensitive_post_parameters()
@member()
@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request: HttpRequest) -> HttpResponse:
    """Choose a vault phrase; a colleague then lets you in."""
    form = PhraseForm(request.POST or None)
    known = bool(queries.members_with_phrase([request.actor.member_id]))
    if known:
        return redirect("vault:unlock")
    if request.method == "POST" and form.is_valid():
        keys.set_phrase(member_id=request.actor.member_id, phrase=form.cleaned_data["phrase"])
        messages.success(request, _("Your phrase is set. A colleague has to let you in once."))
        return redirect("casework:today")
    return render(request, "vault/phrase.html", {"form": form}, status=400 if form.errors else 200)


@sensitive_post_parameters()
@member()
@require_http_methods(["GET", "HEAD", "POST"])
def change_phrase(request: HttpRequest) -> HttpResponse:
    """Another phrase for the same key: nobody has to let you in again."""
    if not queries.members_with_phrase([request.actor.member_id]):
        return redirect("vault:phrase")
    form = ChangePhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keys.change_phrase(
                member_id=request.actor.member_id,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["phrase"],
            )
        except keys.WrongPhrase:
            form.add_error("old", _("This is not your vault phrase."))
        else:
            messages.success(request, _("Your phrase has changed."))
            return redirect("organisations:account")
    return render(
        request,
        "vault/phrase.html",
        {"form": form, "changing": True},
        status=400 if form.errors else 200,
    )


@sensitive_post_parameters()
@member()
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A new key for somebody who forgot the phrase; a colleague lets them in again."""
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keys.set_phrase(member_id=request.actor.member_id, phrase=form.cleaned_data["phrase"])
        messages.success(request, _("Your phrase is set. A colleague has to let you in once."))
        response = redirect("casework:today")
        forget(request, response)
        return response
    return render(
        request,
        "vault/phrase.html",
        {"form": form, "forgotten": True},
        status=400 if form.errors else 200,
    )


@sensitive_post_parameters()
@member(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Make the organisation's vault; shows the recovery key this once."""
    actor = request.actor
    if queries.vault_version(actor.organisation_id) is not None:
        return redirect("vault:unlock")
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keyring, words = keys.found_and_enter(actor, phrase=form.cleaned_data["phrase"])
        except keys.VaultThere:
            return redirect("vault:unlock")
        response = render(request, "vault/recovery_key.html", {"words": words})
        remember(request, response, keyring)
        return response
    return render(
        request,
        "vault/phrase.html",
        {"form": form, "founding": True},
        status=400 if form.errors else 200,
    )


@sensitive_post_parameters()
@member(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Open the vault with the printed recovery key, and choose a new phrase."""
    actor = request.actor
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keyring = keys.unlock_with_recovery_key(
                organisation_id=actor.organisation_id, words=form.cleaned_data["words"]
            )
        except (InvalidInput, keys.WrongPhrase, queries.VaultMissing):
            form.add_error("words", _("This key does not open your vault. Check every group."))
        else:
            keys.set_phrase(member_id=actor.member_id, phrase=form.cleaned_data["phrase"])
            keys.let_in(keyring, member_id=actor.member_id, actor=actor)
            response = redirect("vault:members")
            remember(request, response, keyring)
            return response
    return render(request, "vault/recover.html", {"form": form}, status=400 if form.errors else 200)


@member(ADMINISTRATOR, vault=True)
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who of us can open the vault."""
    inside = queries.members_with_access(request.actor)
    # Also who left: their way in is to be taken away.
    people = [p for p in colleagues(request.actor) if p.is_active or p.id in inside]
    ready = queries.members_with_phrase([person.id for person in people])
    return render(
        request,
        "vault/members.html",
        {
            "rows": [(person, person.id in inside, person.id in ready) for person in people],
            "confirm": ConfirmForm(),
        },
    )


def _colleague(request: HttpRequest, member_id: UUID) -> None:
    if member_id not in {person.id for person in colleagues(request.actor)}:
        raise Http404


@member(ADMINISTRATOR, vault=True)
@require_POST
def let_in(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Let a colleague in."""
    _colleague(request, member_id)
    try:
        keys.let_in(request.vault, member_id=member_id, actor=request.actor)
    except keys.NoAccess:
        messages.error(request, _("This colleague has not chosen a vault phrase yet."))
    except keys.VaultRotated:
        _say_rotated(request)
    return redirect("vault:members")


@member(ADMINISTRATOR, vault=True)
@require_POST
def shut_out(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Shut a colleague out, and change the key so that a copy of it opens nothing."""
    _colleague(request, member_id)
    if member_id == request.actor.member_id:
        messages.error(request, _("You cannot shut yourself out."))
        return redirect("vault:members")
    keys.shut_out(request.actor, member_id=member_id)
    return _rotated(request)


@member(ADMINISTRATOR, vault=True)
@require_POST
def rotate(request: HttpRequest) -> HttpResponse:
    """A new key pair for the organisation."""
    if not ConfirmForm(request.POST).is_valid():
        messages.error(request, _("Tick the box to confirm."))
        return redirect("vault:members")
    return _rotated(request)


def _rotated(request: HttpRequest) -> HttpResponse:
    response = redirect("vault:members")
    try:
        keyring = keys.rotate(request.actor, request.vault)
    except keys.VaultRotated:
        _say_rotated(request)
        return response
    remember(request, response, keyring)
    messages.success(request, _("The vault has a new key. Colleagues unlock it once more."))
    return response


def _say_rotated(request: HttpRequest) -> None:
    told = _("A colleague changed the vault's key at this moment. Unlock it and try again.")
    messages.error(request, told)
