"""What is asked, and the signed records it leans on; from there to plain attributes.

Nothing has a default: whoever asks says every fact, or says ``None``, "not known". A record is
referred to by id and looked up in a register; it counts only if it exists, was signed by somebody
in a role that may, is complete, is in date, and its scope covers this very request.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from samen.engines.rules.sharing.records import (
    RECORD_ATTRIBUTES,
    RECORD_FORMS,
    RecordKind,
    SignerRole,
)
from samen.engines.rules.sharing.vocabulary import (
    ABSENT,
    FLAGS,
    NO,
    UNKNOWN,
    VALID,
    YES,
    Consent,
    Purpose,
    Regime,
    Subject,
)
from samen.kernel.codes import DataCategory, OrganisationType


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRecord:
    """A signed record, as the platform dereferenced it. An empty scope set covers nothing.

    ``subject_ref`` is the pseudonym of the person it is about, ``None`` for a record about no one
    in particular (a DPIA). ``answered`` holds the names of the questions that were answered, see
    :data:`RECORD_FORMS`. ``consent`` says, for a consent record, whether it was given or withdrawn.
    """

    id: str
    kind: RecordKind
    signer_role: SignerRole
    signed_on: dt.date
    valid_until: dt.date | None
    from_types: frozenset[OrganisationType]
    to_types: frozenset[OrganisationType]
    categories: frozenset[DataCategory]
    purposes: frozenset[Purpose]
    subject_ref: str | None = None
    answered: frozenset[str] = frozenset()
    consent: Consent | None = None


Records = Mapping[str, SignedRecord]

HOLDERS_OF_POLICE_DATA = frozenset(
    {
        OrganisationType.POLICE,
        OrganisationType.ROYAL_MARECHAUSSEE,
        OrganisationType.LABOUR_INSPECTORATE_INVESTIGATION,
        OrganisationType.EXPERTISE_CENTRE,
    }
)
"""Who processes data under the Police Data Act itself; a recipient holds them under its own law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question: may ``from`` give ``to`` this category of data on one person, for a purpose?

    ``None`` for ``subject``, ``regime``, ``consent``, a flag or ``retention_until`` means *not
    known*; it is never read in favour of sharing. ``evidence`` are ids of signed records.
    ``subject_ref`` is a pseudonym of the one person concerned.
    """

    from_organisation_type: OrganisationType
    to_organisation_type: OrganisationType
    category: DataCategory
    purpose: Purpose
    date: dt.date
    subject_ref: str
    subject: Subject | None
    regime: Regime | None
    consent: Consent | None
    minor: bool | None
    acute_danger: bool | None
    incapable_of_consent: bool | None
    bsn_included: bool | None
    others_traceable: bool | None
    weighty_objection: bool | None
    retention_until: dt.date | None
    evidence: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the request's values in field order, for the logbook."""
        text = "\x1f".join([str(getattr(self, name)) for name in _FIELDS])
        return hashlib.sha256(text.encode()).hexdigest()


_FIELDS = tuple(item.name for item in fields(Request))


