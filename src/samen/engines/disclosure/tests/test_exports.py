"""Formats that others read."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner

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
from samen.engines.disclosure.tables.commands import protect as protect_command
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


def test_unknown_is_not_no():
    frame = pl.DataFrame({"vorm": ["UNK", "MULTI", "CRIM"]})
    made = to_ctdc(frame, read_mapping())
    assert made["isForcedLabour"].to_list() == [None, None, "0"]
    assert made["isOtherExploit"].to_list() == [None, None, "1"]


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
        about(identifier="victims", contact_email="nobody", modified=date(2025, 1, 1), title=" ",
              theme="CRIME", landing_page="here")  # fmt: skip
    assert len(caught.value.problems) == 6


DESCRIPTION = {
    "identifier": "https://data.example/victims",
    "title": "Slachtoffers",
    "description": "Beschermde tabel",
    "publisher": "https://data.example/org",
    "publisher_name": "Register",
    "contact_email": "data@example.nl",
    "issued": "2026-01-01",
    "modified": "2026-02-01",
    "start": "2023-01-01",
    "end": "2024-12-31",
    "downloads": ["https://data.example/victims.csv"],
}
TABLE = """jaar,vorm,aantal
2023,a,4
2023,b,30
2023,Totaal,34
2024,a,25
2024,b,41
2024,Totaal,66
Totaal,a,29
Totaal,b,71
Totaal,Totaal,100
"""


@pytest.fixture
def made(tmp_path):
    """A table protected on the command line with every export."""
    (tmp_path / "victims.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "about.json").write_text(json.dumps(DESCRIPTION), encoding="utf-8")
    words = f"""{tmp_path}/victims.csv --out {tmp_path}/open.csv --sdmx {tmp_path}/open.sdmx.csv
        --dataflow NRM:VICTIMS(1.0) --dcat {tmp_path}/open.jsonld --about {tmp_path}/about.json
        --csvw {tmp_path}/metadata.json"""
    done = CliRunner().invoke(protect_command, words.split())
    assert done.exit_code == 0, done.output
    return tmp_path


def test_csvw_reads_the_protected_table(made):
    csvw = pytest.importorskip("csvw")
    found = csvw.CSVW(str(made / "open.csv-metadata.json"), validate=True)
    assert found.is_valid, [str(warning.message) for warning in found.warnings]
    rows = list(found.tables[0].iterdicts(strict=True))
    figures = {row["jaar"] + row["vorm"]: row["aantal"] for row in rows}
    assert figures["TotaalTotaal"] == 100
    assert figures["2023a"] is None
    (made / "open.csv").write_text(
        (made / "open.csv").read_text().replace("100", "many"), encoding="utf-8"
    )
    assert not csvw.CSVW(str(made / "open.csv-metadata.json"), validate=True).is_valid


# Least and most values per property of DCAT-AP-NL 3.0.0 (Geonovum, DCAT-AP-NL30, shapes/300/
# dcat-ap-nl-SHACL.ttl of commit dc95277): all cardinalities of Dataset and Distribution there,
# and title and description (both) and access URL from DCAT-AP 3.0, which it builds on.
MANY = 99
CARDINALITIES = {
    "Dataset": {
        "dct:accessRights": (1, MANY), "dcat:contactPoint": (1, 1), "dct:creator": (1, MANY),
        "dct:identifier": (1, 1), "dct:publisher": (1, MANY), "dcat:theme": (1, MANY),
        "adms:status": (0, 1), "dcat:version": (0, 1), "dct:title": (1, MANY),
        "dct:description": (1, MANY),
    },
    "Distribution": {
        "dct:license": (1, MANY), "dcat:accessURL": (1, 1), "dcat:downloadURL": (0, 1),
        "dcat:accessService": (0, 1), "dcat:spatialResolutionInMeters": (0, 1),
        "dcat:temporalResolution": (0, 1),
    },
}  # fmt: skip


def test_rdf_reads_the_catalogue_entry_and_it_has_what_dcat_ap_nl_asks(made):
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(made / "open.jsonld", format="json-ld")
    spaces = {
        "dcat": rdflib.Namespace("http://www.w3.org/ns/dcat#"),
        "dct": rdflib.Namespace("http://purl.org/dc/terms/"),
        "adms": rdflib.Namespace("http://www.w3.org/ns/adms#"),
    }
    for kind, properties in CARDINALITIES.items():
        (subject,) = graph.subjects(rdflib.RDF.type, spaces["dcat"][kind])
        for name, (least, most) in properties.items():
            space, local = name.split(":")
            assert least <= len(set(graph.objects(subject, spaces[space][local]))) <= most, name
    # Classes that DCAT-AP 3.0.0 asks of what an entry points at (SEMICeu, DCAT-AP,
    # releases/3.0.0/html/shacl/range.ttl of commit 60aff84); a theme has a label besides.
    skos = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
    for name, kind in {
        "dct:accessRights": spaces["dct"].RightsStatement,
        "dct:language": spaces["dct"].LinguisticSystem,
        "dct:spatial": spaces["dct"].Location,
        "dct:format": spaces["dct"].MediaTypeOrExtent,
        "dct:license": spaces["dct"].LicenseDocument,
        "dcat:mediaType": spaces["dct"].MediaType,
        "dcat:theme": skos.Concept,
        "dcat:contactPoint": rdflib.Namespace("http://www.w3.org/2006/vcard/ns#").Kind,
    }.items():
        space, local = name.split(":")
        found = set(graph.objects(None, spaces[space][local]))
        assert found, name
        assert all((one, rdflib.RDF.type, kind) in graph for one in found), name
    assert set(graph.objects(None, skos.prefLabel))
    (dataset,) = graph.subjects(rdflib.RDF.type, spaces["dcat"].Dataset)
    for name in ("publisher", "creator", "accessRights"):
        assert not isinstance(graph.value(dataset, spaces["dct"][name]), rdflib.Literal), name
    assert graph.value(dataset, spaces["dct"].issued).toPython() == date(2026, 1, 1)


def test_several_tables_get_a_file_each(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(TABLE, encoding="utf-8")
    words = f"""{tmp_path}/one.csv {tmp_path}/two.csv --out {tmp_path}/out
        --sdmx {tmp_path}/open.csv --dataflow NRM:VICTIMS(1.0)"""
    done = CliRunner().invoke(protect_command, words.split())
    assert done.exit_code == 0, done.output
    assert "NRM:VICTIMS_two(1.0)" in (tmp_path / "open-two.csv").read_text()


def test_an_export_names_all_that_is_missing_before_any_work(tmp_path):
    (tmp_path / "victims.csv").write_text(TABLE, encoding="utf-8")
    words = f"{tmp_path}/victims.csv --sdmx {tmp_path}/a --dcat {tmp_path}/b --out {tmp_path}/c"
    done = CliRunner().invoke(protect_command, words.split())
    assert isinstance(done.exception, InvalidInput)
    assert [p.where for p in done.exception.problems] == ["--dataflow", "--about"]
    wrong = DESCRIPTION | {"issued": "soon", "colour": "red", "downloads": ["here"]}
    del wrong["title"]
    (tmp_path / "about.json").write_text(json.dumps(wrong), encoding="utf-8")
    done = CliRunner().invoke(protect_command, [*words.split(), "--about", f"{tmp_path}/about.json",
                                                "--dataflow", "A:B(1.0)"])  # fmt: skip
    assert len(done.exception.problems) == 4
    assert not {"a", "b", "c"} & {path.name for path in tmp_path.iterdir()}
