"""The reporter's pages: one question each, neutral addresses and titles, nothing cached."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from samen.platform.database.public import REPORTER, acting
from samen.platform.web.access import reporter
from samen.platform.web.origin import same_origin_instead_of_token
from samen.platform.web.views import ends_on_leaving
from samen.reporting import queries
from samen.reporting.actions import reporter as actions
from samen.reporting.actions.files import drop_file
from samen.reporting.actions.reporter import CannotReceive
from samen.reporting.domain import form as steps
from samen.reporting.domain import receipt
from samen.reporting.domain.attachments import MAX_FILES
from samen.reporting.domain.visit import VisitKey, new_visit_key
from samen.reporting.web.forms import STEP_FORMS, ReceiptForm
from samen.reporting.web.upload import SealedUpload, SealingUploadHandler

COOKIE = "__Host-f" if settings.SECURE else "f"


def visit_key(request: HttpRequest) -> VisitKey | None:
    """The key of the visit in this browser, if it has one."""
    cookie = request.COOKIES.get(COOKIE)
    return VisitKey(cookie) if cookie else None


def begin(response: HttpResponse, state: dict[str, Any]) -> HttpResponse:
    """Begin a visit: its key goes to the browser, its state is sealed under that key."""
    key = new_visit_key()
    actions.keep_visit(key, state)
    response.set_cookie(
        COOKIE, key.cookie, httponly=True, secure=settings.SECURE, samesite="Strict", path="/"
    )
    return response


@ends_on_leaving
def forget_visit(request: HttpRequest) -> None:
    """Quick exit: forget the visit here; the exit itself clears the browser."""
    key = visit_key(request)
    if key:
        with acting(REPORTER):  # The quick exit is an address of everybody.
            actions.end_visit(key)


def end_visit(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Forget the visit, here and in the browser."""
    forget_visit(request)
    for name in (COOKIE, settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, samesite="Strict", path="/")
    return response


def visit(request: HttpRequest, part: str) -> tuple[VisitKey, dict[str, Any]] | None:
    """The visit in this browser with its state, if that holds ``part``."""
    key = visit_key(request)
    state = queries.visit_state(key) if key else None
    return (key, state) if key and state is not None and part in state else None


def gone(request: HttpRequest) -> HttpResponse:
    """The page for a visit that is over."""
    return render(request, "reporting/gone.html", status=410)


def _sent_or_gone(request: HttpRequest) -> HttpResponse:
    """Who went back, or pressed the button twice, is led to the receipt that waits for them."""
    return redirect("reporting:receipt") if visit(request, "receipt") else gone(request)


@reporter
@same_origin_instead_of_token
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What happens with a report, and the button that begins one."""
    if request.method == "POST":
        answers = {}
        if request.POST.get("perspective") in set(steps.Perspective):
            answers["perspective"] = request.POST["perspective"]
        return begin(
            redirect("reporting:step", slug="2" if answers else "1"),
            {"answers": answers, "files": []},
        )
    return render(request, "reporting/start.html", {"perspective": request.GET.get("door", "")})


@reporter
@csrf_exempt  # The handler must be set before the body is read; _step checks the token itself.
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One question."""
    # Only a visit may bring a file: whoever has none is answered before the body is read.
    found = visit(request, "answers")
    if found is None:
        return _sent_or_gone(request)
    request.upload_handlers = [SealingUploadHandler(request)]
    response = _step(request, slug, *found)
    if response.status_code == HTTPStatus.FORBIDDEN:
        # The token stands in the same body as the file, which was sealed before it was read.
        for upload in _uploads(request):
            drop_file(upload.id)
    return response


