"""Reads of system models. Every member may read them: they hold no persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from samen.analysis import policy
from samen.analysis.domain.systems import Difference, differences
from samen.analysis.domain.systems_effects import document_of
from samen.analysis.models import SystemModel, SystemVersion
from samen.platform.organisations.public import Actor


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list, without its document."""

    number: int
    note: str
    saved_on: dt.date
    organisation: str
    digest: str


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model in a list; ``draft``: the reader has changes that are not saved."""

    id: UUID
    title: str
    last: VersionLine
    draft: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """A model as the reader has it before them.

    ``text``: the document shown, the reader's draft if there is one; ``saved``: that of the last
    version. ``base``: the version the draft was started from.
    """

    id: UUID
    title: str
    text: str
    saved: str
    last: VersionLine
    base: int
    may_edit: bool

    @property
    def changed(self) -> bool:
        """Whether the reader has changes that are not saved."""
        return self.text != self.saved


@dataclass(frozen=True, slots=True)
class VersionStory:
    """A version and what it changed from the one before."""

    version: VersionLine
    changed: tuple[Difference, ...]


def models(actor: Actor) -> list[ModelLine]:
    """Every model with its last version."""
    mine = set(SystemModel.objects.filter(drafts__member=actor.member_id).values_list("id"))
    return [
        ModelLine(model.id, model.title, _line(model.versions.all()[0]), (model.id,) in mine)
        for model in SystemModel.objects.prefetch_related("versions")
    ]


def bench(actor: Actor, model_id: UUID) -> Bench | None:
    """A model with the actor's draft, or None when there is no such model."""
    model = SystemModel.objects.filter(id=model_id).first()
    if model is None:
        return None
    may_edit = bool(policy.may_edit_models(actor))
    last = model.versions.all()[0]
    draft = model.drafts.filter(member=actor.member_id).first() if may_edit else None
    return Bench(
        id=model.id,
        title=model.title,
        text=draft.document if draft else last.document,
        saved=last.document,
        last=_line(last),
        base=draft.base if draft else last.number,
        may_edit=may_edit,
    )


def version_text(actor: Actor, model_id: UUID, number: int) -> str | None:  # noqa: ARG001
    """The document of one version."""
    found = SystemVersion.objects.filter(model_id=model_id, number=number)
    return found.values_list("document", flat=True).first()


def history(actor: Actor, model_id: UUID) -> Iterator[VersionStory]:  # noqa: ARG001
    """The versions of a model, the newest first, each with what it changed."""
    rows = list(SystemVersion.objects.filter(model_id=model_id))
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        changed = (
            differences(document_of(before.document), document_of(row.document)) if before else ()
        )
        yield VersionStory(_line(row), changed)


def _line(row: SystemVersion) -> VersionLine:
    return VersionLine(row.number, row.note, row.saved_on, row.organisation, row.digest)
