"""All that others may use of the database's second wall."""

from samen.platform.database.acting import (
    ACCOUNT,
    LOGBOOK,
    OUTBOX,
    OWNER,
    PUBLIC,
    REPORTER,
    SYSTEM,
    acting,
    holder_of,
    shows_receipt,
    staff,
)
from samen.platform.database.checks import unfit_to_serve
from samen.platform.database.commands import as_system, require_owner
from samen.platform.database.management.system import SystemCommand
from samen.platform.database.turns import exclusive_lock, in_turn, shared_lock, take_turn

__all__ = [
    "ACCOUNT",
    "LOGBOOK",
    "OUTBOX",
    "OWNER",
    "PUBLIC",
    "REPORTER",
    "SYSTEM",
    "SystemCommand",
    "acting",
    "as_system",
    "exclusive_lock",
    "holder_of",
    "in_turn",
    "require_owner",
    "shared_lock",
    "shows_receipt",
    "staff",
    "take_turn",
    "unfit_to_serve",
]
