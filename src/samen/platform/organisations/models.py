"""Organisations and the people who work there."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from samen.kernel.codes import OrganisationType
from samen.platform.organisations.domain.roles import Role


class Organisation(models.Model):
    """A partner in the chain."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=200, unique=True)
    type = models.CharField(max_length=40, choices=[(t.value, t.value) for t in OrganisationType])
    oin = models.CharField(max_length=20, blank=True)
    region_type = models.CharField(max_length=40)
    region_code = models.CharField(max_length=20)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MemberManager(BaseUserManager["Member"]):
    """Finds members by their login name."""

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """A person's account at one organisation; somebody with two employers has two accounts.

    ``is_superuser`` marks a platform administrator, who belongs to no organisation and therefore
    can open nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="members"
    )
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = MemberManager()

    def __str__(self) -> str:
        return self.name


class MemberRole(models.Model):
    """One role of one member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role"], name="one_row_per_member_and_role")
        ]
