"""The decision: the highest lawful rung, why, what must be done, and what is missing for more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from samen.engines.rules.policy import Citation, article_of
from samen.engines.rules.sharing.evaluate import Outcome
from samen.engines.rules.sharing.explain import DISAGREEMENT, Missing, Route, missing_routes
from samen.engines.rules.sharing.request import (
    Facts,
    RecordFault,
    Records,
    Request,
    contradictions,
    read_facts,
    to_json,
)
from samen.engines.rules.sharing.table import Edition, Effect, Obligation, Rule, Status, Table
from samen.engines.rules.sharing.vocabulary import UNKNOWN
from samen.kernel.codes import RUNG_OF_CATEGORY, DataCategory, Rung
from samen.kernel.errors import Problem, raise_if_any

_BASE = (
    DataCategory.IDENTIFYING,
    DataCategory.HIT,
    DataCategory.MATCH_KEY,
    DataCategory.ANONYMOUS_SIGNAL,
)
LADDER: Mapping[DataCategory, tuple[DataCategory, ...]] = {
    **{category: _BASE[i:] for i, category in enumerate(_BASE)},
    DataCategory.HEALTH: (DataCategory.HEALTH, *_BASE),
    DataCategory.SEXUAL: (DataCategory.SEXUAL, *_BASE),
    DataCategory.CRIMINAL: (DataCategory.CRIMINAL, *_BASE),
}
"""From the category asked downwards: health, sexual and criminal data each fall to identifying."""


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A row that held, with where it rests in law.

    ``on_unknown`` names the facts a prohibition holds on only because they are not known.
    """

    id: str
    effect: Effect
    category: DataCategory
    basis: tuple[Citation, ...]
    note_nl: str
    note_en: str
    status: Status
    on_unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation that comes with this disclosure; ``due`` where a day follows from the facts."""

    code: str
    basis: tuple[Citation, ...]
    text_nl: str
    text_en: str
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request; never a bare no.

    ``permitted`` is true when what was asked may be shared as asked. Otherwise
    ``category_granted`` is the highest lawful category below it (``None``: nothing), ``rules``
    are the rows that held for what was asked and for what is granted, and ``missing`` is what the
    nearest route to what was asked still needs; ``routes`` lists every route.
    """

    permitted: bool
    category_asked: DataCategory
    category_granted: DataCategory | None
    rung_asked: Rung
    rung_granted: Rung
    rules: tuple[FiredRule, ...]
    obligations: tuple[Duty, ...]
    missing: tuple[Missing, ...]
    routes: tuple[Route, ...]
    record_faults: tuple[RecordFault, ...]
    rests_on_drafts: bool
    table_version: str
    request_digest: str
    date: dt.date

    @property
    def permits(self) -> tuple[FiredRule, ...]:
        """The rows that permit what is granted."""
        return tuple(rule for rule in self.rules if rule.effect is Effect.PERMIT)

    @property
    def prohibitions(self) -> tuple[FiredRule, ...]:
        """The rows that prohibit what was asked."""
        return tuple(rule for rule in self.rules if rule.effect is Effect.PROHIBIT)

    @property
    def law_versions(self) -> dict[str, dt.date]:
        """The version of each cited law that was read, by law."""
        cited = [citation for rule in self.rules for citation in rule.basis]
        return {citation.law: article_of(citation).version for citation in cited}

    def to_json(self) -> dict[str, Any]:
        """The decision as plain JSON values, for the logbook and the command line."""
        return {**_plain(self), "law_versions": to_json(self.law_versions)}


def decide(request: Request, table: Table, records: Records | None = None) -> Decision:
    """Answer ``request`` from the rows of ``table`` in force on its date.

    ``records`` is the register in which ``request.evidence`` is looked up. Raises
    :class:`samen.kernel.errors.InvalidInput` when the date lies outside the table or the request
    contradicts itself; there is no answer by default.
    """
    register = records or {}
    edition = table.edition(request.date)
    raise_if_any(
        Problem(field, message, code="contradiction")
        for field, message in contradictions(request, register)
    )
    asked = read_facts(request, register, request.category)
    asked_outcome = edition.index.outcome(asked.attributes)
    granted, facts, outcome = _highest(request, register, edition, asked, asked_outcome)
    permitted = granted is request.category
    rules = [_fired(rule, request.category, asked) for rule in asked_outcome.prohibitions]
    if granted is not None:
        rules += [_fired(rule, granted, facts) for rule in outcome.permits]
    routes = () if permitted else missing_routes(edition, asked, asked_outcome)
    missing = routes[0].missing if routes else ()
    if asked_outcome.permitted and not permitted:
        missing = (DISAGREEMENT,)
    return Decision(
        permitted=permitted,
        category_asked=request.category,
        category_granted=granted,
        rung_asked=RUNG_OF_CATEGORY[request.category],
        rung_granted=Rung.NOTHING if granted is None else RUNG_OF_CATEGORY[granted],
        rules=tuple(rules),
        obligations=() if granted is None else _duties(table, request, outcome, granted),
        missing=missing,
        routes=routes,
        record_faults=facts.faults if permitted else asked.faults,
        rests_on_drafts=any(rule.status is Status.DRAFT for rule in rules),
        table_version=table.version,
        request_digest=request.digest,
        date=request.date,
    )


def _highest(
    request: Request, records: Records, edition: Edition, asked: Facts, asked_outcome: Outcome
) -> tuple[DataCategory | None, Facts, Outcome]:
    """The highest category that both evaluators permit, with its facts and the rows that hold."""
    for category in LADDER[request.category]:
        first = category is request.category
        if not edition.index.rows_between(
            request.from_organisation_type, request.to_organisation_type, category
        ):
            continue
        facts = asked if first else read_facts(request, records, category)
        outcome = asked_outcome if first else edition.index.outcome(facts.attributes)
        if outcome.permitted and edition.cedar.permits(facts.attributes, outcome):
            return category, facts, outcome
    return None, asked, asked_outcome


def _fired(rule: Rule, category: DataCategory, facts: Facts) -> FiredRule:
    return FiredRule(
        rule.id,
        rule.effect,
        category,
        rule.basis,
        rule.note_nl,
        rule.note_en,
        rule.status,
        tuple(name for name in rule.conditions if facts.attributes[name] == UNKNOWN),
    )


def _duties(
    table: Table, request: Request, outcome: Outcome, granted: DataCategory
) -> tuple[Duty, ...]:
    codes = dict.fromkeys(code for rule in outcome.permits for code in rule.obligations)
    if RUNG_OF_CATEGORY[granted] >= Rung.IDENTIFYING:
        codes = dict.fromkeys((*table.always, *codes))
    return tuple(_duty(table.obligations[code], request) for code in codes)


def _duty(obligation: Obligation, request: Request) -> Duty:
    due = request.retention_until if obligation.code == "expiry" else None
    return Duty(obligation.code, obligation.basis, obligation.text_nl, obligation.text_en, due)


def _plain(value: Any) -> Any:
    if isinstance(value, Citation):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Rung):
        return value.name.lower()
    return to_json(value)
