"""The pages with the key holder in another process, as it is in real use; and when it is not."""

from __future__ import annotations

import json
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from samen.engines.linkage import key_files, oprf
from samen.engines.linkage.tokens import new_key
from samen.platform.organisations.public import Role
from samen.sharing.models import Enrolment, HitToken, Participation, Probe
from samen.sharing.tests.knowing import IOANA, SAME, begin, decide, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(tmp_path: Path, settings) -> Iterator[subprocess.Popen[bytes]]:
    """``samen tokens serve`` in a process of its own; the web has an address and a public key."""
    secret = secrets.token_hex(32)
    (tmp_path / "secrets.json").write_text(json.dumps({"samen": secret}))
    public = key_files.keygen("2026", tmp_path / "key.json")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    files = ("--key", "key.json", "--secrets", "secrets.json", "--ledger", "used.json")
    command = [sys.executable, "-m", "samen.cli", "tokens", "serve", *files, "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        told = process.stderr.readline().decode()
        assert public in told, "it says its public key when it listens"
        settings.KEY_HOLDER_FOLDER, settings.KEY_HOLDER = None, f"http://127.0.0.1:{port}"
        settings.KEY_HOLDER_SECRET, settings.KEY_HOLDER_KEY = secret, f"2026:{public}"
        yield process
        process.kill()


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def press(browser, name: str, decision) -> str:
    """Press the button of a decision's page and read the page one comes to."""
    return text(browser.post(reverse(f"sharing:{name}", args=[decision.id]), follow=True))


def test_with_the_key_in_another_process_a_hit_is_found_and_counted_there(
    world, elsewhere, tmp_path
):
    us, them = world.coordination, world.shelter
    page = us.client(Role.PRIVACY_OFFICER).post(reverse("sharing:take_part"), follow=True)
    assert "doet vanaf vandaag mee" in text(page) and "ligt op deze zelfde machine" not in text(
        page
    )
    begin(them)
    theirs, ours = person(them, SAME), person(us, IOANA)
    partner, browser = them.client(Role.CASEWORKER), us.client(Role.CARE_COORDINATOR)
    assert "niets" in press(partner, "enrol", decide(them, theirs, us))
    page = press(browser, "ask_partner", decide(us, ours, them))
    assert "<h1>Hit</h1>" in page and "Shelter" in page and "hoogstens 1 op" in page
    assert "POPESCU" not in page
    used = json.loads((tmp_path / "used.json").read_text())
    assert {key.rsplit("/", 1)[0] for key in used} == {f"samen/{us.id}", f"samen/{them.id}"}
    elsewhere.terminate()
    kept = (tmp_path / "used.json").read_text() + elsewhere.communicate()[1].decode()
    assert not any(str(part) in kept for part in (theirs, ours)), "who, never about whom"


def test_a_silent_key_holder_or_another_key_asks_nothing_and_says_so(world, elsewhere, settings):
    us, them = world.coordination, world.shelter
    begin(us, them)
    row = decide(us, person(us, IOANA), them)
    browser = us.client(Role.CARE_COORDINATOR)
    good, settings.KEY_HOLDER_KEY = (
        settings.KEY_HOLDER_KEY,
        f"2026:{oprf.public_key(new_key('2026')).hex()}",
    )
    assert "met een andere sleutel" in press(browser, "ask_partner", row)
    settings.KEY_HOLDER_KEY = good
    elsewhere.kill()
    elsewhere.wait()
    for name in ("ask_partner", "enrol"):
        assert "antwoordt niet" in press(browser, name, row)
    assert not Probe.objects.exists() and not HitToken.objects.exists()
    assert not Enrolment.objects.exists()


@pytest.mark.usefixtures("key_holder")
def test_what_stands_in_the_way_is_said_on_the_page(world):
    us, them = world.coordination, world.shelter
    begin(us, them)
    row = decide(us, person(us, {"name": "Ioana Popescu", "phone": "1"}), them)
    browser = us.client(Role.CARE_COORDINATOR)
    assert "Het telefoonnummer is niet te lezen" in press(browser, "ask_partner", row)
    officer = us.client(Role.PRIVACY_OFFICER)
    page = officer.post(reverse("sharing:take_part"), {"stop": "1"}, follow=True)
    assert "Er zijn 0 codes verwijderd" in text(page)
    assert set(Participation.objects.values_list("organisation_id", flat=True)) == {them.id}
    assert "Uw organisatie doet niet mee" in press(browser, "ask_partner", row)


@pytest.mark.usefixtures("key_holder")
def test_every_role_reads_the_overview_that_may_and_no_link_leads_to_a_closed_door(world):
    us, them = world.coordination, world.shelter
    begin(us, them)
    row = decide(us, person(us, IOANA), them)
    press(us.client(Role.CARE_COORDINATOR), "ask_partner", row)
    for role in Role:
        browser = us.client(role)
        answer = browser.get(reverse("sharing:probes"))
        may = role in {
            Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR,
            Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ORGANISATION_ADMINISTRATOR,
        }  # fmt: skip
        assert answer.status_code == (200 if may else 403), role
        main = text(answer).partition("<main")[2]
        for address in re.findall(r'href="(/werk/[^"]+)"', main):
            assert browser.get(address).status_code == 200, (role, address)
