"""What the levels of a kind of field say before any record is seen.

A file of five records cannot teach how rare an equal document number is; a file of a thousand
can. So m and u each start from what a kind of field says anywhere, worth a hundred pairs, and the
pairs of the file soon outweigh it. The figures are round: births spread over 45 years (1 in 2¹⁴
pairs share a date), an address or telephone that several persons of one case share far more often
than chance would have it, a document number that two persons share by a slip only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samen.engines.linkage.spec import FieldSpec

STRENGTH: Final = 100.0
"""How many pairs a prior is worth."""

_NAME_M: Final = (0.02, 0.01, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.16, 0.16, 0.16)
_M: Final[Mapping[str, tuple[float, ...]]] = {
    "name": _NAME_M,
    "date": (0.01, 0.01, 0.02, 0.01, 0.03, 0.03, 0.03, 0.1, 0.76),
    "sex": (0.02, 0.98),
    "nationality": (0.08, 0.92),
    "code": (0.08, 0.92),
    "address": (0.2, 0.02, 0.02, 0.02, 0.02, 0.03, 0.04, 0.06, 0.09, 0.1, 0.1, 0.1, 0.2),
    "employer": (0.1, 0.03, 0.03, 0.03, 0.04, 0.05, 0.07, 0.1, 0.11, 0.11, 0.11, 0.11, 0.11),
    "text": (0.3, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.07, 0.07, 0.07, 0.07, 0.07),
}
_IDENTIFIER_M: Final = (0.1, 0.08, 0.82)

# Bits (-log₂ u) of every level above the lowest, which has the rest.
_NAME_U: Final = (5.0, 6.0, 6.0, 6.0, 7.0, 9.0, 12.0, 14.0, 16.0, 18.0, 20.0, 21.0)
_SHARED_U: Final = (5.0, 6.0, 7.0, 7.0, 8.0, 8.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0)
_U: Final[Mapping[str, tuple[float, ...]]] = {
    "name": _NAME_U,
    "date": (5.5, 6.0, 8.5, 6.0, 10.0, 8.0, 10.0, 14.0),
    "sex": (1.0,),
    "nationality": (1.0,),
    "code": (2.0,),
    "address": _SHARED_U,
    "employer": _NAME_U,
    "text": _SHARED_U,
    "phone": (14.0, 8.0),
    "plate": (14.0, 8.0),
    "handle": (14.0, 10.0),
}
_IDENTIFIER_U: Final = (14.0, 17.0)


def prior_m(field: FieldSpec) -> NDArray[np.float64]:
    """Shares of a field's levels, from 0 (disagree) up, in two records of one person."""
    levels = np.array(_M.get(field.kind, _IDENTIFIER_M))
    return levels / levels.sum()


def prior_u(field: FieldSpec) -> NDArray[np.float64]:
    """Shares of a field's levels, from 0 (disagree) up, in records of two persons."""
    higher = np.exp2(-np.array(_U.get(field.kind, _IDENTIFIER_U)))
    return np.concatenate(([1 - higher.sum()], higher))
