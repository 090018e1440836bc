"""What the logbook tells other pages: deeds in words, and how much was read this week."""

from __future__ import annotations

from datetime import date, timedelta

from django import template

from samen.kernel import clock
from samen.platform.logbook.queries import count
from samen.platform.logbook.web.labels import name_label
from samen.platform.organisations.public import Actor, Role

register = template.Library()
register.filter("deed", name_label)


@register.simple_tag
def read_this_week(actor: Actor) -> tuple[int, date] | None:
    """How often our people opened something since Monday, and that day; None for other roles."""
    if not actor.has(Role.PRIVACY_OFFICER, Role.AUDITOR):
        return None
    monday = clock.today() - timedelta(days=clock.today().weekday())
    return count(actor, name="vault.read", since=monday), monday
