"""The way of a release: an analyst prepares, a privacy officer decides, an analyst publishes."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from samen.kernel.decision import Decision
from samen.kernel.errors import Problem, raise_if_any
from samen.monitor import policy, queries
from samen.monitor.domain.counting import UNKNOWN_REGION
from samen.monitor.domain.publication import DEFAULT_THRESHOLD, make_release
from samen.monitor.domain.release_audit import audit_from_json, audit_to_json
from samen.monitor.domain.release_document import ReleaseDocument, digest_of
from samen.monitor.models import Release, ReleaseState
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, regions
from samen.platform.outbox.public import publish
from samen.platform.web import pagecache

_ACTIVITY = "publication"


@transaction.atomic
def prepare_release(
    actor: Actor,
    *,
    title: str,
    first_year: int,
    last_year: int,
    threshold: int = DEFAULT_THRESHOLD,
    replaces: UUID | None = None,
    revision_note: str = "",
) -> UUID:
    """Protect the figures of the years and put them before the privacy officer.

    Args:
        title: of the release.
        first_year: first calendar year.
        last_year: last calendar year, at most ten in all.
        threshold: counts from 1 to ``threshold - 1`` are hidden; 5 or more.
        replaces: id of the published release that this one revises.
        revision_note: what changed and why; asked for when it replaces another.

    Returns:
        Id of the release.

    Raises:
        PermissionDenied: the actor is no analyst.
        InvalidInput: wrong years or threshold, nothing to publish, a revision without a note, or
            laid beside what was published before it would give somebody away.
    """
    _allow(policy.may_prepare_release(actor))
    problems: list[Problem] = []
    if not title.strip():
        problems.append(Problem("title", "may not be empty"))
    if not first_year <= last_year < first_year + 10:
        problems.append(Problem("last_year", "lies 0 to 9 years after the first", last_year))
    if threshold < 5:
        problems.append(Problem("threshold", "is at least 5", threshold))
    if replaces is not None:
        old = Release.objects.filter(id=replaces, state=ReleaseState.PUBLISHED).first()
        if old is None or hasattr(old, "replaced_by"):
            rule = "is a published release that nothing replaces yet"
            problems.append(Problem("replaces", rule, str(replaces)))
        if not revision_note.strip():
            problems.append(Problem("revision_note", "says what changed and why"))
    raise_if_any(problems)
    today = timezone.localdate()
    document, audit = make_release(
        queries.standing_registrations(range(first_year, last_year + 1)),
        title=title,
        years=range(first_year, last_year + 1),
        regions=[*sorted(unit.code for unit in regions("police_unit")), UNKNOWN_REGION],
        counted_on=today,
        threshold=threshold,
        against=queries.published_documents(),
    )
    text = document.to_json()
    number = (Release.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    release = Release.objects.create(
        number=number,
        title=title,
        state=ReleaseState.PREPARED,
        document=text,
        digest=digest_of(text),
        audit=audit_to_json(audit),
        clean=audit.clean,
        replaces_id=replaces,
        revision_note=revision_note,
        prepared_by=actor.member_id,
        prepared_on=today,
    )
    _log(actor, "prepare_release", release)
    return release.id


@in_turn
def decide_release(actor: Actor, *, release_id: UUID, approve: bool, note: str = "") -> None:
    """Approve or refuse a prepared release, having seen its audit.

    Raises:
        PermissionDenied: no privacy officer, the one who prepared it, or an audit that is not
            clean.
        InvalidInput: not a prepared release, a refusal without a reason, or another release was
            published since: the audit says nothing of the two together.
    """
    # What was approved may still be taken back until it is out.
    taken_back = () if approve else (ReleaseState.APPROVED,)
    release = _in_state(release_id, ReleaseState.PREPARED, *taken_back)
    _allow(policy.may_decide_release(actor, release.prepared_by, release.clean, approve))
    if approve:
        _refuse_outdated(release)
    if not approve and not note.strip():
        raise_if_any([Problem("note", "says why the release is refused")])
    release.state = ReleaseState.APPROVED if approve else ReleaseState.REFUSED
    release.decided_by, release.decided_on = actor.member_id, timezone.localdate()
    release.decision_note = note
    if not approve:
        release.replaces = None
    release.save()
    _log(actor, "approve_release" if approve else "refuse_release", release)


@in_turn
def publish_release(actor: Actor, *, release_id: UUID) -> None:
    """Publish an approved release: from now on it never changes.

    Raises:
        PermissionDenied: the actor is no analyst.
        InvalidInput: not an approved release, its document was changed since, or another release
            was published in the meantime.
    """
    _allow(policy.may_prepare_release(actor))
    release = _in_state(release_id, ReleaseState.APPROVED)
    if digest_of(release.document) != release.digest:
        raise_if_any([Problem("release", "differs from what was approved", release.number)])
    _refuse_outdated(release)
    release.state = ReleaseState.PUBLISHED
    release.published_by, release.published_on = actor.member_id, timezone.localdate()
    release.save()
    _log(actor, "publish_release", release)
    transaction.on_commit(pagecache.clear)
    publish(kind="release.published", subject=release.id, data={"number": release.number})


def _allow(decision: Decision) -> None:
    if not decision:
        raise PermissionDenied(decision.reason)


def _in_state(release_id: UUID, *states: ReleaseState) -> Release:
    release = Release.objects.select_for_update().filter(id=release_id).first()
    if release is None or release.state not in states:
        raise_if_any([Problem("release", f"must be {states[0]}", str(release_id), "state")])
    assert release is not None
    return release


def _refuse_outdated(release: Release) -> None:
    """Refuse where figures of the same years came out that the audit does not know."""
    years = set(ReleaseDocument.from_json(release.document).years)
    known = audit_from_json(release.audit).against
    rule = "was published after this one was prepared: prepare it again"
    raise_if_any(
        Problem(f"release {number}", rule, code="outdated")
        for number, document in queries.published_documents().items()
        if number not in known and years & set(document.years)
    )


def _log(actor: Actor, verb: str, release: Release) -> None:
    details = {"release": release.number}
    record(actor=actor, activity=_ACTIVITY, name=f"monitor.{verb}", details=details)
