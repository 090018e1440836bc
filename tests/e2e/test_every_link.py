"""Every link and button that a member sees leads somewhere: for each role, from its first page."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.urls import ResolverMatch, resolve
from django.utils.translation import override
from tests.everything import ids  # noqa: F401
from tests.worlds import Desk, World

from samen.platform.organisations.public import Role

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\s[^>]*?href="([^"#]*)')
FORM = re.compile(r'<form\s[^>]*?action="(/[^"#]*)')
EACH = 5
"""How many addresses of one view are opened: lists and their pages are alike."""


def at(address: str) -> ResolverMatch:
    """What answers at an address without a language, whatever language was last spoken."""
    with override("nl"):
        return resolve(address.partition("?")[0])


def walk(desk: Desk, role: str) -> tuple[Counter[str], list[str]]:
    """How often each view was opened, and the links and buttons that lead to a no."""
    client, todo, seen = desk.client(role), ["/werk/"], {"/werk/"}
    opened: Counter[str] = Counter()
    wrong = []
    while todo:
        path = todo.pop(0)
        view = at(path).view_name
        if opened[view] == EACH or view in ("vault:lock", "account_logout"):
            continue
        opened[view] += 1
        response = client.get(path)
        if response.status_code >= 400:
            wrong.append(f"{view} {response.status_code}")
        if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
            continue
        page = response.content.decode()
        for link in map(unescape, LINK.findall(page)):
            full = path.partition("?")[0] + link if link.startswith("?") else link
            if full.startswith(("/werk/", "/account/")) and full not in seen:
                seen.add(full)
                todo.append(full)
        for action in map(unescape, FORM.findall(page)):
            access = getattr(at(action).func, "access", None)
            if access and not access.admits(desk.actors[role]):
                wrong.append(f"{view} offers {action}")
    return opened, wrong


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_no_link_of_a_page_leads_to_a_no(world: World, ids: dict[str, Any], role: str) -> None:  # noqa: F811
    opened, wrong = walk(world.coordination, role)
    assert wrong == []
    assert len(opened) > 8


def test_a_partner_follows_what_was_shared(world: World, ids: dict[str, Any]) -> None:  # noqa: F811
    opened, wrong = walk(world.shelter, "caseworker")
    assert wrong == []
    assert opened["sharing:shared"] and opened["sharing:decision"]
