"""What has had its time is deleted, and nothing else."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.conf import settings
from tests.worlds import ANSWERS

from samen.kernel import clock
from samen.platform.vault.models import Grant, SealedPart
from samen.reporting.actions import reporter
from samen.reporting.actions.reporter import SealedFile
from samen.reporting.domain import receipt
from samen.reporting.domain.visit import new_visit_key
from samen.reporting.models import Visit
from samen.reporting.queries import (
    attachment_path,
    open_receipt,
    visit_state,
)

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"not much of a picture" * 5000


def attach(data: bytes = PNG, name: str = "the van.png") -> SealedFile:
    file_id, writer = reporter.seal_file(io.BytesIO(data))
    return SealedFile(file_id, writer.key, name, "image/png", writer.size)


def mark(digits: str) -> bytes:
    return receipt.mark(digits, settings.RECEIPT_PEPPER)


def list_files() -> list[str]:
    root = settings.MEDIA_ROOT
    return [str(path) for path in root.rglob("*") if path.is_file()] if root.exists() else []


def test_the_sweep_takes_what_has_had_its_time_and_no_more(world):
    today, key = clock.today(), new_visit_key()
    sent = attach()
    digits = reporter.submit_report(answers=ANSWERS, files=[sent], language="nl")
    lost = attach()
    reporter.keep_visit(key, {"answers": {}, "files": []})
    assert reporter.sweep() == 0
    assert visit_state(key) is not None and attachment_path(lost.id).exists()
    with clock.at(today + timedelta(days=1)):
        assert reporter.sweep() == 0
        assert not Visit.objects.exists() and not attachment_path(lost.id).exists()
        assert attachment_path(sent.id).exists() and open_receipt(digits) is not None
    with clock.at(today + timedelta(days=reporter.RETENTION_DAYS)):
        assert reporter.sweep() == 0
        assert open_receipt(digits) is not None
    with clock.at(today + timedelta(days=reporter.RETENTION_DAYS + 1)):
        assert open_receipt(digits) is None, "expired at once, swept or not"
        assert reporter.sweep() == 1
    assert not list_files() and not SealedPart.objects.exists() and not Grant.objects.exists()


def test_ending_a_visit_takes_the_files_of_a_report_that_was_not_sent(world):
    key, file = new_visit_key(), attach()
    reporter.keep_visit(key, {"answers": {}, "files": [{"id": str(file.id)}]})
    reporter.end_visit(new_visit_key())
    assert Visit.objects.count() == 1
    reporter.end_visit(key)
    assert not Visit.objects.exists() and not list_files()
    reporter.end_visit(key)
