"""The editor of the rules: the table, a draft row by row, what it changes, four eyes, the gaps."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.engines.rules.sharing import Decision, decide, parse_table
from samen.engines.rules.sharing.gaps import PERSONAL, gap_chart, gap_table
from samen.kernel import clock
from samen.kernel.codes import DataCategory, OrganisationType
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import member_names
from samen.platform.web.access import member
from samen.platform.web.words import choices, in_language
from samen.sharing.actions import rules as actions
from samen.sharing.domain.comparison import Comparison, compare, gaps_of
from samen.sharing.domain.table_text import rows_of
from samen.sharing.policy import RULE_READERS, may_approve_rules, may_edit_rules
from samen.sharing.queries import rules as queries
from samen.sharing.web.problems import complain, say, told
from samen.sharing.web.rule_forms import DraftForm, EndForm, RowForm, TryForm


def _shown(request: HttpRequest) -> queries.Version:
    """The draft when there is one and it is asked for, else the version in force."""
    draft = queries.draft(request.actor)
    wanted = request.GET.get("version", "draft")
    return draft if draft and wanted == "draft" else queries.version_in_force(clock.today())


@member(*RULE_READERS)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The table as a grid, with its versions."""
    version = _shown(request)
    chosen = {name: request.GET.get(name, "") for name in ("from", "to", "category")}
    parsed = parse_table(version.text)
    rows = [
        rule
        for rule in parsed.rules
        if all(
            not code or code in rule.conditions.get(name, {code}) for name, code in chosen.items()
        )
    ]
    everything = queries.versions(request.actor)
    names = member_names({v.made_by for v in everything if v.made_by}
                         | {v.approved_by for v in everything if v.approved_by})  # fmt: skip
    return render(
        request,
        "sharing/rules/table.html",
        {
            "version": version,
            "rows": rows,
            "total": len(parsed.rules),
            "chosen": chosen,
            "organisations": choices(OrganisationType),
            "categories": choices(DataCategory),
            "versions": [
                (v, names.get(v.made_by, ""), names.get(v.approved_by, "")) for v in everything
            ],
            "edits": bool(may_edit_rules(request.actor)),
            "draft": queries.draft(request.actor),
        },
    )


