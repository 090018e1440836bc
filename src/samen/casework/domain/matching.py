"""Which help fits: needs held against offers, with three values and with reasons.

*Yes*, *no* and *not known*: what a provider has not said never excludes an offer, it is shown as
something to ask. A person decides; the order only puts what fits first. Nothing here ranks people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from samen.guidance.domain.offers import Offer

CAPACITY_HALF_LIFE_DAYS = 3.0
"""After this many days a statement of free places is worth half."""


class Verdict(StrEnum):
    """How an offer stands to a need."""

    FITS = "fits"
    ASK = "ask"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Need:
    """What a person needs, without saying who it is.

    ``terms`` are (taxonomy, term) pairs of the help directory: ``("care", "pregnancy")``.
    ``areas`` are the (region type, code) pairs of the place where help is wanted.
    """

    age: int | None = None
    areas: frozenset[tuple[str, str]] = frozenset()
    languages: frozenset[str] = frozenset()
    terms: frozenset[tuple[str, str]] = frozenset()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against: a stable code and what it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer with everything that speaks for it, against it, and that has to be asked."""

    offer: Offer
    verdict: Verdict
    pro: tuple[Reason, ...] = ()
    contra: tuple[Reason, ...] = ()
    ask: tuple[Reason, ...] = ()
    score: float = field(default=0.0, compare=False)


def _criteria(need: Need, offer: Offer) -> Iterable[tuple[Reason, bool | None]]:
    if need.age is not None:
        low, high = offer.minimum_age, offer.maximum_age
        if low is not None and need.age < low:
            yield Reason("age", f"{low}+"), False
        elif high is not None and need.age > high:
            yield Reason("age", f"≤{high}"), False
        else:
            yield (
                Reason("age", str(need.age)),
                True if low is not None or high is not None else None,
            )
    if need.areas:
        yield Reason("area"), offer.serves(need.areas)
    for taxonomy, term in sorted(need.terms):
        yield Reason(taxonomy, term), offer.takes(taxonomy, term)
    if offer.maximum is not None:
        yield Reason("place"), None if offer.available is None else offer.available > 0


def _freshness(offer: Offer, now: dt.datetime) -> float:
    if offer.capacity_updated is None:
        return 0.0
    days = max((now - offer.capacity_updated).total_seconds() / 86400, 0.0)
    return 0.5 ** (days / CAPACITY_HALF_LIFE_DAYS)


def match(need: Need, offers: Iterable[Offer], *, now: dt.datetime) -> list[Candidate]:
    """Every offer of the wanted kind with its verdict, what fits first.

    The order does not depend on the order of ``offers``.
    """
    candidates: list[Candidate] = []
    for offer in offers:
        if need.kind and offer.kind != need.kind:
            continue
        pro: list[Reason] = []
        contra: list[Reason] = []
        ask: list[Reason] = []
        for reason, answer in _criteria(need, offer):
            (ask if answer is None else pro if answer else contra).append(reason)
        spoken = sorted(need.languages & offer.languages)
        pro += [Reason("language", language) for language in spoken]
        if not offer.is_fresh(now.date()):
            ask.append(Reason("stale"))
        verdict = Verdict.NO if contra else Verdict.ASK if ask else Verdict.FITS
        score = len(pro) + len(spoken) + _freshness(offer, now) - len(ask)
        candidates.append(Candidate(offer, verdict, tuple(pro), tuple(contra), tuple(ask), score))
    order = {Verdict.FITS: 0, Verdict.ASK: 1, Verdict.NO: 2}
    return sorted(
        candidates,
        key=lambda c: (order[c.verdict], len(c.contra), -c.score, str(c.offer.service_id)),
    )


def almost(candidates: Sequence[Candidate], limit: int = 3) -> list[Candidate]:
    """The refused offers that fail on the fewest criteria: what to relax when nothing fits."""
    refused = [candidate for candidate in candidates if candidate.verdict is Verdict.NO]
    return refused[:limit]


def shortage(candidates: Sequence[Candidate]) -> frozenset[str]:
    """What was lacking when no offer fitted: the criteria on which the nearest offers failed."""
    if any(candidate.verdict is not Verdict.NO for candidate in candidates):
        return frozenset()
    nearest = almost(candidates)
    if not nearest:
        return frozenset({"no_offer"})
    return frozenset(
        f"{reason.code}:{reason.about}" if reason.about else reason.code
        for candidate in nearest
        for reason in candidate.contra
    )
