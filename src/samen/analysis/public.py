"""What other capabilities may use of analysis."""

from samen.analysis.actions.systems import start_model
from samen.analysis.domain.systems import Document
from samen.engines.systems import warm_up

__all__ = ["Document", "start_model", "warm_up"]
