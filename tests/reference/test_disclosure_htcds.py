"""The mapping speaks HTCDS 2.0: every field and code it names is in the standard's field list.

Human Trafficking Case Data Standard 2.0, IOM, CC BY 4.0.
"""

from __future__ import annotations

import csv
from pathlib import Path

from samen.engines.disclosure.exports.ctdc import CTDC_COLUMNS, read_mapping

DATA = Path(__file__).parent / "data" / "disclosure" / "htcds-2.0-codes.csv"


def test_every_htcds_code_of_the_mapping_is_in_the_standard():
    with DATA.open(encoding="utf-8") as file:
        standard = {(row["field"], row["code"]) for row in csv.DictReader(file)}
    used = {(row.htcds_field, row.htcds_value) for row in read_mapping() if row.htcds_field}
    assert len(used) > 25
    assert used - standard == set()


def test_the_mapping_reaches_every_ctdc_column():
    assert {row.ctdc_column for row in read_mapping() if row.ctdc_column} == set(CTDC_COLUMNS)
