"""What the verbs of casework refuse, in the language of the page.

They speak English, to the command line and to other capabilities; here each of their sentences
that a page can meet has its translation.
"""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from samen.kernel.errors import InvalidInput

SAYINGS = (
    gettext_noop("give a name, or describe the person when the name is not known"),
    gettext_noop("lies in the future"),
    gettext_noop("is not a value of this status"),
    gettext_noop("only possible victims are registered"),
    gettext_noop("is not a reason to erase"),
    gettext_noop("the key holder gives no token now; count this person later"),
    gettext_noop("is not in the help directory"),
    gettext_noop("has just given its last free place away"),
    gettext_noop("cannot get this answer as it is now"),
    gettext_noop("a refusal needs a reason"),
)


def said(error: InvalidInput) -> str:
    """The first thing a verb has against what was filled in."""
    return gettext(error.problems[0].rule)
