"""What leaves the workbench: the picture, the report as page and PDF, the model as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from samen.analysis.domain import systems_effects
from samen.analysis.domain.systems_effects import (
    DRAWS,
    LEVER_DRAWS,
    SEED,
    document_of,
)
from samen.analysis.queries import systems as queries
from samen.analysis.queries.systems import Bench
from samen.analysis.web import systems_drawing as drawing
from samen.analysis.web import systems_files as files
from samen.analysis.web import systems_labels as labels
from samen.analysis.web.systems import found_bench
from samen.analysis.web.systems_pages import side_by_side
from samen.analysis.web.systems_tables import by_actor, document_tables, rank_rows
from samen.engines.systems import base_sources
from samen.platform.web.access import member

_SCENARIO_COLUMNS = (
    "scenario",
    "interventions",
    "goal",
    "wish",
    "change_low",
    "change_median",
    "change_high",
    "improves",
    "worse_first",
    "draws",
    "seed",
)


@member()
@require_safe
def take_along(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Every file this model can be taken along in, with what each leaves out."""
    found = found_bench(request, model_id)
    context = {"bench": found, "offers": files.offers(document_of(found.text).model)}
    return render(request, "analysis/systems/export.html", context)


@member()
@require_safe
def picture(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The picture as an SVG file, with the effect of a scenario in its boxes."""
    found = found_bench(request, model_id)
    document = document_of(found.text)
    changes: Mapping[str, float] | None = None
    number = request.GET.get("scenario", "")
    if number.isdigit() and int(number) < len(document.scenarios):
        language = labels.language()
        changes = systems_effects.effect(found.text, int(number), language).changes
    svg = drawing.export(document.model, changes)
    return _download(svg.encode(), "image/svg+xml", f"{_file_name(found)}.svg")


@member()
@require_safe
def model_file(request: HttpRequest, model_id: UUID, form: str) -> HttpResponse:
    """The document, or its model in one of the engine's formats; ``?version=``: an earlier one."""
    found = found_bench(request, model_id)
    text, number = found.text, request.GET.get("version", "")
    if number:
        wanted = int(number) if number.isdigit() and len(number) < 7 else 0
        text = queries.version_text(request.actor, model_id, wanted) or ""
    made = files.file_of(document_of(text), form) if text else None
    if made is None:
        raise Http404
    ending, content = made
    name = f"{_file_name(found, number)}{ending}"
    return _download(content, "application/octet-stream", name)


@member()
@require_safe
def scenarios_csv(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """What each scenario does to each goal, as a table of levels (a step is 0.2)."""
    found = found_bench(request, model_id)
    document = document_of(found.text)
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(_SCENARIO_COLUMNS)
    for number, scenario in enumerate(document.scenarios):
        done = "; ".join(f"{one.variable} {labels.done(one)}" for one in scenario.interventions)
        for goal in systems_effects.effect(found.text, number, labels.language()).goals:
            numbers = (goal.low, goal.median, goal.high, goal.improves, goal.worse_first)
            words = (scenario.name, done, goal.variable, goal.wish)
            writer.writerow([*map(plain, words), *(f"{x:.6f}" for x in numbers), DRAWS, SEED])
    name = f"{_file_name(found)}-scenarios.csv"
    return _download(table.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", name)


def plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


@member()
@require_safe
def report(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The report as a page that prints well."""
    found = found_bench(request, model_id)
    return render(request, "analysis/systems/report.html", _report(found))


@member()
@require_safe
def report_pdf(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The report as PDF."""
    from weasyprint import HTML  # heavy: only for a PDF

    found = found_bench(request, model_id)
    text = render_to_string("analysis/systems/report_pdf.html", _report(found), request)
    made = HTML(string=drawing.for_paper(text), url_fetcher=_nothing_from_outside)
    pdf = made.write_pdf(pdf_variant="pdf/ua-1")
    return _download(pdf, "application/pdf", f"{_file_name(found)}.pdf")


def _nothing_from_outside(url: str, *args: object, **kwargs: object) -> dict[str, object]:  # noqa: ARG001
    raise ValueError(f"a report loads nothing from elsewhere: {url}")


def _report(found: Bench) -> dict[str, object]:
    document = document_of(found.text)
    loops = systems_effects.strongest_loops(found.text)
    ranking = systems_effects.levers(found.text)
    return {
        "bench": found,
        "document": document,
        "made_on": timezone.localdate(),
        "picture": drawing.export(document.model),
        "loops": [
            (
                one,
                " → ".join(labels.named(document.model[n]) for n in one.variables),
                labels.share(loops.share(one)),
            )
            for one in loops.strongest
        ],
        "lever_draws": labels.count(LEVER_DRAWS),
        "levers": rank_rows(ranking) if ranking else [],
        "by_actor": by_actor(ranking) if ranking else [],
        "guesses": sum(labels.expert(one.source) for one in document.model.relations),
        "sources": base_sources(labels.language()) if _from_base(document.model.relations) else {},
        **document_tables(document),
        **side_by_side(found.text),
    }


def _from_base(relations: tuple[object, ...]) -> bool:
    return any(labels.sources_of(one) for one in relations)  # type: ignore[arg-type]


def _file_name(found: Bench, version: str = "") -> str:
    state = version or (f"{found.base}-draft" if found.changed else str(found.last.number))
    return f"{slugify(found.title) or 'model'}-{state}"


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
