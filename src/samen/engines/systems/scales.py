"""The words of a model and the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Mode = Literal["bounded", "linear"]
ControlKind = Literal["lever", "part", "no", "exo"]
Wish = Literal["up", "down", ""]
Confidence = Literal["sure", "likely", "unsure"]

CONTROL_KINDS: tuple[ControlKind, ...] = ("lever", "part", "no", "exo")
WISHES: tuple[Wish, ...] = ("up", "down", "")
CONFIDENCES: tuple[Confidence, ...] = ("sure", "likely", "unsure")

# The largest model the exact methods (dense steady state, loop search) answer for at once.
MAX_VARIABLES = 1_000
MAX_RELATIONS = 10_000

# Numbers of the MARVEL example in the Business Simulation Library (``SoftwareReleaseProject``):
# steps of the effect per step of the cause, and time constants in years.
STRENGTHS: Mapping[str, float] = {"w": 0.2, "a": 0.5, "s": 1.0, "v": 1.2}
SPEEDS: Mapping[str, float] = {"L": 3.0, "A": 1.0, "H": 0.5, "V": 0.25}
