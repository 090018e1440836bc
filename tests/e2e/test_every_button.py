"""Every button that a member sees is pressed: as the page has it, filled in, and with junk.

What comes is the next page, or the form with what is wrong. Never an error page, never a no.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from tests.e2e.buttons import WAYS, forms_of
from tests.e2e.test_every_link import at, links_of
from tests.everything import ids  # noqa: F401
from tests.worlds import Desk, World

from samen.platform.organisations.public import Role

pytestmark = pytest.mark.django_db
EACH = 2
"""How many addresses of one view are pressed: the buttons of lists are alike."""
LEAVES = {"vault:lock", "account_logout", "web:exit"}
"""Afterwards there is nobody who could press the next; each has a test of its own."""


def press_all(desk: Desk, role: str) -> tuple[Counter[str], list[str]]:
    """How often each view was pressed, and which buttons led to an error or a no."""
    todo, seen = ["/werk/"], {"/werk/"}
    opened: Counter[str] = Counter()
    pressed: Counter[str] = Counter()
    wrong = []
    while todo:
        path = todo.pop(0)
        view = at(path).view_name
        if opened[view] == EACH or view in LEAVES:
            continue
        opened[view] += 1
        response = desk.client(role).get(path)
        if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
            continue
        page = response.content.decode()
        new = [link for link in links_of(page, path) if link not in seen]
        seen |= set(new)
        todo += new
        for form in forms_of(page):
            goal = form.action if form.action.startswith("/") else path.partition("?")[0]
            name = at(goal).view_name
            if name in LEAVES or pressed[name] == EACH:
                continue
            pressed[name] += 1
            for way, how in WAYS.items():
                client = desk.client(role)
                with transaction.atomic():  # Each time in the same world.
                    sends = client.post if form.method == "post" else client.get
                    status = sends(goal, form.sent(**how)).status_code
                    transaction.set_rollback(True)
                if status >= 500 or status in (403, 404, 405):
                    wrong.append(f"{view}: {name}, {way}: {status}")
    return pressed, wrong


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_no_button_leads_to_an_error_or_a_no(world: World, ids: dict[str, Any], role: str) -> None:  # noqa: F811
    pressed, wrong = press_all(world.coordination, role)
    assert wrong == []
    assert len(pressed) > 3


def test_nor_does_a_button_of_a_partner(world: World, ids: dict[str, Any]) -> None:  # noqa: F811
    pressed, wrong = press_all(world.shelter, "caseworker")
    assert wrong == []
    assert pressed["casework:answer_referral"]
