"""What other capabilities may use of organisations and members."""

from samen.platform.organisations.actions import add_member, add_organisation
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.regions import (
    Region,
    RegionType,
    municipality_regions,
    police_unit_of,
    region,
    regions,
    search_municipalities,
)
from samen.platform.organisations.domain.roles import Role
from samen.platform.organisations.policy import may_administer, require
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
    "Region",
    "RegionType",
    "Role",
    "actor_of",
    "add_member",
    "add_organisation",
    "colleagues",
    "may_administer",
    "member_names",
    "municipality_regions",
    "organisation",
    "organisation_names",
    "partners",
    "police_unit_of",
    "region",
    "regions",
    "require",
    "search_municipalities",
]
