"""Metadata: CSV on the Web for a synthetic file, DCAT-AP-NL for a catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

_CC_BY = "http://creativecommons.org/licenses/by/4.0/deed.nl"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_DUTCH = "http://publications.europa.eu/resource/authority/language/NLD"
_NETHERLANDS = "http://publications.europa.eu/resource/authority/country/NLD"
_CSV = "https://www.iana.org/assignments/media-types/text/csv"
THEMES = {
    "AGRI": "Landbouw, visserij, bosbouw en voeding",
    "ECON": "Economie en financiën",
    "EDUC": "Onderwijs, cultuur en sport",
    "ENER": "Energie",
    "ENVI": "Milieu",
    "GOVE": "Overheid en publieke sector",
    "HEAL": "Gezondheid",
    "INTR": "Internationale vraagstukken",
    "JUST": "Justitie, rechtsstelsel en openbare veiligheid",
    "REGI": "Regio's en steden",
    "SOCI": "Bevolking en samenleving",
    "TECH": "Wetenschap en technologie",
    "TRAN": "Vervoer",
}
"""Themes of the European catalogue (authority table data-theme), by their Dutch names."""


def csvw_of_records(
    url: str,
    codes: Mapping[str, Sequence[str]],
    *,
    epsilon: float,
    delta: float,
    guaranteed: bool = True,
) -> dict[str, Any]:
    """CSV on the Web metadata of a synthetic file: its columns, their codes and the guarantee."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "required": True,
                    "datatype": {
                        "base": "string",
                        "format": "|".join(re.escape(code) for code in listed),
                    },
                }
                for name, listed in codes.items()
            ]
        },
        "https://w3id.org/samen/ns#synthetic": {
            "differentialPrivacy": guaranteed,
            "epsilon": epsilon if guaranteed else None,
            "delta": delta if guaranteed else None,
            "neighbours": "presence of one person",
        },
    }


@dataclass(frozen=True, slots=True)
class Description:
    """What a catalogue says of a dataset. URIs absolute; dates as :class:`datetime.date`."""

    identifier: str
    title: str
    description: str
    publisher: str
    publisher_name: str
    contact_email: str
    issued: date
    modified: date
    start: date | None = None
    end: date | None = None
    theme: str = "JUST"
    license: str = _CC_BY
    spatial: str = _NETHERLANDS
    landing_page: str | None = None
    keywords: tuple[str, ...] = ("mensenhandel", "slachtoffers")

    def __post_init__(self) -> None:
        problems = [
            Problem(name, "must be an absolute URI", value, "uri")
            for name, value in (
                ("identifier", self.identifier),
                ("publisher", self.publisher),
                ("license", self.license),
                ("spatial", self.spatial),
                ("landing_page", self.landing_page),
            )
            if not _is_uri(value) and (name != "landing_page" or value is not None)
        ]
        if self.theme not in THEMES:
            rule = f"must be one of {', '.join(THEMES)}"
            problems.append(Problem("theme", rule, self.theme, "theme"))
        problems += [
            Problem(name, "may not be empty", code="empty")
            for name, value in (
                ("title", self.title),
                ("description", self.description),
                ("publisher_name", self.publisher_name),
            )
            if not value.strip()
        ]
        if "@" not in self.contact_email:
            problems.append(Problem("contact_email", "must be an address", self.contact_email))
        if self.modified < self.issued:
            problems.append(Problem("modified", "may not lie before issued", self.modified))
        raise_if_any(problems)


