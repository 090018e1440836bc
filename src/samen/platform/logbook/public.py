"""All that other capabilities may use of the logbook."""

from samen.platform.logbook.actions import make_checkpoint, record
from samen.platform.logbook.groups import Group, grouped
from samen.platform.logbook.queries import LogLine, entries_about
from samen.platform.logbook.trace import CURRENT as CURRENT_TRACE
from samen.platform.logbook.trace import begin as begin_trace
from samen.platform.logbook.triggers import missing as missing_triggers

__all__ = [
    "CURRENT_TRACE",
    "Group",
    "LogLine",
    "begin_trace",
    "entries_about",
    "grouped",
    "make_checkpoint",
    "missing_triggers",
    "record",
]
