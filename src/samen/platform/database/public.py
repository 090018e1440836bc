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
    "holder_of",
    "require_owner",
    "shows_receipt",
    "staff",
    "unfit_to_serve",
]
