"""Figures on their way to the public: prepare, see the audit, decide, publish."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.kernel.errors import InvalidInput
from samen.monitor import policy, queries
from samen.monitor.actions.releases import decide_release, prepare_release, publish_release
from samen.monitor.domain.release_audit import AuditCell
from samen.monitor.web.figures_release import release_figures
from samen.monitor.web.forms import DecisionForm, ReleaseForm, tell
from samen.monitor.web.labels import code_label
from samen.platform.web.access import member


@member("analyst", "privacy_officer", "programme_manager")
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """Every release and where it stands."""
    context = {
        "releases": queries.releases(request.actor),
        "years": queries.counted_years(request.actor),
        "may_prepare": policy.may_prepare_release(request.actor),
    }
    return render(request, "monitor/releases.html", context)


@member("analyst")
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare a release from what has been counted."""
    years = queries.counted_years(request.actor)
    # The running year is not whole yet, and rarely has figures that can be shown.
    whole = [year for year in years if year < timezone.localdate().year] or years
    initial = {"first_year": years[0], "last_year": whole[-1]} if years else {}
    form = ReleaseForm(
        request.POST or None,
        years=years,
        published=queries.published_releases(),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        replaces = UUID(data["replaces"]) if data["replaces"] else None
        try:
            release_id = prepare_release(request.actor, **{**data, "replaces": replaces})
        except InvalidInput as refused:
            tell(form, refused)
        else:
            return redirect("monitor:release", release_id)
    return render(request, "monitor/prepare.html", {"form": form, "years": years})


@member("analyst", "privacy_officer", "programme_manager")
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """A release as it would be published, with its audit; the privacy officer decides here."""
    found = queries.release(request.actor, release_id)
    if found is None:
        raise Http404
    form = DecisionForm(request.POST or None)
    if found.state == "approved":
        form.fields["approve"].choices = [("no", gettext("No"))]  # an approval may be taken back
    if request.method == "POST" and form.is_valid():
        try:
            decide_release(request.actor, release_id=release_id, **form.cleaned_data)
        except InvalidInput as refused:
            tell(form, refused)
        except PermissionDenied as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, gettext("Your decision has been recorded."))
            return redirect("monitor:release", release_id)
    decision = policy.may_decide_release(
        request.actor, found.prepared_by, found.clean, approve=False
    )
    context = {
        "release": found,
        "figures": release_figures(found),
        "form": form if decision and found.state in ("prepared", "approved") else None,
        "same_person": decision.code == "same_person" and found.state == "prepared",
        "may_publish": bool(policy.may_prepare_release(request.actor))
        and found.state == "approved",
        "widest": _tightest(found),
        "nothing_new": len(found.document.kept) == len(found.document.years),
    }
    return render(request, "monitor/audit.html", context)


@member("analyst")
@require_POST
def publish(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Publish an approved release."""
    try:
        publish_release(request.actor, release_id=release_id)
    except InvalidInput as refused:
        told = (f"{problem.where}: {gettext(problem.rule)}" for problem in refused.problems)
        messages.error(request, "; ".join(told))
    else:
        messages.success(request, gettext("Published. These figures never change from now on."))
    return redirect("monitor:release", release_id)


_SHOWN = 25


def _tightest(found: queries.ReleaseView) -> list[list[object]]:
    """Hidden cells that a reader can bound most closely: exposed first, then the narrowest."""

    def width(cell: AuditCell) -> tuple[bool, float]:
        return (not cell.exposed, float("inf") if cell.high is None else cell.high - cell.low)

    return [
        [
            _place(found, cell),
            cell.low,
            "∞" if cell.high is None else cell.high,
            gettext("Exposed") if cell.exposed else gettext("Protected"),
        ]
        for cell in sorted(found.audit.hidden, key=width)[:_SHOWN]
    ]


def _place(found: queries.ReleaseView, cell: AuditCell) -> str:
    if cell.table not in [table.name for table in found.document.tables]:
        # A figure of an earlier release for which this one has no place.
        pairs = [member.partition("=") for member in cell.members]
        return ", ".join(code_label(name, code) for name, _, code in pairs)
    names = [name for name, _ in found.document.table(cell.table).dimensions]
    return ", ".join(code_label(n, code) for n, code in zip(names, cell.members, strict=True))
