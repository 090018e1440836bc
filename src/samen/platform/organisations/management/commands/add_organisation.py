"""``django-admin add_organisation``: admit an organisation, with its first administrator."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser

from django.db import transaction

from samen.kernel.codes import OrganisationType
from samen.kernel.errors import InvalidInput, Problem, raise_if_any
from samen.platform.database.public import SystemCommand
from samen.platform.organisations.actions import add_member, add_organisation
from samen.platform.organisations.domain.regions import region
from samen.platform.organisations.domain.roles import Role

COUNTRY = ("country", "NL")


class Command(SystemCommand):
    """The administrator gives every other account, in the browser."""

    help = "Admit an organisation and make its first administrator; prints their first password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="Name of the organisation.")
        parser.add_argument("--type", required=True, help="Its kind, for instance shelter.")
        parser.add_argument(
            "--region", default="country:NL", help="TYPE:CODE, for instance police_unit:RE02."
        )
        parser.add_argument("--oin", default="", help="Its number for digital traffic, if any.")
        parser.add_argument("--administrator", required=True, help="E-mail address.")
        parser.add_argument("--administrator-name", required=True, help="Their name.")

    def handle(self, **options: str) -> None:
        password = secrets.token_urlsafe(15)
        place = _place(options["type"], options["region"])
        with transaction.atomic():
            made = add_organisation(
                name=options["name"], kind=options["type"], region=place, oin=options["oin"]
            )
            add_member(
                None, organisation_id=made.id, email=options["administrator"],
                name=options["administrator_name"],
                roles=[Role.ORGANISATION_ADMINISTRATOR], password=password,
            )  # fmt: skip
        self.stdout.write(f"First password of {options['administrator']}: {password}")
        self.stdout.write("Hand it over in person. It is shown this once; they change it at once.")


def _place(kind: str, text: str) -> tuple[str, str]:
    """The region that ``text`` names.

    Raises:
        InvalidInput: with everything that is wrong with kind and region.
    """
    problems = []
    if kind not in {known.value for known in OrganisationType}:
        known = ", ".join(sorted(known.value for known in OrganisationType))
        problems.append(Problem("--type", f"is one of {known}", kind))
    place = tuple(text.split(":", 1))
    if len(place) != 2:
        problems.append(Problem("--region", "is TYPE:CODE, for instance police_unit:RE02", text))
    elif place != COUNTRY:
        try:
            region(*place)
        except InvalidInput as error:
            problems += error.problems
    raise_if_any(problems)
    return place[0], place[1]
