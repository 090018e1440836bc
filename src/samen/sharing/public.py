"""What other capabilities may use of sharing."""

from samen.sharing.actions.counting import counting_token
from samen.sharing.actions.disclosures import request_disclosure, take_back
from samen.sharing.actions.enrolments import enrol, forget_ended, take_part
from samen.sharing.actions.evidence import sign, withdraw_evidence
from samen.sharing.actions.probes import probe, request_probe
from samen.sharing.domain.facts import Facts
from samen.sharing.key_holder import make_demo_key_holder

__all__ = [
    "Facts",
    "counting_token",
    "enrol",
    "forget_ended",
    "make_demo_key_holder",
    "probe",
    "request_disclosure",
    "request_probe",
    "sign",
    "take_back",
    "take_part",
    "withdraw_evidence",
]
