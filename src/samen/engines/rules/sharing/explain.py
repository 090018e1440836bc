"""What is missing: every route that exists for these parties and data, and what it still needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from samen.engines.rules.policy import Citation
from samen.engines.rules.sharing.evaluate import Outcome
from samen.engines.rules.sharing.records import (
    RECORD_FORMS,
    RecordKind,
    SignerRole,
)
from samen.engines.rules.sharing.request import Facts
from samen.engines.rules.sharing.table import Edition, Rule
from samen.engines.rules.sharing.vocabulary import (
    ABSENT,
    FLAGS,
    NO,
    UNKNOWN,
    YES,
    Consent,
    Purpose,
    Regime,
    Subject,
)
from samen.kernel.codes import Code, DataCategory
from samen.kernel.codes import OrganisationType as Org


class Kind(StrEnum):
    """What sort of thing is missing.

    ``RECORD``: a record somebody can make and sign. ``FACT``: a fact that would have to be so (or
    be known); facts are found out, never chosen. ``PROHIBITION``: a row that forbids it.
    ``ROUTE``: no row exists for these parties and data. ``FAULT``: the two evaluators disagree,
    a defect to report; nothing is shared on it.
    """

    RECORD = "record"
    FACT = "fact"
    PROHIBITION = "prohibition"
    ROUTE = "route"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a route still needs; ``signers`` are the roles that can supply a record."""

    kind: Kind
    code: str
    rule_id: str | None
    basis: tuple[Citation, ...]
    text_nl: str
    text_en: str
    needed: tuple[str, ...] = ()
    found: str | None = None
    signers: tuple[SignerRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A permitting row for these parties and data, and all that stands between."""

    rule_id: str
    basis: tuple[Citation, ...]
    note_nl: str
    note_en: str
    missing: tuple[Missing, ...]

    @property
    def closed(self) -> bool:
        """Whether a prohibition without exception stands in the way."""
        return any(m.kind is Kind.PROHIBITION and not m.needed for m in self.missing)


DISAGREEMENT = Missing(
    Kind.FAULT,
    "evaluators_disagree",
    None,
    (),
    "De twee beoordelaars van de regels geven een verschillend antwoord. Deel niets; meld dit.",
    "The two evaluators of the rules disagree. Share nothing; report this.",
)

_PARTIES = ("from", "to", "category")
_OPEN = (UNKNOWN, ABSENT, Consent.NOT_ASKED)
"""What is not there yet but can come: a fact to find out, a record to make, consent to ask."""


def missing_routes(edition: Edition, facts: Facts, outcome: Outcome) -> tuple[Route, ...]:
    """Every route for the asked parties and category, nearest first.

    Nearest: fewest facts and prohibitions in the way, then fewest records to make.
    """
    attributes = facts.attributes
    routes = [
        Route(
            rule.id,
            rule.basis,
            rule.note_nl,
            rule.note_en,
            (*_barriers(edition, outcome, attributes, rule), *_unmet(rule, facts)),
        )
        for rule in edition.index.rows_between(*(attributes[name] for name in _PARTIES))
    ]
    if not routes:
        return (_no_route(attributes, outcome),)
    return tuple(sorted(routes, key=_distance))


def _barriers(
    edition: Edition, outcome: Outcome, attributes: Mapping[str, str], route: Rule
) -> Iterator[Missing]:
    """The prohibitions that would still stand once the records ``route`` asks for are there.

    A fact that is not known yet may still turn out right; a fact that was stated is never
    assumed to change, or the answer would teach people to state another purpose.
    """
    supplied = {
        name: min(values)
        for name, values in route.conditions.items()
        if attributes[name] not in values and attributes[name] in _OPEN
    }
    hoped = {**attributes, **supplied}
    if outcome.prohibitions:
        for rule in edition.index.outcome(hoped).prohibitions:
            if rule in outcome.prohibitions:
                yield _barrier(rule, hoped)


def _distance(route: Route) -> tuple[bool, int, int]:
    facts = sum(item.kind is not Kind.RECORD for item in route.missing)
    return route.closed, facts, len(route.missing) - facts


def _no_route(attributes: Mapping[str, str], outcome: Outcome) -> Route:
    sender = Org(attributes["from"]).labels
    recipient = Org(attributes["to"]).labels
    data = DataCategory(attributes["category"]).labels
    text_nl = (
        f"Er is geen regel op grond waarvan {sender[0]} aan {recipient[0]} "
        f"dit mag geven: {data[0].lower()}"
    )
    text_en = f"No rule lets {sender[1]} give {recipient[1]} this: {data[1].lower()}"
    item = Missing(Kind.ROUTE, "route", None, (), text_nl, text_en)
    return Route(
        "",
        (),
        text_nl,
        text_en,
        (*(_barrier(rule, attributes) for rule in outcome.prohibitions), item),
    )


def _unmet(rule: Rule, facts: Facts) -> Iterator[Missing]:
    for attribute, values in rule.conditions.items():
        if attribute in _PARTIES or facts.attributes[attribute] in values:
            continue
        if attribute in tuple(RecordKind) and attribute != RecordKind.CONSENT:
            yield _record(RecordKind(attribute), rule, facts)
        elif attribute == "consent" and "given" in values:
            yield _record(RecordKind.CONSENT, rule, facts)
        else:
            yield _fact(attribute, values, rule, facts.attributes[attribute])


def _record(kind: RecordKind, rule: Rule, facts: Facts) -> Missing:
    form = RECORD_FORMS[kind]
    roles = tuple(sorted(form.signers))
    who_nl = " of ".join(role.labels[0] for role in roles)
    who_en = " or ".join(role.labels[1] for role in roles)
    why_nl = "".join(f" ({f.text_nl})" for f in facts.faults if f.kind is kind)
    why_en = "".join(f" ({f.text_en})" for f in facts.faults if f.kind is kind)
    return Missing(
        Kind.RECORD,
        kind.value,
        rule.id,
        rule.basis,
        f"{form.label_nl}, ondertekend door {who_nl}{why_nl}",
        f"{form.label_en}, signed by {who_en}{why_en}",
        signers=roles,
    )


_CODES: Mapping[str, tuple[str, str, type[Code]]] = {
    "purpose": ("het doel is", "the purpose is", Purpose),
    "subject": ("de gegevens gaan over", "the data are about", Subject),
    "regime": ("de gegevens vallen onder", "the data are held under", Regime),
    "consent": ("de toestemming is", "consent is", Consent),
    "to": ("de ontvanger is", "the recipient is", Org),
}


def condition_text(attribute: str, values: frozenset[str]) -> tuple[str, str]:
    """A condition in words, Dutch and English."""
    if attribute in FLAGS:
        nl, en = FLAGS[attribute]
        if values == frozenset({NO}):
            return f"niet: {nl}", f"not: {en}"
        return nl, en
    if attribute in tuple(RecordKind) and attribute != RecordKind.CONSENT:
        form = RECORD_FORMS[RecordKind(attribute)]
        return form.label_nl, form.label_en
    start_nl, start_en, codes = _CODES[attribute]
    chosen = [code.labels for code in codes if code in values]
    return (
        f"{start_nl} {' of '.join(nl for nl, _ in chosen)}",
        f"{start_en} {' or '.join(en for _, en in chosen)}",
    )


def attribute_text(attribute: str, value: str) -> tuple[str, str]:
    """What one attribute of a request says, in words, Dutch and English."""
    if value == UNKNOWN:
        nl, en = FLAGS[attribute] if attribute in FLAGS else _CODES[attribute][:2]
        return f"niet bekend: {nl}", f"not known: {en}"
    if value == ABSENT:
        form = RECORD_FORMS[RecordKind(attribute)]
        return f"geen {form.label_nl}", f"no {form.label_en}"
    return condition_text(attribute, frozenset({value}))


def _fact(attribute: str, values: frozenset[str], rule: Rule, found: str) -> Missing:
    nl, en = condition_text(attribute, values)
    tail_nl, tail_en = (" (nog niet bekend)", " (not known yet)") if found == UNKNOWN else ("", "")
    return Missing(
        Kind.FACT,
        attribute,
        rule.id,
        rule.basis,
        f"Alleen als: {nl}{tail_nl}",
        f"Only if: {en}{tail_en}",
        tuple(sorted(values)),
        found,
    )


def _barrier(rule: Rule, attributes: Mapping[str, str]) -> Missing:
    """A prohibition in the way, with what would lift it: an exception, or a fact to settle."""
    ways = [
        " & ".join(
            f"{name}={'|'.join(sorted(values))}" if name not in tuple(RecordKind) else name
            for name, values in exception.items()
        )
        for exception in rule.unless
    ]
    words = [
        [condition_text(name, values) for name, values in exception.items()]
        for exception in rule.unless
    ]
    for name in rule.conditions:
        if name in FLAGS and attributes[name] == UNKNOWN:
            ways.append(f"{name}={NO}")
            words.append([condition_text(name, frozenset({NO}))])
        elif name in FLAGS and name == "bsn_included" and attributes[name] == YES:
            ways.append(f"{name}={NO}")
            words.append([("laat het burgerservicenummer weg", "leave the number out")])
        elif name in ("consent", "subject", "regime") and attributes[name] == UNKNOWN:
            ways.append(f"{name} known")
            words.append([(f"stel vast: {_CODES[name][0]} …", f"find out: {_CODES[name][1]} …")])
    unless_nl = "; of ".join(" en ".join(nl for nl, _ in group) for group in words)
    unless_en = "; or ".join(" and ".join(en for _, en in group) for group in words)
    return Missing(
        Kind.PROHIBITION,
        rule.id,
        rule.id,
        rule.basis,
        rule.note_nl + (f" Tenzij: {unless_nl}." if words else ""),
        rule.note_en + (f" Unless: {unless_en}." if words else ""),
        tuple(ways),
    )
