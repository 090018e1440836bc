"""What other capabilities may use of the catalogue of signals."""

from samen.recognition.domain.catalogue import (
    Finding,
    Indicator,
    IndicatorList,
    findings,
    indicator,
    indicator_list,
    indicators,
    lists,
)

__all__ = [
    "Finding",
    "Indicator",
    "IndicatorList",
    "findings",
    "indicator",
    "indicator_list",
    "indicators",
    "lists",
]
