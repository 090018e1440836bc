"""Outside readers on our exports: sdmx1 reads SDMX-CSV, pyshacl checks DCAT-AP-NL shapes.

    PY readers.py OPEN.sdmx.csv OPEN.jsonld [SHAPES.ttl …]

PY has sdmx1, rdflib and pyshacl. Prints what was read as JSON.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import rdflib
import sdmx
from pyshacl import validate
from rdflib.namespace import SH as SHACL
from sdmx.model import v30

table, entry, *shapes = sys.argv[1:]
with Path(table).open(encoding="utf-8") as file:
    header, first = list(csv.reader(file))[:2]
agency, rest = first[1].split(":")
name, version = rest.rstrip(")").split("(")
structure = v30.DataStructureDefinition(
    id=name, version=version, maintainer=sdmx.model.common.Agency(id=agency)
)
for column in header[3:-3]:
    structure.dimensions.getdefault(id=column)
structure.measures.getdefault(id=header[-3])
for column in header[-2:]:
    structure.attributes.getdefault(id=column)
flow = v30.Dataflow(id=name, version=version, maintainer=structure.maintainer, structure=structure)
message = sdmx.read_sdmx(table, structure=flow)
observations = [one for data in message.data for one in data.obs]
graph = rdflib.Graph().parse(entry, format="json-ld")
found = {
    "observations": len(observations),
    "with a figure": sum(bool(one.value) for one in observations),
    "triples": len(graph),
}
for path in shapes:
    _, report, _ = validate(graph, shacl_graph=path, shacl_graph_format="turtle")
    results = list(report.subjects(rdflib.RDF.type, SHACL.ValidationResult))
    found[Path(path).name] = {
        kind: sorted(
            f"{report.value(one, SHACL.resultPath)}: {report.value(one, SHACL.resultMessage)}"
            for one in results
            if report.value(one, SHACL.resultSeverity) == SHACL[kind]
        )
        for kind in ("Violation", "Warning")
    }
print(json.dumps(found, indent=1))
