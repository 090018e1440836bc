"""What signals name: our own, and what a decision opened for us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from samen.casework.domain.entities import ENTITY, JUDGEMENT, Entity, Mention
from samen.casework.domain.series import Decided, Found, find_series
from samen.casework.models import Signal
from samen.casework.queries.signals import signal_of
from samen.platform.organisations.public import Actor
from samen.platform.vault.public import (
    Keyring,
    NotGranted,
    PartInfo,
    open_many,
    part_info,
    parts_of,
    parts_of_kind,
)

LIMIT = 1000
"""Most mentions opened for one page: the newest."""


def entity_info(actor: Actor, entity_id: UUID, *, own: bool = False) -> PartInfo:
    """A mention that the actor's organisation may read, with ``own`` one that it made.

    Raises:
        NotGranted: there is none such.
    """
    info = part_info(actor, entity_id)
    if info.kind != ENTITY or (own and info.owner_id != actor.organisation_id):
        raise NotGranted(entity_id)
    return info


def _mentions(
    actor: Actor, infos: Iterable[PartInfo], contents: Mapping[UUID, Mapping[str, Any]]
) -> list[Mention]:
    infos = [info for info in infos if info.id in contents]
    ours = {i.subject_id for i in infos if i.owner_id == actor.organisation_id}
    days = dict(
        Signal.objects.filter(id__in=ours, organisation_id=actor.organisation_id).values_list(
            "id", "received_on"
        )
    )
    found: list[Mention] = []
    for info in infos:
        entity = Entity.from_content(contents[info.id])
        day = days.get(info.subject_id) or _day(entity.day)
        mine = info.subject_id in days
        found.append(Mention(info.id, info.subject_id, info.owner_id, entity, day, mine))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def signal_page(
    actor: Actor, vault: Keyring, signal_id: UUID
) -> tuple[dict[str, Any], list[Mention]]:
    """What a signal says and what it names; one entry in the logbook.

    Raises:
        NotGranted: the signal is not at the actor's organisation, or cannot be opened.
    """
    signal_of(actor, signal_id)
    infos = parts_of(actor, [signal_id], kinds=["signal", ENTITY])
    contents = open_many(actor, vault, [info.id for info in infos])
    told = [contents[i.id] for i in infos if i.kind == "signal" and i.id in contents]
    if not told:
        raise NotGranted(signal_id)
    return told[0], _mentions(actor, [i for i in infos if i.kind == ENTITY], contents)


def entity_of(actor: Actor, vault: Keyring, entity_id: UUID) -> Mention:
    """One mention of one of our own signals, opened.

    Raises:
        NotGranted: there is none such.
    """
    info = entity_info(actor, entity_id, own=True)
    for mention in _mentions(actor, [info], open_many(actor, vault, [entity_id])):
        if mention.ours:
            return mention
    raise NotGranted(entity_id)


def _decided(
    infos: Iterable[PartInfo], contents: Mapping[UUID, Mapping[str, Any]]
) -> list[Decided]:
    return [
        Decided(
            info.id, str(told["question"]), UUID(told["left"]), UUID(told["right"]),
            told["verdict"] == "same",
        )
        for info in infos
        if (told := contents.get(info.id)) is not None
    ]  # fmt: skip


def decisions(actor: Actor, vault: Keyring) -> list[Decided]:
    """What the actor's organisation decided about pairs."""
    infos = parts_of_kind(actor, [JUDGEMENT], newest=LIMIT)
    return _decided(infos, open_many(actor, vault, [info.id for info in infos]))


@dataclass(frozen=True, slots=True)
class Overview:
    """The page: how many mentions were opened, whether there are ``more`` older ones, and what
    was found; ``decided``: decisions with the two mentions they are about."""

    opened: int
    shared: int
    more: bool
    found: Found
    decided: tuple[tuple[Decided, Mention, Mention], ...]


def overview(
    actor: Actor,
    vault: Keyring,
    question: str,
    *,
    shown: Callable[[Mention], bool],
    least: int = 2,
) -> Overview:
    """Series about one question over all that the actor's organisation may read; logged as one."""
    infos = parts_of_kind(actor, [ENTITY], newest=LIMIT + 1)
    judged = parts_of_kind(actor, [JUDGEMENT], newest=LIMIT)
    more, infos = len(infos) > LIMIT, infos[:LIMIT]
    contents = open_many(actor, vault, [info.id for info in (*infos, *judged)])
    mentions = _mentions(actor, infos, contents)
    decided = _decided(judged, contents)
    known = {mention.id: mention for mention in mentions}
    return Overview(
        len(mentions),
        sum(not mention.ours for mention in mentions),
        more,
        find_series(question, mentions, decided, shown=shown, least=least),
        tuple(
            (one, known[one.left], known[one.right])
            for one in decided
            if one.question == question and one.left in known and one.right in known
        ),
    )
