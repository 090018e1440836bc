"""The reporter's pages: nothing lost, nothing told, nothing left behind."""

from __future__ import annotations

import io
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.worlds import ANSWERS, every_stored_value, row_counts, send_report

from samen.kernel import clock
from samen.platform.organisations.public import Role, add_organisation
from samen.platform.web.logging import JsonFormatter
from samen.reporting.actions import reporter
from samen.reporting.domain import attachments
from samen.reporting.models import AttachmentFile, Report, Visit
from samen.reporting.queries import open_receipt
from samen.reporting.web.views import COOKIE

pytestmark = pytest.mark.django_db
MARKER = "zeldzaam-kenmerk-7431"
STEPS = {
    "2": ("form_of_exploitation",),
    "3": ("what", "when", "where"),
    "4": ("municipality", "minor", "danger"),
    "5": ("people",),
    "6": (),
    "7": ("consent",),
    "8": ("name", "contact", "safe_contact"),
}


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def begin(browser: Client, perspective: str = "other") -> None:
    response = browser.post("/f/", {"perspective": perspective})
    assert (response.status_code, response["Location"]) == (302, "/f/2")


def fill(browser: Client, **changed: str) -> None:
    """Answer every question."""
    begin(browser)
    told = ANSWERS | changed
    for slug, fields in STEPS.items():
        if slug == "8" and told["consent"] == "anonymous":
            continue
        response = browser.post(f"/f/{slug}", {name: told[name] for name in fields} | {"next": "1"})
        assert response.status_code == 302, (slug, response.status_code)


def receipt_of(browser: Client) -> str:
    assert browser.post("/f/overzicht")["Location"] == "/f/nummer"
    page = browser.get("/f/nummer").content.decode()
    return re.search(r"\d{4} \d{4} \d{4} \d{4}", page).group()


def upload(data: bytes, name: str = "photo.png") -> dict[str, object]:
    return {"attachment": SimpleUploadedFile(name, data, "image/png")}


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 9, 200)).save(target, "png")
    return target.getvalue()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_a_report_from_the_first_page_to_the_mailbox(world, browser):
    fill(browser)
    overview = browser.get("/f/overzicht").content.decode()
    assert ANSWERS["what"] in overview and ANSWERS["contact"] in overview
    digits = receipt_of(browser)
    wrong = browser.post("/f/nummer", {"receipt": "1234"})
    assert wrong.status_code == 400 and digits.encode() in wrong.content
    assert browser.post("/f/nummer", {"receipt": digits})["Location"] == "/f/klaar"
    assert browser.get("/f/klaar").status_code == 200
    assert browser.get("/f/nummer").status_code == 410, "shown no more"
    assert not Visit.objects.exists() and browser.cookies[COOKIE].value == ""
    elsewhere = Client()
    assert elsewhere.post("/f/post", {"receipt": digits})["Location"] == "/f/post/lezen"
    assert ANSWERS["what"] in elsewhere.get("/f/post/lezen").content.decode()


def test_every_wrong_or_missing_field_is_named_and_what_was_typed_stays(world, browser):
    assert "perspective" in _errors(browser, "/f/1", {}, begun=True)
    for slug, data, wrong in (
        ("2", {"form_of_exploitation": "NONSENSE"}, {"form_of_exploitation"}),
        ("3", {"what": "", "where": MARKER}, {"what"}),
        ("3", {"what": "x" * 8001, "when": MARKER}, {"what"}),
        ("4", {"municipality": "GM9999", "minor": "yes"}, {"municipality", "danger"}),
        ("7", {}, {"consent"}),
    ):
        response = browser.post(f"/f/{slug}", data)
        assert response.status_code == 400
        form = response.context["form"]
        assert set(form.errors) == wrong
        page = response.content.decode()
        assert all(f'id="id_{name}' in page for name in wrong)
        assert all(f'href="#id_{name}' in page for name in wrong), "the summary leads to the field"
        if MARKER in data.values():
            assert MARKER in page
    browser.post("/f/4", {"municipality": "", "minor": "yes", "danger": "no"})
    assert browser.get("/f/4").context["form"].initial["minor"] == "yes"


def _errors(browser: Client, address: str, data: dict, *, begun: bool) -> dict:
    if begun:
        begin(browser)
    response = browser.post(address, data)
    assert response.status_code == 400
    return response.context["form"].errors


def test_an_unfinished_report_is_not_sent_but_led_to_its_gap(world, browser):
    begin(browser)
    assert browser.post("/f/overzicht")["Location"] == "/f/2"
    browser.post("/f/2", {"form_of_exploitation": "BEG"})
    assert browser.post("/f/overzicht")["Location"] == "/f/3"
    assert not Report.objects.exists()


