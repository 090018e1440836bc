"""Tables of the case zone: what is needed without keys. What it is about is in sealed parts."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from samen.casework.domain.deadlines import TaskKind
from samen.casework.domain.referral import ReferralState, RefusalReason
from samen.casework.domain.status import (
    ClosingReason,
    CriminalStatus,
    HelpStatus,
    VictimStatus,
)


def _choices(codes: type) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in codes]


class SignalStatus(models.TextChoices):
    """How far a signal is."""

    NEW = "new"
    WEIGHED = "weighed"
    IN_CASE = "in_case"
    CLOSED = "closed"


class Case(models.Model):
    """The work for one or more possible victims, at one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    reference = models.CharField(max_length=10, unique=True)
    organisation_id = models.UUIDField()
    form = models.CharField(max_length=10)
    region_type = models.CharField(max_length=40, blank=True)
    region_code = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField()
    coordinator_id = models.UUIDField(null=True)
    victim_status = models.CharField(
        max_length=20, choices=_choices(VictimStatus), default=VictimStatus.POSSIBLE
    )
    help_status = models.CharField(
        max_length=20, choices=_choices(HelpStatus), default=HelpStatus.NOT_DISCUSSED
    )
    criminal_status = models.CharField(
        max_length=20, choices=_choices(CriminalStatus), default=CriminalStatus.NONE
    )
    reflection_granted_on = models.DateField(null=True)
    reflection_ends_on = models.DateField(null=True)
    reflection_dublin = models.BooleanField(null=True)
    closed_on = models.DateField(null=True)
    closing_reason = models.CharField(max_length=20, blank=True, choices=_choices(ClosingReason))

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "closed_on", "opened_on"])]


class Signal(models.Model):
    """Something that was noticed. What it says is in its sealed part."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation_id = models.UUIDField()
    source = models.CharField(max_length=20)
    source_id = models.UUIDField(null=True)
    form = models.CharField(max_length=10)
    region_type = models.CharField(max_length=40, blank=True)
    region_code = models.CharField(max_length=20, blank=True)
    received_on = models.DateField()
    status = models.CharField(max_length=10, choices=SignalStatus, default=SignalStatus.NEW)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="signals")

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "status", "received_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "source", "source_id"],
                condition=models.Q(source_id__isnull=False),
                name="one_signal_per_source",
            )
        ]


class PersonRole(models.TextChoices):
    """What a person is in a case."""

    VICTIM = "victim"
    CHILD = "child"
    WITNESS = "witness"
    SUSPECT = "suspect"
    CONTACT = "contact"


class Person(models.Model):
    """Somebody in a case; everything about them is in sealed parts, one per data category."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(max_length=10, choices=PersonRole)
    added_on = models.DateField()
    registered_on = models.DateField(null=True)


class Task(models.Model):
    """Something that is due."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation_id = models.UUIDField()
    kind = models.CharField(max_length=20, choices=_choices(TaskKind))
    signal = models.ForeignKey(Signal, null=True, on_delete=models.CASCADE, related_name="tasks")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="tasks")
    assigned_to_id = models.UUIDField(null=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "done_on", "due_on"])]


class Referral(models.Model):
    """A request for a place at a service of the help directory."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    service_id = models.UUIDField()
    provider_id = models.UUIDField(null=True)
    state = models.CharField(
        max_length=10, choices=_choices(ReferralState), default=ReferralState.OFFERED
    )
    reason = models.CharField(max_length=20, blank=True, choices=_choices(RefusalReason))
    offered_on = models.DateField()
    answer_by = models.DateField()
    answered_on = models.DateField(null=True)


class Shortage(models.Model):
    """Somewhere, some week, nothing fitted: a count for the chain coordinator, tied to no case."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    region_type = models.CharField(max_length=40, blank=True)
    region_code = models.CharField(max_length=20, blank=True)
    week = models.DateField()
    lacking = models.CharField(max_length=60)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_type", "region_code", "week", "lacking"],
                name="one_shortage_row_per_week",
            )
        ]
