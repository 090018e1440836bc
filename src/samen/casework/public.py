"""What other capabilities may use of casework."""

from samen.casework.actions.cases import add_person, new_case, open_case, write_part
from samen.casework.actions.signals import SignalContent, close_signal, open_signal
from samen.casework.queries.cases import PersonView, case_of, case_view, person_of

__all__ = [
    "PersonView",
    "SignalContent",
    "add_person",
    "case_of",
    "case_view",
    "close_signal",
    "new_case",
    "open_case",
    "open_signal",
    "person_of",
    "write_part",
]
