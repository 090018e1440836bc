"""A request and its register from JSON: every problem at once, and never an answer by default."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from samen.engines.rules.sharing.records import RECORD_FORMS, RecordKind, SignerRole
from samen.engines.rules.sharing.request import Request, SignedRecord
from samen.engines.rules.sharing.vocabulary import Consent, Purpose, Regime, Subject
from samen.kernel.codes import DataCategory, OrganisationType
from samen.kernel.errors import Problem, raise_if_any

E = TypeVar("E", bound=StrEnum)

_REQUEST = (
    "from_organisation_type", "to_organisation_type", "category", "purpose", "date",
    "subject_ref", "subject", "regime", "consent", "minor", "acute_danger",
    "incapable_of_consent", "bsn_included", "others_traceable", "weighty_objection",
    "retention_until", "evidence",
)  # fmt: skip
_RECORD = (
    "id", "kind", "signer_role", "signed_on", "valid_until", "from_types", "to_types",
    "categories", "purposes",
)  # fmt: skip
_RECORD_OPTIONAL = ("subject_ref", "answered", "consent")


def parse_request(data: object) -> tuple[Request, dict[str, SignedRecord]]:
    """Read ``{request fields…, "records": [signed records]}``.

    Every field of :class:`Request` must be there; ``null`` says *not known*. Raises
    :class:`samen.kernel.errors.InvalidInput` with all problems, each with its field.
    """
    problems: list[Problem] = []
    if not isinstance(data, Mapping):
        raise_if_any(
            [Problem("request", "must be a JSON object with one request", type(data).__name__)]
        )
    reader = _Reader(dict(data), problems, "")  # type: ignore[arg-type]
    reader.keys(_REQUEST, ("records",))
    given: Any = reader.data.get("records", [])
    records: dict[str, SignedRecord] = {}
    if not isinstance(given, Sequence) or isinstance(given, str):
        problems.append(Problem("records", "must be a list of signed records", given))
    else:
        for number, item in enumerate(given):
            record = _record(item, f"records[{number}].", problems)
            if record is not None and record.id in records:
                problems.append(Problem(f"records[{number}].id", "must be unique", record.id))
            elif record is not None:
                records[record.id] = record
    request = {
        "from_organisation_type": reader.code("from_organisation_type", OrganisationType),
        "to_organisation_type": reader.code("to_organisation_type", OrganisationType),
        "category": reader.code("category", DataCategory),
        "purpose": reader.code("purpose", Purpose),
        "date": reader.day("date"),
        "subject_ref": reader.person(),
        "subject": reader.code("subject", Subject, unknown=True),
        "regime": reader.code("regime", Regime, unknown=True),
        "consent": reader.code("consent", Consent, unknown=True),
        "minor": reader.flag("minor"),
        "acute_danger": reader.flag("acute_danger"),
        "incapable_of_consent": reader.flag("incapable_of_consent"),
        "bsn_included": reader.flag("bsn_included"),
        "others_traceable": reader.flag("others_traceable"),
        "weighty_objection": reader.flag("weighty_objection"),
        "retention_until": reader.day("retention_until", unknown=True),
        "evidence": reader.names("evidence"),
    }
    raise_if_any(problems)
    return Request(**request), records  # type: ignore[arg-type]


def _record(item: object, where: str, problems: list[Problem]) -> SignedRecord | None:
    if not isinstance(item, Mapping):
        problems.append(Problem(where.rstrip("."), "must be a JSON object", item))
        return None
    before = len(problems)
    reader = _Reader(dict(item), problems, where)  # type: ignore[arg-type]
    reader.keys(_RECORD, _RECORD_OPTIONAL)
    kind = reader.code("kind", RecordKind)
    answered = frozenset(reader.names("answered", optional=True))
    if kind is not None:
        for name in answered - set(RECORD_FORMS[kind].answers):
            asked = ", ".join(RECORD_FORMS[kind].answers) or "nothing"
            problems.append(Problem(f"{where}answered", f"{kind} asks {asked}", name))
    record = {
        "id": reader.text("id"),
        "kind": kind,
        "signer_role": reader.code("signer_role", SignerRole),
        "signed_on": reader.day("signed_on"),
        "valid_until": reader.day("valid_until", unknown=True),
        "from_types": reader.codes("from_types", OrganisationType),
        "to_types": reader.codes("to_types", OrganisationType),
        "categories": reader.codes("categories", DataCategory),
        "purposes": reader.codes("purposes", Purpose),
        "subject_ref": reader.data.get("subject_ref"),
        "answered": answered,
        "consent": reader.code("consent", Consent, unknown=True, optional=True),
    }
    return None if len(problems) > before else SignedRecord(**record)  # type: ignore[arg-type]


class _Reader:
    """Reads the fields of one JSON object; a value that is missing or wrong is a problem."""

    def __init__(self, data: dict[str, Any], problems: list[Problem], where: str) -> None:
        self.data = data
        self.problems = problems
        self.where = where

    def keys(self, required: Sequence[str], optional: Sequence[str]) -> None:
        for name in required:
            if name not in self.data:
                self.problem(name, "must be given; write null when it is not known")
        for name in self.data:
            if name not in required and name not in optional:
                near = difflib.get_close_matches(name, [*required, *optional], 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                self.problem(name, f"is no field of this object{hint}")

    def problem(self, name: str, rule: str, value: object = None) -> None:
        self.problems.append(Problem(self.where + name, rule, value))

    def code(
        self, name: str, kind: type[E], *, unknown: bool = False, optional: bool = False
    ) -> E | None:
        if name not in self.data:
            return None
        value = self.data[name]
        if value is None and (unknown or optional):
            return None
        try:
            return kind(value)
        except ValueError:
            near = difflib.get_close_matches(str(value), [item.value for item in kind], 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.problem(name, f"must be one of {', '.join(kind)}{hint}", value)
            return None

    def codes(self, name: str, kind: type[E]) -> frozenset[E]:
        found = [_Reader({name: item}, self.problems, self.where).code(name, kind)
                 for item in self.names(name)]  # fmt: skip
        return frozenset(item for item in found if item is not None)

    def names(self, name: str, *, optional: bool = False) -> tuple[str, ...]:
        value: Any = self.data.get(name, [] if optional else None)
        if name not in self.data:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.problem(name, "must be a list of texts", value)
            return ()
        return tuple(value)

    def flag(self, name: str) -> bool | None:
        value = self.data.get(name)
        if value is not None and not isinstance(value, bool):
            self.problem(name, "must be true, false or null (not known)", value)
        return value if isinstance(value, bool) else None

    def day(self, name: str, *, unknown: bool = False) -> dt.date | None:
        if name not in self.data or (self.data[name] is None and unknown):
            return None
        try:
            return dt.date.fromisoformat(self.data[name])
        except (TypeError, ValueError):
            self.problem(name, "must be a date like 2026-03-02", self.data[name])
            return None

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if name in self.data and (not isinstance(value, str) or not value.strip()):
            self.problem(name, "must be a text that is not empty", value)
        return value if isinstance(value, str) else ""

    def person(self) -> str:
        value = self.data.get("subject_ref")
        if isinstance(value, list | dict):
            rule = "must name one person; ask once per person"
            self.problem("subject_ref", rule, value)
            return ""
        return self.text("subject_ref")
