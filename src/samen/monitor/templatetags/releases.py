"""What of the figures waits for a privacy officer, for the page where they begin."""

from __future__ import annotations

from django import template

from samen.monitor import queries
from samen.monitor.models import ReleaseState
from samen.monitor.policy import may_decide_release
from samen.monitor.queries import ReleaseView
from samen.platform.organisations.public import Actor, Role

register = template.Library()


@register.simple_tag
def releases_to_decide(actor: Actor) -> list[ReleaseView]:
    """Prepared releases that the actor may decide on: those that somebody else prepared."""
    if not actor.has(Role.PRIVACY_OFFICER):
        return []
    return [
        release
        for release in queries.releases(actor)
        if release.state == ReleaseState.PREPARED
        and may_decide_release(actor, release.prepared_by, release.clean, approve=False)
    ]
