"""What other capabilities may use of sharing."""

from samen.sharing.actions.disclosures import request_disclosure, take_back
from samen.sharing.actions.evidence import sign, withdraw_evidence
from samen.sharing.domain.facts import Facts

__all__ = ["Facts", "request_disclosure", "sign", "take_back", "withdraw_evidence"]
