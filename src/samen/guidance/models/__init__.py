"""Tables of the public zone: texts and routes, and the help directory. Nothing here is personal."""

from samen.guidance.models.content import Page, PageText, Route
from samen.guidance.models.directory import (
    Attribute,
    Organization,
    Phone,
    PlaceHold,
    Service,
    ServiceArea,
    ServiceCapacity,
    ServiceLanguage,
    Taxonomy,
    TaxonomyTerm,
    Unit,
)

__all__ = [
    "Attribute",
    "Organization",
    "Page",
    "PageText",
    "Phone",
    "PlaceHold",
    "Route",
    "Service",
    "ServiceArea",
    "ServiceCapacity",
    "ServiceLanguage",
    "Taxonomy",
    "TaxonomyTerm",
    "Unit",
]
