"""The front door: protect a table, or several that are published together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from samen.engines.disclosure.tables.audit import audited, refuse_exposed
from samen.engines.disclosure.tables.cellkey import perturb
from samen.engines.disclosure.tables.hiding import hide
from samen.engines.disclosure.tables.knowledge import knowledge_of
from samen.engines.disclosure.tables.model import Table, keys_of
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.release import Release
from samen.engines.disclosure.tables.rounding import round_figures
from samen.engines.disclosure.tables.settings import Method, Settings

Progress = Callable[[str], None]


def protect(
    table: Table,
    *,
    threshold: int = 10,
    margin: float = 0.3,
    method: Method = "suppress",
    base: int = 5,
    noise: int = 5,
    secret: bytes = b"",
    against: Sequence[Release] = (),
    progress: Progress | None = None,
) -> Protected:
    """Protect the small counts of ``table`` so that no reader can work one out.

    Parameters
    ----------
    threshold:
        A count from 1 to ``threshold - 1`` is small. At least 2.
    margin:
        Share of itself by which a small count must be uncertain both ways, above 0 up to 1.
    method:
        "suppress", "round" or "perturb": see :class:`Settings`.
    base, noise:
        The base of "round" (2 up to the threshold), the greatest noise of "perturb" (2 to 20).
    secret:
        Secret of the cell keys of "perturb", at least 16 bytes, the same for every release.
    against:
        Earlier releases; a cell shown or hidden there is shown or hidden the same way here.
    progress:
        Called with a line of words at every step.

    Raises
    ------
    InvalidInput
        A setting out of range; nothing would be left to publish; a cell cannot be protected
        because of what an earlier release shows.
    """
    return protect_linked(
        [table],
        threshold=threshold,
        margin=margin,
        method=method,
        base=base,
        noise=noise,
        secret=secret,
        against=against,
        progress=progress,
    )[0]


def protect_linked(
    tables: Sequence[Table],
    *,
    threshold: int = 10,
    margin: float = 0.3,
    method: Method = "suppress",
    base: int = 5,
    noise: int = 5,
    secret: bytes = b"",
    against: Sequence[Release] = (),
    progress: Progress | None = None,
) -> tuple[Protected, ...]:
    """Protect tables that are published together: a cell in two of them has one answer.

    Cells of different tables are the same when they agree on every dimension that is not at its
    total. Parameters and errors as :func:`protect`.
    """
    settings = Settings(threshold, margin, method, base, noise)
    tell = progress or _silent
    knowledge = knowledge_of(tables, against)
    size = len(knowledge.owner)
    tell(f"{size} cells, {int(settings.small(knowledge.counts[:size]).sum())} of them small")
    if method == "suppress":
        return hide(tables, knowledge, settings, against, tell)
    if method == "round":
        return round_figures(tables, knowledge, settings, against, tell)
    shown = [
        perturb(keys_of(table.dimensions), table.counts.ravel(), noise, secret).reshape(table.shape)
        for table in tables
    ]
    status = np.zeros(len(knowledge.counts), dtype=np.uint8)
    result = audited(tables, knowledge, settings, status, shown, against)
    refuse_exposed(result)
    return result


def _silent(line: str) -> None:
    """Progress nobody asked for."""
