"""XML of strangers, read without letting it do anything."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from samen.kernel.errors import InvalidInput, Problem


def parse_xml(text: str) -> ET.Element:
    """The root element. A document type is refused: it could expand without end."""
    text = text.removeprefix("\ufeff")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        rule = "has a document type definition, which we do not read; remove it"
        raise InvalidInput(Problem("file", rule, None, "doctype"))
    try:
        return ET.fromstring(text)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        where = f"line {error.position[0]}, column {error.position[1] + 1}"
        raise InvalidInput(Problem(where, f"is not XML: {error.msg}", None, "syntax")) from error
