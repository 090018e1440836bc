"""What the documentation shows exists: every command with its options, every relative link."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from samen.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
CALL = re.compile(r"(?:^|[\s`/])samen ([a-z]+)((?: [^`\n|#>]*)?)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--([a-z][\w-]*)")


def calls(text: str) -> list[tuple[str, list[str], list[str]]]:
    """Every ``samen word … --option`` in code: word, what follows, options."""
    code = re.findall(r"```.*?```|`[^`\n]+`", text.replace("\\\n", " "), flags=re.DOTALL)
    return [
        (word, rest.split(), OPTION.findall(rest))
        for part in code
        for word, rest in CALL.findall(part)
    ]


@cache
def helped(*words: str) -> str:
    """What ``samen … --help`` says."""
    return CliRunner().invoke(main, [*words, "--help"]).output


def options_of(word: str, rest: list[str]) -> set[str]:
    """Long options of a command, and of the subcommand that follows it, as its help tells them."""
    texts = [helped(word), *(helped(word, follows) for follows in rest[:1] if follows.isalpha())]
    return {option for text in texts for option in OPTION.findall(text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_shown_exists_with_its_options(page: Path) -> None:
    wrong = []
    for word, rest, options in calls(page.read_text(encoding="utf-8")):
        if word not in COMMANDS:
            # In `code` within a sentence the two words may mean something else; in a block never.
            if re.search(rf"^(\$ )?(\S*/)?samen {word}\b", page.read_text("utf-8"), re.MULTILINE):
                wrong.append(f"samen {word}")
            continue
        known = options_of(word, rest)
        wrong += [f"samen {word} --{option}" for option in options if option not in known]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    near = [target for target in targets if not re.match(r"[a-z]+:|//", target)]
    assert [target for target in near if not (page.parent / target).exists()] == []


def test_a_command_that_does_not_exist_would_be_seen() -> None:
    assert calls("Run `samen estimate x.csv --bootstrap 9` now.") == [
        ("estimate", ["x.csv", "--bootstrap", "9"], ["bootstrap"])
    ]
    assert "bootstrap" in options_of("estimate", [])
    assert "nonsense" not in options_of("estimate", [])
