"""The verbs of the table of rules: draft, change, end a row, withdraw, approve with four eyes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Max

from samen.engines.rules.sharing import parse_table
from samen.kernel import clock
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.outbox.public import publish
from samen.sharing.domain.comparison import proof_of
from samen.sharing.domain.table_text import check_row, rows_missing, with_row, with_row_ended
from samen.sharing.models import TableVersion
from samen.sharing.policy import may_approve_rules, may_edit_rules
from samen.sharing.queries.rules import version_in_force


@in_turn
def start_draft(actor: Actor, *, valid_from: date, note: str) -> UUID:
    """Begin a draft from the version that is in force on its first day.

    Raises:
        InvalidInput: there is a draft already, or the first day has passed.
    """
    require(may_edit_rules(actor))
    if valid_from < clock.today():
        raise InvalidInput(Problem("valid_from", "must be today or later", valid_from))
    if TableVersion.objects.filter(state="draft").exists():
        raise InvalidInput(Problem("draft", "there is a draft already; change or withdraw it"))
    return _append(actor, version_in_force(valid_from).text, valid_from, note, ())


@in_turn
def put_row(actor: Actor, *, draft_id: UUID, cells: Mapping[str, str], new: bool) -> UUID:
    """Write one row of a draft, as a new version of the draft. Returns that version.

    Raises:
        InvalidInput: the draft was changed since, or the loader refuses the row; each problem
            under the name of its column.
    """
    require(may_edit_rules(actor))
    row = _draft(draft_id)
    text = with_row(row.document["csv"], cells, new=new)
    check_row(text, cells["id"])
    return _change(actor, row, text)


@in_turn
def end_row(actor: Actor, *, draft_id: UUID, row_id: str, last_day: date) -> UUID:
    """Let a row of a draft end after a day. Rows are never deleted: old decisions cite them.

    Raises:
        InvalidInput: the draft was changed since, there is no such row, or it starts later.
    """
    require(may_edit_rules(actor))
    row = _draft(draft_id)
    text = with_row_ended(row.document["csv"], row_id, last_day)
    check_row(text, row_id)
    return _change(actor, row, text)


@in_turn
def withdraw_draft(actor: Actor, *, draft_id: UUID) -> None:
    """Stop working on a draft; it stays readable.

    Raises:
        InvalidInput: it is not the present draft.
    """
    require(may_edit_rules(actor))
    row = _draft(draft_id)
    row.state = "withdrawn"
    row.save(update_fields=["state"])
    _log(actor, "rules.withdraw", row)


@in_turn
def approve(actor: Actor, *, draft_id: UUID) -> None:
    """Put exactly the version that was looked at in force, from its first day.

    Raises:
        PermissionDenied: the actor had a hand in it, or is no privacy officer.
        InvalidInput: the draft was changed since, its first day has passed, the loader refuses it,
            a row is gone, or a claim that must always hold is broken.
    """
    row = _draft(draft_id)
    require(may_approve_rules(actor, row.editors))
    text = row.document["csv"]
    parse_table(text)
    today = clock.today()
    problems = []
    if row.valid_from < today:
        problems.append(Problem("valid_from", "has passed; make a new draft", row.valid_from))
    gone = rows_missing(version_in_force(row.valid_from).text, text)
    if gone:
        problems.append(Problem("table", "rows are ended, never deleted", ", ".join(gone)))
    broken = [claim.id for claim in proof_of(text, row.valid_from).claims if not claim.holds]
    if broken:
        problems.append(Problem("proof", "a claim is broken", ", ".join(broken)))
    if problems:
        raise InvalidInput(problems)
    row.state, row.approved_by, row.approved_on = "approved", actor.member_id, today
    row.save(update_fields=["state", "approved_by", "approved_on"])
    _log(actor, "rules.approve", row)
    publish(kind="nl.samen.sharing.rules.approved", subject=row.id, data={"number": row.number})


def _draft(draft_id: UUID) -> TableVersion:
    row = TableVersion.objects.select_for_update().filter(id=draft_id, state="draft").first()
    if row is None:
        raise InvalidInput(
            Problem("draft", "was changed or closed by somebody else; look at it again")
        )
    return row


def _change(actor: Actor, row: TableVersion, text: str) -> UUID:
    row.state = "withdrawn"
    row.save(update_fields=["state"])
    return _append(actor, text, row.valid_from, row.document["note"], row.editors)


def _append(
    actor: Actor, text: str, valid_from: date, note: str, editors: tuple[str, ...] | list[str]
) -> UUID:
    last = TableVersion.objects.aggregate(last=Max("number"))["last"] or 0
    row = TableVersion.objects.create(
        number=last + 1,
        organisation_id=actor.organisation_id,
        valid_from=valid_from,
        document={"csv": text, "note": note},
        digest=parse_table(text).version,
        editors=sorted({*editors, str(actor.member_id)}),
        made_by=actor.member_id,
        made_on=clock.today(),
    )
    _log(actor, "rules.draft", row)
    return row.id


def _log(actor: Actor, name: str, row: TableVersion) -> None:
    record(
        actor=actor, activity="sharing", name=name, subjects=[row.id],
        details={"number": row.number, "digest": row.digest},
    )  # fmt: skip
