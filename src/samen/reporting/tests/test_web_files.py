"""Attachments: refused by their content, sealed on the way in, cleaned on the way out."""

from __future__ import annotations

import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.reporter import begin, files_in, fill, png, receipt_of, upload

from samen.platform.organisations.public import Role
from samen.reporting.domain import attachments
from samen.reporting.models import AttachmentFile
from samen.reporting.queries import open_receipt
from samen.reporting.web.views import COOKIE

pytestmark = pytest.mark.django_db
MARKER = "zeldzaam-kenmerk-7431"


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
        assert b"\x89PNG\r\n\x1a\n" not in path.read_bytes() and b"IHDR" not in path.read_bytes()
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


def test_a_request_with_more_files_than_django_reads_is_refused_and_keeps_none(
    world, browser, sealed_files
):
    begin(browser)
    many = [SimpleUploadedFile(f"{n}.png", png()) for n in range(101)]
    assert browser.post("/f/6", {"attachment": many}).status_code == 400
    assert browser.get("/f/6").context["files"] == []
    assert browser.post("/f/6", {"next": "1"})["Location"] == "/f/7"


def test_no_file_is_taken_without_a_visit_or_a_token(world, sealed_files):
    stranger = Client()
    assert stranger.post("/f/6", upload(png())).status_code == 410
    strict = Client(enforce_csrf_checks=True)
    begin(strict)
    strict.get("/f/6")
    assert strict.post("/f/6", upload(png())).status_code == 403
    token = {"csrfmiddlewaretoken": strict.cookies[settings.CSRF_COOKIE_NAME].value}
    strict.cookies.pop(COOKIE)
    assert strict.post("/f/6", upload(png()) | token).status_code == 410
    assert not AttachmentFile.objects.exists() and not files_in(sealed_files)


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
    assert response.status_code == 422 and "beschadigd" in response.content.decode()
    assert f"/werk/meldingen/bestand/{file}/origineel".encode() in response.content


def test_the_largest_file_is_twenty_five_megabytes():
    assert attachments.MAX_BYTES == 25 * 1024 * 1024
