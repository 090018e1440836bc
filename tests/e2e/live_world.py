"""``python -m tests.e2e.live_world``: the organisations whose people the browser tests play.

With ``count``: thirty people more are counted there, as other organisations would.
"""

from __future__ import annotations

import sys
from uuid import uuid4

PASSWORD = "wachtwoord-van-de-proef-1"
PHRASE = "vier woorden van de proef"
OTHERS = 30
"""How many more are counted at a time: enough for the figures of a year to be published anew."""


def make() -> None:
    """A coordination with a shelter in its region, and the National Rapporteur's office."""
    from samen.guidance.public import NewService, load_content, put_service
    from samen.kernel import clock
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
    organisation(
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


def count_others() -> None:
    """Registrations of this year, of the same form and region as the journey's."""
    from samen.kernel import clock
    from samen.kernel.codes import FormOfExploitation, Sex
    from samen.monitor.public import AgeGroup, Victim, count_many
    from samen.platform.organisations.models import Member
    from samen.platform.organisations.public import actor_of

    actor = actor_of(Member.objects.get(email="coordinator@samen.example"))
    assert actor is not None
    told = (
        clock.today().year,
        FormOfExploitation.SEXUAL_CROSS_BORDER,
        ("police_unit", "RE02"),
        Sex.FEMALE,
        AgeGroup.ADULT,
    )
    count_many(actor, victims=[Victim(uuid4(), *told) for _ in range(OTHERS)])


if __name__ == "__main__":
    import django

    django.setup()
    count_others() if sys.argv[1:] == ["count"] else make()
