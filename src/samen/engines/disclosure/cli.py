"""``samen protect``, ``samen synthesise`` and ``samen audit``."""

from __future__ import annotations

from samen.engines.disclosure.synthesis.commands import synthesise
from samen.engines.disclosure.tables.commands import audit, protect

__all__ = ["audit", "protect", "synthesise"]
