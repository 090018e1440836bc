"""What people do on the way from a report to a figure, in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from tests.e2e.live import Walker
from tests.e2e.live_world import PASSWORD, PHRASE

Newcomer = Callable[..., Walker]


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
    for fact in (
        "minor", "acute_danger", "incapable_of_consent", "others_traceable", "bsn_included",
        "weighty_objection",
    ):  # fmt: skip
        w.pick(fact, "no")


def release(newcomer: Newcomer, width: int, scripts: bool, tag: str) -> str:
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
    # The audit above it names the earlier releases that this one was laid beside.
    return str(analyst.page.locator("a[href*='/cijfers/uitgaven/']").last.get_attribute("href"))
