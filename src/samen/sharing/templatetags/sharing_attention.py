"""What of sharing waits for a privacy officer, for the page where they begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from samen.engines.rules.sharing import RECORD_FORMS, RecordKind
from samen.kernel import clock
from samen.platform.organisations.public import Actor, Role, organisation_names
from samen.platform.web.words import in_language
from samen.sharing.policy import may_approve_rules
from samen.sharing.queries import ending
from samen.sharing.queries.rules import draft
from samen.sharing.queries.signatures import asked_of_us

register = template.Library()
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what waits, where it is done, and since or until when."""

    text: str
    about: str
    url: str
    day: date | None


@register.simple_tag
def sharing_waits(actor: Actor) -> list[Waiting]:
    """Signatures asked, decisions that end within two weeks, a draft of the rules to approve."""
    if not actor.has(Role.PRIVACY_OFFICER):
        return []
    asked, ends, rules = asked_of_us(actor), ending(actor, clock.today() + SOON), draft(actor)
    names = organisation_names(
        {ask.decision.organisation_id for ask in asked} | {row.to_organisation_id for row in ends}
    )
    found = [
        Waiting(
            gettext("A signature is asked"),
            f"{_record(ask.kind)} · {names.get(ask.decision.organisation_id, '–')}",
            reverse("sharing:sign_for", args=[ask.decision_id, ask.kind]),
            ask.asked_on,
        )
        for ask in asked
    ]
    found += [
        Waiting(
            gettext("A decision ends"),
            names.get(row.to_organisation_id, "–"),
            reverse("sharing:decision", args=[row.id]),
            row.until,
        )
        for row in ends
    ]
    if rules and may_approve_rules(actor, rules.editors):
        found.append(
            Waiting(
                gettext("A draft of the rules waits for a second person"),
                rules.note,
                reverse("sharing:rules_review"),
                rules.made_on,
            )
        )
    return found


def _record(kind: str) -> str:
    form = RECORD_FORMS[RecordKind(kind)]
    return in_language((form.label_nl, form.label_en))
