"""Every mistake in a programme file is told in Dutch, with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from samen.kernel.errors import InvalidInput
from samen.monitor.domain import fields, programme_file
from samen.monitor.domain.programme_file import read_programme
from samen.monitor.web.forms import in_words
from samen.monitor.web.labels import place_label

BROKEN = """
title: x
title: [x]
start: 2026-01-01
end: 2025-01-01
organisation: nobody
titel: a field that is not there
sources: {BUD: "A budget"}
budget: [5, {period: Q5, euros: -3, source: BUT}, {period: 2024, euros: 1, source: BUD},
         {period: 2024, euros: 1, source: BUD}]
lines:
  - {code: "1", title: x, source: BUD, actions: [{code: "1.1", title: x, owner: x, goal: x,
     certainty: very, source: BUD, example: perhaps, partners: x, states: [],
     indicators: [{code: i, title: x, definition: x, baseline: much, source: BUD,
     periods: [{period: 2024, source: BUD}]}]}]}
  - {code: "1", title: x, source: BUD}
"""


def written_rules() -> set[str]:
    """Every rule that stands in the reader of the file, without what follows of the file."""
    source = "".join(Path(str(module.__file__)).read_text() for module in (fields, programme_file))
    said = re.findall(r"""(?:wrong\((?:f?"[^"]+"|\w+),|_[A-Z]+ =|rule =) f?"([^"{]+)""", source)
    said += re.findall(r"""self\.(?:value|required)\([^"\n]*"([^"]+)""", source)
    said += re.findall(r"""Problem\(\s*(?:what|f?"[^"]+"), f?"([^"{]+)""", source)
    return {rule.strip().rstrip(":") for rule in said}


def test_every_rule_of_the_reader_has_its_dutch_words():
    rules = written_rules()
    assert {"is missing", "must be text", "is true or false", "is named twice"} <= rules
    assert {"is missing (or say example: true)", "is a date such as 2026-12-31"} <= rules
    with translation.override("nl"):
        left = {rule for rule in rules if in_words(rule) == rule}
    assert not left


@pytest.mark.parametrize("text", [BROKEN, "- 1", "a: b: c", "title: x"])
def test_a_broken_file_is_told_in_dutch(text):
    with pytest.raises(InvalidInput) as refused:
        read_programme(text)
    with translation.override("nl"):
        for problem in refused.value.problems:
            assert in_words(problem.rule) != problem.rule, problem
            assert not place_label(problem.where).startswith(("line", "code of"))
    with translation.override("en"):
        assert [in_words(p.rule) for p in refused.value.problems] == [
            p.rule for p in refused.value.problems
        ]
