"""The verbs of the logbook: add an entry, sign a checkpoint."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from samen.kernel.clock import today
from samen.platform.logbook import keys, trace
from samen.platform.logbook.domain import merkle
from samen.platform.logbook.domain.checkpoint import Checkpoint, sign
from samen.platform.logbook.domain.entry import EntryContent, commit, leaf_bytes, pseudonym
from samen.platform.logbook.models import Entry, Head, Node, StoredCheckpoint, Subject
from samen.platform.organisations.domain.actor import Actor


@transaction.atomic
def record(
    *,
    actor: Actor | None,
    activity: str,
    name: str,
    subjects: Iterable[UUID] = (),
    decision_id: UUID | None = None,
    details: Mapping[str, str | int] | None = None,
    status: str = "Ok",
) -> int:
    """Add one entry to the logbook, in the caller's transaction; never personal data.

    The head row is locked until that transaction ends, so that numbers are consecutive and no
    two entries take the same place: call this last.

    Args:
        actor: who acts; None for the platform itself.
        activity: code of the processing activity in the register (GDPR article 30).
        name: the verb, as ``capability.verb``: ``casework.open_signal``.
        subjects: ids of the persons, reports or parts concerned; stored as pseudonyms.
        decision_id: the sharing decision this rests on.
        details: codes and counts only.
        status: ``Ok``, or ``Error`` for something that was refused.

    Returns:
        The entry's index, counted from 0.
    """
    current = trace.CURRENT.get() or trace.begin()
    now = timezone.now()
    key, salt = keys.pseudonym_key(), secrets.token_bytes(16)
    pseudonyms = sorted({pseudonym(subject, key) for subject in subjects})
    head = Head.objects.select_for_update().get()
    content = EntryContent(
        index=head.size,
        trace_id=current.trace_id,
        span_id=secrets.token_hex(8),
        name=name,
        activity=activity,
        status=status,
        start=min(current.start, now),
        end=now,
        organisation_id=actor.organisation_id if actor else None,
        member_id=actor.member_id if actor else None,
        processor=current.processor,
        decision_id=decision_id,
        details=dict(details or {}),
        commitment=commit(pseudonyms, salt),
    )
    leaf = merkle.leaf_hash(leaf_bytes(content))
    frontier, finished = merkle.append(head.size, split_hashes(head.frontier), leaf)
    Entry.objects.create(
        salt=salt,
        leaf_hash=leaf,
        **{field: getattr(content, field) for field in STORED_FIELDS},
    )
    if pseudonyms:
        Subject.objects.bulk_create(
            Subject(entry_id=head.size, pseudonym=value) for value in pseudonyms
        )
    if finished:
        Node.objects.bulk_create(
            Node(level=level, position=position, hash=value)
            for (level, position), value in finished
        )
    Head.objects.update(size=head.size + 1, frontier=b"".join(frontier))
    return head.size


STORED_FIELDS = tuple(
    field
    for field in EntryContent.__dataclass_fields__
    if field != "commitment"  # recomputed from the salt and the subjects when it is checked
)


def split_hashes(joined: bytes | memoryview) -> list[bytes]:
    """A stored frontier as hashes of 32 bytes."""
    joined = bytes(joined)
    return [joined[start : start + 32] for start in range(0, len(joined), 32)]


@transaction.atomic
def make_checkpoint(*, actor: Actor | None) -> StoredCheckpoint:
    """Sign and keep the present size and root; the same size gives the stored checkpoint again.

    Making one is itself no entry: otherwise the newest checkpoint would never be up to date.
    ``actor`` is for the signature of every action; a checkpoint names nobody.
    """
    del actor
    head = Head.objects.select_for_update().get()
    stored = StoredCheckpoint.objects.filter(size=head.size).first()
    if stored:
        return stored
    root = merkle.root(split_hashes(head.frontier))
    note = sign(Checkpoint(keys.origin(), head.size, root), keys.signing_key())
    return StoredCheckpoint.objects.create(size=head.size, root=root, signed_on=today(), note=note)
