"""What the engine and the actions have against an input, in the language of the page.

They speak English, to the command line and to the API; here each of their sentences has its
translation. A test walks the loader's sentences, so that a new one is not forgotten.
"""

from __future__ import annotations

import re
from functools import cache

from django import forms
from django.utils.translation import gettext, gettext_noop

from samen.engines.rules.sharing import Consent, Regime
from samen.kernel.codes import Code, OrganisationType
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.web.words import in_language

SAYINGS = (
    # the loader of the table
    gettext_noop("must not be empty"),
    gettext_noop("only a prohibition can have exceptions"),
    gettext_noop("must be unique; row %(row)s has it too"),
    gettext_noop("must be one of %(these)s"),
    gettext_noop("must not be before valid_from"),
    gettext_noop("must be any, or of %(these)s"),
    gettext_noop("must be name=value with one of %(these)s"),
    gettext_noop("must be a record, or attribute=value"),
    gettext_noop("must be a date like 2025-03-01"),
    gettext_noop("must be a law and an article, like Wpg 16(1)(a)"),
    gettext_noop("must cite an article that is in docs/policy/"),
    gettext_noop("the row has more cells than the header"),
    gettext_noop("must have at least one row"),
    # drafting and approving
    gettext_noop("there is a draft already; change or withdraw it"),
    gettext_noop("must be today or later"),
    gettext_noop("has passed; make a new draft"),
    gettext_noop("rows are ended, never deleted"),
    gettext_noop("a claim is broken"),
    gettext_noop("was changed or closed by somebody else; look at it again"),
    gettext_noop("is the id of another row"),
    gettext_noop("is not a row of this table"),
    # a request
    gettext_noop("choose another organisation"),
    gettext_noop("was shared with you; ask its owner to share it with others"),
    gettext_noop("%(sender)s does not hold data under %(regime)s"),
    gettext_noop("cannot be given by a person incapable of consent"),
    gettext_noop("is %(stated)s, but record %(record)s says %(said)s"),
    gettext_noop("the table covers %(first)s to %(last)s"),
    # signing
    gettext_noop("does not sign this kind of record"),
    gettext_noop("no member of the platform signs in this role"),
    gettext_noop("an organisation of this type does not sign in this role"),
    gettext_noop("your role at your organisation does not sign this"),
    gettext_noop("is not answered"),
    gettext_noop("this record is about one person: name them"),
    gettext_noop("choose at least one"),
    gettext_noop("say whether it was given or refused"),
    gettext_noop("the source signs this itself: ask it"),
    gettext_noop("does not wait for your signature"),
    # hit or no hit
    gettext_noop("no key holder is configured"),
    gettext_noop("people are recognised by their identifying data"),
    gettext_noop("your organisation does not take part"),
    gettext_noop("this partner does not take part"),
    gettext_noop("is no valid decision of yours on hit or no hit"),
    gettext_noop("fill in a full name with a birth date, or a telephone number"),
    gettext_noop("the date of birth cannot be read; write YYYY-MM-DD"),
    gettext_noop("the telephone number cannot be read; write digits, or nothing"),
    gettext_noop("you asked %(number)s questions today; go on tomorrow"),
    # the loosest last: a problem elsewhere in the table
    gettext_noop("must be %(these)s"),
    gettext_noop('row %(row)s, column "%(column)s": %(saying)s'),
)

_NAMES = re.compile(r"%\((\w+)\)s")


def say(rule: str) -> str:
    """One sentence in the language of the page; one that is not known stays as it is."""
    for saying, shape in _shapes():
        if found := shape.fullmatch(rule):
            filled = {name: _fill(name, value) for name, value in found.groupdict().items()}
            told = gettext(saying)
            return told % filled if filled else told
    return rule


_CODES: dict[str, type[Code]] = {
    "sender": OrganisationType, "regime": Regime, "stated": Consent, "said": Consent,
}  # fmt: skip


def _fill(name: str, value: str) -> str:
    if name == "saying":
        return say(value)
    codes = _CODES.get(name)
    return value if codes is None or value not in tuple(codes) else in_language(codes(value).labels)


def is_known(rule: str) -> bool:
    """Whether a sentence has a translation."""
    return any(shape.fullmatch(rule) for _saying, shape in _shapes())


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    shapes: list[tuple[str, re.Pattern[str]]] = []
    for saying in SAYINGS:
        parts = _NAMES.split(saying)
        shape = "".join(
            f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
        )
        shapes.append((saying, re.compile(shape, re.DOTALL)))
    return tuple(shapes)


def told(problem: Problem) -> str:
    """A whole problem: where, what would be right, and what was given."""
    given = "" if problem.value is None else f" ({problem.value})"
    return f"{problem.where}: {say(problem.rule)}{given}"


def complain(form: forms.Form, error: InvalidInput) -> None:
    """Put every problem beside its field, or above the form when it is about no field of it."""
    for problem in error.problems:
        form.add_error(problem.where if problem.where in form.fields else None, say(problem.rule))
