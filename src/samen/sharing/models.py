"""Tables of sharing: decisions and the signed records they rest on; codes, no texts."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Evidence(models.Model):
    """A signed record: consent, necessity, agreement. What was answered is in its sealed part."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation_id = models.UUIDField()
    for_organisation_id = models.UUIDField()
    subject_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    signer_role = models.CharField(max_length=40)
    signer_id = models.UUIDField()
    signed_on = models.DateField()
    valid_until = models.DateField(null=True)
    to_types = models.JSONField()
    categories = models.JSONField()
    purposes = models.JSONField()
    answered = models.JSONField()
    consent = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["for_organisation_id", "subject_id"])]


class SharingDecision(models.Model):
    """What was asked, what the rules answered, and whether the key was given."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation_id = models.UUIDField()
    member_id = models.UUIDField()
    to_organisation_id = models.UUIDField()
    part_id = models.UUIDField(db_index=True)
    subject_id = models.UUIDField()
    category = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    decided_on = models.DateField()
    permitted = models.BooleanField()
    rung_granted = models.PositiveSmallIntegerField()
    table_version = models.CharField(max_length=64)
    request_digest = models.CharField(max_length=64)
    answer = models.JSONField()
    evidence = models.JSONField()
    until = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "decided_on"])]


class SignatureRequest(models.Model):
    """A record that a decision lacks, asked of the organisation that can sign it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    decision = models.ForeignKey(
        SharingDecision, on_delete=models.CASCADE, related_name="signature_requests"
    )
    kind = models.CharField(max_length=40)
    organisation_id = models.UUIDField()
    asked_by = models.UUIDField()
    asked_on = models.DateField()
    evidence_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind", "organisation_id"], name="one_request_per_signature"
            )
        ]


class TableVersion(models.Model):
    """One version of the table of rules: law, nobody's data. Written once, never rewritten.

    ``document`` holds the CSV text and the maker's note as one JSON object, so that this zone has
    no column of text. A change of a draft is a new version; ``editors`` are all who had a hand in
    it, none of whom may approve.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    number = models.PositiveIntegerField(unique=True)
    organisation_id = models.UUIDField()
    state = models.CharField(max_length=10, default="draft")
    valid_from = models.DateField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    editors = models.JSONField()
    made_by = models.UUIDField()
    made_on = models.DateField()
    approved_by = models.UUIDField(null=True)
    approved_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="draft"),
                name="one_draft_of_the_table",
            )
        ]


class Participation(models.Model):
    """An organisation takes part in asking and telling whether somebody is known."""

    organisation_id = models.UUIDField(primary_key=True)
    since = models.DateField()
    member_id = models.UUIDField()


class Enrolment(models.Model):
    """By this decision one partner may find out that we know the person of this part."""

    decision = models.OneToOneField(
        SharingDecision, primary_key=True, on_delete=models.CASCADE, related_name="enrolment"
    )
    organisation_id = models.UUIDField()
    to_organisation_id = models.UUIDField()
    part_id = models.UUIDField(db_index=True)
    epoch = models.CharField(max_length=40)
    enrolled_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "to_organisation_id"])]


class HitToken(models.Model):
    """What the matcher has: a token under its own key, and a number that leads to no record."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    epoch = models.CharField(max_length=40)
    value = models.BinaryField(max_length=16)
    type = models.CharField(max_length=20)
    source = models.CharField(max_length=36)
    handle = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["source", "handle"])]
        constraints = [
            models.UniqueConstraint(
                fields=["value", "type", "source", "handle"], name="one_row_per_token"
            )
        ]


class Probe(models.Model):
    """One question to one partner whether it knows a person, and its answer. Counted for good."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    decision = models.ForeignKey(SharingDecision, on_delete=models.PROTECT, related_name="probes")
    organisation_id = models.UUIDField()
    to_organisation_id = models.UUIDField()
    member_id = models.UUIDField()
    asked_on = models.DateField()
    epoch = models.CharField(max_length=40)
    basis = models.CharField(max_length=4, blank=True)
    findable = models.PositiveIntegerField(default=0)
    needed = models.PositiveSmallIntegerField(default=0)
    agreed = models.PositiveSmallIntegerField(default=0)
    expected_false = models.FloatField(default=0)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "asked_on"]),
            models.Index(fields=["to_organisation_id", "asked_on"]),
        ]
