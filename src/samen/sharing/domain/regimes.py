"""Under which law organisations usually hold what they know."""

from __future__ import annotations

from collections.abc import Mapping

from samen.engines.rules.sharing import Regime
from samen.kernel.codes import OrganisationType

USUAL_REGIME: Mapping[OrganisationType, Regime] = {
    OrganisationType.CARE_COORDINATION: Regime.WMO,
    OrganisationType.MUNICIPALITY: Regime.WMO,
    OrganisationType.SHELTER: Regime.WMO,
    OrganisationType.SAFE_AT_HOME: Regime.WMO,
    OrganisationType.YOUTH_CARE: Regime.YOUTH_ACT,
    OrganisationType.HEALTH_CARE: Regime.MEDICAL,
    OrganisationType.MENTAL_HEALTH_CARE: Regime.MEDICAL,
    OrganisationType.POLICE: Regime.WPG_8,
    OrganisationType.ROYAL_MARECHAUSSEE: Regime.WPG_8,
    OrganisationType.LABOUR_INSPECTORATE_INVESTIGATION: Regime.WPG_8,
    OrganisationType.PROSECUTION: Regime.WJSG,
    OrganisationType.SAFETY_HOUSE: Regime.WGS,
    OrganisationType.RIEC: Regime.WGS,
}
"""Under which law an organisation usually holds its data: where the form starts, no more."""
