"""What the inbox tells other pages."""

from __future__ import annotations

from django import template

from samen.platform.organisations.public import Actor, Role
from samen.reporting.models import ReportStatus
from samen.reporting.queries import inbox_counts

register = template.Library()


@register.simple_tag
def new_reports(actor: Actor) -> int | None:
    """How many reports nobody has read; None for who has no inbox."""
    if not actor.has(Role.INTAKE_WORKER):
        return None
    return inbox_counts(actor)[ReportStatus.NEW]
