"""What other capabilities may use of sharing."""

from samen.sharing.actions.disclosures import Facts, request_disclosure, take_back
from samen.sharing.actions.evidence import sign, withdraw_evidence

__all__ = ["Facts", "request_disclosure", "sign", "take_back", "withdraw_evidence"]
