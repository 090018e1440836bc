"""Every code people can meet has a Dutch and an English label."""

import pytest

from samen.engines.rules.sharing import records, vocabulary
from samen.kernel import codes


@pytest.mark.parametrize(
    "codes",
    [
        codes.OrganisationType,
        codes.DataCategory,
        codes.Rung,
        codes.FormOfExploitation,
        codes.Sex,
        vocabulary.Purpose,
        vocabulary.Subject,
        vocabulary.Regime,
        vocabulary.Consent,
        records.SignerRole,
    ],
)
def test_labels_tell_codes_apart(codes) -> None:
    for language in (0, 1):
        texts = [code.labels[language] for code in codes]
        assert all(texts) and len(set(texts)) == len(texts)


def test_every_record_has_a_form_somebody_can_sign() -> None:
    assert set(records.RECORD_FORMS) == set(records.RecordKind)
    assert all(form.signers for form in records.RECORD_FORMS.values())


def test_every_category_stands_on_a_rung() -> None:
    assert set(codes.RUNG_OF_CATEGORY) == set(codes.DataCategory)
