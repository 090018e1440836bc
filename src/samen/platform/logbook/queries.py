"""Reads of the logbook. Who asks about a subject stands in the logbook from then on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Power

from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import LOGBOOK, acting
from samen.platform.logbook import actions, keys
from samen.platform.logbook.domain import merkle, verification
from samen.platform.logbook.domain.entry import (
    EntryContent,
    commit,
    leaf_bytes,
    logboek_dataverwerkingen,
    pseudonym,
)
from samen.platform.logbook.models import Entry, Head, Node, StoredCheckpoint
from samen.platform.organisations.domain.actor import Actor

PAGE = 50
REGISTER = "urn:samen:processing-activity:"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry as it is shown."""

    index: int
    start: datetime
    end: datetime
    activity: str
    name: str
    status: str
    organisation_id: UUID | None
    member_id: UUID | None
    decision_id: UUID | None
    details: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is in the tree: everything a stranger needs to check it without us."""

    index: int
    size: int
    leaf: str
    leaf_hash: str
    path: Sequence[str]
    root: str


@transaction.atomic
def entries_about(actor: Actor, subject_id: UUID) -> list[LogLine]:
    """Every entry about one subject, newest first: who read this datum, on which decision.

    The organisation that made the subject's first entry keeps it, and sees what everyone did;
    any other sees its own entries only. The question itself is logged.
    """
    about = Entry.objects.filter(
        subjects__pseudonym=pseudonym(subject_id, keys.pseudonym_key())
    ).order_by("-index")
    with acting(LOGBOOK):
        rows = list(about)
    keeper = rows[-1].organisation_id if rows else None
    if keeper != actor.organisation_id:
        rows = [row for row in rows if row.organisation_id == actor.organisation_id]
    actions.record(
        actor=actor,
        activity="accountability",
        name="logbook.entries_about",
        subjects=[subject_id],
        details={"entries": len(rows)},
    )
    return [_line(row) for row in rows]


def page(
    actor: Actor,
    *,
    before: int | None = None,
    activity: str = "",
    name: str = "",
    since: date | None = None,
    until: date | None = None,
) -> list[LogLine]:
    """At most ``PAGE`` entries of the actor's organisation, newest first, below ``before``."""
    found = _own(actor, since, until)
    if before is not None:
        found = found.filter(index__lt=before)
    if activity:
        found = found.filter(activity=activity)
    if name:
        found = found.filter(name=name)
    return [_line(row) for row in found.order_by("-index")[:PAGE]]


def count(actor: Actor, *, name: str, since: date) -> int:
    """How many entries of one name the actor's organisation has since a day."""
    return _own(actor, since).filter(name=name).count()


def choices(actor: Actor) -> tuple[list[str], list[str]]:
    """The activities and the names that occur among the actor's organisation's entries."""
    own = _own(actor).order_by()
    activities = own.values_list("activity", flat=True).distinct()
    names = own.values_list("name", flat=True).distinct()
    return sorted(activities), sorted(names)


def entry(actor: Actor, index: int) -> LogLine | None:
    """One entry of the actor's organisation; None if it has no such entry."""
    row = _own(actor).filter(index=index).first()
    return None if row is None else _line(row)


def size() -> int:
    """How many entries the logbook has."""
    return Head.objects.get().size


def root_at(tree_size: int) -> bytes:
    """The root over the first ``tree_size`` entries."""
    return merkle.root(stored_hashes(merkle.frontier_addresses(tree_size)))


def prove(index: int, tree_size: int) -> Proof:
    """That entry ``index`` is in the tree of the first ``tree_size`` entries.

    Raises:
        InvalidInput: if there is no such entry among them.
    """
    if not 0 <= index < tree_size:
        raise InvalidInput(Problem("entry", f"must be a number below {tree_size}", index))
    with acting(LOGBOOK):
        row = Entry.objects.prefetch_related("subjects").get(index=index)
    return Proof(
        index=index,
        size=tree_size,
        leaf=leaf_bytes(content_of(row)).decode(),
        leaf_hash=bytes(row.leaf_hash).hex(),
        path=[item.hex() for item in merkle.inclusion_proof(index, tree_size, stored_hashes)],
        root=root_at(tree_size).hex(),
    )