def test_going_back_to_anonymous_sends_no_name(world, browser):
    fill(browser)
    browser.post("/f/7", {"consent": "anonymous"})
    page = browser.get("/f/overzicht").content.decode()
    assert ANSWERS["name"] not in page and ANSWERS["contact"] not in page
    digits = receipt_of(browser)
    report = open_receipt(digits.replace(" ", "")).holder_id
    desk = world.coordination
    staff = desk.client(Role.CARE_COORDINATOR).get(f"/werk/meldingen/{report}").content.decode()
    assert ANSWERS["what"] in staff and ANSWERS["name"] not in staff


def page_of(browser: Client, digits: str) -> tuple[int, bytes]:
    """What a receipt leads to, without the typed digits and the CSRF token of the request."""
    response = browser.post("/f/post", {"receipt": digits})
    token = rb'name="csrfmiddlewaretoken" value="[^"]+"'
    return response.status_code, re.sub(token, b"", response.content).replace(digits.encode(), b"")


def test_a_wrong_an_expired_and_a_deleted_receipt_look_and_cost_the_same(
    world, browser, cheap_argon2
):
    expired, deleted, alive = send_report(), send_report(), send_report()
    Report.objects.filter(id=open_receipt(expired).holder_id).update(
        expires_on=clock.today() - timedelta(days=1)
    )
    reporter.end_report(open_receipt(deleted))
    pages = []
    for digits in ("1234567890123456", expired, deleted, "no digits at all"):
        before = len(cheap_argon2)
        pages.append(page_of(browser, digits))
        assert len(cheap_argon2) == before + 1
    assert pages[0][0] == 400 and len(set(pages)) == 1
    before = len(cheap_argon2)
    assert browser.post("/f/post", {"receipt": alive}).status_code == 302
    assert len(cheap_argon2) == before + 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\x90\x00 a program", "JPEG, PNG, WebP"),
        (b"<html><script>alert(1)</script>", "JPEG, PNG, WebP"),
        (b"GIF89a but allowed nowhere", "JPEG, PNG, WebP"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 3_000, "25 MB"),
    ],
)
def test_a_file_is_refused_by_its_content_with_the_reason(
    world, browser, sealed_files, monkeypatch, data, reason
):
    monkeypatch.setattr("samen.reporting.web.upload.MAX_BYTES", 2_000)
    begin(browser)
    response = browser.post("/f/6", upload(data, "innocent.png"))
    assert response.status_code == 400
    assert reason in str(response.context["form"].errors["attachment"])
    assert not AttachmentFile.objects.exists() and not files_in(sealed_files)
    assert browser.post("/f/6", {"next": "1"})["Location"] == "/f/7", "the way on is not blocked"


def test_files_are_sealed_listed_taken_off_and_counted(world, browser, sealed_files, monkeypatch):
    begin(browser)
    for number in range(2):
        assert browser.post("/f/6", upload(png(), f"{number}.png"))["Location"] == "/f/6"
    page = browser.get("/f/6").content.decode()
    assert "0.png" in page and "1.png" in page
    for path in files_in(sealed_files):
        assert b"PNG" not in path.read_bytes() and b"IHDR" not in path.read_bytes()
    first = re.search(r'name="remove" value="([0-9a-f-]{36})"', page).group(1)
    browser.post("/f/6", {"remove": first})
    assert len(files_in(sealed_files)) == 1 and "0.png" not in browser.get("/f/6").content.decode()
    monkeypatch.setattr("samen.reporting.web.views.MAX_FILES", 1)
    response = browser.post("/f/6", upload(png(), "two-many.png"))
    assert response.status_code == 400 and len(files_in(sealed_files)) == 1
    both = {"attachment": [SimpleUploadedFile("bad.png", b"MZ"), *upload(png()).values()]}
    monkeypatch.setattr("samen.reporting.web.views.MAX_FILES", 5)
    assert browser.post("/f/6", both).status_code == 400
    assert "photo.png" in browser.get("/f/6").content.decode(), "the good one of two is kept"


def test_no_file_is_taken_without_a_visit_or_a_token(world, sealed_files):
    stranger = Client()
    assert stranger.post("/f/6", upload(png())).status_code == 410
    strict = Client(enforce_csrf_checks=True)
    strict.get("/f/")
    token = {"csrfmiddlewaretoken": strict.cookies[settings.CSRF_COOKIE_NAME].value}
    assert strict.post("/f/6", upload(png()) | token).status_code == 410
    assert not AttachmentFile.objects.exists() and not files_in(sealed_files)


