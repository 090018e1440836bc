"""Employers, places, telephone numbers and adverts: signals about one thing over the years.

The same engine with other fields. What is special stands here: ready specifications, households,
and the rule that a link may only be seen by who may see both ends.
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from samen.engines.linkage.linking import Linked
from samen.engines.linkage.read import ID, SOURCE
from samen.engines.linkage.spec import FieldSpec, LinkSpec, Thresholds

EMPLOYER: Final = LinkSpec(
    (
        FieldSpec("employer", "employer", ("name",), ("trade_names",)),
        FieldSpec("kvk", "kvk", ("kvk",)),
        FieldSpec("address", "address", ("address",)),
        FieldSpec("phone", "phone", ("phone",)),
    ),
    id="id",
    thresholds=Thresholds(0.7, 0.1),
)
"""Employers by KvK number, trade names, address and telephone number."""

LOCATION: Final = LinkSpec((FieldSpec("address", "address", ("address",)),), id="id")
"""Places by address."""

ADVERT: Final = LinkSpec(
    (
        FieldSpec("phone", "phone", ("phone",)),
        FieldSpec("handle", "handle", ("url",), ("handles",)),
        FieldSpec("text", "text", ("text",)),
    ),
    id="id",
    thresholds=Thresholds(0.7, 0.1),
)
"""Web adverts by telephone number, handles and text."""


@dataclass(frozen=True, slots=True)
class Series:
    """Signals about one thing, oldest first: cluster id and ``(source, id, day)`` of each."""

    cluster: str
    signals: tuple[tuple[str, str, str], ...]

    @property
    def sources(self) -> int:
        """Number of different sources."""
        return len({source for source, _, _ in self.signals})


def series_of(
    linked: Linked,
    day_of: Mapping[tuple[str, str], str],
    may_see: Callable[[str, str], bool],
    least: int = 2,
) -> list[Series]:
    """Signals about one employer, place or advert, for one reader.

    ``day_of``: (source, id) → ISO day; ``may_see(source, id)``: the access rule of the reader.
    A signal the reader may not see is left out *before* anything is counted, so that neither the
    link nor the number of signals gives it away. Longest series first.
    """
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    records = zip(
        linked.table[SOURCE].to_pylist(), linked.table[ID].to_pylist(), linked.ids, strict=True
    )
    for source, record, cluster in records:
        if may_see(source, record):
            found[cluster].append((source, record, day_of.get((source, record), "")))
    series = [
        Series(cluster, tuple(sorted(signals, key=lambda s: (s[2], s[0], s[1]))))
        for cluster, signals in found.items()
        if len(signals) >= least
    ]
    return sorted(series, key=lambda s: (-len(s.signals), s.cluster))


def households(linked: Linked, address_field: str) -> list[tuple[str, ...]]:
    """Persons (cluster ids) who have an address in common: people to think of, not one person.

    Addresses count as one when street number, postcode and a street word are equal after
    normalisation. Sorted; only addresses with two persons or more, and at most twelve (above that
    it is a shelter or an office).
    """
    from samen.engines.linkage.values import address_tokens

    field = linked.spec.field(address_field)
    columns = [linked.table[c].to_pylist() for c in field.columns]
    at: dict[str, set[str]] = defaultdict(set)
    for cluster, *cells in zip(linked.ids, *columns, strict=True):
        tokens = address_tokens(" ".join(filter(None, cells)))
        if len(tokens) >= 3:
            at[" ".join(sorted(t.text for t in tokens))].add(cluster)
    return sorted(tuple(sorted(persons)) for persons in at.values() if 2 <= len(persons) <= 12)


def repeats(linked: Linked, seen: Mapping[tuple[str, str], str]) -> dict[str, tuple[str, ...]]:
    """Persons reported on more than one day: cluster id → the days, oldest first.

    ``seen``: (source, id) → ISO day. A repeat is a reason to look again, never a verdict.
    """
    days: dict[str, set[str]] = defaultdict(set)
    records: Sequence[Any] = linked.table[ID].to_pylist()
    for source, record, cluster in zip(
        linked.table[SOURCE].to_pylist(), records, linked.ids, strict=True
    ):
        if day := seen.get((source, record)):
            days[cluster].add(day)
    return {cluster: tuple(sorted(d)) for cluster, d in days.items() if len(d) > 1}


def for_columns(spec: LinkSpec, columns: Mapping[str, Sequence[str]]) -> LinkSpec:
    """A ready specification for a file with other column names: field → its columns.

    Fields that are not named are left out, with their aliases.
    """
    fields = tuple(
        FieldSpec(f.name, f.kind, tuple(columns[f.name])) for f in spec.fields if f.name in columns
    )
    return replace(spec, fields=fields)


__all__ = [
    "ADVERT", "EMPLOYER", "LOCATION", "Series", "for_columns", "households", "repeats", "series_of",
]  # fmt: skip