def read_description(path: Path) -> tuple[Description, tuple[str, ...]]:
    """A description and the download addresses from a JSON file with their names.

    Raises :class:`InvalidInput` naming every field that is missing, unknown or wrong.
    """
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problem = Problem(str(path), f"cannot be read as JSON: {error}", code="unreadable")
        raise InvalidInput(problem) from error
    if not isinstance(found, dict):
        raise InvalidInput(Problem(str(path), "must be one JSON object", code="unreadable"))
    given: dict[str, Any] = dict(found)
    downloads = given.pop("downloads", None)
    known = {one.name: one for one in fields(Description)}
    problems = [
        Problem(f"{path.name}, {name}", "is missing", code="missing")
        for name, one in known.items()
        if one.default is MISSING and name not in given
    ]
    problems += [
        Problem(f"{path.name}, {name}", "is not a field of a description", code="unknown_field")
        for name in given
        if name not in known
    ]
    if not isinstance(downloads, list) or not downloads or not all(map(_is_uri, downloads)):
        rule = "must be a list of absolute addresses, one for each file"
        problems.append(Problem(f"{path.name}, downloads", rule, downloads, "uri"))
    for name in ("issued", "modified", "start", "end"):
        try:
            if name in given:
                given[name] = date.fromisoformat(given[name])
        except (TypeError, ValueError):
            rule = "must be a date such as 2026-03-31"
            problems.append(Problem(f"{path.name}, {name}", rule, given[name], "date"))
    for name in set(given) & set(known) - {"issued", "modified", "start", "end", "keywords"}:
        if not isinstance(given[name], str):
            rule = "must be a text"
            problems.append(Problem(f"{path.name}, {name}", rule, given[name], "text"))
    raise_if_any(problems)
    if "keywords" in given:
        given["keywords"] = tuple(map(str, given["keywords"]))
    return Description(**given), tuple(downloads)


def _is_uri(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"https?://\S+$", value) is not None


def dcat_ap_nl(about: Description, downloads: Sequence[str]) -> dict[str, Any]:
    """JSON-LD of a dataset with one CSV distribution per download address.

    Carries what DCAT-AP-NL 3.0 and DCAT-AP 3.0 make mandatory for a dataset and its
    distributions (the creator is the publisher). Whatever it refers to says of which class it
    is: a catalogue that checks the entry alone has nowhere else to look.
    """
    name = _dutch(about.publisher_name)
    publisher = _of("foaf:Agent", about.publisher) | {"foaf:name": name}
    theme = _of("skos:Concept", _THEMES + about.theme)
    spoken = _of("dct:LinguisticSystem", _DUTCH)
    licence = _of("dct:LicenseDocument", about.license)
    dataset: dict[str, Any] = {
        "@id": about.identifier,
        "@type": "dcat:Dataset",
        "dct:identifier": about.identifier,
        "dct:title": _dutch(about.title),
        "dct:description": _dutch(about.description),
        "dct:publisher": publisher,
        "dct:creator": publisher,
        "dcat:contactPoint": {
            "@type": ["vcard:Kind", "vcard:Organization"],
            "vcard:fn": about.publisher_name,
            "vcard:hasEmail": {"@id": f"mailto:{about.contact_email}"},
        },
        "dct:accessRights": _of("dct:RightsStatement", _PUBLIC),
        "dct:license": licence,
        "dct:language": spoken,
        "dct:spatial": _of("dct:Location", about.spatial),
        "dcat:theme": theme | {"skos:prefLabel": _dutch(THEMES[about.theme])},
        "dcat:keyword": [_dutch(word) for word in about.keywords],
        "dct:issued": _day(about.issued),
        "dct:modified": _day(about.modified),
        "dcat:distribution": [
            {
                "@id": address,
                "@type": "dcat:Distribution",
                "dct:title": _dutch(about.title),
                "dct:description": _dutch(about.description),
                "dcat:accessURL": {"@id": address},
                "dcat:downloadURL": {"@id": address},
                "dct:license": licence,
                "dct:language": spoken,
                "dct:format": _of("dct:MediaTypeOrExtent", _FILE_TYPES + "CSV"),
                "dcat:mediaType": _of("dct:MediaType", _CSV),
            }
            for address in downloads
        ],
    }
    if about.landing_page is not None:
        dataset["dcat:landingPage"] = _of("foaf:Document", about.landing_page)
    if about.start and about.end:
        dataset["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(about.start),
            "dcat:endDate": _day(about.end),
        }
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        **dataset,
    }


def _of(kind: str, uri: str) -> dict[str, Any]:
    return {"@id": uri, "@type": kind}


def _dutch(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "nl"}


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
