"""Rules about the files themselves: where tables are touched, names, lengths, forbidden words."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "samen"
MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES_LIVE_IN = {"actions", "queries", "migrations", "tests"}
LIMIT = 300


def tracked() -> list[Path]:
    """Every file of the repository, also those not yet committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def data_access(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Uses of a model's manager, and calls of ``save`` and ``delete`` as a model has them.

    A model's ``save`` and ``delete`` take no positional arguments; an image's ``save`` takes where
    to write, a client's ``delete`` an address. So a positional argument tells them apart.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.lineno, f".{node.attr}"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"save", "asave", "delete", "adelete"}
            and not node.args
        ):
            yield node.lineno, f".{node.func.attr}()"


def writes_may_live_in(path: Path) -> bool:
    # Engines, kernel and every domain cannot import Django: what looks like a table there is none.
    parts = path.relative_to(SOURCE).with_suffix("").parts
    pure = parts[0] in {"engines", "kernel"} or "domain" in parts
    return pure or not WRITES_LIVE_IN.isdisjoint(parts)


def test_tables_are_touched_only_in_actions_and_queries():
    found = [
        f"{place(path)}:{line} {what}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not writes_may_live_in(path)
        for line, what in data_access(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        ("Case.objects.filter(id=1)", 1),
        ("Case._default_manager.all()", 1),
        ("case.save()", 1),
        ("case.save(update_fields=['status'])", 1),
        ("cases.filter(old=True).delete()", 1),
        ("form.save(commit=False)", 1),
        ("image.save(buffer, 'PNG')", 0),
        ("client.delete('/x')", 0),
        ("# case.save()", 0),
    ],
)
def test_what_counts_as_touching_a_table(code, uses):
    assert len(list(data_access(ast.parse(code)))) == uses


def test_no_module_is_a_drawer_of_odds_and_ends():
    names = re.compile(r"(^|_)(utils?|helpers?|misc|common)$")
    assert [place(path) for path in tracked() if names.search(path.stem)] == []


def test_no_file_is_too_long_to_read_at_once():
    suffixes = {".py", ".html", ".js", ".sh", ""}
    long = {
        place(path)
        for path in tracked()
        if path.suffix in suffixes
        and "LICENSES" not in path.parts
        and len(path.read_text(encoding="utf-8").splitlines()) > LIMIT
    }
    assert long == set(), f"longer than {LIMIT} lines"


def requirement_names() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    build = (ROOT / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    lines = [line for group in [*groups, build] for line in group if line.strip()]
    return {re.split(r"[\[<>=~! ;]", line.strip())[0].lower() for line in lines}


def test_every_dependency_says_why_it_is_there():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    rows = {
        match[1] for line in text.splitlines() if (match := re.match(r"\|\s*`?([\w.-]+)", line))
    }
    assert requirement_names() - rows == set()


def test_requirements_are_locked_with_hashes():
    for name in ("build", "base", "test"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and line[0] not in " #"]
        assert pins
        assert [pin for pin in pins if not re.match(r"[\w.-]+==\S+ (; .*)?\\$", pin)] == []
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins)


# One letter in brackets, so that this file does not contain them itself.
FORBIDDEN = {
    "a folder of somebody's machine": r"(?<![\w.:/-])/([w]ork|[r]oot|[f]arm|[h]ome/\w+)/",
    "a package registry": r"([p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.(org|com))",
    "a local package index": r"[f]ile:///opt",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_repository_speaks_of_the_project_alone(what):
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{place(path)}:{text.count(chr(10), 0, match.start()) + 1} {match[0]}"
            for match in pattern.finditer(text)
        ]
    assert found == []


WITHOUT_A_TURN = {
    "hold_place": "one conditional statement, inside the turn of who asks",
    "take_place": "the same",
    "release_place": "the same",
    "prepare_release": "works for minutes; what was published meanwhile is seen at its approval",
}


def verbs_without_a_turn(tree: ast.AST) -> Iterator[str]:
    """Functions of an actor that are a transaction and do not take a turn."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef) or not node.args.args:
            continue
        first, text = node.args.args[0], ast.unparse(node)
        of_actor = first.annotation is not None and ast.unparse(first.annotation) == "Actor"
        begins = "@transaction.atomic" in text
        if of_actor and begins and "take_turn(" not in text:
            yield node.name


def test_every_verb_takes_its_turn():
    found = {
        name
        for path in SOURCE.rglob("*.py")
        if path.parent.name == "actions" or path.name == "actions.py"
        for name in verbs_without_a_turn(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found - WITHOUT_A_TURN.keys() == set()
    assert WITHOUT_A_TURN.keys() - found == set(), "a reason that nobody needs"


def test_what_counts_as_a_verb_without_a_turn():
    verb = "{}\ndef close(actor: Actor, *, case_id: UUID) -> None:\n    {}"
    for decorator, body, found in (
        ("@transaction.atomic", "pass", ["close"]),
        ("@transaction.atomic", "take_turn(case_id)", []),
        ("@in_turn", "pass", []),
    ):
        assert list(verbs_without_a_turn(ast.parse(verb.format(decorator, body)))) == found
