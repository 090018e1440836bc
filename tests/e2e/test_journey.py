"""The whole chain in a real browser: a report becomes help, and counts once.

With and without JavaScript, on a narrow and on a wide screen. Afterwards the database, its
journal, the sealed files and the server's log are searched for every sentence that was typed.
"""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.e2e.live import Site, Walker, chromium, needs_chromium, running
from tests.e2e.live_world import COUNTED_BEFORE, PASSWORD, PHRASE

pytestmark = needs_chromium
SCREENS = [(320, False), (1280, False), (320, True), (1280, True)]


# SQLite's locks belong to a process: whoever opens and closes the file beside a connection of the
# same process takes that connection's locks away. So all that reads the site's database here, and
# the copying of it, happens in processes of their own.
READ = """
import sqlite3, sys
database = sqlite3.connect(f"file:{sys.argv[1]}/samen.sqlite3?mode=ro", uri=True)
print(database.execute(sys.argv[2]).fetchone()[0], flush=True)
if len(sys.argv) > 3: sys.stdin.read()
"""


# A site for each journey: a second release of the same years would, rightly, be held against the
# first, and this test is about the way there.
@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("data")
    with running(folder, [sys.executable, "-m", "tests.e2e.live_world"]) as found:
        # While somebody reads, SQLite keeps its journal: it too shall be searched.
        question = "SELECT count(*) FROM reporting_visit"
        reader = subprocess.Popen(
            [sys.executable, "-c", READ, folder, question, "stay"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        yield found
        reader.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def newcomer(site: Site, browser: Any) -> Iterator[Any]:
    """Makes walkers, each with a browser of their own."""
    contexts = []

    def make(label: str, width: int, scripts: bool, **options: Any) -> Walker:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, **options
        )
        contexts.append(context)
        return Walker(site, context.new_page(), label, width, scripts)

    yield make
    for context in contexts:
        context.close()


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 90, 60)).save(target, "jpeg", comment=b"kenmerk van de camera")
    return target.getvalue()


def report(w: Walker, tag: str) -> str:
    """Fill in and send a report. Returns the receipt."""
    w.go("/")
    w.go("/f/")
    w.press("main form button[type=submit]")
    w.pick("perspective", "other")
    w.press("button[name=next]")
    w.pick("form_of_exploitation", "SEX-X")
    w.press("button[name=next]")
    w.press("button[name=next]")
    assert w.page.locator("[aria-invalid=true]").count() == 1, "the missing field is named"
    w.type("what", f"De gordijnen van {tag} zijn altijd dicht en er komt 's nachts een busje.")
    w.type("when", f"Al sinds de kermis in juni, {tag}")
    w.type("where", f"Het laatste huis aan de Proefweg {tag}")
    w.press("button[name=next]")
    w.pick("municipality", "GM0153")
    w.pick("minor", "no")
    w.pick("danger", "no")
    w.press("button[name=next]")
    w.type("people", f"Een lange vrouw die Mirabel {tag} heet")
    w.press("button[name=next]")
    w.page.set_input_files(
        "[name=attachment]", {"name": f"foto {tag}.jpg", "mimeType": "image/jpeg",
                              "buffer": photo()},
    )  # fmt: skip
    w.typed.append(f"foto {tag}.jpg")
    w.press("main form .button--secondary")
    assert w.says(f"foto {tag}.jpg")
    w.press("button[name=next]")
    w.pick("consent", "confidential")
    w.press("button[name=next]")
    w.type("name", f"Bezorgde Buurman {tag}")
    w.type("contact", f"buurman-{tag}@elders.example")
    w.type("safe_contact", f"Alleen in de ochtend, nooit op het werk {tag}")
    w.press("button[name=next]")
    assert w.says(f"Mirabel {tag}")
    w.press("main form button[type=submit]")
    receipt = w.page.locator(".receipt").inner_text().strip()
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", receipt)
    w.type("receipt", receipt)
    w.typed.append(receipt.replace(" ", ""))
    w.press("main form button[type=submit]")
    return receipt


def log_in(w: Walker, login: str, *, vault: bool = True) -> None:
    w.go("/account/login/")
    w.page.fill("[name=login]", f"{login}@samen.example")
    w.type("password", PASSWORD)
    w.press("main form button[type=submit]")
    if vault:
        w.go("/werk/kluis/")
        w.type("phrase", PHRASE)
        w.press("main form button[type=submit]")


