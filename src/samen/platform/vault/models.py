"""Tables of the vault: keys at rest only wrapped, contents only sealed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class OrganisationVault(models.Model):
    """An organisation's X25519 key pair; the private half exists only sealed for its members."""

    organisation_id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField(default=1)
    public_key = models.BinaryField()
    recovery_public_key = models.BinaryField()
    recovery_sealed_key = models.BinaryField()


class MemberKey(models.Model):
    """A member's own key pair, its private half wrapped with their vault phrase."""

    member_id = models.UUIDField(primary_key=True)
    public_key = models.BinaryField()
    wrapped_private_key = models.BinaryField()


class VaultAccess(models.Model):
    """The organisation's private key, sealed for one member."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation_id = models.UUIDField()
    member_id = models.UUIDField()
    version = models.PositiveIntegerField()
    sealed_key = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "member_id"], name="one_vault_access_per_member"
            )
        ]


class SealedPart(models.Model):
    """One part of a record, of one data category, under a data key of its own.

    The plain columns say what kind of thing it is and whose, never what it says.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(db_index=True)
    category = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=1)
    ciphertext = models.BinaryField()
    sealed_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["owner_id", "kind", "sealed_on"])]


class HolderKind(models.TextChoices):
    """Who a data key can be sealed for."""

    ORGANISATION = "organisation"
    RECEIPT = "receipt"


class Grant(models.Model):
    """A part's data key, sealed for one holder. No grant, no reading."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    part = models.ForeignKey(SealedPart, on_delete=models.CASCADE, related_name="grants")
    holder_kind = models.CharField(max_length=12, choices=HolderKind)
    holder_id = models.UUIDField()
    key_version = models.PositiveIntegerField()
    sealed_key = models.BinaryField()
    rung = models.CharField(max_length=40)
    decision_id = models.UUIDField(null=True)
    granted_on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part", "holder_kind", "holder_id"], name="one_grant_per_holder"
            )
        ]
        indexes = [models.Index(fields=["holder_id", "part"])]
