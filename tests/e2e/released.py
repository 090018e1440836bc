"""``python -m tests.e2e.released``: the public zone with everything in it, and a full release."""

from __future__ import annotations

from uuid import UUID, uuid4

FIRST, LAST = 2020, 2024
IN_A_CELL = 12
"""Possible victims of each year, form and region: too many for anything to be hidden, so that no
page is lighter than it can become."""


def make() -> None:
    """The content as it is shipped, and a release of five years with every form and reporter."""
    from samen.guidance.public import load_content
    from samen.kernel.codes import FormOfExploitation
    from samen.monitor.public import (
        ReporterType,
        Victim,
        count_many,
        decide_release,
        prepare_release,
        publish_release,
    )
    from samen.platform.organisations.public import Actor, Role

    load_content()
    caseworker, analyst, officer = (
        Actor(UUID(int=n), UUID(int=9), "ngo", "Proef", frozenset({role}))
        for n, role in enumerate((Role.CASEWORKER, Role.ANALYST, Role.PRIVACY_OFFICER), 1)
    )
    reporters = list(ReporterType)
    victims = [
        Victim(uuid4(), year, form, ("police_unit", f"RE{unit:02d}"), reporter=reporters[n % 6])
        for year in range(FIRST, LAST + 1)
        for form in FormOfExploitation
        for unit in range(1, 11)
        for n in range(IN_A_CELL)
    ]
    count_many(caseworker, victims=victims)
    release = prepare_release(analyst, title="Uitgave", first_year=FIRST, last_year=LAST)
    decide_release(officer, release_id=release, approve=True)
    publish_release(analyst, release_id=release)


if __name__ == "__main__":
    import django

    django.setup()
    make()
