"""A request made up on the spot, with records as if they were signed well. Nobody is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from samen.engines.rules.sharing import (
    RECORD_FORMS,
    Consent,
    Purpose,
    RecordKind,
    Regime,
    Request,
    SignedRecord,
    Subject,
)
from samen.engines.rules.sharing.decide import LADDER
from samen.kernel.codes import DataCategory, OrganisationType

SUBJECT = "trial"
FLAGS_TO_STATE = (
    "minor", "acute_danger", "incapable_of_consent", "bsn_included", "others_traceable",
    "weighty_objection",
)  # fmt: skip


def trial(
    *,
    sender: OrganisationType,
    recipient: OrganisationType,
    category: DataCategory,
    purpose: Purpose,
    subject: Subject | None,
    regime: Regime | None,
    consent: Consent | None,
    flags: Mapping[str, bool | None],
    kinds: Iterable[RecordKind],
    day: dt.date,
) -> tuple[Request, dict[str, SignedRecord]]:
    """A request and its records; a given consent brings its own signed record.

    ``flags`` holds the facts of :data:`FLAGS_TO_STATE` that are known; data are kept half a year.
    """
    wanted = [*dict.fromkeys(kinds)]
    if consent is Consent.GIVEN and RecordKind.CONSENT not in wanted:
        wanted.append(RecordKind.CONSENT)
    records = {
        kind.value: SignedRecord(
            id=kind.value,
            kind=kind,
            signer_role=min(RECORD_FORMS[kind].signers),
            signed_on=day,
            valid_until=None,
            from_types=frozenset({sender}),
            to_types=frozenset({recipient}),
            categories=frozenset(LADDER[category]),
            purposes=frozenset({purpose}),
            subject_ref=SUBJECT if RECORD_FORMS[kind].personal else None,
            answered=frozenset(RECORD_FORMS[kind].answers),
            consent=Consent.GIVEN if kind is RecordKind.CONSENT else None,
        )
        for kind in wanted
        if kind is not RecordKind.CONSENT or consent is Consent.GIVEN
    }
    request = Request(
        from_organisation_type=sender,
        to_organisation_type=recipient,
        category=category,
        purpose=purpose,
        date=day,
        subject_ref=SUBJECT,
        subject=subject,
        regime=regime,
        consent=consent,
        retention_until=day + dt.timedelta(days=180),
        evidence=tuple(records),
        minor=flags.get("minor"),
        acute_danger=flags.get("acute_danger"),
        incapable_of_consent=flags.get("incapable_of_consent"),
        bsn_included=flags.get("bsn_included"),
        others_traceable=flags.get("others_traceable"),
        weighty_objection=flags.get("weighty_objection"),
    )
    return request, records
