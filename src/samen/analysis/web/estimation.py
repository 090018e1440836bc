"""The hidden part: from a table of lists to ranges, reasons and a report."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from samen.analysis.domain.estimation import (
    Outcome,
    Table,
    carry_out,
    estimate,
    prepare,
    table_of_file,
)
from samen.analysis.queries import estimation as queries
from samen.analysis.web.estimation_forms import EstimationForm, hidden_fields
from samen.analysis.web.estimation_page import present
from samen.analysis.web.estimation_progress import answer_while_working
from samen.engines.mse.figures import estimates_figure
from samen.engines.mse.report import report_html, report_pdf
from samen.kernel.errors import InvalidInput
from samen.platform.web.access import member

EXPORTS = {
    "json": "application/json",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


@member("analyst", "programme_manager", "chain_coordinator")
@require_http_methods(["GET", "HEAD", "POST"])
def estimation(request: HttpRequest) -> HttpResponseBase:
    """Choose a table and methods; see every figure with its range and the reasons."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            plan = prepare(_table(request, form), form.choices())
        except InvalidInput as refused:
            form.tell(refused)
        else:
            return answer_while_working(
                render_to_string("analysis/estimation/working.html", request=request),
                lambda tell: carry_out(plan, progress=tell),
                lambda outcome: render_to_string(
                    "analysis/estimation/result.html", _shown(request, outcome), request
                ),
            )
    return render(request, "analysis/estimation/index.html", {"form": form})


@member("analyst", "programme_manager", "chain_coordinator")
@require_POST
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same estimate, made again from the form, as a file of the engine."""
    if kind not in EXPORTS:
        raise Http404
    form = _form(request)
    if not form.is_valid() or form.kept is None:
        return HttpResponseBadRequest()
    try:
        outcome = estimate(form.kept, form.choices(), comparing=kind != "svg")
    except InvalidInput:
        return HttpResponseBadRequest()
    response = HttpResponse(_written(outcome, kind), content_type=EXPORTS[kind])
    response["Content-Disposition"] = f'attachment; filename="estimate.{kind}"'
    return response


def _form(request: HttpRequest) -> EstimationForm:
    return EstimationForm(
        request.POST or None,
        request.FILES or None,
        years=queries.monitor_years(request.actor),
        sent=int(request.META.get("CONTENT_LENGTH") or 0),
    )


def _table(request: HttpRequest, form: EstimationForm) -> Table:
    found = form.cleaned_data
    if found["source"] == "kept" and form.kept is not None:
        return form.kept
    if found["source"] == "monitor":
        years = found["years"] or queries.monitor_years(request.actor)
        table = queries.monitor_table(request.actor, years)
    else:
        table = table_of_file(found["file"].name, found["file"].read(), found["by"])
    form.keep(table)
    return table


def _shown(request: HttpRequest, outcome: Outcome) -> dict[str, object]:
    again = EstimationForm(
        initial={
            "source": "kept",
            "table": dict(hidden_fields(outcome.table, outcome.choices))["table"],
            "methods": outcome.choices.methods,
            "by": ", ".join(outcome.choices.by),
            "level": outcome.choices.level,
            "replicates": outcome.choices.replicates,
            "seed": outcome.choices.seed,
        },
        years=queries.monitor_years(request.actor),
    )
    return {
        "page": present(outcome, queries.truth_of(outcome.table)),
        "form": again,
        "hidden": hidden_fields(outcome.table, outcome.choices),
        "exports": list(EXPORTS),
    }


def _written(outcome: Outcome, kind: str) -> str | bytes:
    if kind == "svg":
        return estimates_figure(outcome.found)
    if kind == "json":
        made = outcome.found.to_json()
        if outcome.comparison is not None:
            made["comparison"] = outcome.comparison.to_json()
        return json.dumps(made, ensure_ascii=False, indent=2, allow_nan=False)
    page = report_html(outcome.found, outcome.comparison)
    return page if kind == "html" else report_pdf(page)
