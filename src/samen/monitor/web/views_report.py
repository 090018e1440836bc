"""The programme for others: the half-yearly report as page and PDF, and IATI."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from samen.monitor import drawing, queries
from samen.monitor.domain.iati import iati_activities
from samen.monitor.domain.programme import ActionLine, ActionState, Period
from samen.monitor.domain.programme_file import EXAMPLE
from samen.monitor.domain.report import Report, ReportRow, half_yearly_report, tally
from samen.monitor.templatetags.amounts import euros
from samen.monitor.web.labels import STATE_KIND, certainty_label, state_label, states_told
from samen.platform.web.access import member


@member()
@require_safe
def report(request: HttpRequest, period: str) -> HttpResponse:
    """The half-yearly report as a page that prints well."""
    return render(request, "monitor/report.html", _report_context(request, period))


@member()
@require_safe
def report_pdf(request: HttpRequest, period: str) -> HttpResponse:
    """The half-yearly report as PDF."""
    from weasyprint import HTML  # heavy: only for a PDF

    context = _report_context(request, period)
    context["bar"] = drawing.for_paper(str(context["bar"]))
    text = render_to_string("monitor/report_pdf.html", context, request)
    pdf = HTML(string=text, url_fetcher=_nothing_from_outside).write_pdf(pdf_variant="pdf/ua-1")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="samen-{period}.pdf"'
    return response


def _nothing_from_outside(url: str, *args: object, **kwargs: object) -> dict[str, object]:  # noqa: ARG001
    raise ValueError(f"a report loads nothing from elsewhere: {url}")


def _report_context(request: HttpRequest, period: str) -> dict[str, object]:
    found = queries.programme(request.actor)
    try:
        wanted = Period.parse(period)
    except ValueError:
        raise Http404 from None
    if found is None or not 1 <= wanted.year <= 9999:
        raise Http404
    told: Report = half_yearly_report(found, wanted)
    return {
        "programme": found,
        "report": told,
        "made_on": timezone.localdate(),
        "states": [(state_label(s), n, STATE_KIND[s]) for s, n in told.states.items() if n],
        "certainties": [(certainty_label(c), n) for c, n in told.certainties.items() if n],
        "bar": drawing.state_bar(told.states, title=gettext("Actions by state")),
        "lines": [
            (
                line,
                [
                    (
                        row,
                        state_label(row.state),
                        STATE_KIND[row.state],
                        certainty_label(row.action.certainty),
                    )
                    for row in rows
                ],
            )
            for line, rows in told.lines
        ],
        "example_money": any(
            amount.source == EXAMPLE
            for row in told.rows
            for amount in (*row.action.budget, *row.action.spent)
        ),
        "summary": [_summary(line, rows) for line, rows in told.lines],
        "sources": sorted({row.action.source for row in told.rows} - {"example"}),
    }


@member()
@require_safe
def iati(request: HttpRequest) -> HttpResponse:
    """The programme as IATI 2.03."""
    found = queries.programme(request.actor)
    if found is None:
        raise Http404
    response = HttpResponse(
        iati_activities(found, timezone.localdate()), content_type="application/xml"
    )
    response["Content-Disposition"] = f'attachment; filename="iati-{found.code}.xml"'
    return response


def _summary(line: ActionLine, rows: Sequence[ReportRow]) -> list[str]:
    """One action line in one row of the report's first page."""
    spent, budget = sum(row.spent for row in rows), sum(row.budget for row in rows)
    return [
        f"{line.code}. {line.title}",
        states_told(tally((row.state for row in rows), ActionState)),
        f"{euros(spent)} / {euros(budget)}",
    ]
