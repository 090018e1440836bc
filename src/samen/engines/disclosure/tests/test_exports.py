"""Formats that others read."""

from __future__ import annotations

import csv
import io
from datetime import date

import polars as pl
import pytest

from samen.engines.disclosure.exports.ctdc import (
    CTDC_COLUMNS,
    read_mapping,
    to_ctdc,
    to_htcds,
    unmapped,
)
from samen.engines.disclosure.exports.metadata import Description, dcat_ap_nl
from samen.engines.disclosure.exports.sdmx import to_sdmx_csv
from samen.engines.disclosure.tables import Dimension, Table, protect
from samen.kernel.codes import FormOfExploitation, Sex
from samen.kernel.errors import InvalidInput


def test_the_mapping_knows_every_code_of_the_platform():
    mapping = read_mapping()
    codes = {"vorm": [f.value for f in FormOfExploitation], "geslacht": [s.value for s in Sex]}
    assert not unmapped(codes, mapping)
    assert unmapped({"vorm": ["NEW"]}, mapping)


def test_ctdc_has_its_27_columns():
    frame = pl.DataFrame(
        {"jaar": ["2024", "2023"], "vorm": ["LAB", "SEX-D"], "geslacht": ["male", "unknown"]}
    )
    made = to_ctdc(frame, read_mapping())
    assert tuple(made.columns) == CTDC_COLUMNS
    assert len(CTDC_COLUMNS) == 27
    first, second = made.rows(named=True)
    assert (first["isForcedLabour"], first["isSexualExploit"], first["gender"]) == ("1", "0", "Man")
    assert (second["isSexualExploit"], second["gender"]) == ("1", None)
    assert first["citizenship"] is None
    htcds = to_htcds(frame, read_mapping()).rows(named=True)
    assert htcds[0]["vic_TypeOfExploitation"] == "ForcedLabour"


def test_sdmx_csv_hides_the_figure_and_says_so():
    table = Table.from_leaves(
        (Dimension.flat("jaar", ["2023", "2024"]), Dimension.flat("vorm", ["a", "b"])),
        {("2023", "a"): 4, ("2023", "b"): 30, ("2024", "a"): 25, ("2024", "b"): 41},
    )
    text = to_sdmx_csv(protect(table), dataflow="NRM:VICTIMS(1.0)")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0])[:5] == ["STRUCTURE", "STRUCTURE_ID", "ACTION", "JAAR", "VORM"]
    assert rows[0]["JAAR"] == rows[0]["VORM"] == "_T"
    hidden = [row for row in rows if row["CONF_STATUS"] == "C"]
    assert hidden
    assert all(row["OBS_VALUE"] == "" for row in hidden)
    with pytest.raises(InvalidInput, match="AGENCY"):
        to_sdmx_csv(protect(table), dataflow="victims")


def about(**more):
    base = {
        "identifier": "https://data.example/victims",
        "title": "Slachtoffers",
        "description": "Beschermde tabel",
        "publisher": "https://data.example/org",
        "publisher_name": "Register",
        "contact_email": "data@example.nl",
        "issued": date(2026, 1, 1),
        "modified": date(2026, 2, 1),
    }
    return Description(**{**base, **more})


def test_dcat_carries_what_is_mandatory():
    found = dcat_ap_nl(about(), ["https://data.example/victims.csv"])
    for name in ("title", "description", "identifier", "publisher", "accessRights"):
        assert found[f"dct:{name}"]
    assert found["dcat:contactPoint"]
    assert found["dcat:theme"]
    assert found["dcat:distribution"][0]["dct:license"]


def test_a_description_names_all_its_faults():
    with pytest.raises(InvalidInput) as caught:
        about(identifier="victims", contact_email="nobody", modified=date(2025, 1, 1), title=" ")
    assert len(caught.value.problems) == 4