@csrf_protect
def _step(request: HttpRequest, slug: str, key: VisitKey, state: dict[str, Any]) -> HttpResponse:
    answers = state["answers"]
    this = steps.step_by_slug(answers, slug)
    if this is None:
        return redirect("reporting:step", slug="1")
    form_class = STEP_FORMS[slug]
    if request.method == "POST":
        page = form_class(request.POST)
        if slug == "6":
            stays = _take_files(request, page, state)
            # Kept even when a file was refused: the others are there.
            actions.keep_visit(key, state)
            if page.is_valid():
                return _after(state, slug) if not stays else redirect("reporting:step", slug=slug)
        elif page.is_valid():
            answers |= page.cleaned_data
            actions.keep_visit(key, state)
            return _after(state, slug)
    else:
        page = form_class(initial=answers)
    slugs = [known.slug for known in steps.steps_for(answers)]
    return render(
        request,
        "reporting/step.html",
        {
            "form": page,
            "slug": slug,
            "number": slugs.index(slug) + 1,
            "total": len(slugs) + 1,
            "previous": steps.previous_slug(answers, slug),
            "files": state["files"] if slug == "6" else None,
            "danger": answers.get("danger") == "yes",
        },
        status=400 if page.is_bound and not page.is_valid() else 200,
    )


def _after(state: dict[str, Any], slug: str) -> HttpResponse:
    following = steps.next_slug(state["answers"], slug)
    if following is None:
        return redirect("reporting:check")
    return redirect("reporting:step", slug=following)


def _uploads(request: HttpRequest) -> list[SealedUpload]:
    return request.FILES.getlist("attachment")  # type: ignore[return-value]


def _take_files(request: HttpRequest, page: forms.Form, state: dict[str, Any]) -> bool:
    """Add uploads to the state; True when the same page should show again."""
    page.full_clean()
    remove = request.POST.get("remove")
    if remove:
        known = [file for file in state["files"] if file["id"] == remove]
        for file in known:
            drop_file(UUID(file["id"]))
            state["files"].remove(file)
        return True
    uploads = _uploads(request)
    for upload in uploads:
        if upload.too_large:
            page.add_error("attachment", _("This file is larger than 25 MB."))
        elif upload.type is None:
            page.add_error(
                "attachment",
                _("By its content this is no JPEG, PNG, WebP or PDF, whatever its name says."),
            )
        elif len(state["files"]) >= MAX_FILES:
            drop_file(upload.id)
            page.add_error("attachment", _("You can add at most 10 files."))
        else:
            state["files"].append(
                {
                    "id": str(upload.id),
                    "key": upload.key.hex(),
                    "name": upload.name,
                    "type": upload.type,
                    "size": upload.size,
                }
            )
    return bool(uploads)


@reporter
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more, and the button that sends it."""
    found = visit(request, "answers")
    if found is None:
        return _sent_or_gone(request)
    key, state = found
    answers = state["answers"]
    missing = [
        known.slug
        for known in steps.steps_for(answers)
        if known.slug != "6" and not STEP_FORMS[known.slug](answers).is_valid()
    ]
    if missing:
        return redirect("reporting:step", slug=missing[0])
    if request.method == "POST":
        try:
            actions.send_visit(key, language=get_language() or "nl")
        except CannotReceive:
            return render(request, "reporting/cannot_receive.html", status=503)
        return redirect("reporting:receipt")
    shown = [
        (known.slug, [(field.label, _shown(field)) for field in STEP_FORMS[known.slug](answers)])
        for known in steps.steps_for(answers)
        if known.slug != "6"
    ]
    return render(request, "reporting/check.html", {"shown": shown, "files": state["files"]})


def _shown(field: forms.BoundField) -> str:
    value = field.value() or ""
    choices = dict(getattr(field.field, "choices", ()))
    return str(choices.get(value, value))


@reporter
@require_http_methods(["GET", "HEAD", "POST"])
def show_receipt(request: HttpRequest) -> HttpResponse:
    """The receipt, once; typed back, it is gone from here."""
    found = visit(request, "receipt")
    if found is None:
        return gone(request)
    digits = found[1]["receipt"]
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if receipt.normalise(form.cleaned_data["receipt"]) == digits:
            return end_visit(request, redirect("reporting:done"))
        form.add_error("receipt", _("These are not the digits above. Check them once more."))
    code = segno.make(digits, error="m", micro=False)
    return render(
        request,
        "reporting/receipt.html",
        {
            "form": form,
            "receipt": receipt.grouped(digits),
            "code": code.svg_inline(
                scale=4, border=2, omitsize=True, svgclass="code", lineclass=None
            ),
        },
        status=400 if form.errors else 200,
    )


@reporter
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The report is on its way."""
    return render(request, "reporting/done.html")
