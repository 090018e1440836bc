"""Nothing about persons leaves through the figures, the analysis, the public pages or an API.

A world with a report, a case and registered victims; then every address of those zones is asked
for and written to, by everybody there is; links are followed, and every form is sent as it stands.
No answer holds a name, a sentence, a number to call or the id of a person, report, case or signal.
What is not published stays inside.
"""

from __future__ import annotations

import base64
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.architecture.addresses import ALL, api_path_view, is_api_document
from tests.worlds import ANSWERS, World, cheap_argon2, make_case, sealed_files, send_report, world

from samen.casework.public import register_victim
from samen.kernel import clock
from samen.kernel.codes import FormOfExploitation, Sex
from samen.monitor.models import Event, Release
from samen.monitor.public import (
    AgeGroup,
    Victim,
    count_many,
    decide_release,
    prepare_release,
    publish_release,
)
from samen.platform.organisations.public import Role
from samen.reporting.models import Report
from samen.reporting.public import take_in

__all__ = ["cheap_argon2", "sealed_files", "world"]
pytestmark = pytest.mark.django_db
SENTENCES = (
    *(ANSWERS[part] for part in ("what", "when", "where", "people", "name", "contact")),
    ANSWERS["safe_contact"],
    "Mirabel",
    "1990-05-17",
    "17-05-1990",
    "17 mei 1990",
    "Passports are in the safe",
    "above a greenhouse",
    "Sleeps badly",
)
UNPUBLISHED = "Cijfers die nog niemand mag zien"
RELEASE_ROLES = (Role.ANALYST, Role.PRIVACY_OFFICER, Role.PROGRAMME_MANAGER)
INSIDE = ("/werk/programma/", "/werk/analyse/")
LIMIT = 150
"""Pages read per reader; the zones have some sixty addresses."""


def disguises(marker: str | UUID) -> list[bytes]:
    """The ways in which an answer could hold a sentence or an id."""
    if isinstance(marker, UUID):
        raw = base64.urlsafe_b64encode(marker.bytes).rstrip(b"=")
        return [str(marker).encode(), marker.hex.encode(), raw, str(marker.int).encode()]
    escaped = marker.encode("unicode_escape")
    quoted = marker.replace(" ", "%20").encode()
    return [marker.encode(), escaped, quoted]


@dataclass(frozen=True, slots=True)
class Secrets:
    """What may not leave, and what may not leave yet."""

    persons: dict[str, list[bytes]]
    unpublished: dict[str, list[bytes]]


@pytest.fixture
def secrets(world: World) -> Secrets:
    """A report, a case, seventy registered victims; one release out and one on its way."""
    desk = world.coordination
    send_report()
    report = Report.objects.get().id
    signal = take_in(desk.worker, desk.vault, report_id=report)
    made = make_case(desk)
    assert register_victim(desk.worker, desk.vault, person_id=made.person)
    year = clock.today().year
    victims = [uuid4() for _ in range(70)]
    here, there = ("police_unit", "RE02"), ("police_unit", "RE07")
    count_many(
        desk.worker,
        victims=[
            Victim(
                person,
                year,
                FormOfExploitation.LABOUR if number < 40 else FormOfExploitation.SEXUAL_DOMESTIC,
                here if number % 2 else there,
                Sex.FEMALE,
                AgeGroup.ADULT,
            )
            for number, person in enumerate(victims)
        ],
    )
    release(world, "Gepubliceerd", year, publish=True)
    waiting = Release.objects.get(id=release(world, UNPUBLISHED, year, publish=False))
    ids = (report, signal, made.signal, made.case, made.person, made.identity, made.health)
    markers: list[str | UUID] = [*SENTENCES, *ids, *victims]
    tokens = Event.objects.values_list("key", flat=True).distinct()
    return Secrets(
        {str(m): disguises(m) for m in markers if isinstance(m, str | UUID)}
        | {f"token {token[:8]}": [token.encode()] for token in tokens},
        {m: [m.encode()] for m in (UNPUBLISHED, str(waiting.id), waiting.digest)},
    )


def release(world: World, title: str, year: int, *, publish: bool) -> UUID:
    """A release, published or waiting for its decision."""
    actors = world.coordination.actors
    made = prepare_release(actors[Role.ANALYST], title=title, first_year=year, last_year=year)
    if publish:
        officer = world.coordination.actors[Role.PRIVACY_OFFICER]
        decide_release(officer, release_id=made, approve=True)
        publish_release(actors[Role.ANALYST], release_id=made)
    return made


def starts() -> tuple[list[str], list[str]]:
    """Addresses that are for everybody (APIs too), and those of the figures and the analysis."""
    public: list[str] = []
    inside: list[str] = []
    for address, pattern in ALL:
        view = pattern.callback
        access = getattr(view, "access", None)
        if address.startswith(INSIDE):
            inside.append(address)
        elif (
            api_path_view(view)
            or is_api_document(view)
            or (access is not None and access.audience == "public")
        ):
            public.append(address)
    return public, inside


