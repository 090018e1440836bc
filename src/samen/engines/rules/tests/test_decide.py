"""decide(): the answer is never a bare no."""

import dataclasses
import datetime as dt

import pytest

from samen.engines.rules.sharing import (
    RECORD_FORMS,
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


def test_evaluators_that_disagree_share_nothing(monkeypatch) -> None:
    """A fault in one of the two is a deny that says so, never an answer by default."""
    request = Request(**{**BASE, "consent": Consent.GIVEN, "evidence": ("C-1",)})
    edition = TABLE.edition(request.date)
    monkeypatch.setattr(edition.cedar, "decide", lambda _: (True, frozenset({"N04"})))
    decision = decide(request, TABLE, {"C-1": CONSENT})
    assert not decision.permitted and decision.rung_granted is Rung.NOTHING
    assert [item.kind.value for item in decision.missing] == ["fault"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signer_role": SignerRole.MAYOR}, "the mayor may not sign it"),
        ({"signed_on": dt.date(2026, 3, 3)}, "signed only on 2026-03-03"),
        ({"valid_until": dt.date(2026, 3, 1)}, "expired on 2026-03-01"),
        ({"subject_ref": "p-other"}, "is about somebody else"),
        ({"subject_ref": None}, "is about somebody else"),
        ({"from_types": frozenset()}, "does not cover the sender"),
        ({"to_types": frozenset({NGO})}, "does not cover the recipient"),
        ({"categories": frozenset({DataCategory.HEALTH})}, "does not cover these data"),
        ({"purposes": frozenset({Purpose.STATISTICS})}, "does not cover this purpose"),
        ({"consent": None}, "consent not given or withdrawn"),
    ],
)
def test_a_record_counts_only_if_all_of_it_is_in_order(change, said: str) -> None:
    record = dataclasses.replace(CONSENT, **change)
    request = Request(**{**BASE, "consent": Consent.GIVEN, "evidence": ("C-1",)})
    decision = decide(request, TABLE, {"C-1": record})
    assert not decision.permitted
    assert said in decision.record_faults[0].text_en


def test_a_record_that_is_not_in_the_register_does_not_count() -> None:
    request = Request(**{**BASE, "consent": Consent.GIVEN, "evidence": ("C-1",)})
    decision = decide(request, TABLE, {})
    assert not decision.permitted
    assert decision.record_faults[0].text_en == "C-1 is not in the register"


def test_the_necessity_record_must_answer_every_question() -> None:
    asked = RECORD_FORMS[RecordKind.NECESSITY].answers
    danger = {
        **BASE, "category": DataCategory.IDENTIFYING, "purpose": Purpose.AVERTING_DANGER,
        "acute_danger": True, "evidence": ("N-1",),
    }  # fmt: skip
    record = dataclasses.replace(
        CONSENT,
        id="N-1",
        kind=RecordKind.NECESSITY,
        signer_role=SignerRole.AUTHORISED_OFFICER,
        purposes=frozenset({Purpose.AVERTING_DANGER}),
        consent=None,
        answered=frozenset(asked),
    )
    assert decide(Request(**danger), TABLE, {"N-1": record}).permitted
    for question in asked:
        less = dataclasses.replace(record, answered=frozenset(asked) - {question})
        decision = decide(Request(**danger), TABLE, {"N-1": less})
        assert not decision.permitted
        assert question in decision.record_faults[0].text_en


def test_the_decision_says_which_versions_of_the_law_it_read() -> None:
    request = Request(**{**BASE, "consent": Consent.GIVEN, "evidence": ("C-1",)})
    data = decide(request, TABLE, {"C-1": CONSENT}).to_json()
    assert data["law_versions"]["UAVG"] == "2026-09-01"
