"""Secondary suppression beside tau-ARGUS (pytauargus 0.6.0, FREQ(10,30)) on three tables.

Never more hidden cells than its modular method (MOD), and a clean audit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from samen.engines.disclosure.tables import Status, protect
from samen.engines.disclosure.tables.reading import read_table

DATA = Path(__file__).parent / "data" / "disclosure"
# small cells, further hidden by MOD, further hidden by OPT
TAU_ARGUS = {
    "jaar-uitbuiting": (1, 3, 3),
    "jaar-uitbuiting-geslacht": (28, 26, 26),
    "regio-uitbuiting-geslacht": (459, 54, 53),
}


@pytest.mark.parametrize("name", TAU_ARGUS)
def test_never_more_hidden_cells_than_tau_argus(name):
    small, modular, optimal = TAU_ARGUS[name]
    done = protect(read_table(DATA / f"{name}.csv").table, threshold=10, margin=0.3)
    hidden = int((done.status == Status.SECONDARY).sum())
    assert int((done.status == Status.PRIMARY).sum()) == small
    assert hidden <= min(modular, optimal)
    assert hidden == done.at_least, "proven smallest"
    assert done.audit.clean


@pytest.mark.parametrize("name", TAU_ARGUS)
def test_hiding_one_cell_less_exposes_somebody(name):
    from dataclasses import replace

    import numpy as np

    from samen.engines.disclosure.tables import audit

    done = protect(read_table(DATA / f"{name}.csv").table)
    place = tuple(np.argwhere(done.status == Status.SECONDARY)[0])
    status, values = done.status.copy(), done.values.copy()
    status[place], values[place] = Status.PUBLISHED, done.table.counts[place]
    assert not audit(replace(done, status=status, values=values)).clean
