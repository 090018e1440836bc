"""The verbs of the system workbench: start a model, change a draft, save and restore versions.

A draft is one member's scratch pad: it is not logged. A version is for everybody, stays for ever
and is one entry in the logbook.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from samen.analysis import policy
from samen.analysis.domain.systems import Change, Document, parse
from samen.analysis.models import SystemDraft, SystemModel
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor

ACTIVITY = "analysis"
SAVE = "analysis.systems.save"


@in_turn
def start_model(actor: Actor, *, title: str, document: Document, note: str) -> UUID:
    """Start a model with this document as version 1; its id.

    Raises:
        PermissionDenied: the actor may not change system models.
        InvalidInput: the title is empty or too long.
    """
    _allow(actor)
    title = title.strip()
    if not 0 < len(title) <= 200:
        raise InvalidInput(Problem("title", "takes 1 to 200 characters", title, "length"))
    model = SystemModel.objects.create(id=uuid4(), title=title)
    _add_version(actor, model, document, note)
    return model.id


@in_turn
def change_draft(actor: Actor, *, model_id: UUID, change: Change) -> None:
    """Change the actor's draft of a model; the first change starts it from the last version.

    Raises:
        PermissionDenied: the actor may not change system models.
        InvalidInput: there is no such model, or the change cannot be made.
    """
    _allow(actor)
    model = _locked(model_id)
    last = model.versions.first()
    assert last is not None
    draft = model.drafts.filter(member=actor.member_id).first() or SystemDraft(
        model=model, member=actor.member_id, base=last.number, document=last.document
    )
    draft.document = change(parse(draft.document)).text
    draft.save()


@in_turn
def discard_draft(actor: Actor, *, model_id: UUID) -> None:
    """Drop what the actor changed since the last version.

    Raises:
        PermissionDenied: the actor may not change system models.
    """
    _allow(actor)
    SystemDraft.objects.filter(model_id=model_id, member=actor.member_id).delete()


@in_turn
def save_version(actor: Actor, *, model_id: UUID, note: str, over: bool = False) -> int:
    """Save the actor's draft as the next version; its number.

    Raises:
        PermissionDenied: the actor may not change system models.
        InvalidInput: no such model, nothing to save, no note, or somebody saved a version since
            the draft was started and ``over`` does not say to put this one after it.
    """
    _allow(actor)
    model = _locked(model_id)
    note = note.strip()
    if not 0 < len(note) <= 500:
        raise InvalidInput(Problem("note", "say in 1 to 500 characters what changed", None, "note"))
    draft = model.drafts.filter(member=actor.member_id).first()
    last = model.versions.first()
    assert last is not None
    if draft is None or draft.document == last.document:
        raise InvalidInput(Problem("draft", "nothing has changed since the last version"))
    if draft.base != last.number and not over:
        rule = "somebody saved a version after you started; compare, then tick this box"
        raise InvalidInput(Problem("over", rule, None, "newer"))
    number = _add_version(actor, model, parse(draft.document), note)
    draft.delete()
    return number


@in_turn
def restore_version(actor: Actor, *, model_id: UUID, number: int, note: str) -> int:
    """Make an earlier version the newest, as a new version; its number. Nothing is lost.

    Raises:
        PermissionDenied: the actor may not change system models.
        InvalidInput: no such model or version, or it is the newest already.
    """
    _allow(actor)
    model = _locked(model_id)
    old = model.versions.filter(number=number).first()
    last = model.versions.first()
    if old is None or last is None or old.document == last.document:
        rule = "must be an earlier version that differs from the newest"
        raise InvalidInput(Problem("version", rule, number, "version"))
    return _add_version(actor, model, parse(old.document), note)


def _add_version(actor: Actor, model: SystemModel, document: Document, note: str) -> int:
    last = model.versions.first()
    number = last.number + 1 if last else 1
    model.versions.create(
        number=number,
        document=document.text,
        digest=document.digest,
        note=note[:500],
        saved_on=timezone.localdate(),
        saved_by=actor.member_id,
        organisation=actor.organisation_name,
    )
    details = {"version": number, "digest": document.digest}
    record(actor=actor, activity=ACTIVITY, name=SAVE, subjects=[model.id], details=details)
    return number


def _locked(model_id: UUID) -> SystemModel:
    model = SystemModel.objects.select_for_update().filter(id=model_id).first()
    if model is None:
        raise InvalidInput(Problem("model", "is not there", str(model_id), "unknown"))
    return model


def _allow(actor: Actor) -> None:
    decision = policy.may_edit_models(actor)
    if not decision:
        raise PermissionDenied(decision.reason)