def test_every_form_of_the_reporter_asks_for_a_token(world):
    strict = Client(enforce_csrf_checks=True)
    digits = send_report()
    for address in ("/f/", "/f/overzicht", "/f/nummer", "/f/post", "/f/post/lezen",
                    "/f/post/sluiten", "/f/post/verwijderen"):  # fmt: skip
        assert strict.post(address, {"receipt": digits}).status_code == 403, address
    assert open_receipt(digits) is not None


def test_staff_see_a_cleaned_copy_and_only_some_the_original(world, browser):
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = MARKER
    Image.new("RGB", (30, 20)).save(picture, "jpeg", exif=exif)
    fill(browser)
    browser.post("/f/6", upload(picture.getvalue(), "the van.jpg"))
    digits = receipt_of(browser)
    report = open_receipt(digits.replace(" ", "")).holder_id
    coordinator = world.coordination.client(Role.CARE_COORDINATOR)
    page = coordinator.get(f"/werk/meldingen/{report}").content.decode()
    assert "the van.jpg" in page
    file = AttachmentFile.objects.get().id
    response = coordinator.get(f"/werk/meldingen/bestand/{file}")
    assert response.status_code == 200 and MARKER.encode() not in response.content
    original = coordinator.get(f"/werk/meldingen/bestand/{file}/origineel")
    assert b"".join(original.streaming_content) == picture.getvalue()
    for answer in (response, original):
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store" and "van" not in str(answer.headers)
    intake = world.coordination.client(Role.INTAKE_WORKER)
    assert intake.get(f"/werk/meldingen/bestand/{file}").status_code == 200
    assert intake.get(f"/werk/meldingen/bestand/{file}/origineel").status_code == 403
    police = world.police.client(Role.INTAKE_WORKER)
    assert police.get(f"/werk/meldingen/bestand/{file}").status_code == 404


def test_a_damaged_picture_is_said_and_stays_sealed(world, browser):
    fill(browser)
    browser.post("/f/6", upload(b"\x89PNG\r\n\x1a\n" + b"broken"))
    receipt_of(browser)
    file = AttachmentFile.objects.get().id
    coordinator = world.coordination.client(Role.CARE_COORDINATOR)
    response = coordinator.get(f"/werk/meldingen/bestand/{file}")
    assert response.status_code == 422
    assert f"/werk/meldingen/bestand/{file}/origineel".encode() in response.content


def test_where_nobody_can_open_it_nothing_is_stored_and_the_answers_stay(browser):
    add_organisation(name="No vault", kind="care_coordination", region=("police_unit", "RE02"))
    fill(browser)
    before = row_counts()
    response = browser.post("/f/overzicht")
    assert response.status_code == 503 and b"/contact" in response.content
    assert row_counts() == before and not Report.objects.exists()
    assert ANSWERS["what"] in browser.get("/f/overzicht").content.decode()


def test_nothing_of_a_visit_is_in_any_table_log_or_session(world, browser, caplog):
    """Marker values in every header and field; found in no row, no log line, no cookie."""
    headers = {
        "User-Agent": f"{MARKER}-browser",
        "Accept-Language": f"nl, {MARKER}",
        "Referer": f"http://testserver/{MARKER}",
        "X-Forwarded-For": "198.51.100.77",
    }
    browser.defaults |= {"REMOTE_ADDR": "198.51.100.78"}
    spoken = Client(raise_request_exception=False, headers=headers, REMOTE_ADDR="198.51.100.78")
    caplog.set_level(logging.DEBUG)
    fill(spoken, what=f"{MARKER} told", people=f"{MARKER} seen")
    digits = receipt_of(spoken)
    spoken.post("/f/nummer", {"receipt": digits})
    spoken.post("/f/post", {"receipt": digits})
    spoken.post("/f/post/lezen", {"text": f"{MARKER} written"})
    wanted = [MARKER.encode(), b"198.51.100", digits.encode(), digits.replace(" ", "").encode()]
    tables = [(place, w) for place, value in every_stored_value() for w in wanted if w in value]
    assert tables == []
    ours = [record for record in caplog.records if record.name.split(".")[0] == "samen"]
    assert ours == [], "a reporter's visit writes no line"
    lines = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    assert not [w for w in wanted if w.decode() in lines]
    assert not [c for c in spoken.cookies.values() if MARKER in c.value]
    assert row_counts("logbook")["logbook.Entry"] == 0
    assert settings.SESSION_COOKIE_NAME not in spoken.cookies


