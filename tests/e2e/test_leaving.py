"""In a real browser: who leaves leaves nothing behind, and a report runs in Arabic too."""

from __future__ import annotations

import pytest
from tests.e2e.live import Site, needs_chromium, way_out
from tests.e2e.steps import log_in
from tests.e2e.stored import ask, everything_stored, found_in

pytestmark = needs_chromium


def visits(site: Site) -> int:
    """How many reporters are in the middle of something."""
    return ask(site, "SELECT count(*) FROM reporting_visit")


@pytest.mark.parametrize("scripts", [False, True])
def test_after_leaving_ten_times_back_shows_nothing_of_the_report(site, newcomer, scripts):
    w, before = newcomer("exit", 320, scripts), visits(site)
    w.go("/")
    w.go("/f/")
    w.press("main form button[type=submit]")
    w.pick("perspective", "other")
    w.press("button[name=next]")
    w.pick("form_of_exploitation", "LAB")
    w.press("button[name=next]")
    w.type("what", "Dit mag niemand hier lezen.")
    w.press("button[name=next]")
    assert visits(site) == before + 1
    w.page.locator(".exit button").click()
    w.page.wait_for_url(way_out(site.base))
    assert visits(site) == before, "and gone on the server"
    assert w.page.context.cookies() == []
    for _ in range(10):
        if w.page.go_back() is None:
            break
        assert "niemand hier lezen" not in w.page.content()
        assert w.page.locator("textarea, input[type=radio]:checked").count() == 0, w.page.url


def test_a_report_in_arabic_runs_from_right_to_left_and_arrives(site, newcomer):
    w = newcomer("arabic", 320, True, locale="ar")
    w.go("/ar/")
    assert w.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    w.go("/ar/f/")
    w.press("main form button[type=submit]")
    w.pick("perspective", "self")
    w.press("button[name=next]")
    w.pick("form_of_exploitation", "LAB")
    w.press("button[name=next]")
    box = w.page.locator("[name=what]")
    assert box.evaluate("e => getComputedStyle(e).direction") == "rtl"
    label = w.page.locator("label[for=id_what]").bounding_box()
    assert label["x"] + label["width"] > 280, "labels begin at the right"
    w.type("what", "صاحب العمل أخذ جواز سفري")
    w.press("button[name=next]")
    w.pick("municipality", "GM0153")
    w.pick("minor", "no")
    w.pick("danger", "no")
    w.press("button[name=next]")
    w.press("button[name=next]")
    w.press("button[name=next]")
    w.pick("consent", "anonymous")
    w.press("button[name=next]")
    w.press("main form button[type=submit]")
    assert w.page.locator(".receipt [dir=ltr]").count() == 1, "digits run left to right"
    staff = newcomer("coordinator", 1280, True)
    log_in(staff, "coordinator")
    staff.go("/werk/meldingen/")
    assert staff.says("صاحب العمل أخذ جواز سفري")
    assert found_in(everything_stored(site), w.typed) == []
