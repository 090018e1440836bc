"""The verbs of being found: take part, let a partner find a person, and stop either.

Being found is an act of the organisation that knows the person, on a decision of the rules about
that person and that partner. What reaches the matcher are tokens under a number.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction

from samen.engines.linkage.hitnohit import Matcher
from samen.engines.linkage.matchkeys import match_keys
from samen.engines.linkage.tokens import TokenBatch, TokenServer, make_tokens
from samen.kernel import clock
from samen.kernel.codes import DataCategory
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor, require
from samen.platform.vault.public import Keyring, PartInfo, open_part, part_info
from samen.sharing.actions.token_rows import TokenRows
from samen.sharing.domain.probes import handle_of, recognisable
from samen.sharing.key_holder import key_holder, required_key_holder
from samen.sharing.models import Enrolment, Participation, SharingDecision
from samen.sharing.policy import may_ask, may_take_part
from samen.sharing.queries.probes import participates


@in_turn
def take_part(actor: Actor) -> None:
    """The organisation asks and answers whether somebody is known. Twice is once.

    Raises:
        InvalidInput: no key holder is configured.
    """
    require(may_take_part(actor))
    required_key_holder()
    _row, new = Participation.objects.get_or_create(
        organisation_id=actor.organisation_id,
        defaults={"since": clock.today(), "member_id": actor.member_id},
    )
    if new:
        record(actor=actor, activity="sharing", name="participation.begin")


@in_turn
def stop_taking_part(actor: Actor) -> int:
    """The organisation asks and answers no more; its tokens go. Returns how many there were."""
    require(may_take_part(actor))
    dropped = TokenRows("").drop_source(str(actor.organisation_id))
    Enrolment.objects.filter(organisation_id=actor.organisation_id).delete()
    gone, _rows = Participation.objects.filter(organisation_id=actor.organisation_id).delete()
    if gone:
        record(
            actor=actor, activity="sharing", name="participation.end", details={"tokens": dropped}
        )
    return dropped


def enrol(actor: Actor, vault: Keyring, *, decision_id: UUID) -> Enrolment:
    """Let the partner of a decision find this person with us; again renews the tokens.

    The name is opened here, in this request; the key holder sees blinded points, the matcher
    tokens under a number.

    Raises:
        InvalidInput: it is not a valid decision of ours about hit or no hit, we do not take part,
            nothing of the person can be compared, or the key holder is missing or refuses.
        NotGranted: the person's data were erased.
        KeyHolderSilent, OprfError: the key holder does not answer, or with another key.
    """
    require(may_ask(actor))
    row = usable_decision(actor, decision_id)
    server = required_key_holder()
    batch = tokens_of(actor, vault, row, server)
    with transaction.atomic():
        return _enrol(actor, row, batch)


def _enrol(actor: Actor, row: SharingDecision, batch: TokenBatch) -> Enrolment:
    # Locked until the end: who stops taking part meanwhile leaves nothing behind.
    if not Participation.objects.select_for_update().filter(pk=actor.organisation_id).exists():
        raise InvalidInput(Problem("participation", "your organisation does not take part"))
    part_info(actor, row.part_id)  # Erased while the key holder was asked: then nobody is found.
    source = str(actor.organisation_id)
    rows = TokenRows(batch.epoch)
    rows.drop(source, batch.tokens[0].handle)
    Matcher(
        rows, batch.epoch, batch.public_key, settings.MATCHER_KEY, {source: ""}, lambda *_: None
    ).enrol(batch)
    made, _new = Enrolment.objects.update_or_create(
        decision=row,
        defaults={
            "organisation_id": row.organisation_id,
            "to_organisation_id": row.to_organisation_id,
            "part_id": row.part_id,
            "epoch": batch.epoch,
            "enrolled_on": clock.today(),
        },
    )
    record(
        actor=actor,
        activity="sharing",
        name="enrolment.begin",
        subjects=[row.part_id, row.subject_id],
        decision_id=row.id,
        details={"tokens": len(batch.tokens)},
    )
    return made


def end_enrolment(actor: Actor, row: SharingDecision) -> None:
    """The partner of a decision finds this person with us no more; for who takes it back.

    The tokens go when no other partner may find the person.
    """
    ended = list(Enrolment.objects.filter(decision=row, organisation_id=actor.organisation_id))
    _end_and_say(actor, ended, [row.part_id, row.subject_id], decision_id=row.id)


def forget_person(actor: Actor | None, part: PartInfo) -> None:
    """Nobody finds the person of a part any more; the vault calls it when it erases one."""
    # Locked as in enrol: an enrolment that is being made ends here, or finds the part gone.
    list(Participation.objects.select_for_update().filter(pk=part.owner_id))
    ended = list(Enrolment.objects.filter(part_id=part.id))
    _end_and_say(actor, ended, [part.id, part.subject_id])


def _end_and_say(
    actor: Actor | None,
    ended: list[Enrolment],
    subjects: list[UUID],
    decision_id: UUID | None = None,
) -> None:
    dropped = _end(ended)
    if ended:
        record(
            actor=actor,
            activity="sharing",
            name="enrolment.end",
            subjects=subjects,
            decision_id=decision_id,
            details={"tokens": dropped},
        )


@transaction.atomic
def forget_ended() -> int:
    """Remove the tokens of decisions that have ended and of past epochs; once a day. How many."""
    ended = Enrolment.objects.filter(decision__until__lt=clock.today())
    server = key_holder()
    if server is not None:
        ended = ended | Enrolment.objects.exclude(epoch=server.epoch)
    dropped = _end(list(ended))
    if dropped:
        record(actor=None, activity="sharing", name="enrolment.end", details={"tokens": dropped})
    return dropped


def _end(ended: list[Enrolment]) -> int:
    """Delete enrolments, and the tokens of whom nobody may find any more; how many tokens."""
    Enrolment.objects.filter(pk__in=[row.pk for row in ended]).delete()
    dropped = 0
    for row in ended:
        kept = Enrolment.objects.filter(
            organisation_id=row.organisation_id, part_id=row.part_id, epoch=row.epoch
        )
        if not kept.exists():
            handle = handle_of(row.part_id, row.epoch, settings.HANDLE_KEY)
            dropped += TokenRows(row.epoch).drop(str(row.organisation_id), handle)
    return dropped


def usable_decision(actor: Actor, decision_id: UUID) -> SharingDecision:
    """A decision on hit or no hit of the actor's organisation that holds today, both taking part.

    Raises:
        InvalidInput: it does not, or one of the two does not take part.
    """
    row = SharingDecision.objects.filter(
        id=decision_id,
        organisation_id=actor.organisation_id,
        category=DataCategory.HIT,
        permitted=True,
        withdrawn_on__isnull=True,
        until__gte=clock.today(),
    ).first()
    if row is None:
        raise InvalidInput(Problem("decision", "is no valid decision of yours on hit or no hit"))
    if not participates(actor.organisation_id):
        raise InvalidInput(Problem("participation", "your organisation does not take part"))
    if not participates(row.to_organisation_id):
        raise InvalidInput(Problem("participation", "this partner does not take part"))
    return row


def tokens_of(
    actor: Actor, vault: Keyring, row: SharingDecision, server: TokenServer
) -> TokenBatch:
    """The tokens of the person of a decision; reading the name is logged.

    Raises:
        InvalidInput: nothing of the person can be compared, or the key holder refuses.
    """
    keys = match_keys(recognisable(open_part(actor, vault, row.part_id)))
    if not keys:
        raise InvalidInput(
            Problem("identity", "fill in a full name with a birth date, or a telephone number")
        )
    handle = handle_of(row.part_id, server.epoch, settings.HANDLE_KEY)
    return make_tokens([(handle, keys)], server, str(actor.organisation_id), clock.today())
