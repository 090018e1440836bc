"""A plain HTTP client that reports, logs in and unlocks a vault as a person would."""

from __future__ import annotations

import http.client
import re
import time
from urllib.parse import urlencode

PASSWORD, PHRASE = "a long phrase for a benchmark", "four words for a vault"


class Browser:
    """A plain HTTP client that keeps cookies and the connection."""

    def __init__(self, port: int) -> None:
        for _ in range(100):
            try:
                self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                self._connection.connect()
                break
            except OSError:
                time.sleep(0.2)
        self.cookies: dict[str, str] = {}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, page

    def get(self, path: str) -> str:
        """A page that must be there."""
        status, page = self._send("GET", path, None)
        assert status == 200, (path, status)
        return page

    def post(self, path: str, **data: str) -> None:
        """A form that must be accepted."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrf", "")}
        status, _ = self._send("POST", path, urlencode(data | token))
        assert status == 302, (path, status)


def about_to_send(port: int, what: str) -> Browser:
    """Somebody who has answered every question and sees the button that sends."""
    browser = Browser(port)
    browser.get("/f/")
    browser.post("/f/", perspective="other")
    browser.get("/f/2")
    browser.post("/f/2", form_of_exploitation="SEX-X")
    browser.post("/f/3", what=what, when="", where="")
    browser.post("/f/4", municipality="GM0153", minor="no", danger="no")
    browser.post("/f/5", people="")
    browser.post("/f/6", next="1")
    browser.post("/f/7", consent="anonymous")
    browser.get("/f/overzicht")
    return browser


def send_report(port: int, what: str = "The curtains are always closed.") -> str:
    """One report from the first page to the receipt."""
    browser = about_to_send(port, what)
    browser.post("/f/overzicht")
    return receipt_shown(browser)


def receipt_shown(browser: Browser) -> str:
    """The receipt of the report that this browser sent."""
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", browser.get("/f/nummer"))
    browser.close()
    assert found is not None
    return found.group()


def staff(port: int) -> Browser:
    """A member with an open vault."""
    browser = Browser(port)
    browser.get("/account/login/")
    browser.post("/account/login/", login="own@samen.example", password=PASSWORD)
    browser.get("/werk/kluis/")
    browser.post("/werk/kluis/", phrase=PHRASE)
    page = browser.get("/werk/meldingen/")
    assert len(re.findall(r'<th scope="row"><a href="[^"]+">Closed curtains', page)) == 50
    return browser
