"""Write the pages of this folder from the code: ``make reference``.

A test compares them, so what stands here is what the code does.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path

import click
import django
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from samen.cli import COMMANDS, main
from samen.kernel.codes import Code

FOLDER = Path(__file__).parent
SOURCE = FOLDER.parents[1] / "src"
LONGEST_DEFAULT = 60
WIDTH = 100
NOTE = "Made from the code by `make reference`; change the code, not this page.\n"
ACCESS_WORDS = """\
`public`: anyone, without a session. `reporter`: anyone who makes a report or holds a receipt.
`member`: who is logged in for an organisation; where roles are named, with one of them; where the
vault is named, after unlocking it. What is about a case is checked once more by the case itself:
only for the organisation it belongs to. Addresses of the login (django-allauth) and of API
documents are left out. Dutch pages have no prefix; English ones begin with `/en`.
"""
ENGINES = (
    "samen.engines.mse",
    "samen.engines.systems",
    "samen.engines.linkage",
    "samen.engines.disclosure.tables",
    "samen.engines.disclosure.synthesis",
    "samen.engines.rules.sharing",
    "samen.engines.rules.rights",
)
CODE_LISTS = (
    "samen.kernel.codes",
    "samen.casework.domain.status",
    "samen.casework.domain.referral",
    "samen.casework.domain.deadlines",
    "samen.monitor.domain.counting",
    "samen.monitor.domain.programme",
    "samen.engines.rules.sharing.vocabulary",
    "samen.engines.rules.sharing.records",
)


def first_paragraph(text: str | None) -> str:
    """The opening of a docstring on one line, with Sphinx' marks as plain code."""
    opening = inspect.cleandoc(text or "").split("\n\n")[0]
    plain = " ".join(opening.split())
    for role in (":func:", ":class:", ":data:", ":meth:", ":mod:", ":attr:"):
        plain = plain.replace(role, "")
    return plain.replace("``", "`").replace("`~", "`")


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def commands() -> str:
    """Every command and its options, as its own help says it."""

    def pages(words: tuple[str, ...], command: click.Command) -> Iterator[str]:
        context = click.Context(
            command, info_name=" ".join(("samen", *words)), terminal_width=WIDTH
        )
        yield f"## samen {' '.join(words)}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner:
                    yield from pages((*words, name), inner)

    root = click.Context(main, info_name="samen")
    with root:
        parts = [
            page
            for word in COMMANDS
            if (command := main.get_command(root, word))
            for page in pages((word,), command)
        ]
    return "\n".join(["# Commands\n", NOTE, *parts])


def settings() -> str:
    """Every environment variable, from the class that reads them."""
    tree = ast.parse((SOURCE / "samen/config/environment.py").read_text(encoding="utf-8"))
    choices = next(
        node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Environment"
    ).body
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for field, told in itertools.pairwise(choices):
        if isinstance(field, ast.AnnAssign) and isinstance(told, ast.Expr):
            assert field.value is not None
            default = ast.unparse(field.value).removeprefix("Path(").rstrip(")").strip("'")
            default = {"True": "yes", "False": "no", "": "–"}.get(default, default)
            meaning = first_paragraph(ast.literal_eval(told.value))
            variable = f"SAMEN_{ast.unparse(field.target).upper()}"
            rows.append(f"| `{variable}` | `{default}` | {cell(meaning)} |")
    return "\n".join(["# Settings\n", NOTE, *rows, ""])


def codes() -> str:
    """Every code list, with what people read."""
    parts = ["# Code lists\n", NOTE]
    seen: set[str] = set()
    for name in CODE_LISTS:
        module = importlib.import_module(name)
        for title, kind in vars(module).items():
            labelled = inspect.isclass(kind) and issubclass(kind, Enum) and hasattr(kind, "labels")
            if not labelled and not (inspect.isclass(kind) and issubclass(kind, Code)):
                continue
            if kind is Code or kind.__module__ != name or title in seen:
                continue
            seen.add(title)
            rows = [f"| `{code.value}` | {code.labels[0]} | {code.labels[1]} |" for code in kind]
            parts += [
                f"## {title}\n",
                f"{first_paragraph(kind.__doc__)} `{name}`\n",
                "| code | Dutch | English |",
                "|---|---|---|",
                *rows,
                "",
            ]
    return "\n".join(parts)


def engines() -> str:
    """What each engine offers to Python, with the first lines of its documentation."""
    parts = ["# The engines in Python\n", NOTE]
    for name in ENGINES:
        module = importlib.import_module(name)
        parts += [f"## {name}\n", first_paragraph(module.__doc__), ""]
        for public in module.__all__:
            thing = getattr(module, public)
            if inspect.isfunction(thing):
                parts.append(
                    f"- `{public}{plain_signature(thing)}`: {first_paragraph(thing.__doc__)}"
                )
            elif inspect.isclass(thing):
                parts.append(f"- `{public}`: {first_paragraph(thing.__doc__)}")
            else:
                parts.append(f"- `{public}`")
        parts.append("")
    return "\n".join(parts)


def plain_signature(function: Callable[..., object]) -> str:
    """The names of the parameters and their defaults; types stand in the code."""
    shown = []
    keyword_only = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not keyword_only:
            shown.append("*")
            keyword_only = True
        default = getattr(parameter.default, "__name__", repr(parameter.default))
        default = default if len(default) <= LONGEST_DEFAULT else "…"
        stars = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(parameter.kind.name, "")
        has_default = parameter.default is not inspect.Parameter.empty
        shown.append(f"{stars}{parameter.name}" + (f"={default}" if has_default else ""))
    return f"({', '.join(shown)})"


def access() -> str:
    """Every address with who may open it, from the declaration on its view."""
    django.setup()
    from samen.platform.web.access import Access  # Not before Django is set up.

    rows: dict[str, str] = {}
    for address, view in addresses(get_resolver().url_patterns):
        declared = getattr(view, "access", None)
        if isinstance(declared, Access):
            roles = ", ".join(sorted(declared.roles)) or "–"
            vault = "open" if declared.vault else "–"
            rows[address] = f"| `{address}` | {declared.audience} | {roles} | {vault} |"
    head = ["| address | who | with one of the roles | vault |", "|---|---|---|---|"]
    return "\n".join(["# Who may open what\n", NOTE, ACCESS_WORDS, *head, *rows.values(), ""])


def addresses(
    patterns: Iterable[URLPattern | URLResolver], before: str = "/"
) -> Iterator[tuple[str, Callable[..., object]]]:
    """Addresses in the order in which they are looked up, without their language prefix."""
    for pattern in patterns:
        address = before + str(pattern.pattern).replace("^", "").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            prefix = isinstance(pattern.pattern, LocalePrefixPattern)
            yield from addresses(pattern.url_patterns, before if prefix else address)
        else:
            yield address, pattern.callback


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "codes.md": codes,
    "engines.md": engines,
    "access.md": access,
}


if __name__ == "__main__":
    for page, make in PAGES.items():
        (FOLDER / page).write_text(make(), encoding="utf-8")
