"""What other capabilities may use of analysis."""

from samen.analysis.actions.systems import start_model
from samen.analysis.domain.systems import Document
from samen.analysis.domain.systems_scenarios import Scenario

__all__ = ["Document", "Scenario", "start_model"]
