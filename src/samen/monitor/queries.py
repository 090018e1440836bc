"""Reads of the monitor. Public figures need no actor: they are the same for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied

from samen.kernel.codes import FormOfExploitation, Sex
from samen.kernel.errors import InvalidInput, Problem
from samen.monitor import models, policy
from samen.monitor.domain import programme as values
from samen.monitor.domain.counting import (
    AgeGroup,
    CaptureHistory,
    Event,
    EventKind,
    Registration,
    ReporterType,
    registrations,
)
from samen.monitor.domain.counting import capture_histories as tabulate
from samen.monitor.domain.programme_file import EXAMPLE
from samen.monitor.domain.release_audit import AuditSummary, audit_from_json
from samen.monitor.domain.release_document import ReleaseDocument, digest_of
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as pages show it."""

    id: UUID
    number: int
    title: str
    state: str
    digest: str
    clean: bool
    prepared_by: UUID
    prepared_on: dt.date
    decided_on: dt.date | None
    decision_note: str
    published_on: dt.date | None
    revision_note: str
    replaces: int | None
    replaced_by: int | None
    document: ReleaseDocument
    text: str
    """The document as it was written down: what the digest is of."""
    audit: AuditSummary


def standing_registrations(years: Iterable[int]) -> list[Registration]:
    """Registrations that stand in the years. For making a release only: it is not protected."""
    rows = models.Event.objects.filter(year__in=list(years)).order_by("key", "year", "number")
    events = (
        Event(
            key,
            year,
            EventKind(kind),
            FormOfExploitation(form),
            region,
            Sex(sex),
            AgeGroup(age),
            ReporterType(reporter),
        )
        for key, year, kind, form, region, sex, age, reporter in rows.values_list(
            "key", "year", "kind", "form", "region", "sex", "age_group", "reporter"
        )
    )
    return list(registrations(events).values())


def counted_years(actor: Actor) -> list[int]:
    """Years in which anything was counted, early to late."""
    _allow_releases(actor)
    years = models.Event.objects.order_by("year").values_list("year", flat=True).distinct()
    return list(years)


def capture_histories(actor: Actor, *, years: Iterable[int]) -> tuple[CaptureHistory, ...]:
    """Per year and group of forms: how many victims were brought in by which reporters together.

    What multiple systems estimation needs, and for an analyst only. It is a table of counts: no
    row is a person, and neither token, region, age, sex nor day is in it, so that an analyst
    learns about nobody what the job does not need. Its cells are small all the same (one victim
    whom the inspectorate and an NGO both brought in), and whoever knows such a person could
    recognise them and learn who else reported them. So it may be worked with inside, where every
    reading is in the logbook, and may not leave: published figures go through a release, which
    hides small cells, and the report of an estimate holds totals and ranges, never this table.

    Raises:
        PermissionDenied: the actor is no analyst.
    """
    decision = policy.may_read_histories(actor)
    if not decision:
        raise PermissionDenied(decision.reason)
    chosen = sorted(set(years))
    found = tabulate(standing_registrations(chosen))
    details = {"first_year": chosen[0], "last_year": chosen[-1]} if chosen else {}
    record(actor=actor, activity="counting", name="monitor.capture_histories", details=details)
    return found


def releases(actor: Actor) -> list[ReleaseView]:
    """Every release, newest first."""
    _allow_releases(actor)
    return [_view(row) for row in _releases()]


def release(actor: Actor, release_id: UUID) -> ReleaseView | None:
    """One release with its audit."""
    _allow_releases(actor)
    row = _releases().filter(id=release_id).first()
    return _view(row) if row else None


def published_releases() -> list[ReleaseView]:
    """Published releases, newest first."""
    return [_view(row) for row in _releases().filter(state=models.ReleaseState.PUBLISHED)]


def published_documents() -> dict[int, ReleaseDocument]:
    """What was ever published, by number, the oldest first; replaced releases too."""
    rows = models.Release.objects.filter(state=models.ReleaseState.PUBLISHED).order_by("number")
    return {row.number: ReleaseDocument.from_json(row.document) for row in rows}


