"""Every code people can meet has a Dutch and an English label."""

import pytest

from samen.engines.rules.sharing import records, vocabulary
from samen.kernel import codes


@pytest.mark.parametrize(
    ("members", "labels"),
    [
        (codes.OrganisationType, codes.ORGANISATION_TYPE_LABELS),
        (codes.DataCategory, codes.DATA_CATEGORY_LABELS),
        (codes.Rung, codes.RUNG_LABELS),
        (codes.FormOfExploitation, codes.FORM_OF_EXPLOITATION_LABELS),
        (codes.Sex, codes.SEX_LABELS),
        (vocabulary.Purpose, vocabulary.PURPOSE_LABELS),
        (vocabulary.Subject, vocabulary.SUBJECT_LABELS),
        (vocabulary.Regime, vocabulary.REGIME_LABELS),
        (vocabulary.Consent, vocabulary.CONSENT_LABELS),
        (records.SignerRole, records.SIGNER_ROLE_LABELS),
    ],
)
def test_labels_are_complete_and_tell_codes_apart(members, labels) -> None:
    assert list(labels) == list(members)
    for language in (0, 1):
        texts = [label[language] for label in labels.values()]
        assert all(texts) and len(set(texts)) == len(texts)


def test_every_record_has_a_form_somebody_can_sign() -> None:
    assert set(records.RECORD_FORMS) == set(records.RecordKind)
    assert all(form.signers for form in records.RECORD_FORMS.values())


def test_every_category_stands_on_a_rung() -> None:
    assert set(codes.RUNG_OF_CATEGORY) == set(codes.DataCategory)
