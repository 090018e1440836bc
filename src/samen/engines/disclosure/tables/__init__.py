"""Protect tables of counts: hide, round or perturb, then audit what can still be inferred.

>>> from samen.engines.disclosure.tables import Dimension, Table, protect
>>> table = Table.from_leaves(
...     (Dimension.flat("year", ["2023", "2024"]), Dimension.flat("form", ["labour", "sexual"])),
...     {("2023", "labour"): 31, ("2023", "sexual"): 4, ("2024", "labour"): 40,
...      ("2024", "sexual"): 25},
... )
>>> protected = protect(table, threshold=10)
>>> protected.value(year="2023", form="sexual") is None
True
>>> protected.audit.clean
True
"""

from samen.engines.disclosure.tables.audit import audit
from samen.engines.disclosure.tables.findings import Audit, CellBounds
from samen.engines.disclosure.tables.model import Cell, Dimension, Table
from samen.engines.disclosure.tables.protect import protect, protect_linked
from samen.engines.disclosure.tables.protected import Protected, ProtectedCell
from samen.engines.disclosure.tables.release import Release
from samen.engines.disclosure.tables.settings import HIDDEN, Settings
from samen.engines.disclosure.tables.status import Status

__all__ = [
    "HIDDEN",
    "Audit",
    "Cell",
    "CellBounds",
    "Dimension",
    "Protected",
    "ProtectedCell",
    "Release",
    "Settings",
    "Status",
    "Table",
    "audit",
    "protect",
    "protect_linked",
]
