"""Which signals are about one thing: by the engine's stated weights and by what people decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samen.casework.domain.entities import Mention
from samen.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from samen.engines.linkage.judgements import Judgement
    from samen.engines.linkage.linking import Linked
    from samen.engines.linkage.stated import Reason
    from samen.engines.linkage.stated_weights import Question

QUESTIONS = ("employer", "address", "phone", "advert")
"""About what signals can form a series."""

ASKED = 10
"""Doubtful pairs shown at once."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided (the sealed part ``id``) about two mentions: one thing or two."""

    id: UUID
    question: str
    left: UUID
    right: UUID
    same: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Why two mentions are, or may be, about one thing. ``decided``: a person said so."""

    left: Mention
    right: Mention
    probability: float
    reasons: tuple[Reason, ...]
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Mentions of one thing, oldest first, and the links that hold them together."""

    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]

    @property
    def label(self) -> str:
        """The name most used."""
        return Counter(mention.entity.label for mention in self.mentions).most_common(1)[0][0]

    @property
    def signals(self) -> int:
        """Number of signals."""
        return len({mention.subject_id for mention in self.mentions})

    @property
    def organisations(self) -> int:
        """Number of organisations whose signals they are."""
        return len({mention.owner_id for mention in self.mentions})

    @property
    def years(self) -> tuple[tuple[int, tuple[Mention, ...]], ...]:
        """Every year from the first to the last, with its mentions; no year is left out."""
        days = [mention.day.year for mention in self.mentions if mention.day]
        return tuple(
            (year, tuple(m for m in self.mentions if m.day and m.day.year == year))
            for year in range(min(days, default=0), max(days, default=-1) + 1)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Series, longest first; pairs to ask a person about; decisions that others contradict."""

    series: tuple[Series, ...]
    doubts: tuple[Link, ...]
    contradicted: tuple[Decided, ...]


def _key(part_id: UUID) -> str:
    return f"records/{part_id}"


def _judgements(decided: Iterable[Decided]) -> list[Judgement]:
    from samen.engines.linkage.judgements import Judgement

    return [
        Judgement(_key(d.left), _key(d.right), "same" if d.same else "different") for d in decided
    ]


def contradicted(decided: Sequence[Decided]) -> tuple[Decided, ...]:
    """Decisions that two are different although other decisions make them one."""
    from samen.engines.linkage.judgements import contradictions

    joined = [one for one in decided if one.same]
    return tuple(
        one for one in decided if not one.same and contradictions(_judgements([*joined, one]))
    )


def _row(mention: Mention) -> dict[str, object]:
    from samen.engines.linkage.stated_weights import door_of

    told = mention.entity
    return {
        "id": str(mention.id),
        "name": told.name,
        "kvk": told.kvk,
        "door": door_of(told.street, told.number, told.postcode, told.place),
        "phone": told.phone,
        "url": told.url,
    }


def find_series(
    question: str,
    mentions: Sequence[Mention],
    decided: Sequence[Decided],
    *,
    shown: Callable[[Mention], bool] = lambda _: True,
    least: int = 2,
) -> Found:
    """Series of at least ``least`` signals about one ``question`` (:data:`QUESTIONS`).

    Only what the reader could open may be in ``mentions``: a link goes by nothing else. Mentions
    that are not ``shown`` are left out before anything is counted. Decisions that contradict each
    other are set aside and told, never a reason to show nothing.
    """
    from samen.engines.linkage.entities import series_of
    from samen.engines.linkage.stated import ask
    from samen.engines.linkage.stated_weights import QUESTIONS as ASKABLE

    asked = ASKABLE[question]
    decided = [one for one in decided if one.question == question]
    astray = contradicted(decided)
    judgements = _judgements(one for one in decided if one not in astray)
    linked = ask(asked, [_row(mention) for mention in mentions], judgements)
    if linked is None:
        return Found((), (), astray)
    known = {str(mention.id): mention for mention in mentions}
    links = _links(asked, linked, known, [one for one in decided if one.same])
    days = {("records", key): m.day.isoformat() for key, m in known.items() if m.day}
    found: list[Series] = []
    for one in series_of(linked, days, lambda _, key: shown(known[key])):
        inside = tuple(known[key] for _, key, _ in one.signals)
        made = Series(inside, _spanning(inside, links))
        if made.signals >= least:
            found.append(made)
    found.sort(key=lambda s: -s.signals)
    return Found(tuple(found), _doubts(asked, linked, known, judgements, shown), astray)


def _link(asked: Question, pair: Mapping[str, Any], known: Mapping[str, Mention]) -> Link:
    from samen.engines.linkage.stated import explain

    left, right = (known[pair[side].removeprefix("records/")] for side in ("left", "right"))
    return Link(left, right, pair["match_probability"], explain(asked, pair))


def _links(
    asked: Question, linked: Linked, known: Mapping[str, Mention], joined: Sequence[Decided]
) -> list[Link]:
    """Every link that counts, the surest first; a decision counts before any weight."""
    threshold = asked.spec.thresholds.link
    weighed = [
        _link(asked, pair, known)
        for pair in linked.pairs().to_pylist()
        if pair["match_probability"] >= threshold
    ]
    weighed.sort(key=lambda link: -link.probability)
    by_person = [
        Link(known[str(one.left)], known[str(one.right)], 1.0, (), decided=True)
        for one in joined
        if str(one.left) in known and str(one.right) in known
    ]
    return by_person + weighed


def _spanning(inside: Sequence[Mention], links: Sequence[Link]) -> tuple[Link, ...]:
    """As few links as hold the mentions together, the surest first."""
    group = {mention.id: mention.id for mention in inside}
    kept: list[Link] = []
    for link in links:
        a, b = group.get(link.left.id), group.get(link.right.id)
        if a is not None and b is not None and a != b:
            group = {key: a if value == b else value for key, value in group.items()}
            kept.append(link)
    return tuple(kept)


def _doubts(
    asked: Question,
    linked: Linked,
    known: Mapping[str, Mention],
    judgements: Sequence[Judgement],
    shown: Callable[[Mention], bool],
) -> tuple[Link, ...]:
    """Pairs that may be one thing, worth most first; of two series only one pair.

    Whoever said that a mention is not one of a series need not say it of every other in it.
    """
    from samen.engines.linkage.review import review_queue

    pairs = {(pair["left"], pair["right"]): pair for pair in linked.pairs().to_pylist()}
    found: list[Link] = []
    series_of_key = dict(zip(linked.keys(), linked.ids, strict=True))
    asked_about = {
        frozenset((series_of_key[one.left], series_of_key[one.right]))
        for one in judgements
        if one.verdict == "different" and {one.left, one.right} <= series_of_key.keys()
    }
    for row in review_queue(linked, judgements).to_pylist():
        between = frozenset((linked.ids[row["row_left"]], linked.ids[row["row_right"]]))
        link = _link(asked, pairs[row["left"], row["right"]], known)
        if row["linked"] or between in asked_about or not (shown(link.left) and shown(link.right)):
            continue
        asked_about.add(between)
        found.append(link)
        if len(found) == ASKED:
            break
    return tuple(found)


def check_decision(decided: Sequence[Decided], new: Decided) -> None:
    """Whether ``new`` can stand beside what was decided before.

    Raises:
        InvalidInput: it contradicts other decisions; one of them must be undone first.
    """
    from samen.engines.linkage.judgements import contradictions

    same_question = [one for one in decided if one.question == new.question]
    before = {p.where for p in contradictions(_judgements(same_question))}
    after = contradictions(_judgements([*same_question, new]))
    if problems := [problem for problem in after if problem.where not in before]:
        raise InvalidInput(problems)
