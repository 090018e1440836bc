"""A page that shows how far the work is, without a script and without keeping anything.

The page is sent in pieces: its top, a line for every step, the answer, its end. A style rule shows
the last line only, and none once the answer stands below it. No worker needs to know of another,
and a table that was given is nowhere but in the memory of the one that works on it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from django.http import StreamingHttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, override

from samen.analysis.domain.estimation import Outcome
from samen.analysis.web.estimation_words import METHODS, number, say
from samen.engines.mse import Progress

HERE = "<!-- steps and answer -->"
"""Where the page is cut open."""

_log = logging.getLogger("samen.analysis")


def answer_while_working(
    page: str, work: Callable[[Progress], Outcome], show: Callable[[Outcome], str]
) -> StreamingHttpResponse:
    """``page``, and in the place ``HERE`` the steps of ``work``, then what ``show`` makes of it."""
    response = StreamingHttpResponse(_pieces(page, work, show, get_language() or "nl"))
    # A proxy that waits for the whole page would hide the steps.
    response["X-Accel-Buffering"] = "no"
    return response


def _pieces(
    page: str,
    work: Callable[[Progress], Outcome],
    show: Callable[[Outcome], str],
    language: str,
) -> Iterator[str]:
    before, after = page.split(HERE)
    told: SimpleQueue[tuple[str, int, int] | None] = SimpleQueue()
    with override(language), ThreadPoolExecutor(1) as pool:
        yield before + '<div class="working" role="status">'
        working = pool.submit(work, lambda *step: told.put(step))
        working.add_done_callback(lambda _: told.put(None))
        while (step := told.get()) is not None:
            yield _line(*step)
        yield "</div>"
        try:
            yield show(working.result())
        except Exception:
            _log.exception("an estimate failed")
            failed = gettext("Something went wrong here. Nothing was kept; please try again.")
            yield format_html('<p class="alert alert--negative" role="alert">{}</p>', failed)
        yield after


def _line(label: str, done: int, total: int) -> str:
    name = gettext(METHODS[label]) if label in METHODS else say(label)
    step = gettext("Working: %(step)s, %(done)s of %(all)s")
    return format_html(
        "<p>{}</p>", step % {"step": name, "done": number(done), "all": number(total)}
    )
