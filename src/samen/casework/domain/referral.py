"""The life of a referral, as one table of allowed changes."""

from __future__ import annotations

from collections.abc import Mapping

from samen.kernel.codes import Code
from samen.kernel.decision import Decision, deny, permit


class ReferralState(Code):
    """Where a referral is."""

    OFFERED = "offered", "Aangeboden", "Offered"
    ACCEPTED = "accepted", "Geaccepteerd", "Accepted"
    PLACED = "placed", "Geplaatst", "Placed"
    COMPLETED = "completed", "Afgerond", "Completed"
    REFUSED = "refused", "Afgewezen", "Refused"
    WITHDRAWN = "withdrawn", "Ingetrokken", "Withdrawn"
    EXPIRED = "expired", "Verlopen", "Expired"


class RefusalReason(Code):
    """Why a place was refused: the best data there is on what is lacking."""

    CAPACITY = "capacity", "Geen plek vrij", "No place free"
    TARGET_GROUP = "target_group", "Past niet bij de doelgroep", "Not the target group"
    SECURITY = "security", "Veiligheid niet te garanderen", "Security cannot be guaranteed"
    REGION = "region", "Andere regio", "Other region"
    NO_INDICATION = "no_indication", "Geen indicatie", "No indication"
    PERSON_DECLINED = "person_declined", "De persoon wil niet", "The person declined"


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


def may_change(
    current: ReferralState, wanted: ReferralState, reason: RefusalReason | None
) -> Decision:
    """Whether a referral may go from one state to another; a refusal needs its reason."""
    if wanted not in ALLOWED.get(current, frozenset()):
        return deny("transition", "cannot get this answer as it is now")
    if wanted is ReferralState.REFUSED and reason is None:
        return deny("reason", "a refusal needs a reason")
    return permit("transition", "allowed")