def take_in(w: Walker, tag: str) -> str:
    """Read the report, answer it, weigh the signal, open a case with a person. The case's path."""
    w.go("/werk/meldingen/")
    w.press(f"a:has-text('{tag}')")
    assert w.says(f"Mirabel {tag}") and w.says("(regel R4)")
    with w.page.expect_download() as download:
        w.page.click("a[href*='/werk/meldingen/bestand/']:not([href$=origineel])")
    cleaned = Path(download.value.path()).read_bytes()
    assert cleaned[:3] == b"\xff\xd8\xff" and b"kenmerk van de camera" not in cleaned
    w.type("text", f"Dank u wel. Staat het busje er nu ook, {tag}?")
    w.press("form[action$='/antwoord'] button, main form:has(textarea) button")
    w.press("form[action$='/signaal'] button")
    w.pick("form", "SEX-X")
    w.type("facts", f"Gordijnen dicht, busje in de nacht, {tag}")
    w.type("observations", f"De buurman zag drie vrouwen, {tag}")
    w.type("interpretations", f"Mogelijk is er dwang, {tag}")
    w.type("sources", f"Eén buurman, betrouwbaar, {tag}")
    w.page.locator("input[name=indicators]").first.check()
    w.press("main form:has([name=facts]) button[type=submit]")
    w.press("form[action$='/casus'] button")
    case = w.page.url.removeprefix(w.site.base)
    w.press("a[href$='/persoon']")
    w.pick("role", "victim")
    w.type("name", f"Mirabella Proefpersoon {tag}")
    w.type("birth_date", "1994-03-02")
    w.pick("sex", "female")
    w.press("main form button[type=submit]")
    w.press("a[href$='/person_health']")
    w.type("text", f"Slaapt slecht sinds de winter, {tag}")
    w.press("main form button[type=submit]")
    return case


def share(w: Walker, case: str, tag: str) -> str:
    """Ask without records, sign them, ask again. Returns the shared part's id."""
    w.go(case)
    section = w.page.locator("details:has(a[href$='person_identity'])")
    ask = str(section.locator("a[href$='/vragen']").get_attribute("href"))
    part = ask.split("/")[-2]
    w.go(ask)
    answer_facts(w)
    w.press("main form:has([name=to_organisation]) button[type=submit]")
    assert w.page.locator("h1").inner_text() == "Nog niet", "and what is missing"
    for kind, role in (("necessity", "authorised_officer"), ("consent", "data_subject")):
        w.go(f"/werk/delen/gegeven/{part}/tekenen/{kind}")
        w.pick("signer_role", role)
        for box in w.page.locator("main textarea").all():
            name = str(box.get_attribute("name"))
            w.type(name, f"Er is vannacht een bed vrij, {name} {tag}")
        if kind == "consent":
            w.pick("consent", "given")
        for name, value in (
            ("to_types", "shelter"),
            ("categories", "identifying"),
            ("purposes", "shelter_and_care"),
        ):
            w.page.check(f"input[name={name}][value={value}]")
        w.press("main form:has([name=signer_role]) button[type=submit]")
    answer_facts(w)
    for box in w.page.locator("input[name=evidence]").all():
        box.check()
    w.press("main form:has([name=to_organisation]) button[type=submit]")
    assert w.page.locator("h1").inner_text() == "Ja, dit mag worden gedeeld"
    return part


def answer_facts(w: Walker) -> None:
    w.page.select_option("[name=to_organisation]", label="Opvang van de proef")
    w.pick("purpose", "shelter_and_care")
    w.pick("subject", "victim")
    w.pick("regime", "wmo")


def release(newcomer: Any, width: int, scripts: bool, tag: str) -> str:
    """Prepare, approve and publish the figures. Returns the public page's path."""
    analyst, officer = newcomer("analyst", width, scripts), newcomer("officer", width, scripts)
    log_in(analyst, "analyst", vault=False)
    analyst.go("/werk/programma/uitgaven/nieuw/")
    analyst.page.fill("[name=title]", f"Cijfers van {tag}")
    analyst.press("main form button[type=submit]")
    address = analyst.page.url.removeprefix(analyst.site.base)
    log_in(officer, "officer", vault=False)
    officer.go(address)
    officer.pick("approve", "yes")
    officer.press("main form:has([name=approve]) button[type=submit]")
    analyst.go(address)
    analyst.press("form[action$='/publiceren/'] button")
    return analyst.href("/cijfers/uitgaven/")


