"""Dutch regions as the pair (type, code): pure look-ups over packaged data.

The divisions in use do not coincide: CoMensha registers by police unit, women's shelter is paid
through centre municipalities, policy is made per municipality. So nothing here assumes one tree;
a municipality simply lies in one region of each other type that is known for it. Sources, dates
and what is missing: ``data/README.md``.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from samen.kernel.codes import Code
from samen.kernel.errors import InvalidInput, Problem

_DATA = files("samen.platform.organisations").joinpath("data")


class RegionType(Code):
    """A way of dividing the country."""

    MUNICIPALITY = "municipality", "Gemeente", "Municipality"
    PROVINCE = "province", "Provincie", "Province"
    SAFETY_REGION = "safety_region", "Veiligheidsregio", "Safety region"
    POLICE_UNIT = "police_unit", "Politie-eenheid", "Police unit"
    SHELTER_CENTRE = (
        "shelter_centre",
        "Centrumgemeente vrouwenopvang",
        "Centre municipality for women's shelter",
    )


NATIONAL_POLICE_UNIT = "LE"
"""Code of the national police unit: it has no territory of its own."""


@dataclass(frozen=True, slots=True)
class Region:
    """One region, with the source of the division it belongs to and the date it is true for."""

    type: RegionType
    code: str
    name: str
    source: str
    date: dt.date
    also_called: tuple[str, ...] = ()


def regions(type: RegionType | str) -> tuple[Region, ...]:  # noqa: A002  the field's own word
    """All regions of one type, by name.

    Raises :class:`~samen.kernel.errors.InvalidInput` when there is no such type.
    """
    return _by_type()[_region_type(type)]


def region(type: RegionType | str, code: str) -> Region:  # noqa: A002
    """The region with this type and code.

    Raises :class:`~samen.kernel.errors.InvalidInput` when there is none.
    """
    found = _index().get((_region_type(type), code))
    if found is None:
        raise InvalidInput(
            Problem("region", f"is the code of a {type} (edition {_edition(type)})", code)
        )
    return found


def municipality_regions(code: str) -> dict[RegionType, str]:
    """Code of the region of every other type that the municipality ``code`` lies in.

    A shelter centre is there only for the 35 centre municipalities themselves: the membership of
    the others has no open source.
    """
    region(RegionType.MUNICIPALITY, code)
    return dict(_memberships()[code])


def police_unit_of(type: RegionType | str, code: str) -> str | None:  # noqa: A002
    """Code of the police unit that holds this region, or None when it straddles several."""
    place = region(type, code)
    if place.type is RegionType.POLICE_UNIT:
        return place.code
    member_type = RegionType.MUNICIPALITY
    units = {
        found[RegionType.POLICE_UNIT]
        for municipality, found in _memberships().items()
        if (municipality == code if place.type is member_type else found.get(place.type) == code)
    }
    return units.pop() if len(units) == 1 else None


def search_municipalities(text: str, limit: int = 10) -> tuple[Region, ...]:
    """Municipalities that ``text`` may mean, best first; at most ``limit``.

    Capitals, accents, apostrophes and hyphens do not matter. Names that begin with the text come
    first, then names with a word that does, then names that contain it; when nothing fits, names
    that look alike (a typing error).
    """
    wanted = _folded(text)
    if not wanted:
        return ()
    ranked = sorted(
        (rank, place.name, place)
        for place in regions(RegionType.MUNICIPALITY)
        if (rank := min(_rank(name, wanted) for name in _folded_names(place))) < 3
    )
    if ranked:
        return tuple(place for _, _, place in ranked[:limit])
    names = {
        name: place for place in regions(RegionType.MUNICIPALITY) for name in _folded_names(place)
    }
    alike = difflib.get_close_matches(wanted, names, n=limit, cutoff=0.75)
    return tuple(dict.fromkeys(names[name] for name in alike))


def _rank(name: str, wanted: str) -> int:
    if name.startswith(wanted):
        return 0
    if f" {wanted}" in name:
        return 1
    return 2 if wanted in name else 3


def _folded(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in plain.casefold()).split()
    return " ".join(words)


def _folded_names(place: Region) -> tuple[str, ...]:
    return tuple(_folded(name) for name in (place.name, *place.also_called))


def _region_type(value: RegionType | str) -> RegionType:
    try:
        return RegionType(value)
    except ValueError:
        known = ", ".join(RegionType)
        raise InvalidInput(Problem("region type", f"is one of {known}", value)) from None


def _edition(value: RegionType | str) -> str:
    return str(regions(value)[0].date.year)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with _DATA.joinpath(name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@lru_cache(maxsize=1)
def _by_type() -> Mapping[RegionType, tuple[Region, ...]]:
    sources = {row["type"]: row for row in _rows("sources.csv")}
    found: dict[RegionType, list[Region]] = {kind: [] for kind in RegionType}
    for row in _rows("regions.csv"):
        source = sources[row["type"]]
        found[RegionType(row["type"])].append(
            Region(
                RegionType(row["type"]),
                row["code"],
                row["name"],
                source["source"],
                dt.date.fromisoformat(source["date"]),
                tuple(filter(None, row["also_called"].split(";"))),
            )
        )
    return {kind: tuple(sorted(places, key=lambda p: p.name)) for kind, places in found.items()}


@lru_cache(maxsize=1)
def _index() -> Mapping[tuple[RegionType, str], Region]:
    return {(p.type, p.code): p for places in _by_type().values() for p in places}


@lru_cache(maxsize=1)
def _memberships() -> Mapping[str, Mapping[RegionType, str]]:
    """Municipality code → code of the region of each type it lies in, directly or through one."""
    direct: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _rows("regions.csv"):
        parents = (parent.partition(":") for parent in row["part_of"].split())
        direct[row["type"], row["code"]] = [(kind, code) for kind, _, code in parents]

    def above(place: tuple[str, str]) -> Iterator[tuple[str, str]]:
        for parent in direct[place]:
            yield parent
            yield from above(parent)

    return {
        code: {RegionType(k): c for k, c in above((kind, code))}
        for kind, code in direct
        if kind == RegionType.MUNICIPALITY
    }
