"""A reporter in a browser: the form from the first question to the receipt."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.worlds import ANSWERS

from samen.reporting.actions.files import seal_file
from samen.reporting.actions.reporter import SealedFile

PICTURE = b"\x89PNG\r\n\x1a\n" + b"not much of a picture" * 5000

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


def attach(data: bytes = PICTURE, name: str = "the van.png") -> SealedFile:
    """A sealed file that waits for its report."""
    file_id, writer = seal_file(io.BytesIO(data))
    return SealedFile(file_id, writer.key, name, "image/png", writer.size)


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 9, 200)).save(target, "png")
    return target.getvalue()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
