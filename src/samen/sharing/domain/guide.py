"""The guide for professionals: at most five questions, and the ones that matter are the engine's.

The answer supposes no signed record but a consent that is said to be given in writing, so *not
yet* names the records a person can make, and who signs them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from samen.engines.rules.sharing import (
    FLAGS,
    Consent,
    Decision,
    Purpose,
    Regime,
    Subject,
    Table,
    decide,
    facts_that_matter,
    open_recipients,
)
from samen.kernel.codes import DataCategory, OrganisationType
from samen.sharing.domain.regimes import USUAL_REGIME
from samen.sharing.domain.trial import trial

ASKED_FLAGS = ("minor", "acute_danger", "incapable_of_consent", "others_traceable",
               "weighty_objection")  # fmt: skip
_KNOWN = {"yes": True, "no": False, "unknown": None}


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked and what the rules answer, with whom else one could turn to."""

    decision: Decision
    regime: Regime
    elsewhere: tuple[OrganisationType, ...]


def last_question(
    table: Table,
    day: dt.date,
    sender: OrganisationType,
    recipient: OrganisationType,
    category: DataCategory,
) -> tuple[str, ...]:
    """The facts of the fifth question: those that can change the answer between these two."""
    matter = facts_that_matter(table.edition(day), sender, recipient, category)
    return tuple(name for name in ("consent", *ASKED_FLAGS) if name in matter)


def answer(
    table: Table,
    day: dt.date,
    *,
    sender: OrganisationType,
    recipient: OrganisationType,
    category: DataCategory,
    purpose: Purpose,
    subject: Subject,
    facts: Mapping[str, str],
) -> Answered:
    """What the rules say; ``facts`` maps ``consent`` and flags to the codes that were chosen.

    Raises:
        InvalidInput: the facts contradict each other.
    """
    regime = USUAL_REGIME.get(sender, Regime.GDPR)
    said = facts.get("consent", "unknown")
    request, records = trial(
        sender=sender,
        recipient=recipient,
        category=category,
        purpose=purpose,
        subject=subject,
        regime=regime,
        consent=None if said == "unknown" else Consent(said),
        flags={"bsn_included": False}
        | {name: _KNOWN[facts.get(name, "unknown")] for name in FLAGS if name in ASKED_FLAGS},
        kinds=(),
        day=day,
    )
    others = open_recipients(table.edition(day), sender, category)
    return Answered(
        decide(request, table, records),
        regime,
        tuple(other for other in others if other not in (recipient, sender)),
    )
