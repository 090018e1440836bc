"""``python -m tests.e2e.live_world``: the organisations whose people the browser tests play."""

from __future__ import annotations

from uuid import uuid4

PASSWORD = "wachtwoord-van-de-proef-1"
PHRASE = "vier woorden van de proef"
COUNTED_BEFORE = 30
"""Registrations of the same year, form and region that were there before."""


def make() -> None:
    """A coordination with a shelter in its region, and the National Rapporteur's office."""
    from samen.guidance.public import NewService, load_content, put_service
    from samen.kernel import clock
    from samen.kernel.codes import FormOfExploitation, Sex
    from samen.monitor.public import AgeGroup, Victim, count_many
    from samen.platform.organisations.public import (
        Actor,
        Role,
        actor_of,
        add_member,
        add_organisation,
    )
    from samen.platform.vault.public import found_vault, let_in, set_phrase

    load_content()

    def organisation(name: str, kind: str, region: tuple[str, str], **members: list[Role]) -> Actor:
        made = add_organisation(name=name, kind=kind, region=region)
        vault, _recovery = found_vault(organisation_id=made.id)
        for login, roles in members.items():
            member = add_member(
                None,
                organisation_id=made.id,
                email=f"{login}@samen.example",
                name=f"Proef {login}",
                roles=roles,
                password=PASSWORD,
            )
            set_phrase(member_id=member.id, phrase=PHRASE)
            let_in(vault, member_id=member.id)
        actor = actor_of(member)
        assert actor is not None
        return actor

    here = ("police_unit", "RE02")
    coordination = organisation(
        "Zorgcoördinatie van de proef",
        "care_coordination",
        here,
        privacy=[Role.PRIVACY_OFFICER],
        coordinator=[Role.CARE_COORDINATOR, Role.INTAKE_WORKER],
    )
    shelter = organisation("Opvang van de proef", "shelter", here, shelter=[Role.CASEWORKER])
    organisation(
        "Rapporteur van de proef",
        "national_rapporteur",
        ("country", "NL"),
        analyst=[Role.ANALYST],
        officer=[Role.PRIVACY_OFFICER],
    )
    put_service(
        shelter,
        service=NewService(
            organisation_id=shelter.organisation_id,
            organisation_name="Opvang van de proef",
            name="Een bed van de proef",
            description="Verzonnen aanbod.",
            kind="shelter",
            minimum_age=18,
            areas=(here,),
            languages=("nl", "en"),
            attributes={"sex": {"female": True}},
            unit="bed",
            available=9,
            maximum=9,
            assured_date=clock.today(),
        ),
    )
    year = clock.today().year
    count_many(
        coordination,
        victims=[
            Victim(uuid4(), year, FormOfExploitation.SEXUAL_CROSS_BORDER, here, Sex.FEMALE,
                   AgeGroup.ADULT)
            for _ in range(COUNTED_BEFORE)
        ],
    )  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    make()
