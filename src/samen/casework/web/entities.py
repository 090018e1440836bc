"""Pages on what signals name, and the series they form over the years."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.casework.actions import entities as actions
from samen.casework.domain.entities import FIELDS, Mention
from samen.casework.domain.series import QUESTIONS
from samen.casework.policy import SIGNAL_ROLES
from samen.casework.queries import entities as queries
from samen.casework.queries.signals import signal_of
from samen.casework.web.entity_forms import (
    QUESTION_LABELS,
    EntityForm,
    JudgementForm,
    SeriesFilter,
)
from samen.casework.web.timeline import timeline
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import organisation_names
from samen.platform.vault.public import NotGranted
from samen.platform.web.access import member
from samen.platform.web.paging import page_number

PAGE = 10


@member(*SIGNAL_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Note what a signal names."""
    try:
        signal_of(request.actor, signal_id)
    except NotGranted:
        raise Http404 from None
    form = EntityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_entity(request.actor, signal_id=signal_id, fields=form.told())
            messages.success(request, _("Noted with the signal."))
            return redirect("casework:signal", signal_id)
        except InvalidInput as error:
            form.complain(error)
    return _form_page(request, form, signal_id, None)


@member(*SIGNAL_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Correct what a signal names."""
    try:
        mention = queries.entity_of(request.actor, request.vault, entity_id)
    except NotGranted:
        raise Http404 from None
    known = {field: getattr(mention.entity, field) for field in FIELDS}
    form = EntityForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_entity(
                request.actor, request.vault, entity_id=entity_id, fields=form.told()
            )
            return redirect("casework:signal", mention.subject_id)
        except InvalidInput as error:
            form.complain(error)
    return _form_page(request, form, mention.subject_id, entity_id)


def _form_page(
    request: HttpRequest, form: EntityForm, signal_id: UUID, entity_id: UUID | None
) -> HttpResponse:
    return render(
        request,
        "casework/entity.html",
        {"form": form, "signal_id": signal_id, "entity_id": entity_id},
        status=400 if form.is_bound else 200,
    )


@member(*SIGNAL_ROLES, vault=True)
@require_POST
def erase(request: HttpRequest, entity_id: UUID) -> HttpResponse:
    """Erase what a signal names."""
    try:
        signal_id = queries.entity_info(request.actor, entity_id, own=True).subject_id
        actions.erase_entity(request.actor, request.vault, entity_id=entity_id)
    except NotGranted:
        raise Http404 from None
    messages.success(request, _("Erased."))
    return redirect("casework:signal", signal_id)


@member(*SIGNAL_ROLES, vault=True)
@require_safe
def series(request: HttpRequest) -> HttpResponse:
    """Signals about one employer, address, phone number or advert through the years."""
    question = request.GET.get("about", "")
    question = question if question in QUESTIONS else QUESTIONS[0]
    form = SeriesFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    since, ours = chosen.get("since"), chosen.get("whose") == "ours"

    def shown(mention: Mention) -> bool:
        recent = since is None or (mention.day is not None and mention.day.year >= since)
        return recent and (mention.ours or not ours)

    found = queries.overview(
        request.actor, request.vault, question, shown=shown, least=chosen.get("least") or 2
    )
    page = page_number(request)
    start = (page - 1) * PAGE
    rows = found.found.series[start : start + PAGE]
    owners = {mention.owner_id for one in rows for mention in one.mentions if not mention.ours}
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "casework/series.html",
        {
            "question": question,
            "questions": QUESTION_LABELS.items(),
            "form": form,
            "overview": found,
            "rows": [(one, timeline(one)) for one in rows],
            "page": page,
            "more": len(found.found.series) > start + PAGE,
            "kept": kept.urlencode(),
            "names": organisation_names(owners),
            "limit": queries.LIMIT,
        },
        status=400 if form.errors else 200,
    )


def _back(question: str) -> HttpResponse:
    return redirect(f"{reverse('casework:series')}?about={question}")


@member(*SIGNAL_ROLES, vault=True)
@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """The same, or not: what a person decides about two mentions."""
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This form is not complete; go back and try again."))
    data = form.cleaned_data
    try:
        actions.judge(
            request.actor,
            request.vault,
            question=data["question"],
            left=data["left"],
            right=data["right"],
            same=data["verdict"] == "same",
        )
    except NotGranted:
        raise Http404 from None
    except InvalidInput:
        messages.error(
            request,
            _("Other decisions say the opposite: together they would make one of two that were "
              "called different. Undo one of them below first."),
        )  # fmt: skip
    else:
        messages.success(request, _("Decided. You can undo it below."))
    return _back(data["question"])


@member(*SIGNAL_ROLES, vault=True)
@require_POST
def undo(request: HttpRequest, judgement_id: UUID) -> HttpResponse:
    """Undo a decision about two mentions."""
    try:
        actions.undo_judgement(request.actor, judgement_id=judgement_id)
    except NotGranted:
        raise Http404 from None
    messages.success(request, _("Undone."))
    question = request.POST.get("question", "")
    return _back(question if question in QUESTIONS else QUESTIONS[0])
