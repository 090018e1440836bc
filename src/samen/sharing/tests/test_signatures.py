"""From *not yet* to the record that is missing, and to yes: the walk of a coordinator."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from tests.worlds import FACTS, World, in_half_a_year, make_case, make_desk

from samen.engines.rules.sharing import Purpose, RecordKind, SignerRole
from samen.kernel.codes import OrganisationType
from samen.kernel.errors import InvalidInput
from samen.platform.vault.models import SealedPart
from samen.platform.vault.public import NotGranted, open_part
from samen.sharing.actions.disclosures import request_disclosure
from samen.sharing.actions.evidence import sign
from samen.sharing.actions.signatures import ask_signature, sign_for_decision
from samen.sharing.domain.facts import facts_from
from samen.sharing.domain.signing import Party, can_be_asked
from samen.sharing.models import Evidence, SharingDecision, SignatureRequest
from samen.sharing.queries import FACTS_PART, facts_of
from samen.sharing.queries.signatures import asked_of_us, signatures_of

A, B, OM, RIEC = (
    Party(uuid4(), kind, kind)
    for kind in (
        OrganisationType.POLICE,
        OrganisationType.SHELTER,
        OrganisationType.PROSECUTION,
        OrganisationType.RIEC,
    )
)


@pytest.mark.parametrize(
    ("signers", "asked"),
    [
        ({SignerRole.AUTHORISED_OFFICER}, ()),
        ({SignerRole.DATA_SUBJECT, SignerRole.LEGAL_REPRESENTATIVE}, ()),
        ({SignerRole.PROSECUTOR, SignerRole.MAYOR}, (OM,)),
        ({SignerRole.VENUE_CHAIR}, (RIEC,)),
        ({SignerRole.DATA_CONTROLLER}, (A,)),
        ({SignerRole.RECIPIENT_ORGANISATION}, (B,)),
        ({SignerRole.SOURCE_ORGANISATION}, (B, OM, RIEC)),
        ({SignerRole.MINISTER}, ()),
    ],
)
def test_who_can_be_asked_follows_from_who_may_sign(signers, asked):
    assert can_be_asked(signers, asker=A, receiver=B, others=(OM, RIEC)) == asked


def request(world: World, part, evidence=(), **facts) -> SharingDecision:
    return request_disclosure(
        world.coordination.worker,
        world.coordination.vault,
        part_id=part,
        to_organisation_id=world.shelter.id,
        facts=replace(FACTS, **facts),
        evidence_ids=evidence,
        until=in_half_a_year(),
    )


def test_what_was_stated_is_kept_sealed_and_comes_back_only_to_who_stated_it(world):
    work = make_case(world.coordination)
    row = request(world, work.identity, minor=None, acute_danger=True)
    part = SealedPart.objects.get(kind=FACTS_PART)
    assert (part.category, part.subject_id) == ("criminal", row.id)
    assert b"acute" not in bytes(part.ciphertext)
    kept = facts_of(world.coordination.worker, world.coordination.vault, row)
    assert kept == replace(FACTS, minor=None, acute_danger=True)
    assert facts_of(world.shelter.worker, world.shelter.vault, row) is None
    with pytest.raises(NotGranted):
        open_part(world.shelter.worker, world.shelter.vault, part.id)
    assert facts_from(FACTS.content()) == FACTS


def test_a_coordinator_walks_from_not_yet_over_the_missing_record_to_yes(world):
    """In the pages: refused, make what is missing from the refusal, ask again, shared."""
    work = make_case(world.coordination)
    row = request(world, work.identity)
    client = world.coordination.client("care_coordinator")
    refused = f"/en/werk/delen/besluit/{row.id}"
    assert b"Not yet" in client.get(refused).content
    address = f"{refused}/tekenen/necessity"
    assert f'href="{address}"' in client.get(refused).content.decode()
    form = client.get(address).context["form"]
    scope = {name: form.initial[name] for name in ("to_types", "categories", "purposes")}
    assert scope == {
        "to_types": ["shelter"], "categories": ["identifying"], "purposes": ["shelter_and_care"],
    }  # fmt: skip
    answers = dict.fromkeys(form.questions, "A bed is free there tonight.")
    response = client.post(address, answers | scope | {"signer_role": "authorised_officer"})
    assert response.status_code == 302, response.context["form"].errors
    again = response["Location"]
    form = client.get(again).context["form"]
    assert set(form.initial["evidence"]) == {str(e.id) for e in Evidence.objects.all()}
    assert form.initial["minor"] == "no" and form.initial["subject"] == "victim"
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    response = client.post(again, sent)
    assert response.status_code == 302, response.context["form"].errors
    assert b"Yes, this may be shared" in client.get(response["Location"]).content


def test_nothing_is_stated_for_the_asker(world):
    work = make_case(world.coordination)
    client = world.coordination.client("care_coordinator")
    sent = {
        "to_organisation": world.shelter.id, "purpose": "shelter_and_care", "subject": "victim",
        "regime": "wmo", "until": in_half_a_year().isoformat(),
    }  # fmt: skip
    response = client.post(f"/en/werk/delen/gegeven/{work.identity}/vragen", sent)
    assert response.status_code == 400
    assert {"minor", "bsn_included", "acute_danger"} <= set(response.context["form"].errors)
    assert not SharingDecision.objects.exists()


def test_consent_is_never_given_by_leaving_it_open(world):
    work = make_case(world.coordination)
    row = request(world, work.identity)
    page = f"/en/werk/delen/gegeven/{work.identity}/tekenen/consent"
    sent = {"signer_role": "data_subject", "to_types": "shelter", "categories": "identifying",
            "purposes": "shelter_and_care"}  # fmt: skip
    response = world.coordination.client("care_coordinator").post(page, sent)
    assert response.status_code == 400 and "consent" in response.context["form"].errors
    with pytest.raises(InvalidInput, match="given or refused"):
        sign_for_decision(
            world.coordination.worker,
            decision_id=row.id,
            kind=RecordKind.CONSENT,
            signer_role=SignerRole.DATA_SUBJECT,
            to_types=["shelter"],
            categories=["identifying"],
            purposes=[Purpose.SHELTER_AND_CARE],
            answers={},
        )


def police_to_shelter(world: World):
    """The police want to name a victim to a shelter: special case, prosecutor's agreement."""
    work = make_case(world.police)
    return request_disclosure(
        world.police.worker,
        world.police.vault,
        part_id=work.identity,
        to_organisation_id=world.shelter.id,
        facts=replace(FACTS, regime="wpg_8", purpose=Purpose.SHELTER_AND_CARE),
        until=in_half_a_year(),
    )


