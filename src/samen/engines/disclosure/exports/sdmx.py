"""SDMX-CSV 2.0: one row per observation, with its confidentiality status."""

from __future__ import annotations

import csv
import io
import re

from samen.engines.disclosure.tables.protected import Protected
from samen.kernel.errors import InvalidInput, Problem


def to_sdmx_csv(protected: Protected, *, dataflow: str) -> str:
    """A protected table as SDMX-CSV 2.0.

    ``dataflow``: its reference, AGENCY:ID(VERSION). A grand total has the code ``_T``. Hidden
    figures have an empty OBS_VALUE, OBS_STATUS ``Q`` (suppressed) and CONF_STATUS ``C``; shown
    ones ``A`` (normal) and ``F`` (free): code lists CL_OBS_STATUS and CL_CONF_STATUS.

    Raises :class:`InvalidInput` for a reference of another form.
    """
    check_dataflow(dataflow)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    dimensions = protected.table.dimensions
    names = [re.sub(r"\W", "_", dimension.name).upper() for dimension in dimensions]
    writer.writerow(
        ["STRUCTURE", "STRUCTURE_ID", "ACTION", *names, "OBS_VALUE", "OBS_STATUS", "CONF_STATUS"]
    )
    for cell in protected.cells():
        codes = [
            "_T" if member == dimension.total else member
            for member, dimension in zip(cell.members, dimensions, strict=True)
        ]
        figure = ["", "Q", "C"] if cell.value is None else [cell.value, "A", "F"]
        writer.writerow(["dataflow", dataflow, "I", *codes, *figure])
    return out.getvalue()


def check_dataflow(dataflow: str) -> None:
    """Refuse a reference that is not AGENCY:ID(VERSION)."""
    if not re.fullmatch(r"[A-Za-z][\w.\-]*:[\w@$\-]+\(\d+(\.\d+){0,2}\)", dataflow):
        rule = "must have the form AGENCY:ID(VERSION)"
        raise InvalidInput(Problem("dataflow", rule, dataflow, "dataflow"))
