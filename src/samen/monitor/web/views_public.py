"""Public figures: the same for everybody, each with its table, definition, source and date."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samen.kernel.errors import InvalidInput
from samen.monitor import queries
from samen.monitor.domain.csvw import Download
from samen.monitor.domain.release_document import LICENCE
from samen.monitor.queries import ReleaseView
from samen.monitor.web import downloads
from samen.monitor.web import figures as drawn
from samen.monitor.web.figures_release import release_figures
from samen.platform.web.access import public


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The national series, forms, and the releases."""
    context = {
        "figures": [drawn.national_series(), drawn.published_forms()],
        "releases": queries.published_releases(),
    }
    return render(request, "monitor/figures.html", context)


@public
@require_safe
def reporters(request: HttpRequest) -> HttpResponse:
    """Who reported."""
    context = {"figure": drawn.published_reporters()}
    return render(request, "monitor/reporters.html", context)


@public
@require_safe
def release(request: HttpRequest, number: int, name: str = "") -> HttpResponse:
    """One published release, with one of its figures: a page for each keeps them light."""
    try:
        found = queries.published_release(number)
    except InvalidInput:
        return render(request, "monitor/release_damaged.html", {"number": number}, status=503)
    if found is None:
        raise Http404
    figures = release_figures(found)
    shown = next((figure for figure in figures if figure.name == (name or figures[0].name)), None)
    if shown is None:
        raise Http404
    context = {
        "release": found,
        "figure": shown,
        "others": [figure for figure in figures if figure is not shown],
        "digest_parts": [found.digest[i : i + 8] for i in range(0, 64, 8)],
        "licence": LICENCE,
    }
    return render(request, "monitor/release.html", context)


@public
@require_safe
def release_document(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """The release as the document whose digest is printed."""
    return HttpResponse(_published(number).text, content_type="application/json")


@public
@require_safe
def csv(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """A packaged table as CSV."""
    return _csv(downloads.published_download(name))


@public
@require_safe
def metadata(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """What explains a packaged table: CSV on the Web metadata."""
    return _metadata(downloads.published_download(name))


@public
@require_safe
def release_csv(request: HttpRequest, number: int, name: str) -> HttpResponse:  # noqa: ARG001
    """A table of a release as CSV."""
    return _csv(downloads.release_download(_published(number), name))


@public
@require_safe
def release_metadata(request: HttpRequest, number: int, name: str) -> HttpResponse:  # noqa: ARG001
    """What explains a table of a release."""
    return _metadata(downloads.release_download(_published(number), name))


def _published(number: int) -> ReleaseView:
    try:
        found = queries.published_release(number)
    except InvalidInput:
        found = None
    if found is None:
        raise Http404
    return found


def _csv(download: Download | None) -> HttpResponse:
    if download is None:
        raise Http404
    response = HttpResponse(download.csv(), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{download.name}.csv"'
    response["Link"] = (
        f'<{download.name}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    )
    return response


def _metadata(download: Download | None) -> HttpResponse:
    if download is None:
        raise Http404
    return HttpResponse(download.metadata(), content_type="application/csvm+json")
