"""Open synthetic microdata with a differential privacy guarantee.

:func:`synthesise` measures marginals with exact discrete Gaussian noise and draws records from a
network fitted to them; :class:`Ledger` keeps what was spent.
"""

from samen.engines.disclosure.synthesis.budget import Entry, Ledger, delta_of, epsilon_of, rho_of
from samen.engines.disclosure.synthesis.marginals import FromParquet, InMemory, Marginals, OnSpark
from samen.engines.disclosure.synthesis.noise import SeededSource, SystemSource
from samen.engines.disclosure.synthesis.synthesise import Synthesis, synthesise

__all__ = [
    "Entry",
    "FromParquet",
    "InMemory",
    "Ledger",
    "Marginals",
    "OnSpark",
    "SeededSource",
    "Synthesis",
    "SystemSource",
    "delta_of",
    "epsilon_of",
    "rho_of",
    "synthesise",
]
