"""What other capabilities may use of casework."""

from samen.casework.actions.cases import (
    add_person,
    close_case,
    open_case,
    set_status,
    start_reflection_period,
    write_part,
)
from samen.casework.actions.entities import name_entity
from samen.casework.actions.referrals import answer_referral, note_shortage, refer
from samen.casework.actions.registration import register_victim
from samen.casework.actions.signals import (
    SignalContent,
    close_signal,
    open_signal,
    weigh_signal,
)
from samen.casework.actions.tasks import finish_tasks
from samen.casework.domain.status import ClosingReason
from samen.casework.queries.cases import PersonView, case_of, case_view, person_of

__all__ = [
    "ClosingReason",
    "PersonView",
    "SignalContent",
    "add_person",
    "answer_referral",
    "case_of",
    "case_view",
    "close_case",
    "close_signal",
    "finish_tasks",
    "name_entity",
    "note_shortage",
    "open_case",
    "open_signal",
    "person_of",
    "refer",
    "register_victim",
    "set_status",
    "start_reflection_period",
    "weigh_signal",
    "write_part",
]
