"""Who signs in which role, and what a signature covers."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from samen.engines.rules.sharing import RECORD_FORMS, RecordKind, SignerRole
from samen.kernel.codes import OrganisationType
from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role
from samen.sharing.domain.signing import digest_of, may_sign, signable_roles

ROLES = st.frozensets(st.sampled_from([role.value for role in Role]))
TYPES = st.sampled_from([kind.value for kind in OrganisationType])


def member(kind: str, *roles: str) -> Actor:
    return Actor(UUID(int=1), UUID(int=2), kind, "Somewhere", frozenset(roles))


@given(TYPES, ROLES, st.sampled_from(SignerRole), st.sampled_from([role.value for role in Role]))
def test_one_role_more_never_takes_a_signature_away(kind, roles, signer, more):
    if may_sign(member(kind, *roles), signer):
        assert may_sign(member(kind, *roles, more), signer)


@given(TYPES, ROLES)
def test_nobody_signs_for_the_minister_and_without_a_role_nobody_signs(kind, roles):
    assert not may_sign(member(kind, *roles), SignerRole.MINISTER)
    assert not any(may_sign(member(kind), signer) for signer in SignerRole)


@given(TYPES, ROLES)
def test_the_offered_roles_are_exactly_those_that_may_be_signed_in(kind, roles):
    for form in RECORD_FORMS.values():
        offered = signable_roles(member(kind, *roles), form.signers)
        assert set(offered) == {s for s in form.signers if may_sign(member(kind, *roles), s)}
        assert list(offered) == sorted(offered)


def test_an_office_is_signed_for_at_that_office_only():
    officer = {
        SignerRole.PROSECUTOR: OrganisationType.PROSECUTION,
        SignerRole.MAYOR: OrganisationType.MAYOR,
        SignerRole.VENUE_CHAIR: OrganisationType.SAFETY_HOUSE,
    }
    for signer, home in officer.items():
        places = [k for k in OrganisationType if may_sign(member(k, *Role), signer)]
        assert home in places
        assert OrganisationType.NGO not in places and OrganisationType.SHELTER not in places
    ngo = member(OrganisationType.NGO, *Role)
    assert not may_sign(ngo, SignerRole.TREATING_PROFESSIONAL)
    assert may_sign(member(OrganisationType.SHELTER, *Role), SignerRole.TREATING_PROFESSIONAL)


def test_a_refusal_to_sign_says_why():
    denied = may_sign(member("ngo", Role.EDITOR), SignerRole.PRIVACY_OFFICER)
    assert (bool(denied), denied.code) == (False, "role") and denied.reason
    assert may_sign(member("ngo", *Role), SignerRole.MAYOR).code == "organisation"


FIELDS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.text(max_size=5) | st.lists(st.text(max_size=3))
)


@given(FIELDS, FIELDS)
def test_a_digest_is_the_same_only_for_the_same_fields(one, other):
    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert (digest_of(one) == digest_of(other)) is (one == other)
    assert len(digest_of(one)) == 64


def test_every_kind_of_record_can_be_signed_by_somebody():
    somebody = [member(kind, *Role) for kind in OrganisationType]
    unsigned = {
        kind
        for kind in RecordKind
        if not any(signable_roles(actor, RECORD_FORMS[kind].signers) for actor in somebody)
    }
    assert all(RECORD_FORMS[kind].signers == {SignerRole.MINISTER} for kind in unsigned)
