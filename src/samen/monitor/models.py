"""Tables of the figures zone. No column says anything about one person: see the token in counting.

``monitor_event`` and a published ``monitor_release`` are never changed: a database trigger refuses
(:mod:`samen.monitor.triggers`).
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from samen.kernel.codes import FormOfExploitation, Sex
from samen.monitor.domain.counting import AgeGroup, EventKind, ReporterType
from samen.monitor.domain.programme import ActionState, Certainty, Measure


def _choices(codes: type) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in codes]


class Event(models.Model):
    """One counts-only event about a token; ``number`` is its order within that token's year."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=_choices(EventKind))
    form = models.CharField(max_length=10, choices=_choices(FormOfExploitation))
    region = models.CharField(max_length=20)
    sex = models.CharField(max_length=10, choices=_choices(Sex))
    age_group = models.CharField(max_length=10, choices=_choices(AgeGroup))
    reporter = models.CharField(max_length=30, choices=_choices(ReporterType))
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "year", "number"], name="one_event_per_number")
        ]
        indexes = [models.Index(fields=["year"], name="event_year")]


class ReleaseState(models.TextChoices):
    """The way of a release: an analyst prepares, the privacy officer decides, then it is out."""

    PREPARED = "prepared"
    REFUSED = "refused"
    APPROVED = "approved"
    PUBLISHED = "published"


class Release(models.Model):
    """A release of figures: a document with its audit, and who did what with it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=ReleaseState.choices)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    audit = models.TextField()
    clean = models.BooleanField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    revision_note = models.TextField(blank=True)
    prepared_by = models.UUIDField()
    prepared_on = models.DateField()
    decided_by = models.UUIDField(null=True)
    decided_on = models.DateField(null=True)
    decision_note = models.TextField(blank=True)
    published_by = models.UUIDField(null=True)
    published_on = models.DateField(null=True)

    class Meta:
        ordering = ["-number"]


class Programme(models.Model):
    """A programme as it was loaded from its file; ``sources`` maps source keys to titles."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    start = models.DateField()
    end = models.DateField()
    organisation_reference = models.CharField(max_length=100)
    organisation_name = models.CharField(max_length=200)
    organisation_type = models.CharField(max_length=10)
    sources = models.JSONField(default=dict)


class ActionLine(models.Model):
    """An action line of a programme."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    source = models.CharField(max_length=40)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="one_line_per_code")
        ]


class Action(models.Model):
    """An action of the programme."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    line = models.ForeignKey(ActionLine, on_delete=models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=200)
    partners = models.JSONField(default=list)
    goal = models.TextField()
    deadline = models.DateField(null=True)
    certainty = models.CharField(max_length=20, choices=_choices(Certainty))
    certainty_note = models.TextField(blank=True)
    source = models.CharField(max_length=40)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["line", "code"], name="one_action_per_code")]


class StateChange(models.Model):
    """A state an action came into; ``number`` is its order. Nothing is ever taken out."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="history")
    number = models.PositiveSmallIntegerField()
    day = models.DateField()
    state = models.CharField(max_length=20, choices=_choices(ActionState))
    explanation = models.TextField()
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="one_change_per_number")
        ]


class Indicator(models.Model):
    """What is counted for an action's goal."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    measure = models.CharField(max_length=20, choices=_choices(Measure))
    ascending = models.BooleanField(default=True)
    definition = models.TextField()
    known_bias = models.TextField(blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True)
    baseline = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    source = models.CharField(max_length=40)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "code"], name="one_indicator_per_code")
        ]


class Measurement(models.Model):
    """Target and actual of an indicator in a period (``2025`` or ``2025H1``)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measurements")
    period = models.CharField(max_length=6)
    target = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    actual = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    source = models.CharField(max_length=40)

    class Meta:
        ordering = ["period"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period"], name="one_measure_per_period")
        ]


class Money(models.Model):
    """A budget of the programme or of an action, or what an action spent; whole euros."""

    class Kind(models.TextChoices):
        """What the amount is."""

        BUDGET = "budget"
        SPENT = "spent"

    id = models.UUIDField(primary_key=True, default=uuid4)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="money")
    action = models.ForeignKey(Action, null=True, on_delete=models.CASCADE, related_name="money")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    period = models.CharField(max_length=6)
    euros = models.PositiveBigIntegerField()
    source = models.CharField(max_length=40)

    class Meta:
        ordering = ["period", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "period", "source"],
                condition=models.Q(action__isnull=True),
                name="one_programme_amount",
            ),
            models.UniqueConstraint(
                fields=["action", "kind", "period", "source"],
                condition=models.Q(action__isnull=False),
                name="one_action_amount",
            ),
        ]
