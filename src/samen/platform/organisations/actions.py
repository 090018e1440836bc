"""Organisations and members come, change and go."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from samen.kernel.errors import InvalidInput, Problem, raise_if_any
from samen.platform.database.public import ACCOUNT, acting, in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role
from samen.platform.organisations.models import Member, MemberRole, Organisation
from samen.platform.organisations.policy import may_administer, require


@transaction.atomic
def add_organisation(
    *, name: str, kind: str, region: tuple[str, str], oin: str = ""
) -> Organisation:
    """Admit an organisation to the platform."""
    organisation, _ = Organisation.objects.update_or_create(
        name=name,
        defaults={
            "type": kind,
            "oin": oin,
            "region_type": region[0],
            "region_code": region[1],
        },
    )
    return organisation


@transaction.atomic
def add_member(
    actor: Actor | None,
    *,
    organisation_id: UUID | None,
    email: str,
    name: str,
    roles: Iterable[str],
    password: str | None,
    superuser: bool = False,
) -> Member:
    """Give a person an account; without ``password`` it opens only through their own provider.

    Raises:
        InvalidInput: the address is taken, a role is unknown, or the password is too weak.
    """
    if actor is not None:
        require(may_administer(actor))
    roles = list(roles)
    problems = [
        Problem("roles", "is not a role", role)
        for role in roles
        if role not in {known.value for known in Role}
    ]
    if actor is not None and (organisation_id != actor.organisation_id or superuser):
        problems.append(Problem("organisation", "is not yours to give accounts in"))
    with acting(ACCOUNT):  # Taken is taken, also elsewhere.
        taken = Member.objects.filter(email__iexact=email).exists()
    if taken:
        problems.append(Problem("email", "already has an account", email, "taken"))
    if password is not None:
        problems += _password_problems(password)
    raise_if_any(problems)
    member = Member(email=email, name=name, organisation_id=organisation_id, is_superuser=superuser)
    member.set_password(password)
    member.save(force_insert=True)
    # Whoever gives the account vouches for the address: nothing is ever sent to it. allauth refuses
    # a second factor where an address waits for a confirmation.
    with acting(ACCOUNT):
        EmailAddress.objects.create(user=member, email=email.lower(), verified=True, primary=True)
    MemberRole.objects.bulk_create(MemberRole(member=member, role=role) for role in roles)
    if actor is not None:
        record(actor=actor, activity="administration", name="member.add", subjects=[member.id])
    return member


def _password_problems(password: str) -> list[Problem]:
    try:
        validate_password(password)
    except ValidationError as error:
        return [Problem("password", message) for message in error.messages]
    return []


@in_turn
def give_new_login(actor: Actor, *, member_id: UUID, password: str) -> None:
    """A new first password for a colleague who lost it or their second factor; ends every session.

    The vault does not open by it: that takes their phrase, which nobody can give.

    Raises:
        InvalidInput: the member works elsewhere, is the actor, has left, or the password is weak.
    """
    require(may_administer(actor))
    member = Member.objects.filter(
        id=member_id, organisation_id=actor.organisation_id, is_active=True
    ).first()
    problems = _password_problems(password)
    if member is None or member_id == actor.member_id:
        raise InvalidInput([Problem("member", "is not a colleague", member_id), *problems])
    raise_if_any(problems)
    member.set_password(password)
    member.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=member_id).delete()
    record(actor=actor, activity="administration", name="member.new_login", subjects=[member_id])


@in_turn
def set_roles(actor: Actor, *, member_id: UUID, roles: Iterable[str]) -> None:
    """Replace a colleague's roles.

    Raises:
        InvalidInput: the member works elsewhere, or the actor would drop their own administration.
    """
    require(may_administer(actor))
    wanted = set(roles)
    member = Member.objects.filter(id=member_id, organisation_id=actor.organisation_id).first()
    if member is None:
        raise InvalidInput(Problem("member", "does not work at your organisation", member_id))
    if member_id == actor.member_id and Role.ORGANISATION_ADMINISTRATOR not in wanted:
        raise InvalidInput(
            Problem("roles", "you cannot take the administration away from yourself")
        )
    MemberRole.objects.filter(member=member).delete()
    MemberRole.objects.bulk_create(MemberRole(member=member, role=role) for role in wanted)
    record(actor=actor, activity="administration", name="member.roles", subjects=[member_id])


@in_turn
def deactivate_member(actor: Actor, *, member_id: UUID) -> None:
    """End a colleague's account and with it every session; the vault shuts them out apart.

    Raises:
        InvalidInput: the member works elsewhere or is the actor.
    """
    require(may_administer(actor))
    member = Member.objects.filter(id=member_id, organisation_id=actor.organisation_id).first()
    if member is None or member_id == actor.member_id:
        raise InvalidInput(Problem("member", "is not a colleague", member_id))
    member.is_active = False
    member.set_unusable_password()
    member.save(update_fields=["is_active", "password"])
    record(actor=actor, activity="administration", name="member.deactivate", subjects=[member_id])
