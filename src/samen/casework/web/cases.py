"""Pages on cases: today's work, the list, one case on one screen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.casework.actions import cases as actions
from samen.casework.actions import tasks as task_actions
from samen.casework.domain.people import CATEGORY_OF_KIND
from samen.casework.domain.retention import keep_until
from samen.casework.domain.status import STATUSES
from samen.casework.policy import CASE_ROLES, SIGNAL_ROLES
from samen.casework.queries import cases as queries
from samen.casework.web.forms import (
    PartForm,
    PersonForm,
    ReflectionForm,
    StatusForm,
    SummaryForm,
)
from samen.casework.web.problems import said
from samen.kernel.errors import InvalidInput
from samen.platform.vault.public import NotGranted, way_in
from samen.platform.web.access import member
from samen.platform.web.paging import page_number


@member()
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Where everybody lands: what is due, what is unanswered, who waits."""
    works = request.actor.has(*SIGNAL_ROLES)
    return render(
        request,
        "casework/today.html",
        {
            "works": works,
            "way_in": None if request.vault else way_in(request.actor),
            "tasks": queries.due_tasks(request.actor) if works else [],
            "load": queries.workload(request.actor) if works else {},
        },
    )


@member(*SIGNAL_ROLES)
@require_POST
def tick(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Tick a task off, or undo it."""
    done = request.POST.get("done") != "0"
    try:
        task_actions.set_task_done(request.actor, task_id=task_id, done=done)
    except NotGranted:
        raise Http404 from None
    try:
        return redirect("casework:case", UUID(request.POST.get("case", "")))
    except ValueError:
        return redirect("casework:today")


@member(*CASE_ROLES, vault=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The cases of our organisation."""
    page = page_number(request)
    closed = request.GET.get("show") == "closed"
    rows, more = queries.cases(request.actor, request.vault, closed=closed, page=page)
    return render(
        request,
        "casework/cases.html",
        {"rows": rows, "more": more, "page": page, "closed": closed},
    )


def _view(request: HttpRequest, case_id: UUID) -> queries.CaseView:
    try:
        return queries.case_view(request.actor, request.vault, case_id)
    except NotGranted:
        raise Http404 from None


@member(*CASE_ROLES, vault=True)
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case on one screen."""
    return _case_page(request, case_id)


def _case_page(
    request: HttpRequest, case_id: UUID, *, reflection_form: ReflectionForm | None = None
) -> HttpResponse:
    view = _view(request, case_id)
    status_forms = [
        (which, StatusForm(initial={"value": getattr(view.row, which)}, codes=codes, prefix=which))
        for which, codes in STATUSES.items()
    ]
    return render(
        request,
        "casework/case.html",
        {
            "view": view,
            "status_forms": status_forms,
            "reflection_form": reflection_form or ReflectionForm(),
            "kinds": [kind for kind in CATEGORY_OF_KIND if kind != "person_identity"],
            "kept": keep_until(view.row.closed_on, request.actor.organisation_type)
            if view.row.closed_on
            else None,
        },
        status=400 if reflection_form else 200,
    )


@member(*CASE_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Rewrite what the case is about."""
    view = _view(request, case_id)
    form = SummaryForm(request.POST or None, initial={"text": view.summary})
    if request.method == "POST" and form.is_valid():
        actions.write_summary(
            request.actor, request.vault, case_id=case_id, text=form.cleaned_data["text"]
        )
        return redirect("casework:case", case_id)
    return render(request, "casework/edit.html", {"form": form, "case_id": case_id})


@member(*CASE_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add somebody to a case."""
    _view(request, case_id)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_person(
                request.actor,
                case_id=case_id,
                role=form.cleaned_data["role"],
                identity=form.identity(),
            )
        except InvalidInput as error:
            form.add_error("name", said(error))
        else:
            return redirect("casework:case", case_id)
    return render(
        request,
        "casework/edit.html",
        {"form": form, "case_id": case_id, "person": True},
        status=400 if form.errors else 200,
    )


@member(*CASE_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, person_id: UUID, kind: str) -> HttpResponse:
    """One part about a person: identity, needs, health, sexual or criminal data apart."""
    if kind not in CATEGORY_OF_KIND:
        raise Http404
    try:
        person = queries.person_of(request.actor, person_id)
    except NotGranted:
        raise Http404 from None
    view = _view(request, person.case_id)
    parts = next(known.parts for known in view.people if known.id == person_id)
    content = parts.get(kind, {})
    if kind == "person_identity":
        form = PersonForm(request.POST or None, initial=content | {"role": person.role})
    else:
        form = PartForm(request.POST or None, initial=content)
    if request.method == "POST" and form.is_valid():
        written = form.identity() if isinstance(form, PersonForm) else form.cleaned_data
        try:
            actions.write_part(
                request.actor, request.vault, person_id=person_id, kind=kind, content=written
            )
        except InvalidInput as error:
            form.add_error("name", said(error))
        else:
            return redirect("casework:case", person.case_id)
    return render(
        request,
        "casework/edit.html",
        {"form": form, "case_id": person.case_id, "kind": kind},
        status=400 if form.errors else 200,
    )


@member(*CASE_ROLES, vault=True)
@require_POST
def status(request: HttpRequest, case_id: UUID, which: str) -> HttpResponse:
    """Move one of the three statuses."""
    if which not in STATUSES:
        raise Http404
    try:
        actions.set_status(
            request.actor,
            case_id=case_id,
            which=which,
            value=request.POST.get(f"{which}-value", ""),
        )
    except NotGranted:
        raise Http404 from None
    except InvalidInput as error:
        messages.error(request, said(error))
    return redirect("casework:case", case_id)


@member(*CASE_ROLES, vault=True)
@require_POST
def reflection(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The reflection period was granted."""
    form = ReflectionForm(request.POST)
    if form.is_valid():
        try:
            last = actions.start_reflection_period(
                request.actor,
                case_id=case_id,
                granted_on=form.cleaned_data["granted_on"],
                dublin=form.cleaned_data["dublin"],
            )
        except NotGranted:
            raise Http404 from None
        except InvalidInput as error:
            form.add_error("granted_on", said(error))
        else:
            messages.success(
                request,
                _("The reflection period ends on %(day)s.") % {"day": date_format(last, "j F Y")},
            )
            return redirect("casework:case", case_id)
    return _case_page(request, case_id, reflection_form=form)