@pytest.mark.parametrize(("width", "scripts"), SCREENS)
def test_a_report_becomes_help_and_counts_once(site, newcomer, width, scripts):
    tag = f"kenmerk{SCREENS.index((width, scripts))}q"
    reporter, coordinator, shelter, officer = (
        newcomer(label, width, scripts)
        for label in ("reporter", "coordinator", "shelter", "privacy")
    )
    receipt = report(reporter, tag)
    log_in(coordinator, "coordinator")
    case = take_in(coordinator, tag)
    part = share(coordinator, case, tag)

    log_in(shelter, "shelter")
    shelter.go("/werk/delen/met-ons")
    assert shelter.says(f"Mirabella Proefpersoon {tag}")
    for other in ("Slaapt slecht", "busje", "Bezorgde Buurman"):
        assert not shelter.says(f"{other}")

    coordinator.go(f"{case}/hulp")
    coordinator.press("main form:has([name=age]) button[type=submit]")
    coordinator.press("article:has-text('Een bed van de proef') form[action$='/verwijzen'] button")
    shelter.go("/werk/verwijzingen")
    # The newest request is the one that still waits for an answer.
    waiting = shelter.page.locator("article:has-text('Aangeboden')")
    assert waiting.count() == 1
    waiting.locator("[name=state]").select_option("placed")
    shelter.press("article:has-text('Aangeboden') form button")
    coordinator.go(case)
    assert coordinator.says("Geplaatst")
    assert coordinator.page.locator("[name='help_status-value']").input_value() == "in_help"
    assert coordinator.page.locator("[name='victim_status-value']").input_value() == "possible"
    coordinator.press("form[action$='/tellen'] button")
    assert coordinator.page.locator("form[action$='/tellen']").count() == 0, "counted once"

    log_in(officer, "privacy")
    officer.go(f"/werk/delen/gegeven/{part}")
    assert officer.says("Opvang van de proef") and not officer.says(f"Mirabella {tag}")

    reporter.go("/f/post")
    reporter.type("receipt", receipt)
    reporter.press("main form button[type=submit]")
    assert reporter.says(f"Staat het busje er nu ook, {tag}?")
    reporter.type("text", f"Ja, elke nacht om twee uur, {tag}")
    reporter.press("main form:has([name=text]) button[type=submit]")
    reporter.press("form[action$='/sluiten'] button")

    public = newcomer("public", width, scripts)
    public.go(release(newcomer, width, scripts, tag))
    cells = [cell.strip() for cell in public.page.locator("td").all_inner_texts()]
    counted = COUNTED_BEFORE + registered(site)
    assert str(counted) in cells and f"Mirabella {tag}" not in public.page.content()

    typed = [text for walker in (reporter, coordinator, shelter, officer) for text in walker.typed]
    assert len(set(typed)) > 25
    stored = everything_stored(site, sealed_files=True)
    assert found_in(stored, [*typed, "Mirabella", "kenmerk van de camera"]) == []


def registered(site: Site) -> int:
    """How many of the journeys so far have counted their victim."""
    return ask(site, "SELECT count(*) FROM casework_person WHERE registered_on IS NOT NULL")


def ask(site: Site, sql: str) -> int:
    """One number from the running site's database."""
    asked = subprocess.run(
        [sys.executable, "-c", READ, site.folder, sql], check=True, capture_output=True, text=True
    )
    return int(asked.stdout)


def everything_stored(site: Site, *, sealed_files: bool = False) -> list[Path]:
    """Copies of the database, its journal and every other file in the data folder."""
    copy = site.folder.parent / f"{site.folder.name}-copy"
    shutil.rmtree(copy, ignore_errors=True)
    subprocess.run(["cp", "-r", site.folder, copy], check=True)
    found = [path for path in copy.rglob("*") if path.is_file() and "static" not in path.parts]
    names = {path.name for path in found}
    assert {"samen.sqlite3", "samen.sqlite3-wal"} <= names, names
    assert any("sealed" in path.parts for path in found) or not sealed_files
    return found