def prove_consistency(old: int, new: int) -> list[str]:
    """That the logbook of ``old`` entries is the beginning of that of ``new``.

    Raises:
        InvalidInput: unless ``0 < old <= new <= size()``.
    """
    present = size()
    if not 0 < old <= new <= present:
        raise InvalidInput(
            Problem("size", f"must be from 1 up to the {present} entries there are", old)
        )
    return [item.hex() for item in merkle.consistency_proof(old, new, stored_hashes)]


def verify(kept: Mapping[int, bytes] | None = None) -> verification.Verification:
    """Check the whole logbook against its tree, its checkpoints and those ``kept`` elsewhere."""
    head = Head.objects.get()
    rows = Entry.objects.order_by("index").prefetch_related("subjects").iterator(chunk_size=2000)
    finished_at = (F("position") + 1) * Power(2, F("level"))
    nodes = Node.objects.order_by(finished_at, "level").values_list("level", "position", "hash")
    checkpoints = dict(StoredCheckpoint.objects.values_list("size", "root"))
    return verification.verify(
        verification.Stored(
            entries=((content_of(row), bytes(row.leaf_hash)) for row in rows),
            nodes=(((level, place), bytes(value)) for level, place, value in nodes.iterator()),
            size=head.size,
            frontier=actions.split_hashes(head.frontier),
        ),
        {at: bytes(root) for at, root in checkpoints.items()} | dict(kept or {}),
    )


def export(actor: Actor, since: date | None, until: date | None) -> Iterator[dict[str, object]]:
    """The organisation's entries as lines of Logboek Dataverwerkingen, oldest first."""
    rows = _own(actor, since, until).prefetch_related(Prefetch("subjects"))
    for row in rows.iterator(chunk_size=1000):
        yield from logboek_dataverwerkingen(content_of(row), _pseudonyms(row), REGISTER)


def latest_checkpoint() -> StoredCheckpoint | None:
    """The newest checkpoint that was signed; it names nobody, so anyone may have it."""
    return StoredCheckpoint.objects.order_by("-size").first()


def stored_hashes(addresses: Sequence[merkle.Address]) -> list[bytes]:
    """The hashes of complete subtrees, leaves from the entries and the rest from the nodes."""
    with acting(LOGBOOK):
        return _stored_hashes(addresses)


def _stored_hashes(addresses: Sequence[merkle.Address]) -> list[bytes]:
    leaves = [position for level, position in addresses if level == 0]
    nodes = [address for address in addresses if address[0]]
    found: dict[merkle.Address, bytes] = {}
    if leaves:
        rows = Entry.objects.filter(index__in=leaves).values_list("index", "leaf_hash")
        found.update({(0, index): bytes(value) for index, value in rows})
    if nodes:
        wanted = Q()
        for level, position in nodes:
            wanted |= Q(level=level, position=position)
        rows = Node.objects.filter(wanted).values_list("level", "position", "hash")
        found.update({(level, position): bytes(value) for level, position, value in rows})
    return [found[address] for address in addresses]


def content_of(row: Entry) -> EntryContent:
    """A stored row as the values its leaf commits to; reads the prefetched subjects."""
    return EntryContent(
        commitment=commit(_pseudonyms(row), bytes(row.salt)),
        **{field: getattr(row, field) for field in actions.STORED_FIELDS},
    )


def _pseudonyms(row: Entry) -> list[str]:
    return sorted(subject.pseudonym for subject in row.subjects.all())


def _own(actor: Actor, since: date | None = None, until: date | None = None) -> QuerySet[Entry]:
    found = Entry.objects.filter(organisation_id=actor.organisation_id)
    if since:
        found = found.filter(start__date__gte=since)
    if until:
        found = found.filter(start__date__lte=until)
    return found


def _line(row: Entry) -> LogLine:
    return LogLine(**{field: getattr(row, field) for field in LogLine.__dataclass_fields__})
