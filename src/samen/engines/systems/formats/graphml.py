"""GraphML: a directed graph with our fields as data, for yEd, Gephi, igraph, networkx."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from samen.engines.systems.formats.loss import Loaded, Written, not_carried
from samen.engines.systems.formats.naming import ids_for
from samen.engines.systems.formats.rows import (
    RELATION_COLUMNS,
    VARIABLE_COLUMNS,
    Row,
    model_from_rows,
    relation_values,
    variable_values,
    votes_text,
)
from samen.engines.systems.formats.xml import parse_xml
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem

_NS = "http://graphml.graphdrawing.org/xmlns"
_NODE_FIELDS = tuple(name for name in VARIABLE_COLUMNS if name != "id")
_EDGE_FIELDS = tuple(name for name in RELATION_COLUMNS if name not in ("id", "from", "to"))


def parse(text: str) -> Loaded:
    """A model of the first graph in the file."""
    root = parse_xml(text)
    names = {
        key.get("id", ""): (key.get("attr.name") or key.get("id", "")).lower()
        for key in root.findall("{*}key")
    }
    graph = root.find("{*}graph")
    if graph is None:
        raise InvalidInput(Problem("file", "has no graph; is it GraphML?"))

    def data(element: ET.Element) -> dict[str, Any]:
        pairs = (
            (names.get(d.get("key", ""), ""), d.text or "") for d in element.findall("{*}data")
        )
        return {name: value for name, value in pairs if name}

    nodes = graph.findall("{*}node")
    labels = [node.get("id", "") for node in nodes]
    ids = dict(zip(labels, ids_for(labels), strict=True))
    variables: list[Row] = []
    dropped: dict[str, None] = {}
    assumed = {"baseline": 0, "strength": 0, "speed": 0, "sign": 0}
    for node in nodes:
        values = data(node)
        dropped |= dict.fromkeys(name for name in values if name not in _NODE_FIELDS)
        assumed["baseline"] += not values.get("baseline")
        known = {name: values[name] for name in _NODE_FIELDS if values.get(name)}
        label = known.get("label") or node.get("id", "")
        row = {"baseline": 0.5, **known, "id": ids[node.get("id", "")], "label": label}
        variables.append(Row(f"node {node.get('id')}", row))
    relations: list[Row] = []
    for number, edge in enumerate(graph.findall("{*}edge"), 1):
        values = data(edge)
        dropped |= dict.fromkeys(name for name in values if name not in _EDGE_FIELDS)
        usual = {"sign": "?", "strength": "a", "speed": "A"}
        for name in usual:
            assumed[name] += not values.get(name)
        known = {name: values[name] for name in _EDGE_FIELDS if values.get(name)}
        ends = {
            "from": ids.get(edge.get("source", ""), edge.get("source", "")),
            "to": ids.get(edge.get("target", ""), edge.get("target", "")),
            "id": edge.get("id", ""),
        }
        relations.append(Row(f"edge {number}", {**usual, **known, **ends}))
    notes = [f"assumed: {name} of {count}" for name, count in assumed.items() if count]
    notes += [f"dropped: data {name!r}" for name in dropped]
    if len(root.findall("{*}graph")) > 1:
        notes.append("dropped: every graph after the first")
    return Loaded(model_from_rows(variables, relations), tuple(notes))


def render(model: Model) -> Written:
    """One directed graph; the numbers behind the classes and the title are not in the format."""
    ET.register_namespace("", _NS)
    root = ET.Element(f"{{{_NS}}}graphml")
    for kind, fields in (("node", _NODE_FIELDS), ("edge", _EDGE_FIELDS)):
        for name in fields:
            key = {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": "string"}
            ET.SubElement(root, f"{{{_NS}}}key", key)
    graph = ET.SubElement(root, f"{{{_NS}}}graph", {"id": "model", "edgedefault": "directed"})
    for variable in model.variables:
        node = ET.SubElement(graph, f"{{{_NS}}}node", {"id": variable.id})
        values = {**variable_values(variable), "actors": "; ".join(variable.actors)}
        _data(node, "node", _NODE_FIELDS, values)
    for relation in model.relations:
        ends = {"source": relation.cause, "target": relation.effect}
        named = {"id": relation.id} if relation.id else {}
        edge = ET.SubElement(graph, f"{{{_NS}}}edge", named | ends)
        values = {**relation_values(relation), "votes": votes_text(relation.votes)}
        _data(edge, "edge", _EDGE_FIELDS, values)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode", xml_declaration=True)
    fields_v, fields_r = (*_NODE_FIELDS, "id"), (*_EDGE_FIELDS, "id")
    held = not_carried(model, variable_fields=fields_v, relation_fields=fields_r)
    return Written(text + "\n", held)


def _data(parent: ET.Element, kind: str, fields: tuple[str, ...], values: dict[str, Any]) -> None:
    for name in fields:
        if values[name] not in ("", None, []):
            entry = ET.SubElement(parent, f"{{{_NS}}}data", {"key": f"{kind}_{name}"})
            entry.text = str(values[name])
