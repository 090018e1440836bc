"""The forms of a page as a browser would send them: as they are, filled in, and with junk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, how, and its fields as (name, type, values, checked)."""

    action: str
    method: str
    fields: list[tuple[str, str, list[str], bool]] = field(default_factory=list)

    def sent(self, write: Callable[[str, str], str], *, pick: int, tick: bool) -> dict[str, object]:
        """What is sent: ``write`` gives a text by type and value, ``pick`` an option's place."""
        data: dict[str, object] = {}
        for name, kind, values, checked in self.fields:
            if kind in ("hidden", "button"):
                data[name] = values[0]
            elif kind == "select":
                data[name] = values[pick] if values else ""
            elif kind in ("checkbox", "radio"):
                if tick or checked:
                    data[name] = [*data.get(name, []), values[0] or "on"]  # type: ignore[misc]
            elif kind != "file":
                data[name] = write(kind, values[0])
        data.pop("csrfmiddlewaretoken", None)
        return data


WAYS = {
    "as it is": {"write": lambda _kind, value: value, "pick": 0, "tick": False},
    "filled in": {
        "write": lambda kind, value: (
            value or {"number": "1", "date": "2026-11-01", "email": "a@example.org"}.get(kind, "x")
        ),
        "pick": -1,
        "tick": True,
    },
    "junk": {
        "write": lambda kind, _value: {"number": "-1", "date": "31-02-9999"}.get(
            kind, "\0" + "é" * 400
        ),
        "pick": -1,
        "tick": True,
    },
}


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(told.get("action", ""), told.get("method", "get").lower())
            self.found.append(self._open)
        if self._open is None:
            return
        name = told.get("name")
        if tag == "option":
            self._options.append(told.get("value", ""))
        elif tag == "select" and name:
            self._options = []
            self._open.fields.append((name, "select", self._options, False))
        elif tag in ("input", "button", "textarea") and name:
            kind = told.get("type", "text") if tag == "input" else tag
            self._open.fields.append((name, kind, [told.get("value", "")], "checked" in told))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms_of(page: str) -> list[Form]:
    """Every form of a page."""
    parser = Forms()
    parser.feed(page)
    return parser.found
