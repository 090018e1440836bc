"""XMILE 1.0 (OASIS): written as a stock-flow model that runs elsewhere, read for its causal part.

Each relation is a stock, the lagged signal y, with one net flow (w·d − y)/τ; each variable an
auxiliary. Every variable has an input ``push_…`` (0) to try interventions with.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from samen.engines.systems.formats.loss import Loaded, Written, not_carried
from samen.engines.systems.formats.naming import ids_for
from samen.engines.systems.formats.rows import Row, model_from_rows
from samen.engines.systems.formats.xml import parse_xml
from samen.engines.systems.model import Model
from samen.engines.systems.network import choose_attenuation, network_of
from samen.kernel.errors import InvalidInput, Problem

_NS = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
_STEP, _YEARS = 1 / 64, 10
# A word of an equation that is a name, not a number or a function call.
_NAME = re.compile(r'"([^"]+)"|([A-Za-z_][\w.]*)(?!\s*\()')


def parse(text: str) -> Loaded:
    """The causal part: variables, and who depends on whom.

    Connectors with a polarity give the sign. Without connectors the equations say who depends on
    whom, and the sign stays unknown.
    """
    root = parse_xml(text)
    model = root.find(".//{*}model")
    if model is None:
        raise InvalidInput(Problem("file", "has no model; is it XMILE?"))
    entries = {
        _key(entry.get("name", "")): entry
        for kind in ("stock", "flow", "aux")
        for entry in model.findall(f"{{*}}variables/{{*}}{kind}")
    }
    connectors = model.findall(".//{*}view/{*}connector")
    notes: list[str] = []
    if connectors:
        found = _connected(connectors)
        drawn = {key for pair in found for key in pair}
        drawn |= {
            _key(shape.get("name", ""))
            for kind in ("stock", "flow", "aux")
            for shape in model.findall(f".//{{*}}view/{{*}}{kind}")
        }
        keys = [key for key in entries if key in drawn]
        if hidden := len(entries) - len(keys):
            notes.append(f"dropped: {hidden} variables that are in no view")
    else:
        found = _from_equations(entries)
        keys = list(entries)
    labels = [_label(entries[key].get("name", "")) for key in keys]
    ids = dict(zip(keys, ids_for(labels), strict=True))
    variables = [
        Row(f"variable {label}", {"id": ids[key], "label": label, "baseline": 0.5})
        for key, label in zip(keys, labels, strict=True)
    ]
    self_loops = sum(cause == effect for cause, effect in found)
    relations = [
        Row(
            f"connector {number}",
            {
                "from": ids.get(cause, cause),
                "to": ids.get(effect, effect),
                "sign": sign,
                "strength": "a",
                "speed": "A",
            },
        )
        for number, ((cause, effect), sign) in enumerate(found.items(), 1)
        if cause != effect
    ]
    notes += ["dropped: equations, units, graphical functions and run specifications"]
    notes += ["assumed: baseline 0.5, average strength and speed"]
    if unknown := sum(sign == "?" for sign in found.values()):
        notes.append(f"assumed: unknown sign of {unknown} connections without a polarity")
    if self_loops:
        notes.append(f"dropped: {self_loops} connections of a variable to itself")
    return Loaded(model_from_rows(variables, relations), tuple(notes))


def _connected(connectors: list[ET.Element]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for one in connectors:
        cause, effect = (_key(one.findtext(f"{{*}}{end}") or "") for end in ("from", "to"))
        polarity = one.get("polarity", "")
        found[cause, effect] = polarity if polarity in ("+", "-") else "?"
    return found


def _from_equations(entries: dict[str, ET.Element]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for key, entry in entries.items():
        for quoted, plain in _NAME.findall(entry.findtext("{*}eqn") or ""):
            cause = _key(quoted or plain)
            # The initial value of a stock is not a cause of it; its flows are.
            if cause in entries and cause != key and not entry.tag.endswith("stock"):
                found.setdefault((cause, key), "?")
        for kind, sign in (("inflow", "+"), ("outflow", "-")):
            for flow in entry.findall(f"{{*}}{kind}"):
                found[_key(flow.text or ""), key] = sign
    return found


def _key(name: str) -> str:
    """XMILE names are equal but for case, spaces, underscores and line breaks."""
    return re.sub(r"(\\n|[\s_])+", " ", name.strip().strip('"')).strip().lower()


def _label(name: str) -> str:
    return re.sub(r"(\\n|[\s_])+", " ", name).strip()


def render(model: Model) -> Written:
    """A stock-flow model in years, bounded, with the attenuation written into the weights."""
    network = network_of(model)
    delta = choose_attenuation(model, network, "bounded")
    names = [re.sub(r"\W", "_", name) for name in model.ids]
    names = [name if name[0].isalpha() else f"v_{name}" for name in ids_for(names)]
    ET.register_namespace("", _NS)
    root = ET.Element(_tag("xmile"), {"version": "1.0"})
    header = ET.SubElement(root, _tag("header"))
    for name, text in (("vendor", "Samen"), ("product", "Samen"), ("name", model.title or "Model")):
        ET.SubElement(header, _tag(name)).text = text
    specs = ET.SubElement(root, _tag("sim_specs"), {"method": "Euler", "time_units": "Years"})
    for name, number in (("start", 0), ("stop", _YEARS), ("dt", _STEP)):
        ET.SubElement(specs, _tag(name)).text = f"{number}"
    body = ET.SubElement(root, _tag("model"))
    variables = ET.SubElement(body, _tag("variables"))
    view = ET.SubElement(ET.SubElement(body, _tag("views")), _tag("view"), {"type": "stock_flow"})
    incoming: list[list[str]] = [[] for _ in names]
    for number, relation in enumerate(model.relations):
        cause = f"{names[model.index[relation.cause]]} - {model[relation.cause].baseline!r}"
        weight = float(delta * network.gain[number])
        tau = float(network.tau[number]) / relation.order
        signals = [f"signal_{number + 1}_{stage + 1}" for stage in range(relation.order)]
        for stage, name in enumerate(signals):
            push = f"{signals[stage - 1]}" if stage else f"({weight!r}) * ({cause})"
            stock = ET.SubElement(variables, _tag("stock"), {"name": name})
            ET.SubElement(stock, _tag("eqn")).text = "0"
            ET.SubElement(stock, _tag("inflow")).text = f"change_{name}"
            flow = ET.SubElement(variables, _tag("flow"), {"name": f"change_{name}"})
            ET.SubElement(flow, _tag("eqn")).text = f"({push} - {name}) / {tau!r}"
        incoming[model.index[relation.effect]].append(signals[-1])
        ends = {"uid": f"{number + 1}", "polarity": "-" if relation.sign < 0 else "+"}
        if relation.sign == 0:
            del ends["polarity"]
        connector = ET.SubElement(view, _tag("connector"), ends)
        ET.SubElement(connector, _tag("from")).text = names[model.index[relation.cause]]
        ET.SubElement(connector, _tag("to")).text = names[model.index[relation.effect]]
    for name, variable, signals in zip(names, model.variables, incoming, strict=True):
        pressure = " + ".join([f"push_{name}", *signals])
        up, down = 1 - variable.baseline, variable.baseline
        _aux(variables, f"push_{name}", "0", f"Push on {variable.label}: 0.2 is one step")
        _aux(variables, f"pressure_{name}", pressure, "")
        _aux(variables, f"room_{name}", f"IF pressure_{name} > 0 THEN {up!r} ELSE {down!r}", "")
        # c·tanh(z/c), for XMILE has no tanh.
        level = f"1 - 2 / (EXP(2 * pressure_{name} / room_{name}) + 1)"
        _aux(variables, name, f"{variable.baseline!r} + room_{name} * ({level})", variable.label)
        x, y = (0.0 if place is None else 1000 * place for place in (variable.x, variable.y))
        ET.SubElement(view, _tag("aux"), {"name": name, "x": f"{x:g}", "y": f"{y:g}"})
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode", xml_declaration=True)
    fields_r = ("strength", "speed", "order")
    held = not_carried(
        model,
        variable_fields=("label", "baseline", "x", "y"),
        relation_fields=fields_r,
        model_fields=("title",),
    )
    changed = [f"changed: id {a} to {b}" for a, b in zip(model.ids, names, strict=True) if a != b]
    changed.append(f"changed: strengths are numbers with the attenuation {delta:.4g} in them")
    return Written(text + "\n", (*held, *changed))


def _tag(name: str) -> str:
    return f"{{{_NS}}}{name}"


def _aux(parent: ET.Element, name: str, equation: str, doc: str) -> None:
    aux = ET.SubElement(parent, _tag("aux"), {"name": name})
    if doc:
        ET.SubElement(aux, _tag("doc")).text = doc
    ET.SubElement(aux, _tag("eqn")).text = equation
