"""What other capabilities may use of sharing."""

from samen.sharing.actions import Facts, request_disclosure, sign, take_back, withdraw_evidence

__all__ = ["Facts", "request_disclosure", "sign", "take_back", "withdraw_evidence"]
