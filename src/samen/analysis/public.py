"""What other capabilities may use of analysis."""

from samen.analysis.actions.systems import start_model
from samen.analysis.domain.systems import Document

__all__ = ["Document", "start_model"]