def published_release(number: int) -> ReleaseView | None:
    """The published release with this number.

    Raises :class:`~samen.kernel.errors.InvalidInput` when its document does not have the digest it
    was approved with: figures that changed silently are not shown.
    """
    row = _releases().filter(number=number, state=models.ReleaseState.PUBLISHED).first()
    if row is None:
        return None
    if digest_of(row.document) != row.digest:
        raise InvalidInput(Problem("release", "differs from what was published", number, "digest"))
    return _view(row)


def programme(actor: Actor | None, code: str | None = None) -> values.Programme | None:
    """The programme with this code, by default the one that starts last; None when there is none.

    Any member may read the board; ``actor`` is None for the machine's own command line.
    """
    del actor  # the board is open to every member
    rows = models.Programme.objects.order_by("-start", "code")
    row = (rows.filter(code=code) if code else rows).first()
    if row is None:
        return None
    lines = row.lines.prefetch_related(
        "actions__history", "actions__indicators__measurements", "actions__money"
    )
    return values.Programme(
        code=row.code,
        title=row.title,
        description=row.description,
        start=row.start,
        end=row.end,
        organisation=values.Organisation(
            row.organisation_reference, row.organisation_name, row.organisation_type
        ),
        sources=row.sources,
        lines=tuple(_line(line) for line in lines),
        budget=_amounts(row.money.filter(action__isnull=True), models.Money.Kind.BUDGET),
    )


def _allow_releases(actor: Actor) -> None:
    decision = policy.may_read_releases(actor)
    if not decision:
        raise PermissionDenied(decision.reason)


def _releases():
    return models.Release.objects.select_related("replaces", "replaced_by")


def _view(row: models.Release) -> ReleaseView:
    replaced_by = getattr(row, "replaced_by", None)
    return ReleaseView(
        id=row.id,
        number=row.number,
        title=row.title,
        state=row.state,
        digest=row.digest,
        clean=row.clean,
        prepared_by=row.prepared_by,
        prepared_on=row.prepared_on,
        decided_on=row.decided_on,
        decision_note=row.decision_note,
        published_on=row.published_on,
        revision_note=row.revision_note,
        replaces=row.replaces.number if row.replaces else None,
        replaced_by=(
            replaced_by.number
            if replaced_by and replaced_by.state == models.ReleaseState.PUBLISHED
            else None
        ),
        document=ReleaseDocument.from_json(row.document),
        text=row.document,
        audit=audit_from_json(row.audit),
    )


def _line(row: models.ActionLine) -> values.ActionLine:
    return values.ActionLine(
        code=row.code,
        title=row.title,
        description=row.description,
        source=row.source,
        actions=tuple(_action(action) for action in row.actions.all()),
    )


def _action(row: models.Action) -> values.Action:
    return values.Action(
        code=row.code,
        title=row.title,
        owner=row.owner,
        partners=tuple(row.partners),
        goal=row.goal,
        deadline=row.deadline,
        certainty=values.Certainty(row.certainty),
        certainty_note=row.certainty_note,
        source=row.source,
        example=row.source == EXAMPLE,
        history=tuple(
            values.StateChange(c.day, values.ActionState(c.state), c.explanation, c.by)
            for c in row.history.all()
        ),
        indicators=tuple(_indicator(indicator) for indicator in row.indicators.all()),
        budget=_amounts(row.money.all(), models.Money.Kind.BUDGET),
        spent=_amounts(row.money.all(), models.Money.Kind.SPENT),
    )


def _indicator(row: models.Indicator) -> values.Indicator:
    return values.Indicator(
        code=row.code,
        title=row.title,
        measure=values.Measure(row.measure),
        ascending=row.ascending,
        definition=row.definition,
        known_bias=row.known_bias,
        baseline_year=row.baseline_year,
        baseline=_exact(row.baseline),
        source=row.source,
        measurements=tuple(
            values.Measurement(
                values.Period.parse(m.period), _exact(m.target), _exact(m.actual), m.source
            )
            for m in row.measurements.all()
        ),
    )


def _exact(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column's fixed scale adds."""
    return None if value is None else Decimal(format(value.normalize(), "f"))


def _amounts(rows: Iterable[models.Money], kind: str) -> tuple[values.Amount, ...]:
    return tuple(
        values.Amount(values.Period.parse(m.period), m.euros, m.source)
        for m in rows
        if m.kind == kind
    )