def test_the_search_of_the_test_above_finds_what_is_there(world):
    from uuid import uuid4

    from samen.platform.outbox.public import publish

    publish(kind=f"nl.samen.{MARKER}", subject=uuid4(), data={})
    assert [place for place, value in every_stored_value() if MARKER.encode() in value]


def test_before_a_report_is_begun_there_is_no_cookie_of_a_visit_and_then_one_strict_one(browser):
    browser.get("/")
    assert not browser.cookies
    browser.get("/f/")
    browser.get("/f/post")
    assert set(browser.cookies) <= {settings.CSRF_COOKIE_NAME}
    begin(browser)
    cookie = browser.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"
    assert cookie["expires"] == "" and cookie["max-age"] == ""
    assert settings.SESSION_COOKIE_NAME not in browser.cookies


def test_every_page_of_the_flow_is_kept_by_nobody_and_neutral(world, browser):
    fill(browser)
    for address in ("/f/", *(f"/f/{slug}" for slug in STEPS), "/f/overzicht", "/f/post"):
        response = browser.get(address)
        assert response["Cache-Control"] == "no-store", address
        title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.S).group(1)
        assert not re.search("meld|uitbuit|mensenhandel|report", title.lower()), title
        for box in re.findall("<textarea[^>]*>", response.content.decode()):
            assert 'spellcheck="false"' in box and 'autocomplete="off"' in box


def test_half_an_hour_idle_closes_the_form_and_says_so(world, browser, monkeypatch):
    fill(browser)
    import time

    later = time.time() + 31 * 60
    monkeypatch.setattr("samen.reporting.queries.time.time", lambda: later)
    response = browser.get("/f/3")
    assert response.status_code == 410 and ANSWERS["what"].encode() not in response.content


def test_quick_exit_forgets_the_report_and_its_files_on_the_server(world, browser, sealed_files):
    fill(browser)
    browser.post("/f/6", upload(png()))
    assert Visit.objects.count() == 1 and files_in(sealed_files)
    assert browser.post("/verder").status_code == 303
    assert not Visit.objects.exists() and not files_in(sealed_files)
    assert browser.get("/f/3").status_code == 410


def test_the_reporter_deletes_the_report_only_with_the_tick(world, browser):
    digits = send_report()
    browser.post("/f/post", {"receipt": digits})
    assert browser.post("/f/post/verwijderen", {}).status_code == 302
    assert open_receipt(digits) is not None
    assert browser.post("/f/post/verwijderen", {"sure": "on"})["Location"] == "/f/post/weg"
    assert open_receipt(digits) is None
    assert browser.get("/f/post/lezen").status_code == 410


def test_a_message_that_gives_the_receipt_away_is_kept_in_the_field(world, browser):
    digits = send_report()
    browser.post("/f/post", {"receipt": digits})
    response = browser.post("/f/post/lezen", {"text": f"my number is {digits}"})
    assert response.status_code == 400 and "text" in response.context["form"].errors
    assert browser.post("/f/post/lezen", {"text": "Thank you"}).status_code == 302
    assert b"Thank you" in browser.get("/f/post/lezen").content
    assert browser.post("/f/post/sluiten").status_code == 302
    assert browser.get("/f/post/lezen").status_code == 410


def test_the_staffs_pages_answer_take_in_and_close(world):
    digits = send_report()
    report = open_receipt(digits).holder_id
    staff = world.coordination.client(Role.INTAKE_WORKER)
    here = f"/werk/meldingen/{report}"
    assert ANSWERS["what"] in staff.get("/werk/meldingen/").content.decode()
    page = staff.get(here).content.decode()
    assert "R4" in page, "which rule sent it here"
    assert Report.objects.get().status == "read"
    empty = staff.post(f"{here}/antwoord", {"text": ""})
    assert empty.status_code == 400 and ANSWERS["what"] in empty.content.decode()
    assert staff.post(f"{here}/antwoord", {"text": "We come by"}).status_code == 302
    assert staff.post(f"{here}/signaal")["Location"].startswith("/werk/signalen/")
    assert staff.post(f"{here}/sluiten").status_code == 302
    assert staff.get("/werk/meldingen/?status=closed").status_code == 200
    assert staff.get("/werk/meldingen/?status=nonsense").status_code == 404
    assert staff.get("/werk/meldingen/?page=99999999999999999999").status_code == 200
    other = world.police.client(Role.INTAKE_WORKER)
    assert other.get(here).status_code == 404
    for verb in ("antwoord", "signaal", "sluiten"):
        assert other.post(f"{here}/{verb}", {"text": "x"}).status_code == 404


def test_the_largest_file_is_twenty_five_megabytes():
    assert attachments.MAX_BYTES == 25 * 1024 * 1024
