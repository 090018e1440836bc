"""A hundred people report in the same minute; nobody's report is lost, doubled or anybody else's.

With argon2id at full strength, against two real worker processes on one SQLite file.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.live.browser import Browser, about_to_send, receipt_shown, send_report
from tests.e2e.live import running
from tests.e2e.stored import ask

REPORTS = 100


def test_a_hundred_reports_at_once_give_a_hundred_receipts_that_open_their_own(tmp_path: Path):
    world = [sys.executable, "-m", "tests.e2e.live_world"]
    with running(tmp_path, world, workers=2) as site:
        port = urlsplit(site.base).port
        assert port is not None
        told = [f"What number {number} saw." for number in range(REPORTS)]
        # Any answer but the expected one fails inside: a 5xx, a page instead of the next step.
        with ThreadPoolExecutor(REPORTS) as people:
            receipts = list(people.map(lambda what: send_report(port, what), told))
        assert len(set(receipts)) == REPORTS

        def opened(receipt: str) -> str:
            browser = Browser(port)
            browser.get("/f/post")
            browser.post("/f/post", receipt=receipt)
            page = browser.get("/f/post/lezen")
            browser.close()
            return page

        with ThreadPoolExecutor(8) as people:
            pages = list(people.map(opened, receipts))
        for what, page in zip(told, pages, strict=True):
            assert [other for other in told if other in page] == [what]

        impatient = about_to_send(port, "Pressed again and again.")

        def press(_time: int) -> None:
            hand = Browser(port)
            hand.cookies |= impatient.cookies
            hand.post("/f/overzicht")
            hand.close()

        with ThreadPoolExecutor(4) as hands:
            list(hands.map(press, range(4)))
        assert ask(site, "SELECT count(*) FROM reporting_report") == REPORTS + 1
        assert "Pressed again and again." in opened(receipt_shown(impatient))
        assert '"status": 5' not in site.written.read_text()
