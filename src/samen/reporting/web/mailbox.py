"""The mailbox: opened with the receipt alone."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.kernel.errors import InvalidInput
from samen.platform.vault.public import KeyPair, Keyring
from samen.platform.web.access import reporter
from samen.platform.web.origin import same_origin_instead_of_token
from samen.reporting import queries
from samen.reporting.actions import reporter as actions
from samen.reporting.actions.retention import end_report
from samen.reporting.domain import receipt
from samen.reporting.web.forms import EndForm, MessageForm, ReceiptForm
from samen.reporting.web.views import begin, end_visit, gone, visit


@reporter
@same_origin_instead_of_token
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The door of the mailbox: the receipt and nothing else."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        digits = receipt.normalise(form.cleaned_data["receipt"])
        vault = queries.open_receipt(digits)
        if vault is not None and digits is not None:
            state = {
                "report": str(vault.holder_id),
                "public": vault.keys.public.hex(),
                "private": vault.keys.private.hex(),
                "mark": receipt.mark(digits, settings.RECEIPT_PEPPER).hex(),
            }
            return begin(redirect("reporting:mailbox"), state)
        form.add_error(
            "receipt",
            _("No report opens with these digits. Check them, or the report has been deleted."),
        )
    return render(
        request, "reporting/enter.html", {"form": form}, status=400 if form.errors else 200
    )


def _mailbox_vault(request: HttpRequest) -> tuple[Keyring, bytes] | tuple[None, bytes]:
    """The keyring of the open mailbox, if there is one, and the mark of its receipt."""
    found = visit(request, "private")
    if found is None:
        return None, b""
    key, state = found
    actions.keep_visit(key, state)
    keys = KeyPair(bytes.fromhex(state["public"]), bytes.fromhex(state["private"]))
    return Keyring("receipt", UUID(state["report"]), keys), bytes.fromhex(state["mark"])


@reporter
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """The report, its messages, and a field for a new one."""
    vault, mark = _mailbox_vault(request)
    shown = queries.mailbox(vault) if vault else None
    if vault is None or shown is None:
        return gone(request)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_as_reporter(vault, text=form.cleaned_data["text"], mark=mark)
        except InvalidInput as error:
            for problem in error.problems:
                form.add_error("text", _(problem.rule))
        else:
            return redirect("reporting:mailbox")
    return _show_mailbox(request, shown, form, EndForm())


def _show_mailbox(
    request: HttpRequest, shown: queries.Mailbox, form: MessageForm, end_form: EndForm
) -> HttpResponse:
    return render(
        request,
        "reporting/mailbox.html",
        {"mailbox": shown, "form": form, "end_form": end_form},
        status=400 if form.errors or end_form.errors else 200,
    )


@reporter
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """Delete the report for good."""
    if request.method != "POST":  # the same page in another language, after a missing tick
        return redirect("reporting:mailbox")
    vault, _mark = _mailbox_vault(request)
    shown = queries.mailbox(vault) if vault else None
    if vault is None or shown is None:
        return gone(request)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _show_mailbox(request, shown, MessageForm(), form)
    end_report(vault)
    return end_visit(request, redirect("reporting:deleted"))


@reporter
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """The report is gone."""
    return render(request, "reporting/deleted.html")


@reporter
@require_POST
def leave_mailbox(request: HttpRequest) -> HttpResponse:
    """Close the mailbox in this browser."""
    return end_visit(request, redirect("guidance:home"))
