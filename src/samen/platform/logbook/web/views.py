"""The logbook on the screen: what we did, who read this datum, and the proof of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from samen.platform.logbook import actions, queries
from samen.platform.logbook.groups import Group, grouped, in_a_row
from samen.platform.logbook.web.forms import FilterForm, SubjectForm
from samen.platform.logbook.web.labels import activity_label, name_label
from samen.platform.organisations.public import Role, member_names, organisation_names
from samen.platform.web.access import member

keeper = member(Role.PRIVACY_OFFICER, Role.AUDITOR)


def rows(groups: Iterable[Group]) -> list[dict[str, object]]:
    """Groups of lines as the table draws them, with names instead of numbers."""
    groups = list(groups)
    lines = [group.last for group in groups]
    organisations = organisation_names({i for line in lines if (i := line.organisation_id)})
    members = member_names({i for line in lines if (i := line.member_id)})
    return [
        {
            "group": group,
            "line": line,
            "activity": activity_label(line.activity),
            "what": name_label(line.name),
            "organisation": organisations.get(line.organisation_id, ""),
            "member": members.get(line.member_id, ""),
        }
        for group, line in zip(groups, lines, strict=True)
    ]


@keeper
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Our own entries, newest first, by period, activity and deed."""
    actor = request.actor
    form = FilterForm(request.GET or {}, *queries.choices(actor))
    wanted = form.cleaned_data if form.is_valid() else {}
    lines = queries.page(actor, **wanted) if form.is_valid() else []
    older = ""
    if len(lines) == queries.PAGE:
        chosen = {key: value for key, value in wanted.items() if value and key != "before"}
        older = urlencode(chosen | {"before": lines[-1].index})
    context = {
        "form": form,
        "rows": rows(in_a_row(lines)),
        "older": older,
        "filtered": any(value not in ("", None) for value in wanted.values()),
        "subject_form": SubjectForm(),
        "checkpoint": queries.latest_checkpoint(),
        "size": queries.size(),
    }
    return render(request, "logbook/index.html", context, status=200 if form.is_valid() else 400)


@keeper
@require_POST
def about(request: HttpRequest) -> HttpResponse:
    """Who read or changed one datum. A POST, so that its number stands in no history."""
    form = SubjectForm(request.POST)
    found = None
    if form.is_valid():
        found = rows(grouped(queries.entries_about(request.actor, form.cleaned_data["subject"])))
    context = {"subject_form": form, "rows": found}
    return render(request, "logbook/about.html", context, status=200 if form.is_valid() else 400)


@keeper
@require_GET
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry with its proof of inclusion."""
    line = queries.entry(request.actor, index)
    if line is None:
        raise Http404
    signed = queries.latest_checkpoint()
    covered = signed is not None and signed.size > index
    proof = queries.prove(index, signed.size if covered else queries.size())
    context = {
        "row": rows([Group((line,))])[0],
        "proof": proof,
        "signed": signed if covered else None,
    }
    return render(request, "logbook/entry.html", context)


@keeper
@require_GET
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """The proof of one entry as a file, with a checkpoint that covers it."""
    if queries.entry(request.actor, index) is None:
        raise Http404
    signed = queries.latest_checkpoint()
    if signed is None or signed.size <= index:
        signed = actions.make_checkpoint(actor=request.actor)
    content = asdict(queries.prove(index, signed.size)) | {"checkpoint": signed.note}
    return _file(json.dumps(content, indent=1), "application/json", f"logbook-{index}.json")


@keeper
@require_POST
def sign_checkpoint(request: HttpRequest) -> HttpResponse:
    """Sign the present state."""
    actions.make_checkpoint(actor=request.actor)
    return redirect("logbook:index")


@keeper
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The newest checkpoint as a file to keep elsewhere."""
    signed = queries.latest_checkpoint()
    if signed is None:
        raise Http404
    return _file(signed.note, "text/plain; charset=utf-8", f"checkpoint-{signed.size}.txt")


@keeper
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Our entries as lines of Logboek Dataverwerkingen."""
    form = FilterForm(request.POST, *queries.choices(request.actor))
    if not form.is_valid():
        return render(request, "logbook/index.html", {"form": form, "rows": []}, status=400)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    actions.record(actor=request.actor, activity="accountability", name="logbook.export")
    lines = queries.export(request.actor, since, until)
    response = StreamingHttpResponse(
        (json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
        content_type="application/jsonl; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="logbook.jsonl"'
    return response


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
