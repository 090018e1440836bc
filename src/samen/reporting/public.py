"""What other capabilities may use of reporting."""

from samen.reporting.actions.intake import take_in, write_as_staff
from samen.reporting.actions.reporter import (
    CannotReceive,
    store_report,
    submit_report,
    write_as_reporter,
)
from samen.reporting.domain.receipt import Receipt, unreachable
from samen.reporting.queries import open_receipt

__all__ = [
    "CannotReceive",
    "Receipt",
    "open_receipt",
    "store_report",
    "submit_report",
    "take_in",
    "unreachable",
    "write_as_reporter",
    "write_as_staff",
]
