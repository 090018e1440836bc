"""The life of a referral, as one table of allowed changes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from samen.kernel.decision import Decision, deny, permit


class ReferralState(StrEnum):
    """Where a referral is."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    PLACED = "placed"
    COMPLETED = "completed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class RefusalReason(StrEnum):
    """Why a place was refused: the best data there is on what is lacking."""

    CAPACITY = "capacity"
    TARGET_GROUP = "target_group"
    SECURITY = "security"
    REGION = "region"
    NO_INDICATION = "no_indication"
    PERSON_DECLINED = "person_declined"


ALLOWED: Mapping[ReferralState, frozenset[ReferralState]] = {
    ReferralState.OFFERED: frozenset(
        {
            ReferralState.ACCEPTED,
            ReferralState.PLACED,
            ReferralState.REFUSED,
            ReferralState.WITHDRAWN,
            ReferralState.EXPIRED,
        }
    ),
    ReferralState.ACCEPTED: frozenset(
        {ReferralState.PLACED, ReferralState.REFUSED, ReferralState.WITHDRAWN}
    ),
    ReferralState.PLACED: frozenset({ReferralState.COMPLETED}),
}

REFERRAL_LABELS: Mapping[StrEnum, tuple[str, str]] = {
    ReferralState.OFFERED: ("Aangeboden", "Offered"),
    ReferralState.ACCEPTED: ("Geaccepteerd", "Accepted"),
    ReferralState.PLACED: ("Geplaatst", "Placed"),
    ReferralState.COMPLETED: ("Afgerond", "Completed"),
    ReferralState.REFUSED: ("Afgewezen", "Refused"),
    ReferralState.WITHDRAWN: ("Ingetrokken", "Withdrawn"),
    ReferralState.EXPIRED: ("Verlopen", "Expired"),
    RefusalReason.CAPACITY: ("Geen plek vrij", "No place free"),
    RefusalReason.TARGET_GROUP: ("Past niet bij de doelgroep", "Not the target group"),
    RefusalReason.SECURITY: ("Veiligheid niet te garanderen", "Security cannot be guaranteed"),
    RefusalReason.REGION: ("Andere regio", "Other region"),
    RefusalReason.NO_INDICATION: ("Geen indicatie", "No indication"),
    RefusalReason.PERSON_DECLINED: ("De persoon wil niet", "The person declined"),
}


def may_change(
    current: ReferralState, wanted: ReferralState, reason: RefusalReason | None
) -> Decision:
    """Whether a referral may go from one state to another; a refusal needs its reason."""
    if wanted not in ALLOWED.get(current, frozenset()):
        return deny("transition", f"a referral that is {current} cannot become {wanted}")
    if wanted is ReferralState.REFUSED and reason is None:
        return deny("reason", "a refusal needs a reason")
    return permit("transition", "allowed")
