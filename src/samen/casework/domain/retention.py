"""How long what is known of people is kept after a case is closed, and why it is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from samen.kernel.codes import Code, OrganisationType
from samen.kernel.dates import add_months


class ErasureReason(Code):
    """Why the data of a person are erased."""

    MISTAKE = "mistake", "Per vergissing ingevoerd", "Entered by mistake"
    REQUEST = "request", "Op verzoek van de persoon", "Asked for by the person"
    EXPIRED = "expired", "De bewaartermijn is voorbij", "The retention period has passed"


@dataclass(frozen=True, slots=True)
class Retention:
    """How many years an organisation keeps a closed file, and the article that says so."""

    years: int
    article: str


_WMO = Retention(15, "Wmo 2015, art. 5.3.4")
_WMO_SAFE_AT_HOME = Retention(20, "Wmo 2015, art. 5.3.4")
_YOUTH = Retention(20, "Jeugdwet, art. 7.3.8")
_CARE = Retention(20, "BW, art. 7:454")

RETENTION: Mapping[OrganisationType, Retention] = {
    OrganisationType.MUNICIPALITY: _WMO,
    OrganisationType.CARE_COORDINATION: _WMO,
    OrganisationType.SHELTER: _WMO,
    OrganisationType.SAFE_AT_HOME: _WMO_SAFE_AT_HOME,
    OrganisationType.YOUTH_CARE: _YOUTH,
    OrganisationType.HEALTH_CARE: _CARE,
    OrganisationType.MENTAL_HEALTH_CARE: _CARE,
}
"""By type of organisation; another keeps by its own schedule. Draft: needs a jurist."""


def keep_until(closed_on: dt.date, organisation_type: str) -> tuple[dt.date, Retention] | None:
    """The last day a closed case is kept, and why; None where no act here says so."""
    found = RETENTION.get(OrganisationType(organisation_type))
    return (add_months(closed_on, 12 * found.years), found) if found else None
