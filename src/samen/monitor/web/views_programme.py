"""The programme board: what was promised, where it stands, what it cost, how sure we are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from samen.kernel.errors import InvalidInput
from samen.monitor import drawing, policy, queries
from samen.monitor.actions.programme import (
    record_measurement,
    record_spending,
    set_state,
)
from samen.monitor.actions.programme_file import load_programme
from samen.monitor.domain.programme import (
    Action,
    ActionLine,
    ActionState,
    Indicator,
    Period,
    Programme,
)
from samen.monitor.domain.report import ReportRow, half_yearly_report, tally
from samen.monitor.templatetags.amounts import euros
from samen.monitor.web.forms import LoadForm, MeasurementForm, SpendingForm, StateForm, tell
from samen.monitor.web.labels import STATE_KIND, certainty_label, state_label, states_told
from samen.platform.web.access import member


@member()
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The board: state per action line, deadlines and money."""
    found = queries.programme(request.actor)
    context: dict[str, object] = {
        "programme": found,
        "may_write": bool(policy.may_write_board(request.actor)),
    }
    if found is not None:
        today = timezone.localdate()
        report = half_yearly_report(found, Period.half_of(today))
        context |= {
            "report": report,
            "lines": [_line_overview(line, rows) for line, rows in report.lines],
            "periods": _periods(found),
            "soon": sorted(
                (a for a in found.actions if a.deadline and a.deadline >= today and a.state.open),
                key=lambda a: a.deadline or today,
            )[:5],
            "today": today,
            "states": [(state_label(s), drawing.STATE_COLOURS[s]) for s in ActionState],
        }
    return render(request, "monitor/programme.html", context)


def _line_overview(line: ActionLine, rows: Sequence[ReportRow]) -> dict[str, object]:
    counts = tally((row.state for row in rows), ActionState)
    told = states_told(counts)
    return {
        "line": line,
        "bar": drawing.state_bar(counts, title=told),
        "told": told,
        "rows": [(row, state_label(row.state), STATE_KIND[row.state]) for row in rows],
    }


def _periods(found: Programme) -> list[Period]:
    last = Period.half_of(min(timezone.localdate(), found.end))
    first = Period.half_of(max(found.start, last.start.replace(year=last.year - 2)))
    halves = (Period(y, h) for y in range(first.year, last.year + 1) for h in (1, 2))
    return sorted((p for p in halves if first <= p <= last), reverse=True)


@member("programme_manager", "chain_coordinator")
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load a programme file; every mistake is shown with its line."""
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = load_programme(request.actor, text=form.cleaned_data["file"])
        except InvalidInput as refused:
            tell(form, refused)
        else:
            text = gettext("Loaded: %(created)d new, %(changed)d changed, %(unchanged)d as before.")
            messages.success(request, text % found)
            return redirect("monitor:programme")
    return render(request, "monitor/load.html", {"form": form})


@member()
@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, code: str) -> HttpResponse:
    """One action: goal, indicators, history, money; and the forms to keep it up to date."""
    found = queries.programme(request.actor)
    one = next((a for a in found.actions if a.code == code), None) if found else None
    if found is None or one is None:
        raise Http404
    may_write = bool(policy.may_write_board(request.actor))
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    forms = _forms(request, one) if may_write else {}
    if request.method == "POST" and _submitted(request, found, one, forms):
        messages.success(request, gettext("Saved."))
        return redirect("monitor:action", code)
    context = {
        "programme": found,
        "action": one,
        "state": state_label(one.state),
        "kind": STATE_KIND[one.state],
        "certainty": certainty_label(one.certainty),
        "history": [(c, state_label(c.state), STATE_KIND[c.state]) for c in one.history[::-1]],
        "indicators": [(i, _drawn(i), _rows(i, found)) for i in one.indicators],
        "money": _money(one, found),
        "overdue": one.overdue(timezone.localdate()),
        "source": _source(found, one.source),
        "forms": forms,
    }
    return render(request, "monitor/action.html", context)


def _forms(request: HttpRequest, one: Action) -> dict[str, object]:
    which = request.POST.get("form")

    def data(name: str) -> object:
        return request.POST if which == name else None

    today = timezone.localdate().isoformat()
    return {
        "state": StateForm(data("state"), initial={"state": one.state, "day": today}),
        "measurement": (
            MeasurementForm(data("measurement"), indicators=one.indicators)
            if one.indicators
            else None
        ),
        "spending": SpendingForm(data("spending")),
    }


def _submitted(
    request: HttpRequest, found: Programme, one: Action, forms: dict[str, object]
) -> bool:
    """Carry out the form that was sent; False when it has to be shown again."""
    verbs: dict[str, Callable[..., None]] = {
        "state": set_state,
        "measurement": record_measurement,
        "spending": record_spending,
    }
    name = request.POST.get("form", "")
    form = forms.get(name)
    if form is None or not form.is_valid():
        return False
    data = dict(form.cleaned_data)
    if name == "state":
        data["state"] = ActionState(data["state"])
    try:
        verbs[name](request.actor, programme=found.code, action=one.code, **data)
    except InvalidInput as refused:
        tell(form, refused)
        return False
    return True


def _drawn(indicator: Indicator) -> str:
    points = [(str(m.period), _float(m.target), _float(m.actual)) for m in indicator.measurements]
    if indicator.baseline is not None and indicator.baseline_year is not None:
        year = str(indicator.baseline_year)
        if all(period != year for period, _, _ in points):
            points.append((year, None, _float(indicator.baseline)))
    if not points:
        return ""
    return drawing.target_and_actual(
        sorted(points),
        names=(gettext("Target"), gettext("Reached")),
        title=indicator.title,
    )


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _rows(indicator: Indicator, found: Programme) -> list[list[object]]:
    return [
        [
            m.period,
            "–" if m.target is None else m.target,
            "–" if m.actual is None else m.actual,
            _source(found, m.source),
        ]
        for m in indicator.measurements
    ]


def _money(one: Action, found: Programme) -> list[list[object]]:
    amounts = [(a, gettext("Budget")) for a in one.budget] + [
        (a, gettext("Spent")) for a in one.spent
    ]
    return [
        [a.period, what, euros(a.euros), _source(found, a.source)]
        for a, what in sorted(amounts, key=lambda pair: pair[0].period)
    ]


def _source(found: Programme, key: str) -> str:
    known = {"example": gettext("example"), "board": gettext("entered on the board")}
    return known.get(key) or found.sources.get(key, key)
