"""An offer of help as plain values: what the matcher in casework compares a need with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

EVERYWHERE = ("country", "NL")
"""The service area of an offer that serves the whole country."""

FRESH_DAYS = 90
"""An offer not confirmed for longer than this is shown as *ask first*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service of one organisation.

    ``organisation_id`` is the provider's id on this platform, None for one that is no partner.
    ``attributes`` maps a taxonomy code to its terms: True (takes it), False (does not), and a term
    that is absent is *not known*: ``{"care": {"addiction_in_use": False}}``. Codes:
    ``guidance/data/taxonomies.yaml``. ``areas`` holds (region type, code) pairs; ages are whole
    years, inclusive; ``available`` counts places free now, with holds taken off, None where places
    are not counted.
    """

    service_id: UUID
    organisation_id: UUID | None
    organisation_name: str
    name: str
    description: str
    kind: str
    minimum_age: int | None = None
    maximum_age: int | None = None
    areas: frozenset[tuple[str, str]] = frozenset()
    languages: frozenset[str] = frozenset()
    attributes: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    unit: str = ""
    available: int | None = None
    maximum: int | None = None
    capacity_updated: dt.datetime | None = None
    assured_date: dt.date | None = None
    application_process: str = ""
    phones: tuple[str, ...] = ()
    url: str = ""

    def takes(self, taxonomy: str, term: str) -> bool | None:
        """Whether this offer takes ``term``; None when the provider has not said."""
        return self.attributes.get(taxonomy, {}).get(term)

    def serves(self, areas: frozenset[tuple[str, str]]) -> bool | None:
        """Whether it serves any of ``areas`` (region pairs); None without stated areas."""
        if not self.areas:
            return None
        return EVERYWHERE in self.areas or not self.areas.isdisjoint(areas)

    def is_fresh(self, today: dt.date) -> bool:
        """Whether the provider confirmed the offer in the last :data:`FRESH_DAYS` days."""
        return self.assured_date is not None and (today - self.assured_date).days <= FRESH_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class NewService:
    """What a provider says about a service: the input of ``guidance.actions.put_service``."""

    organisation_name: str
    organisation_description: str = ""
    organisation_id: UUID | None = None
    website: str = ""
    name: str
    description: str
    kind: str
    application_process: str = ""
    eligibility: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    areas: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    attributes: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    unit: str = ""
    available: int | None = None
    maximum: int | None = None
    assured_date: dt.date | None = None
    phones: tuple[str, ...] = ()
    url: str = ""
    email: str = ""
