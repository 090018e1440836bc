"""Who may sign which record: the platform's half of "a reference to a signed record".

The rules engine checks a record's existence, its signer's role, its date and its scope. That the
signer truly held that role is checked here, when the record is made, from the member's organisation
and roles. A data subject signs on paper or on screen; staff who work with them file it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samen.engines.rules.sharing import SignerRole
from samen.kernel.codes import OrganisationType
from samen.kernel.decision import Decision, deny, permit
from samen.platform.organisations.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that may be asked to sign."""

    id: UUID
    type: str
    name: str


_HELPERS = frozenset({"caseworker", "care_coordinator", "chain_coordinator"})
_BY_ROLE: Mapping[SignerRole, frozenset[str]] = {
    SignerRole.DATA_SUBJECT: _HELPERS,
    SignerRole.LEGAL_REPRESENTATIVE: _HELPERS,
    SignerRole.AUTHORISED_OFFICER: _HELPERS,
    SignerRole.TREATING_PROFESSIONAL: frozenset({"caseworker", "care_coordinator"}),
    SignerRole.PRIVACY_OFFICER: frozenset({"privacy_officer"}),
    SignerRole.DATA_CONTROLLER: frozenset({"privacy_officer", "organisation_administrator"}),
    SignerRole.RECIPIENT_ORGANISATION: _HELPERS,
    SignerRole.SOURCE_ORGANISATION: _HELPERS | {"privacy_officer"},
    SignerRole.VENUE_CHAIR: frozenset({"chain_coordinator"}),
    SignerRole.COMMITTEE_CHAIR: frozenset({"privacy_officer"}),
    SignerRole.PROSECUTOR: frozenset({"caseworker", "chain_coordinator"}),
    SignerRole.MAYOR: frozenset({"chain_coordinator"}),
}
_BY_ORGANISATION: Mapping[SignerRole, frozenset[str]] = {
    SignerRole.PROSECUTOR: frozenset({OrganisationType.PROSECUTION}),
    SignerRole.MAYOR: frozenset({OrganisationType.MAYOR}),
    SignerRole.VENUE_CHAIR: frozenset({OrganisationType.RIEC, OrganisationType.SAFETY_HOUSE}),
    SignerRole.COMMITTEE_CHAIR: frozenset({OrganisationType.RIEC, OrganisationType.SAFETY_HOUSE}),
    SignerRole.TREATING_PROFESSIONAL: frozenset(
        {
            OrganisationType.HEALTH_CARE,
            OrganisationType.MENTAL_HEALTH_CARE,
            OrganisationType.PUBLIC_HEALTH_SERVICE,
            OrganisationType.SHELTER,
            OrganisationType.YOUTH_CARE,
        }
    ),
}


def may_sign(actor: Actor, role: SignerRole) -> Decision:
    """Whether ``actor`` may sign, or file a signature, in ``role``."""
    if role not in _BY_ROLE:
        return deny("nobody", "no member of the platform signs in this role")
    if role in _BY_ORGANISATION and actor.organisation_type not in _BY_ORGANISATION[role]:
        return deny("organisation", "an organisation of this type does not sign in this role")
    if not actor.has(*_BY_ROLE[role]):
        return deny("role", "your role at your organisation does not sign this")
    return permit("signer", "allowed")


_AT_HOME = frozenset({SignerRole.DATA_CONTROLLER, SignerRole.PRIVACY_OFFICER})
"""Roles that a colleague of the asker holds: nobody elsewhere can sign in them."""


def can_be_asked(
    signers: Iterable[SignerRole], *, asker: Party, receiver: Party, others: Iterable[Party]
) -> tuple[Party, ...]:
    """Which organisations can be asked for a record that ``signers`` may sign, nearest first.

    What the asker's own case workers file themselves (a consent, a necessity record) is not asked
    of anybody.
    """
    asked: dict[Party, None] = {}
    everybody = (asker, receiver, *others)
    for role in sorted(signers):
        if role in _AT_HOME:
            asked[asker] = None
        elif role is SignerRole.RECIPIENT_ORGANISATION:
            asked[receiver] = None
        elif role is SignerRole.SOURCE_ORGANISATION:
            asked |= dict.fromkeys(party for party in everybody if party != asker)
        elif role in _AUTHORITIES:
            types = _BY_ORGANISATION[role]
            asked |= dict.fromkeys(party for party in everybody if party.type in types)
    return tuple(asked)


_AUTHORITIES = frozenset(
    {
        SignerRole.PROSECUTOR,
        SignerRole.MAYOR,
        SignerRole.VENUE_CHAIR,
        SignerRole.COMMITTEE_CHAIR,
    }
)


def signable_roles(actor: Actor, signers: frozenset[SignerRole]) -> tuple[SignerRole, ...]:
    """In which of ``signers``' roles the actor may sign."""
    return tuple(role for role in sorted(signers) if may_sign(actor, role))


def digest_of(fields: Mapping[str, Any]) -> str:
    """SHA-256 over a record's fields in canonical JSON: what the logbook holds against changes."""
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
