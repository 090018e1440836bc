"""Who works in the synthetic Netherlands: organisations, their people and their help."""

from __future__ import annotations

from dataclasses import dataclass

from samen.platform.organisations.public import Role

PASSWORD = "samen-demo-2026"  # noqa: S105  printed on purpose: everything here is invented
PHRASE = "vier woorden voor de kluis"


@dataclass(frozen=True, slots=True)
class DemoMember:
    """An account: the part of the address before the @, the job, and the roles."""

    login: str
    job: str
    roles: tuple[Role, ...]

    @property
    def shown(self) -> bool:
        """Whether somebody may log in here; in the other regions there is only a desk."""
        return "." not in self.login


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An invented organisation."""

    name: str
    type: str
    region: tuple[str, str]
    members: tuple[DemoMember, ...]


_COORDINATION = (
    DemoMember("intake", "intakemedewerker", (Role.INTAKE_WORKER,)),
    DemoMember(
        "zorgcoordinator",
        "zorgcoördinator",
        (Role.CARE_COORDINATOR, Role.INTAKE_WORKER, Role.ORGANISATION_ADMINISTRATOR),
    ),
    DemoMember("ketenregisseur", "ketenregisseur", (Role.CHAIN_COORDINATOR,)),
    DemoMember("privacy", "functionaris gegevensbescherming", (Role.PRIVACY_OFFICER,)),
    DemoMember("auditor", "auditor", (Role.AUDITOR,)),
)
_COUNTRY = ("country", "NL")
SHOWN_UNIT = "RE02"
"""The police unit whose organisations get the short, printed addresses."""


def organisations(units: dict[str, str]) -> list[DemoOrganisation]:
    """The chain: in each police unit (code to name) the same four, and the national ones."""
    found: list[DemoOrganisation] = []
    for code, name in units.items():
        at = "" if code == SHOWN_UNIT else f".{code.lower()}"
        region = ("police_unit", code)

        def member(login: str, job: str, *roles: Role, suffix: str = at) -> DemoMember:
            return DemoMember(f"{login}{suffix}", job, roles)

        found += [
            DemoOrganisation(
                f"Zorgcoördinatie {name} (demo)",
                "care_coordination",
                region,
                tuple(DemoMember(f"{m.login}{at}", m.job, m.roles) for m in _COORDINATION)
                if not at
                else (member("zorgcoordinator", "zorgcoördinator", *_COORDINATION[1].roles),),
            ),
            DemoOrganisation(
                f"Opvang {name} (demo)",
                "shelter",
                region,
                (member("opvang", "begeleider", Role.CASEWORKER, Role.ORGANISATION_ADMINISTRATOR),),
            ),
            DemoOrganisation(
                f"Politie {name} (demo)",
                "police",
                region,
                (
                    member(
                        "politie",
                        "rechercheur mensenhandel",
                        Role.CASEWORKER,
                        Role.ORGANISATION_ADMINISTRATOR,
                    ),
                ),
            ),
        ]
    found += [
        DemoOrganisation(
            "Landelijk coördinatiecentrum (demo)",
            "comensha",
            _COUNTRY,
            (
                DemoMember(
                    "coordinatiecentrum",
                    "medewerker registratie",
                    (Role.CASEWORKER, Role.INTAKE_WORKER, Role.ORGANISATION_ADMINISTRATOR),
                ),
            ),
        ),
        DemoOrganisation(
            "Arbeidsinspectie (demo)",
            "labour_inspectorate",
            _COUNTRY,
            (
                DemoMember(
                    "inspectie",
                    "inspecteur",
                    (Role.CASEWORKER, Role.INTAKE_WORKER, Role.ORGANISATION_ADMINISTRATOR),
                ),
            ),
        ),
        DemoOrganisation(
            "Marechaussee (demo)",
            "royal_marechaussee",
            _COUNTRY,
            (DemoMember("marechaussee", "opsporingsambtenaar", (Role.CASEWORKER,)),),
        ),
        DemoOrganisation(
            "Werkenden in Nood (demo)",
            "ngo",
            _COUNTRY,
            (
                DemoMember(
                    "ngo",
                    "cultureel mediator",
                    (Role.CASEWORKER, Role.INTAKE_WORKER, Role.ORGANISATION_ADMINISTRATOR),
                ),
            ),
        ),
        DemoOrganisation(
            "Openbaar Ministerie (demo)",
            "prosecution",
            _COUNTRY,
            (DemoMember("om", "officier van justitie", (Role.CASEWORKER,)),),
        ),
        DemoOrganisation(
            "Bureau Nationaal Rapporteur (demo)",
            "national_rapporteur",
            _COUNTRY,
            (
                DemoMember("analist", "analist", (Role.ANALYST,)),
                DemoMember("programma", "programmamanager", (Role.PROGRAMME_MANAGER,)),
                DemoMember("redactie", "redacteur", (Role.EDITOR,)),
                DemoMember("fg", "functionaris gegevensbescherming", (Role.PRIVACY_OFFICER,)),
            ),
        ),
    ]
    return found
