"""A report: sealed for two, all of it or nothing, and gone when it is ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from tests.reporter import PICTURE, attach, files_in
from tests.stored import every_stored_value, row_counts
from tests.worlds import ANSWERS, make_desk, send_report

from samen.kernel import clock
from samen.kernel.errors import InvalidInput
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Role, add_organisation
from samen.platform.vault.models import Grant, SealedPart
from samen.platform.vault.public import NotGranted
from samen.reporting.actions import files, intake, reporter, retention
from samen.reporting.actions.reporter import CannotReceive
from samen.reporting.domain import receipt
from samen.reporting.domain.visit import VisitKey, new_visit_key
from samen.reporting.models import AttachmentFile, Report
from samen.reporting.queries import (
    attachment_path,
    full_report,
    inbox,
    inbox_counts,
    mailbox,
    open_receipt,
    original_file,
    visit_state,
)

pytestmark = pytest.mark.django_db


def mark(digits: str) -> bytes:
    return receipt.mark(digits, settings.RECEIPT_PEPPER)


def test_a_report_reaches_its_receiver_whole_and_nobody_else(world):
    send_report()
    desk = world.coordination
    (row,), more = inbox(desk.worker, desk.vault)
    assert not more and row.what == ANSWERS["what"] and row.form == "SEX-X"
    full = full_report(desk.worker, desk.vault, row.id)
    assert full.people == ANSWERS["people"]
    assert full.reporter == {k: ANSWERS[k] for k in ("name", "contact", "safe_contact")}
    assert full.report["where"] == ANSWERS["where"]
    assert full.row.routing_rule == "R4"
    for other in (world.shelter, world.police):
        actor = next(iter(other.actors.values()))
        assert inbox(actor, other.vault) == ([], False)
        assert set(inbox_counts(actor).values()) == {0}
        with pytest.raises(NotGranted):
            full_report(actor, other.vault, row.id)


def test_who_turned_anonymous_is_not_named(world):
    send_report(consent="anonymous")
    desk = world.coordination
    (row,), _ = inbox(desk.worker, desk.vault)
    assert full_report(desk.worker, desk.vault, row.id).reporter == {}
    assert not SealedPart.objects.filter(kind="report_reporter").exists()


def test_only_the_day_is_stored_and_nothing_that_was_told(world):
    with clock.at(clock.today() - timedelta(days=3)):
        digits = send_report()
    row = Report.objects.get()
    assert row.day == clock.today() - timedelta(days=3)
    texts = [v for k, v in ANSWERS.items() if len(v) > 9 and k != "consent"]
    stored = list(every_stored_value())
    for text in (*texts, digits):
        assert not [place for place, value in stored if text.encode() in value]
    assert not Entry.objects.exists(), "the first entry is the first reading by staff"


def test_the_mailbox_goes_both_ways_with_the_receipt_alone(world):
    desk, digits = world.coordination, send_report()
    vault = open_receipt(digits)
    report_id = vault.holder_id
    intake.write_as_staff(desk.worker, report_id=report_id, text="Is it still going on?")
    for _pressed_twice in range(2):
        reporter.write_as_reporter(vault, text="Every night.", mark=mark(digits))
    box = mailbox(open_receipt(digits))
    assert [(m.author, m.text) for m in box.messages] == [
        ("staff", "Is it still going on?"),
        ("reporter", "Every night."),
    ]
    assert (box.waiting_for, box.report["what"]) == ("staff", ANSWERS["what"])
    seen = full_report(desk.worker, desk.vault, report_id).messages
    assert seen == box.messages
    names = set(Entry.objects.values_list("name", flat=True))
    assert names == {"report.answer", "vault.read"}


def test_a_receipt_opens_its_own_report_only_at_one_argon2_run(world, cheap_argon2):
    receipts = [send_report(what=f"number {n}") for n in range(5)]
    for n, digits in enumerate(receipts):
        before = len(cheap_argon2)
        assert mailbox(open_receipt(digits)).report["what"] == f"number {n}"
        assert len(cheap_argon2) == before + 1
    with clock.at(clock.today() + timedelta(days=reporter.RETENTION_DAYS + 1)):
        expired = receipts[0]
        for wrong in (expired, "1" * 16, None):
            before = len(cheap_argon2)
            assert open_receipt(wrong) is None
            assert len(cheap_argon2) == before + 1


def test_a_receipt_in_a_message_is_refused_without_argon2(world, cheap_argon2):
    digits = send_report()
    vault = open_receipt(digits)
    before = len(cheap_argon2)
    for text in (digits, f"call 0612345678, code {receipt.grouped(digits)} of 2026-11-23"):
        with pytest.raises(InvalidInput, match="receipt"):
            reporter.write_as_reporter(vault, text=text, mark=mark(digits))
    reporter.write_as_reporter(vault, text="card 4111 1111 1111 1111 " * 200, mark=mark(digits))
    with pytest.raises(InvalidInput):
        reporter.write_as_reporter(vault, text="  ", mark=mark(digits))
    assert len(cheap_argon2) == before
    assert len(mailbox(vault).messages) == 1


def test_an_attachment_is_sealed_readable_by_staff_and_bound_to_its_report(world):
    file = attach()
    digits = reporter.submit_report(answers=ANSWERS, files=[file], language="nl")
    desk = world.coordination
    (row,), _ = inbox(desk.worker, desk.vault)
    (shown,) = full_report(desk.worker, desk.vault, row.id).attachments
    assert (shown.id, shown.name, shown.size) == (
        file.id,
        "the van.png",
        len(PICTURE),
    )
    sealed = attachment_path(file.id).read_bytes()
    assert PICTURE[8:30] not in sealed and PICTURE[:8] not in sealed
    _, chunks = original_file(desk.worker, desk.vault, file.id)
    assert b"".join(chunks) == PICTURE
    with pytest.raises(NotGranted):
        original_file(world.police.worker, world.police.vault, file.id)
    files.drop_file(file.id)
    assert attachment_path(file.id).exists(), "what was sent cannot be dropped"
    retention.end_report(open_receipt(digits))
    assert not attachment_path(file.id).exists()


def test_ending_a_report_shreds_keys_parts_and_files_and_leaves_the_signal(world):
    digits = reporter.submit_report(answers=ANSWERS, files=[attach()], language="nl")
    other = send_report()
    desk, vault = world.coordination, open_receipt(digits)
    signal = intake.take_in(desk.worker, desk.vault, report_id=vault.holder_id)
    parts = list(SealedPart.objects.filter(subject_id=vault.holder_id).values_list("id", flat=True))
    assert len(parts) == 4
    retention.end_report(vault)
    assert not Grant.objects.filter(part_id__in=parts).exists()
    assert not SealedPart.objects.filter(id__in=parts).exists()
    assert not AttachmentFile.objects.exists() and not files_in(settings.MEDIA_ROOT)
    assert open_receipt(digits) is None and mailbox(vault) is None
    assert mailbox(open_receipt(other)) is not None
    assert SealedPart.objects.filter(subject_id=signal).exists(), "what staff wrote stays"


@pytest.mark.parametrize("step", range(8))
def test_a_crash_while_storing_leaves_nothing_and_a_second_try_everything(world, monkeypatch, step):
    """Fail at the ``step``-th write to the database between the first and the last."""
    from django.db import connection

    file = attach()
    before = row_counts()
    writes = []

    def crash(execute, sql, params, many, context):
        if sql.split()[0] in ("INSERT", "UPDATE"):
            writes.append(sql)
            if len(writes) == step + 1:
                raise ConnectionError("the machine stops here")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(crash), pytest.raises(ConnectionError):
        reporter.submit_report(answers=ANSWERS, files=[file], language="nl")
    assert row_counts() == before
    digits = reporter.submit_report(answers=ANSWERS, files=[file], language="nl")
    assert mailbox(open_receipt(digits)).report["what"] == ANSWERS["what"]
    after = row_counts("reporting", "vault")
    assert after["reporting.Report"] == 1
    assert after["vault.SealedPart"] == 4
    assert after["vault.Grant"] == 8, "each part for the receiver and for the reporter"


def begun(file: reporter.SealedFile) -> VisitKey:
    """A visit in which everything has been answered."""
    key = new_visit_key()
    kept = {"id": str(file.id), "key": file.key.hex(), "name": file.name, "type": file.type,
            "size": file.size}  # fmt: skip
    reporter.keep_visit(key, {"answers": ANSWERS, "files": [kept]})
    return key


def test_a_visit_is_sent_once_however_often_the_button_is_pressed(world):
    key = begun(attach())
    reporter.send_visit(key, language="nl")
    digits = visit_state(key)["receipt"]
    reporter.send_visit(key, language="nl")
    assert visit_state(key) == {"receipt": digits}
    assert mailbox(open_receipt(digits)).report["what"] == ANSWERS["what"]
    assert Report.objects.count() == 1
    reporter.end_visit(key)
    reporter.send_visit(key, language="nl")
    assert Report.objects.count() == 1, "who has left sends nothing"


def test_a_crash_before_the_receipt_is_kept_leaves_nothing_but_the_answers(world, monkeypatch):
    key = begun(attach())
    before, answered = row_counts(), visit_state(key)

    def crash(*_):
        raise ConnectionError("the machine stops here")

    with monkeypatch.context() as stopped, pytest.raises(ConnectionError):
        stopped.setattr(reporter, "keep_visit", crash)
        reporter.send_visit(key, language="nl")
    assert row_counts() == before and visit_state(key) == answered
    reporter.send_visit(key, language="nl")
    assert open_receipt(visit_state(key)["receipt"]) is not None


def test_nobody_to_receive_and_nobody_who_could_open_both_store_nothing(world):
    before = row_counts()
    with pytest.raises(CannotReceive):
        send_report(municipality="")
    add_organisation(name="Workers", kind="ngo", region=("country", "NL"))
    after = row_counts()
    with pytest.raises(CannotReceive):
        send_report(form_of_exploitation="LAB", consent="anonymous")
    assert row_counts() == after
    assert after["reporting.Report"] == before["reporting.Report"] == 0


def test_the_rule_that_fired_is_kept(world):
    make_desk("Workers", "ngo", ("country", "NL"), Role.INTAKE_WORKER)
    send_report(form_of_exploitation="LAB", consent="anonymous")
    send_report(form_of_exploitation="LAB", consent="anonymous", minor="yes")
    assert set(Report.objects.values_list("routing_rule", flat=True)) == {"R3", "R1"}
