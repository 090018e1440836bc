"""The staff's pages: the inbox, one report, its answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samen.kernel.errors import InvalidInput
from samen.platform.vault.public import NotGranted
from samen.platform.web.access import member
from samen.platform.web.paging import page_number
from samen.platform.web.words import in_language
from samen.reporting import queries
from samen.reporting.actions import intake as actions
from samen.reporting.domain.cleaning import Unsafe
from samen.reporting.domain.routing import rules
from samen.reporting.models import ReportStatus
from samen.reporting.policy import ORIGINAL_READERS, READERS
from samen.reporting.web.forms import MessageForm


@member(*READERS, vault=True)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The reports at our organisation, one status at a time."""
    status = request.GET.get("status", ReportStatus.NEW)
    if status not in ReportStatus.values:
        raise Http404
    page = page_number(request)
    looked = None
    if status == ReportStatus.NEW and request.GET.get("show") == "danger":
        (rows, looked), more = queries.in_danger(request.actor, request.vault), False
    else:
        rows, more = queries.inbox(request.actor, request.vault, status=status, page=page)
    return render(
        request,
        "reporting/staff/inbox.html",
        {
            "rows": rows,
            "status": status,
            "statuses": ReportStatus.values,
            "counts": queries.inbox_counts(request.actor),
            "page": page,
            "more": more,
            "looked": looked,
        },
    )


@member(*READERS, vault=True)
@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report, with its messages and what can be done."""
    return _report_page(request, report_id, MessageForm())


def _report_page(request: HttpRequest, report_id: UUID, form: MessageForm) -> HttpResponse:
    try:
        full = queries.full_report(request.actor, request.vault, report_id)
    except NotGranted:
        raise Http404 from None
    actions.mark_read(request.actor, report_id=report_id)
    fired = next((rule for rule in rules() if rule.id == full.row.routing_rule), None)
    language = "nl" if get_language() == "nl" else "en"
    return render(
        request,
        "reporting/staff/report.html",
        {
            "full": full,
            "form": form,
            "rule": full.row.routing_rule,
            "why": fired.why[language] if fired else "",
        },
        status=400 if form.errors else 200,
    )


@member(*READERS, vault=True)
@require_POST
def answer(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Write to the reporter."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _report_page(request, report_id, form)
    try:
        actions.write_as_staff(request.actor, report_id=report_id, text=form.cleaned_data["text"])
    except NotGranted:
        raise Http404 from None
    except InvalidInput as error:
        form.add_error("text", _(error.problems[0].rule))
        return _report_page(request, report_id, form)
    messages.success(request, _("Your message is in the reporter's mailbox."))
    return redirect("reporting_staff:report", report_id)


@member(*READERS, vault=True)
@require_POST
def take_in(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Make it a signal."""
    try:
        signal_id = actions.take_in(request.actor, request.vault, report_id=report_id)
    except NotGranted:
        raise Http404 from None
    return redirect("casework:signal", signal_id)


@member(*READERS, vault=True)
@require_POST
def close(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Nothing more to do with this report."""
    try:
        actions.close_report(request.actor, report_id=report_id)
    except NotGranted:
        raise Http404 from None
    messages.success(request, _("The report is closed. It stays readable until it expires."))
    return redirect("reporting_staff:inbox")


def _as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


_SUFFIX = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
}


@member(*READERS, vault=True)
@require_safe
def cleaned(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A copy without what the file knows about its maker."""
    try:
        attachment, data = queries.cleaned_file(request.actor, request.vault, file_id)
    except NotGranted:
        raise Http404 from None
    except Unsafe as error:
        return render(
            request,
            "reporting/staff/not_cleaned.html",
            {"reason": in_language(error.reason.labels), "file_id": file_id},
            status=422,
        )
    response = HttpResponse(data, content_type=attachment.type)
    return _as_download(response, f"{file_id.hex[:12]}.{_SUFFIX[attachment.type]}")


@member(*ORIGINAL_READERS, vault=True)
@require_safe
def original(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The file as it was sent: evidence, never shown inline."""
    try:
        attachment, chunks = queries.original_file(request.actor, request.vault, file_id)
    except NotGranted:
        raise Http404 from None
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    return _as_download(response, f"{file_id.hex[:12]}.{_SUFFIX[attachment.type]}")