def test_another_organisation_signs_when_asked_and_learns_not_about_whom(world):
    prosecutors = make_desk(
        "OM", OrganisationType.PROSECUTION, ("police_unit", "RE07"), "caseworker"
    )
    row = police_to_shelter(world)
    lacking = signatures_of(world.police.worker, row)
    need = lacking["authority_agreement"]
    assert not need.sign_here and prosecutors.id in {party.id for party in need.ask}
    prosecutor = prosecutors.worker
    told = {
        "signer_role": SignerRole.PROSECUTOR,
        "to_types": ["shelter"],
        "categories": [row.category],
        "purposes": [row.purpose],
        "answers": {},
    }
    kind = RecordKind.AUTHORITY_AGREEMENT
    with pytest.raises(InvalidInput, match="does not wait"):
        sign_for_decision(prosecutor, decision_id=row.id, kind=kind, **told)
    with pytest.raises(InvalidInput, match="cannot sign"):
        ask_signature(
            world.police.worker, decision_id=row.id, kind=kind, organisation_id=world.shelter.id
        )
    asked = ask_signature(
        world.police.worker, decision_id=row.id, kind=kind, organisation_id=prosecutors.id
    )
    assert asked == ask_signature(
        world.police.worker, decision_id=row.id, kind=kind, organisation_id=prosecutors.id
    ), "asked twice is asked once"
    page = prosecutors.client("caseworker").get("/en/werk/delen/").content.decode()
    assert "Signatures asked of us" in page and "Police" in page and "Mirabel" not in page
    evidence = sign_for_decision(prosecutor, decision_id=row.id, kind=kind, **told)
    assert SignatureRequest.objects.get(id=asked).evidence_id == evidence
    signed = Evidence.objects.get(id=evidence)
    assert signed.for_organisation_id == world.police.id
    assert signed.organisation_id == prosecutors.id
    assert asked_of_us(prosecutor) == []
    again = signatures_of(world.police.worker, row)["authority_agreement"]
    assert [request.evidence_id for request in again.asked] == [evidence]


def test_a_decision_of_others_is_not_signed_and_its_signatures_are_not_asked(world):
    work = make_case(world.coordination)
    row = request(world, work.identity)
    client = world.police.client("care_coordinator")
    assert client.get(f"/en/werk/delen/besluit/{row.id}/tekenen/necessity").status_code == 404
    with pytest.raises(InvalidInput, match="not a decision of yours"):
        ask_signature(
            world.police.worker,
            decision_id=row.id,
            kind=RecordKind.DPIA,
            organisation_id=world.police.id,
        )


def test_a_source_signs_for_itself(world):
    with pytest.raises(InvalidInput, match="the source signs this itself"):
        sign(
            world.coordination.worker,
            kind=RecordKind.SOURCE_AGREEMENT,
            signer_role=SignerRole.SOURCE_ORGANISATION,
            subject_id=uuid4(),
            to_types=["shelter"],
            categories=["health"],
            purposes=[Purpose.SHELTER_AND_CARE],
            answers={},
        )
