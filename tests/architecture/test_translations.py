"""Dutch is complete: every text of the interface is in a catalogue, translated and not doubtful."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.checkers import python_format
from babel.messages.pofile import read_po
from django.utils import translation

SOURCE = Path(__file__).resolve().parents[2] / "src" / "samen"
CATALOGUES = sorted(SOURCE.rglob("locale/nl/LC_MESSAGES/django.po"))
IN_TEMPLATE = re.compile(r"""{%\s*trans(?:late)?\s+("[^"]*"|'[^']*')(?:\s+context\s+"([^"]*)")?""")
FIRST = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
SECOND = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}


def place(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@cache
def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="nl")


@pytest.mark.parametrize("path", CATALOGUES, ids=place)
def test_every_text_is_translated_and_certain(path):
    messages = [message for message in catalogue(path) if message.id]
    texts = {
        message.id: message.string if isinstance(message.string, tuple) else (message.string,)
        for message in messages
    }
    assert [key for key, strings in texts.items() if not all(strings)] == []
    assert [message.id for message in messages if message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=place)
def test_a_translation_fills_in_the_same_values(path):
    wrong = []
    for message in catalogue(path):
        if message.id and message.python_format:
            try:
                python_format(catalogue(path), message)
            except ValueError as error:
                wrong.append((message.id, str(error)))
    assert wrong == []


def in_python(text: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        values = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args[:2]]
        if name in FIRST and isinstance(values[0], str):
            yield values[0], ""
        elif name in SECOND and len(values) == 2 and isinstance(values[1], str):
            yield values[1], str(values[0])


def in_template(text: str) -> Iterator[tuple[str, str]]:
    for match in IN_TEMPLATE.finditer(text):
        yield match[1][1:-1], match[2] or ""


def texts() -> Iterator[tuple[Path, str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" not in path.parts and "engines" not in path.parts:
            for text, context in in_python(path.read_text(encoding="utf-8")):
                yield path, text, context
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        for text, context in in_template(path.read_text(encoding="utf-8")):
            yield path, text, context


def test_every_text_is_in_a_catalogue():
    known = {
        (message.id[0] if isinstance(message.id, tuple) else message.id, message.context or "")
        for path in CATALOGUES
        for message in catalogue(path)
    }
    with translation.override("nl"):
        missing = [
            f"{place(path)}: {text!r}"
            for path, text, context in texts()
            if (text, context) not in known
            and translation.gettext(text) == text  # Django's own catalogue has some of them
        ]
    assert missing == []


def test_one_text_has_one_translation():
    """Django merges all catalogues: two translations of one text would depend on the order."""
    found: dict[tuple[object, str], dict[object, str]] = {}
    for path in CATALOGUES:
        for message in catalogue(path):
            if message.id and message.string:
                key = (message.id, message.context or "")
                found.setdefault(key, {}).setdefault(message.string, place(path))
    assert {key: value for key, value in found.items() if len(value) > 1} == {}


REFUSALS = (
    "casework/actions", "casework/domain", "guidance/actions", "platform/organisations",
    "reporting/actions",
)  # fmt: skip
"""Where verbs refuse with a rule that a page shows beside its field."""


def refused_with(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and len(node.args) > 1):
            continue
        name, rule = getattr(node.func, "id", ""), node.args[1]
        if name in ("Problem", "deny") and isinstance(rule, ast.Constant):
            yield str(rule.value)


def test_what_a_verb_refuses_with_is_said_in_dutch():
    said = {message.id for path in CATALOGUES for message in catalogue(path)}
    rules = {
        (place(path), rule)
        for start in REFUSALS
        for path in sorted((SOURCE / start).rglob("*.py"))
        if "tests" not in path.parts and "management" not in path.parts
        for rule in refused_with(path.read_text(encoding="utf-8"))
    }
    assert len(rules) > 20
    assert sorted(one for one in rules if one[1] not in said) == []