@dataclass(frozen=True, slots=True)
class RecordFault:
    """Why a record that was referred to does not count."""

    record_id: str
    kind: RecordKind | None
    text_nl: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A request read for one category: every attribute has a value of its closed list."""

    attributes: Mapping[str, str]
    faults: tuple[RecordFault, ...] = field(default=())


def _flag(value: bool | None) -> str:
    return UNKNOWN if value is None else YES if value else NO


def read_facts(request: Request, records: Records, category: DataCategory) -> Facts:
    """The attributes of ``request`` as asked for ``category``, with the records that count."""
    attributes: dict[str, str] = {
        "from": request.from_organisation_type,
        "to": request.to_organisation_type,
        "category": category,
        "purpose": request.purpose,
        "subject": request.subject or UNKNOWN,
        "regime": request.regime or UNKNOWN,
        "consent": request.consent or UNKNOWN,
    }
    for name in FLAGS:
        if name != "retention_expired":
            attributes[name] = _flag(getattr(request, name))
    until = request.retention_until
    attributes["retention_expired"] = _flag(None if until is None else until < request.date)
    attributes.update(_NO_RECORDS)
    faults: list[RecordFault] = []
    consented = False
    for record_id in request.evidence:
        record = records.get(record_id)
        fault = _fault(record_id, record, request, category)
        if fault is not None:
            faults.append(fault)
        elif record is not None and record.kind is RecordKind.CONSENT:
            consented = True
        elif record is not None:
            attributes[record.kind.value] = VALID
    if request.consent is Consent.GIVEN and not consented:
        attributes["consent"] = UNKNOWN
    return Facts(attributes, tuple(faults))


_NO_RECORDS: Mapping[str, str] = {kind.value: ABSENT for kind in RECORD_ATTRIBUTES}


def _fault(
    record_id: str, record: SignedRecord | None, request: Request, category: DataCategory
) -> RecordFault | None:
    """The first reason why ``record`` does not count for this request, ``None`` if it does."""
    if record is None:
        return RecordFault(
            record_id,
            None,
            f"{record_id} staat niet in het register",
            f"{record_id} is not in the register",
        )
    form = RECORD_FORMS[record.kind]

    def fault(nl: str, en: str) -> RecordFault:
        return RecordFault(
            record.id,
            record.kind,
            f"{form.label_nl} {record.id}: {nl}",
            f"{form.label_en} {record.id}: {en}",
        )

    if record.signer_role not in form.signers:
        role = record.signer_role.labels
        return fault(f"ondertekend door {role[0]}, die dat niet kan", f"{role[1]} may not sign it")
    if record.signed_on > request.date:
        return fault(f"pas ondertekend op {record.signed_on}", f"signed only on {record.signed_on}")
    if record.valid_until is not None and record.valid_until < request.date:
        return fault(f"verlopen op {record.valid_until}", f"expired on {record.valid_until}")
    open_questions = [name for name in form.answers if name not in record.answered]
    if open_questions:
        names = ", ".join(open_questions)
        return fault(f"niet volledig ingevuld ({names})", f"incomplete ({names})")
    if record.kind is RecordKind.CONSENT and record.consent is not Consent.GIVEN:
        return fault("toestemming niet gegeven of ingetrokken", "consent not given or withdrawn")
    if (form.personal or record.subject_ref is not None) and (
        record.subject_ref != request.subject_ref
    ):
        return fault("gaat over iemand anders", "is about somebody else")
    outside = [
        names
        for inside, names in (
            (request.from_organisation_type in record.from_types, ("de verstrekker", "the sender")),
            (request.to_organisation_type in record.to_types, ("de ontvanger", "the recipient")),
            (category in record.categories, ("deze gegevens", "these data")),
            (request.purpose in record.purposes, ("dit doel", "this purpose")),
        )
        if not inside
    ]
    if outside:
        return fault(
            f"geldt niet voor {' en '.join(nl for nl, _ in outside)}",
            f"does not cover {' and '.join(en for _, en in outside)}",
        )
    return None


def contradictions(request: Request, records: Records) -> list[tuple[str, str]]:
    """Statements in one request that cannot both be true, as (field, message)."""
    found: list[tuple[str, str]] = []
    regime, sender = request.regime, request.from_organisation_type
    if regime is not None and regime.startswith("wpg") and sender not in HOLDERS_OF_POLICE_DATA:
        found.append(("regime", f"{sender} does not hold data under {regime}"))
    if request.incapable_of_consent and request.consent is Consent.GIVEN:
        found.append(("consent", "cannot be given by a person incapable of consent"))
    for record_id in request.evidence:
        record = records.get(record_id)
        if (
            record is not None
            and record.kind is RecordKind.CONSENT
            and record.subject_ref == request.subject_ref
            and record.consent in (Consent.REFUSED, Consent.WITHDRAWN)
            and request.consent not in (record.consent, None)
        ):
            found.append(
                ("consent", f"is {request.consent}, but record {record_id} says {record.consent}")
            )
    return found


def to_json(value: Any) -> Any:
    """Plain JSON values of a dataclass tree (dates as ISO, enums as codes, sets sorted)."""
    if isinstance(value, frozenset | set):
        return sorted(to_json(item) for item in value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value
