"""decide(): the answer is never a bare no."""

import datetime as dt

import pytest

from samen.engines.rules.sharing import (
    Consent,
    Purpose,
    RecordKind,
    Regime,
    Request,
    SignedRecord,
    SignerRole,
    Subject,
    decide,
    load_table,
)
from samen.kernel.codes import DataCategory, OrganisationType, Rung
from samen.kernel.errors import InvalidInput

TABLE = load_table()
NGO, POLICE = OrganisationType.NGO, OrganisationType.POLICE
BASE = {
    "from_organisation_type": NGO,
    "to_organisation_type": POLICE,
    "category": DataCategory.CRIMINAL,
    "purpose": Purpose.REPORT_OFFENCE,
    "date": dt.date(2026, 3, 2),
    "subject_ref": "p-7f3a",
    "subject": Subject.VICTIM,
    "regime": Regime.GDPR,
    "consent": Consent.NOT_ASKED,
    "minor": False,
    "acute_danger": False,
    "incapable_of_consent": False,
    "bsn_included": False,
    "others_traceable": False,
    "weighty_objection": False,
    "retention_until": dt.date(2027, 3, 2),
    "evidence": (),
}
CONSENT = SignedRecord(
    id="C-1",
    kind=RecordKind.CONSENT,
    signer_role=SignerRole.DATA_SUBJECT,
    signed_on=dt.date(2026, 3, 1),
    valid_until=None,
    from_types=frozenset({NGO}),
    to_types=frozenset({POLICE}),
    categories=frozenset({DataCategory.IDENTIFYING, DataCategory.CRIMINAL}),
    purposes=frozenset({Purpose.REPORT_OFFENCE}),
    subject_ref="p-7f3a",
    consent=Consent.GIVEN,
)


def test_consent_record_opens_the_report_to_the_police() -> None:
    request = Request(**{**BASE, "consent": Consent.GIVEN, "evidence": ("C-1",)})
    decision = decide(request, TABLE, {"C-1": CONSENT})
    assert decision.permitted and decision.rung_granted is Rung.CRIMINAL
    assert [rule.id for rule in decision.rules] == ["N02"]


def test_saying_consent_was_given_without_the_record_is_not_enough() -> None:
    decision = decide(Request(**{**BASE, "consent": Consent.GIVEN}), TABLE)
    assert not decision.permitted
    assert [item.code for item in decision.missing] == ["consent"]


def test_date_before_the_table_is_an_error_not_an_answer() -> None:
    with pytest.raises(InvalidInput, match="the table covers"):
        decide(Request(**{**BASE, "date": dt.date(2020, 1, 1)}), TABLE)
