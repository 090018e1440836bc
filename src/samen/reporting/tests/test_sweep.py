"""What has had its time is deleted, and nothing else; what is left of a file tells no moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from tests.reporter import attach, files_in
from tests.worlds import ANSWERS

from samen.kernel import clock
from samen.platform.vault.models import Grant, SealedPart
from samen.reporting.actions import files, reporter, retention
from samen.reporting.actions.retention import Swept, sweep
from samen.reporting.domain.visit import new_visit_key
from samen.reporting.models import AttachmentFile, Report, Visit
from samen.reporting.queries import attachment_path, open_receipt, visit_state

pytestmark = pytest.mark.django_db
NOTHING = Swept(reports=0, visits=0, files=0)


def test_the_sweep_takes_what_has_had_its_time_and_no_more(world):
    today, key = clock.today(), new_visit_key()
    sent = attach()
    digits = reporter.submit_report(answers=ANSWERS, files=[sent], language="nl")
    lost = attach()
    reporter.keep_visit(key, {"answers": {}, "files": []})
    assert sweep() == NOTHING
    assert visit_state(key) is not None and attachment_path(lost.id).exists()
    with clock.at(today + timedelta(days=1)):
        assert sweep() == Swept(reports=0, visits=1, files=1)
        assert not Visit.objects.exists() and not attachment_path(lost.id).exists()
        assert attachment_path(sent.id).exists() and open_receipt(digits) is not None
    with clock.at(today + timedelta(days=reporter.RETENTION_DAYS)):
        assert sweep() == NOTHING
        assert open_receipt(digits) is not None
    with clock.at(today + timedelta(days=reporter.RETENTION_DAYS + 1)):
        assert open_receipt(digits) is None, "expired at once, swept or not"
        assert sweep() == Swept(reports=1, visits=0, files=0)
    assert not files_in(settings.MEDIA_ROOT)
    assert not SealedPart.objects.exists() and not Grant.objects.exists()


def test_bytes_that_an_interrupted_erasure_left_behind_are_swept(world, monkeypatch, capsys):
    sent, kept = attach(), attach()
    digits = reporter.submit_report(answers=ANSWERS, files=[sent], language="nl")
    reporter.submit_report(answers=ANSWERS, files=[kept], language="nl")
    monkeypatch.setattr(retention, "remove_file", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        retention.end_report(open_receipt(digits))
    assert not AttachmentFile.objects.filter(id=sent.id).exists()
    assert attachment_path(sent.id).exists(), "the machine stopped here"
    monkeypatch.undo()
    call_command("sweep")
    assert files_in(settings.MEDIA_ROOT) == [attachment_path(kept.id)]
    call_command("sweep")
    assert Report.objects.count() == 1 and files_in(settings.MEDIA_ROOT)


def test_a_file_and_its_folders_tell_the_day_and_no_moment(world):
    file, dropped = attach(), attach()
    files.drop_file(dropped.id)
    here = attachment_path(file.id)
    gone = attachment_path(dropped.id)
    midnight = datetime.combine(clock.today(), datetime.min.time(), UTC).timestamp()
    places: set[Path] = {here, here.parent, here.parent.parent, gone.parent}
    assert {place.stat().st_mtime for place in places} == {midnight}


def test_ending_a_visit_takes_the_files_of_a_report_that_was_not_sent(world):
    key, file = new_visit_key(), attach()
    reporter.keep_visit(key, {"answers": {}, "files": [{"id": str(file.id)}]})
    reporter.end_visit(new_visit_key())
    assert Visit.objects.count() == 1
    reporter.end_visit(key)
    assert not Visit.objects.exists() and not files_in(settings.MEDIA_ROOT)
    reporter.end_visit(key)
