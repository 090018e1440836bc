"""The start page of the analysis zone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samen.analysis.policy import may_estimate
from samen.platform.web.access import member


@member()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Two questions: how many do we not see, and what would an intervention do."""
    context = {"may_estimate": bool(may_estimate(request.actor))}
    return render(request, "analysis/index.html", context)