def disguises(text: str) -> dict[str, bytes]:
    """A text as it may hide in a file: in other encodings, and in base64 at any alignment."""
    found = {"utf-8": text.encode(), "json": text.encode("unicode_escape")}
    for name in ("utf-16-le", "utf-16-be"):
        found[name] = text.encode(name)
    found["hex"] = text.encode().hex().encode()
    found["HEX"] = found["hex"].upper()
    for shift in range(3):
        # Characters at both ends also hold bits of what stands around the text.
        coded = base64.b64encode(b"\0" * shift + text.encode() + b"\0" * 2)
        found[f"base64+{shift}"] = coded[(0, 2, 3)[shift] : 4 * ((shift + len(text.encode())) // 3)]
    return found


def found_in(files: list[Path], texts: list[str]) -> list[tuple[str, str, str]]:
    """Which file holds which text, and how."""
    found = []
    for path in files:
        held = path.read_bytes()
        found += [
            (path.name, how, text)
            for text in sorted(set(texts))
            for how, needle in disguises(text).items()
            if needle in held
        ]
    return found


@pytest.mark.parametrize("before", [0, 1, 2, 4096])
def test_the_search_finds_a_sentence_in_every_disguise(tmp_path, before):
    text = "Een gezin slaapt boven de kas, é en al."
    raw, noise = text.encode(), b"x" * before
    planted = {
        "utf-8": noise + raw,
        "utf-16-le": noise + text.encode("utf-16-le"),
        "utf-16-be": noise + text.encode("utf-16-be"),
        "hex": (noise + raw).hex().encode(),
        "HEX": (noise + raw).hex().upper().encode(),
        f"base64+{before % 3}": base64.b64encode(noise + raw + b"yyyy"),
    }
    for how, data in planted.items():
        (tmp_path / "file").write_bytes(b"#" + data + b"#")
        assert [found[1] for found in found_in([tmp_path / "file"], [text])] == [how]
    (tmp_path / "file").write_bytes(b"nothing of the kind " * 500)
    assert found_in([tmp_path / "file"], [text]) == []


def visits(site: Site) -> int:
    """How many reporters are in the middle of something."""
    return ask(site, "SELECT count(*) FROM reporting_visit")


@pytest.mark.parametrize("scripts", [False, True])
def test_after_leaving_ten_times_back_shows_nothing_of_the_report(site, newcomer, scripts):
    w, before = newcomer("exit", 320, scripts), visits(site)
    w.go("/")
    w.go("/f/")
    w.press("main form button[type=submit]")
    w.pick("perspective", "other")
    w.press("button[name=next]")
    w.pick("form_of_exploitation", "LAB")
    w.press("button[name=next]")
    w.type("what", "Dit mag niemand hier lezen.")
    w.press("button[name=next]")
    assert visits(site) == before + 1
    w.page.locator(".exit button").click()
    w.page.wait_for_url(site.base + "/robots.txt")
    assert visits(site) == before, "and gone on the server"
    assert w.page.context.cookies() == []
    for _ in range(10):
        if w.page.go_back() is None:
            break
        assert "niemand hier lezen" not in w.page.content()
        assert w.page.locator("textarea, input[type=radio]:checked").count() == 0, w.page.url


def test_a_report_in_arabic_runs_from_right_to_left_and_arrives(site, newcomer):
    w = newcomer("arabic", 320, True, locale="ar")
    w.go("/ar/")
    assert w.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    w.go("/ar/f/")
    w.press("main form button[type=submit]")
    w.pick("perspective", "self")
    w.press("button[name=next]")
    w.pick("form_of_exploitation", "LAB")
    w.press("button[name=next]")
    box = w.page.locator("[name=what]")
    assert box.evaluate("e => getComputedStyle(e).direction") == "rtl"
    label = w.page.locator("label[for=id_what]").bounding_box()
    assert label["x"] + label["width"] > 280, "labels begin at the right"
    w.type("what", "صاحب العمل أخذ جواز سفري")
    w.press("button[name=next]")
    w.pick("municipality", "GM0153")
    w.pick("minor", "no")
    w.pick("danger", "no")
    w.press("button[name=next]")
    w.press("button[name=next]")
    w.press("button[name=next]")
    w.pick("consent", "anonymous")
    w.press("button[name=next]")
    w.press("main form button[type=submit]")
    assert w.page.locator(".receipt [dir=ltr]").count() == 1, "digits run left to right"
    staff = newcomer("coordinator", 1280, True)
    log_in(staff, "coordinator")
    staff.go("/werk/meldingen/")
    assert staff.says("صاحب العمل أخذ جواز سفري")
    assert found_in(everything_stored(site), w.typed) == []