class Forms(HTMLParser):
    """The forms of a page that write: where each is sent, and what it would send as it stands."""

    def __init__(self, address: str, page: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[tuple[str, dict[str, str]]] = []
        self._filled: dict[str, str] | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("method", "").lower() == "post":
            self._filled = {}
            self.found.append((urljoin(self.address, told.get("action", "")), self._filled))
        elif self._filled is None:
            return
        elif tag == "select":
            self._select = told["name"]
        elif tag == "option" and ("selected" in told or self._select not in self._filled):
            self._filled[self._select] = told.get("value", "")
        elif tag in ("input", "button", "textarea") and "name" in told:
            # Of a group of choices the first one that is not nothing.
            self._filled[told["name"]] = self._filled.get(told["name"]) or told.get("value", "x")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._filled = None


def page_of(answer: Any) -> str:
    """The text of a page; nothing for what is not a page."""
    is_page = "html" in answer.get("Content-Type", "") and not answer.streaming
    return answer.content.decode() if is_page else ""


def answers(browser: Client, first: list[str], zones: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every answer from these addresses on, links inside the zones followed.

    Afterwards each address is written to: with nothing, and with every form that was met on the
    way, as it stands; where that leads is read too.
    """
    waiting, seen = deque(dict.fromkeys(first)), set(first)
    forms: list[tuple[str, dict[str, str]]] = [(address, {}) for address in waiting]
    while waiting and len(seen) < LIMIT + len(first):
        address = waiting.popleft()
        answer = browser.get(address)
        yield address, answer
        links = [answer.get("Location", "")]
        links += re.findall(r'(?:href|src|action)="([^"]+)"', page_of(answer))
        for link in links:
            target = urldefrag(urljoin(address, link.replace("&amp;", "&")))[0]
            if target.startswith(zones) and target not in seen:
                seen.add(target)
                waiting.append(target)
        for target, filled in Forms(address, page_of(answer)).found:
            alike = any((target, filled.keys()) == (at, other.keys()) for at, other in forms)
            if target.startswith(zones) and not alike:
                forms.append((target, filled))
    for target, filled in forms:
        answer = browser.post(target, filled)
        yield " ".join(["POST", target, *filled]), answer
        if led := answer.get("Location", ""):
            yield f"POST {target} leads to {led}", browser.get(led)


def said(answer: Any) -> bytes:
    """Everything an answer carries: its headers, cookies and body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return b"\n".join([str(answer.headers).encode(), str(answer.cookies).encode(), body])


def leaks(
    pages: Iterator[tuple[str, Any]], markers: dict[str, list[bytes]], fetched: list[str]
) -> list[tuple[str, str]]:
    """Address and marker of everything that an answer should not have held."""
    found: list[tuple[str, str]] = []
    for address, answer in pages:
        assert answer.status_code < 500, address
        if answer.status_code == 200:
            fetched.append(address)
        text = said(answer)
        found += [
            (address, name) for name, forms in markers.items() if any(f in text for f in forms)
        ]
    return found


def test_the_public_learns_of_no_person_and_of_nothing_unpublished(secrets):
    public, inside = starts()
    fetched: list[str] = []
    pages = answers(Client(raise_request_exception=False), [*public, *inside], ("/cijfers/",))
    assert leaks(pages, secrets.persons | secrets.unpublished, fetched) == []
    assert "/cijfers/uitgaven/1/release.json" in fetched
    assert any("release-1-region.csv" in address for address in fetched)
    assert any(address.startswith("/api/") or "/api/" in address for address in fetched)
    assert not [address for address in fetched if address.startswith(INSIDE)]


@pytest.mark.parametrize("end", ["", "release.json"])
def test_a_release_on_its_way_is_not_found(secrets, end):
    assert Client().get(f"/cijfers/uitgaven/1/{end}").status_code == 200
    assert Client().get(f"/cijfers/uitgaven/2/{end}").status_code == 404
    for name in ("region", "age", "sex", "reporter"):
        for kind in ("csv", "csv-metadata.json"):
            address = f"/cijfers/bestanden/release-{{}}-{name}.{kind}"
            assert Client().get(address.format(1)).status_code == 200
            assert Client().get(address.format(2)).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_no_role_meets_a_person_in_the_figures_or_the_analysis(world, secrets, role):
    _, inside = starts()
    browser = world.coordination.client(role)
    fetched: list[str] = []
    found = leaks(answers(browser, inside, INSIDE), secrets.persons, fetched)
    assert found == []
    if role in RELEASE_ROLES:
        assert any(str(Release.objects.get(number=2).id) in address for address in fetched)
    else:
        known = leaks(answers(browser, inside, INSIDE), secrets.unpublished, [])
        assert known == []


def test_what_an_officer_decides_on_is_the_audit_and_no_count_of_a_hidden_cell(world, secrets):
    waiting = Release.objects.get(number=2)
    address = f"/werk/programma/uitgaven/{waiting.id}/"
    page = world.coordination.client(Role.PRIVACY_OFFICER).get(address).content.decode()
    assert page.index('<dl class="facts">') < page.index('name="approve"')
    analyst = world.coordination.client(Role.ANALYST)
    assert 'name="approve"' not in analyst.get(address).content.decode()
    assert analyst.post(f"{address}publiceren/").status_code == 302
    assert Release.objects.get(number=2).state == "prepared"


def test_the_search_finds_what_does_leave(world, secrets):
    """A title with a name in it would be found: on the page, in the list, and after a decision."""
    made = Release.objects.get(number=2)
    made.title = f"Figures on {SENTENCES[7]}"
    made.save()
    _, inside = starts()
    officer = world.coordination.client(Role.PRIVACY_OFFICER)
    found = leaks(answers(officer, inside, INSIDE), secrets.persons, [])
    assert {name for _, name in found} == {"Mirabel"}
    assert any(address.startswith("POST") for address, _ in found)
    assert any(not address.startswith("POST") for address, _ in found)
