"""Places to stay: what the invented shelters offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from samen.demo.cases import Desk
from samen.guidance.public import NewService, put_service
from samen.kernel import clock


def put_places(desks: Mapping[tuple[str, str], Desk], units: Mapping[str, str]) -> None:
    """Beds for women, men and minors at the shelter of every police unit (code to name)."""
    for unit, name in units.items():
        shelter = desks["shelter", unit]
        for kind, women, ages, beds, children in (
            ("shelter", True, (18, None), 8, True),
            ("shelter", False, (18, None), 4, False),
            ("shelter", True, (12, 17), 3, False),
        ):
            who = "jongeren" if ages[0] < 18 else "vrouwen" if women else "mannen"
            put_service(
                shelter.first,
                service=NewService(
                    organisation_id=shelter.organisation_id,
                    organisation_name=f"Opvang {name} (demo)",
                    organisation_description="Verzonnen opvanginstelling van de demo.",
                    name=f"Veilige opvang voor {who} (demo)",
                    description="Verzonnen aanbod van de demo.",
                    kind=kind,
                    minimum_age=ages[0],
                    maximum_age=ages[1],
                    areas=(("police_unit", unit),),
                    languages=("nl", "en", "pl" if women else "ro"),
                    attributes={
                        "sex": {"female": women, "male": not women or ages[0] < 18},
                        "children": {"with_children": children, "pregnant": children},
                        "residence_status": {"dutch": True, "eu": True, "reflection_period": True},
                        "care": {
                            "trauma": True,
                            "psychiatric_acute": False,
                            "addiction_in_use": False,
                        },
                        "security": {"secured": True},
                    },
                    unit="bed",
                    available=beds,
                    maximum=beds,
                    assured_date=clock.today() - timedelta(days=3),
                    phones=("000-0000000",),
                ),
            )
