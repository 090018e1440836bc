"""Invented reports and cases, made with the verbs of reporting, casework and sharing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from samen.casework.public import (
    SignalContent,
    add_person,
    answer_referral,
    close_case,
    finish_tasks,
    name_entity,
    note_shortage,
    open_case,
    open_signal,
    refer,
    register_victim,
    set_status,
    start_reflection_period,
    weigh_signal,
    write_part,
)
from samen.demo.employers import named_in
from samen.demo.names import NAMES
from samen.demo.organisations import SHOWN_UNIT
from samen.demo.stories import STORIES
from samen.guidance.public import offers
from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.organisations.public import Actor, municipality_regions, regions
from samen.platform.vault.public import Keyring
from samen.recognition.public import indicators
from samen.reporting.public import store_report, submit_report, take_in, unreachable


@dataclass(frozen=True, slots=True)
class Desk:
    """An organisation of the demo with its open vault and its people by login."""

    organisation_id: UUID
    vault: Keyring
    actors: Mapping[str, Actor]

    @property
    def first(self) -> Actor:
        """Anybody who works there."""
        return next(iter(self.actors.values()))

    def actor(self, login: str) -> Actor:
        """The member whose login begins so."""
        return next(a for name, a in self.actors.items() if name.split(".")[0] == login)


SEARCHES = (
    (75, "place"),
    (54, "care:psychiatric_acute"),
    (47, "place"),
    (33, "care:psychiatric_acute"),
    (12, "place"),
    (8, "care:psychiatric_acute"),
    (5, "place"),
)
"""When somebody at the shown region looked for help in vain, in days ago, and what was lacking."""


@cache
def municipalities_of(unit: str) -> tuple[str, ...]:
    """The municipalities of a police unit."""
    return tuple(
        place.code
        for place in regions("municipality")
        if municipality_regions(place.code).get("police_unit") == unit
    )


class CaseMaker:
    """Makes cases at the desks of the demo, from one stream of chance."""

    def __init__(self, desks: Mapping[tuple[str, str], Desk], chance: random.Random) -> None:
        self._desks = desks
        self._chance = chance
        # A stream of its own: what signals name changes nothing else of the world.
        self._naming = random.Random(0)  # noqa: S311  stories, not keys

    def past_case(
        self, *, day: date, form: str, unit: str, female: bool, age: int, language: str
    ) -> str:
        """One case from its first sign to where it is now. Returns the victim's person id."""
        chance, desk = self._chance, self._desks["care_coordination", unit]
        actor, vault = desk.actor("zorgcoordinator"), desk.vault
        with clock.at(day):
            signal_id = self._signal(desk, form, unit, age)
        with clock.at(day + timedelta(days=chance.randint(0, 3))):
            weigh_signal(
                actor,
                vault,
                signal_id=signal_id,
                form=form,
                content=SignalContent(
                    facts=chance.choice(STORIES[form]),
                    observations="Gespannen, kijkt steeds op de telefoon.",
                    interpretations="Mogelijk is er dwang; nog niet besproken.",
                    sources="Verzonnen bron van de demo.",
                    indicators=[sign.code for sign in chance.sample(indicators(), 3)],
                ),
            )
            case_id = open_case(actor, signal_id=signal_id, summary=chance.choice(STORIES[form]))
            person_id = add_person(
                actor,
                case_id=case_id,
                role="victim",
                identity=self._identity(female, age, language, day),
            )
        # Registered in the year it was seen, so that the totals stay the published ones.
        with clock.at(min(day + timedelta(days=5), date(day.year, 12, 31))):
            register_victim(actor, vault, person_id=person_id)
            finish_tasks(actor, case_id=case_id, kinds=("first_contact", "discuss_rights"))
            self._help(actor, vault, case_id, person_id, female=female, age=age, unit=unit)
        with clock.at(day + timedelta(days=95)):
            finish_tasks(actor, case_id=case_id, kinds=("reflection_ends",))
        if day < date(2024, 7, 1):
            with clock.at(day + timedelta(days=chance.randint(60, 300))):
                close_case(
                    actor,
                    case_id=case_id,
                    cost_seen=True,
                    reason=chance.choices(
                        [
                            "help_completed",
                            "person_stopped",
                            "moved_on",
                            "no_signs",
                            "bad_employer",
                        ],
                        [5, 2, 2, 1, 1 if form == "LAB" else 0],
                    )[0],
                )
        return str(person_id)

    def _recent_case(self, *, days_ago: int, form: str, female: bool, age: int) -> UUID:
        """An open case at the shown region, with everything still to do."""
        desk = self._desks["care_coordination", SHOWN_UNIT]
        actor = desk.actor("zorgcoordinator")
        day = clock.today() - timedelta(days=days_ago)
        with clock.at(day):
            signal_id = self._signal(desk, form, SHOWN_UNIT, age)
            case_id = open_case(actor, signal_id=signal_id, summary=STORIES[form][0])
            add_person(
                actor,
                case_id=case_id,
                role="victim",
                identity=self._identity(female, age, "ro", day),
            )
            if days_ago > 60:
                start_reflection_period(actor, case_id=case_id, granted_on=day, dublin=False)
                set_status(actor, case_id=case_id, which="help_status", value="waiting")
        return case_id

    def _nothing_fitted(self, case_id: UUID) -> None:
        """The searches for somebody who waits for a place, and what was lacking each time."""
        actor = self._desks["care_coordination", SHOWN_UNIT].actor("zorgcoordinator")
        for days_ago, lacking in SEARCHES:
            with clock.at(clock.today() - timedelta(days=days_ago)):
                note_shortage(actor, case_id=case_id, lacking=frozenset({lacking}))

    def _signal(self, desk: Desk, form: str, unit: str, age: int) -> UUID:
        signal_id = self._bare_signal(desk, form, unit, age)
        if named := named_in(form, self._naming):
            name_entity(desk.actor("zorgcoordinator"), signal_id=signal_id, fields=named)
        return signal_id

    def _bare_signal(self, desk: Desk, form: str, unit: str, age: int) -> UUID:
        actor = desk.actor("zorgcoordinator")
        story = self._chance.choice(STORIES[form])
        if self._chance.random() < 0.5 and form != "LAB":
            report_id = store_report(
                answers=self._answers(form, unit, story, minor=age < 18),
                language="nl",
                slip=unreachable(),
            )
            return take_in(actor, desk.vault, report_id=report_id)
        return open_signal(
            actor,
            source="own",
            form=form,
            region=("police_unit", unit),
            received_on=clock.today(),
            content=SignalContent(facts=story),
        )

    def _answers(self, form: str, unit: str, story: str, *, minor: bool) -> dict[str, str]:
        return {
            "perspective": "other",
            "form_of_exploitation": form,
            "what": story,
            "when": "sinds enkele weken",
            "where": "Voorbeeldstraat, een verzonnen adres",
            "municipality": self._chance.choice(municipalities_of(unit)),
            "minor": "yes" if minor else "no",
            "danger": "no",
            "people": "",
            "consent": self._chance.choice(["anonymous", "confidential"]),
        }

    def _identity(self, female: bool, age: int, language: str, day: date) -> dict[str, str]:
        women, men, families = NAMES[language]
        given = self._chance.choice(women if female else men)
        born = date(day.year - age, self._chance.randint(1, 12), self._chance.randint(1, 28))
        certain = self._chance.random() < 0.8
        return {
            "name": f"{given} {self._chance.choice(families)}".strip(),
            "birth_date": born.isoformat() if certain else str(born.year),
            "sex": "female" if female else "male",
            "languages": language,
            "description": "Verzonnen persoon van de demo.",
        }

    def _help(
        self,
        actor: Actor,
        vault: Keyring,
        case_id: UUID,
        person_id: UUID,
        *,
        female: bool,
        age: int,
        unit: str,
    ) -> None:
        chance = self._chance
        wanted = chance.choices(["wanted", "not_wanted", "waiting"], [6, 2, 2])[0]
        set_status(actor, case_id=case_id, which="help_status", value=wanted)
        if chance.random() < 0.25:
            write_part(
                actor,
                vault,
                person_id=person_id,
                kind="person_health",
                content={"text": "Slaapt slecht, wil met een arts praten. (Verzonnen.)"},
            )
        if chance.random() < 0.3:
            start_reflection_period(
                actor, case_id=case_id, granted_on=clock.today(), dublin=chance.random() < 0.2
            )
        if wanted == "wanted":
            fitting = [
                offer
                for offer in offers(kind="shelter")
                if offer.serves(frozenset({("police_unit", unit)}))
                and offer.takes("sex", "female" if female else "male") is not False
                and (offer.minimum_age or 0) <= age <= (offer.maximum_age or 200)
            ]
            if fitting:
                self._referral(actor, case_id, chance.choice(fitting).service_id)

    def _referral(self, actor: Actor, case_id: UUID, service_id: UUID) -> None:
        try:
            referral_id = refer(actor, case_id=case_id, service_id=service_id)
        except InvalidInput:
            return  # no place free, as happens
        answer = self._chance.choices(
            [("placed", None), ("refused", "capacity"), ("refused", "target_group")], [3, 4, 2]
        )[0]
        answer_referral(actor, referral_id=referral_id, state=answer[0], reason=answer[1])
        if answer[0] == "placed":
            answer_referral(actor, referral_id=referral_id, state="completed")

    def today(self) -> str:
        """This week at the shown region: open cases, new reports; the receipt of the last one."""
        for days_ago, form, female, age in (
            (85, "LAB", False, 34),
            (9, "SEX-D", True, 17),
            (2, "CRIM", False, 19),
        ):
            case_id = self._recent_case(days_ago=days_ago, form=form, female=female, age=age)
            if days_ago > max(SEARCHES)[0]:
                self._nothing_fitted(case_id)
        for back, form in ((4, "SEX-D"), (3, "CRIM"), (2, "UNK"), (1, "BEG"), (0, "SEX-X")):
            with clock.at(clock.today() - timedelta(days=back)):
                story = self._chance.choice(STORIES[form])
                store_report(
                    answers=self._answers(form, SHOWN_UNIT, story, minor=form in ("SEX-D", "CRIM")),
                    language="nl",
                    slip=unreachable(),
                )
        return submit_report(
            answers=self._answers("CRIM", SHOWN_UNIT, STORIES["CRIM"][0], minor=False),
            language="nl",
        )