@member("privacy_officer")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    form = DraftForm(request.POST or None, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_draft(request.actor, **form.cleaned_data)
            return redirect("sharing:rules")
        except InvalidInput as error:
            complain(form, error)
    return _form_page(request, form, _("A new version of the rules"))


def _form_page(request: HttpRequest, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, **more}
    status = 400 if form.errors else 200
    return render(request, "sharing/rules/form.html", context, status=status)


@member(*RULE_READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, row_id: str = "") -> HttpResponse:
    """One row with every cell; in a draft a privacy officer can write it."""
    version = _shown(request)
    cells = next((c for c in rows_of(version.text) if c["id"] == row_id), None)
    if row_id and cells is None:
        raise Http404
    new = cells is None
    editing = version.state == "draft" and bool(may_edit_rules(request.actor))
    if (new or request.method == "POST") and not editing:
        raise PermissionDenied
    start_cells = cells or {"status": "draft", "valid_from": version.valid_from.isoformat()}
    form = RowForm(request.POST or None, new=new, cells=start_cells)
    if request.method == "POST" and form.is_valid():
        try:
            seen = UUID(request.POST.get("draft", ""))
            written = form.cells() if new else form.cells() | {"id": row_id}
            actions.put_row(request.actor, draft_id=seen, cells=written, new=new)
            messages.success(request, _("The row is in the draft."))
            return redirect("sharing:rules")
        except ValueError as error:
            if not isinstance(error, InvalidInput):
                raise Http404 from None
            form.complain(error.problems)
    title = _("A new row") if new else _("Row %(id)s") % {"id": row_id}
    more = {"version": version, "cells": cells, "editing": editing, "end_form": EndForm()}
    return _form_page(request, form, title, **more)


@member("privacy_officer")
@require_POST
def end(request: HttpRequest, row_id: str) -> HttpResponse:
    """A row gets a last day."""
    form = EndForm(request.POST)
    draft = queries.draft(request.actor)
    if draft is None or draft.id is None:
        raise Http404
    if form.is_valid():
        try:
            actions.end_row(request.actor, draft_id=draft.id, row_id=row_id,
                            last_day=form.cleaned_data["valid_to"])  # fmt: skip
            messages.success(request, _("The row ends in the draft; it stays readable."))
            return redirect("sharing:rules")
        except InvalidInput as error:
            for problem in error.problems:
                form.add_error("valid_to", say(problem.rule))
    return _form_page(request, form, _("End row %(id)s") % {"id": row_id})


@member(*RULE_READERS)
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """What the draft changes: answers, proofs, gaps; and whether it can be approved."""
    return _review_page(request)


def _review_page(request: HttpRequest, problems: tuple[Any, ...] = ()) -> HttpResponse:
    draft = queries.draft(request.actor)
    if draft is None:
        return redirect("sharing:rules")
    day = max(draft.valid_from, clock.today())
    comparison: Comparison | None = None
    try:
        comparison = compare(queries.version_in_force(day).text, draft.text, day)
    except InvalidInput as error:
        problems = (*problems, *error.problems)
    claims = [
        (claim, (claim.text_nl, claim.text_en), comparison.counterexamples.get(claim.id))
        for claim in (comparison.proof.claims if comparison else ())
    ]
    allowed = may_approve_rules(request.actor, draft.editors)
    return render(
        request,
        "sharing/rules/review.html",
        {
            "draft": draft, "comparison": comparison, "claims": claims,
            "problems": [told(problem) for problem in problems],
            "allowed": allowed, "edits": bool(may_edit_rules(request.actor)),
            "broken": sum(not claim.holds for claim, _text, _example in claims), "day": day,
        },
        status=400 if problems else 200,
    )  # fmt: skip


@member("privacy_officer")
@require_POST
def settle(request: HttpRequest, version_id: UUID, what: str) -> HttpResponse:
    """Approve or withdraw exactly the version that was looked at."""
    verbs = {"goedkeuren": actions.approve, "intrekken": actions.withdraw_draft}
    if what not in verbs:
        raise Http404
    try:
        verbs[what](request.actor, draft_id=version_id)
    except InvalidInput as error:
        return _review_page(request, error.problems)
    messages.success(request, _("Approved.") if what == "goedkeuren" else _("Withdrawn."))
    return redirect("sharing:rules")


@member(*RULE_READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest) -> HttpResponse:
    """Try a made-up request against the version in force and the draft, side by side."""
    form = TryForm(request.POST or None)
    found: list[tuple[str, Decision]] = []
    if request.method == "POST" and form.is_valid():
        draft = queries.draft(request.actor)
        made_up, records = form.request()
        tables = [(_("In force"), queries.table_in_force(made_up.date))]
        if draft:
            tables.append((_("Draft"), parse_table(draft.text)))
        try:
            found = [(name, decide(made_up, one, records)) for name, one in tables]
        except InvalidInput as error:
            complain(form, error)
    return render(
        request,
        "sharing/rules/try.html",
        {"form": form, "found": found},
        status=400 if form.errors else 200,
    )


def _cells(request: HttpRequest, day: date) -> tuple[Any, ...]:
    return gaps_of(_shown(request).text, day)


@member(*RULE_READERS)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Between whom no rule lets which data pass: picture and table for the ministry."""
    version = _shown(request)
    cells = _cells(request, max(version.valid_from, clock.today()))
    by_pair: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for cell in cells:
        pair = (
            in_language(cell.sender.labels),
            in_language(cell.recipient.labels),
        )
        by_pair.setdefault(pair, {})[cell.category] = cell.routes
    return render(
        request,
        "sharing/rules/gaps.html",
        {
            "version": version,
            "gaps": sum(not cell.routes for cell in cells),
            "total": len(cells),
            "categories": [in_language(category.labels) for category in PERSONAL],
            "pairs": [
                (sender, recipient, [routes[category] for category in PERSONAL])
                for (sender, recipient), routes in by_pair.items()
            ],
        },
    )


@member(*RULE_READERS)
@require_safe
def gaps_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The gap map as a picture (SVG) or as a table (CSV)."""
    cells = _cells(request, max(_shown(request).valid_from, clock.today()))
    if kind == "svg":
        chart = gap_chart(cells, dutch=get_language() == "nl")
        return HttpResponse(chart, content_type="image/svg+xml")
    if kind != "csv":
        raise Http404
    response = HttpResponse(gap_table(cells), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="samen-gaps.csv"'
    return response
