"""What other capabilities may use of organisations and members."""

from samen.platform.organisations.actions import add_member, add_organisation
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role
from samen.platform.organisations.queries import (
    actor_of,
    colleagues,
    member_names,
    organisation,
    organisation_names,
    partners,
)

__all__ = [
    "Actor",
    "Role",
    "actor_of",
    "add_member",
    "add_organisation",
    "colleagues",
    "member_names",
    "organisation",
    "organisation_names",
    "partners",
]
