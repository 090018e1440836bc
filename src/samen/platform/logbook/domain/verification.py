"""Check a whole logbook: does every entry still say what it said when it was hashed in?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from samen.platform.logbook.domain import merkle
from samen.platform.logbook.domain.entry import EntryContent, leaf_bytes

ENOUGH = 20
"""Problems after which there is no point in listing more."""


@dataclass(frozen=True, slots=True)
class Verification:
    """``size`` entries were read, ``root`` is the root over them as they are now."""

    size: int
    root: bytes
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds: entries in order, and subtrees in the order they were finished."""

    entries: Iterable[tuple[EntryContent, bytes]]
    nodes: Iterable[tuple[merkle.Address, bytes]]
    size: int
    frontier: list[bytes]


def verify(stored: Stored, checkpoints: Mapping[int, bytes]) -> Verification:
    """Rebuild the tree from the entries and compare it with everything that was stored.

    Args:
        stored: the logbook.
        checkpoints: ``size -> root`` as signed earlier, here or kept elsewhere.
    """
    problems: list[str] = []
    for problem in (walk := _Walk(stored, checkpoints)).problems():
        problems.append(problem)
        if len(problems) == ENOUGH:
            problems.append("and more; stopped looking")
            break
    return Verification(walk.size, merkle.root(walk.frontier), tuple(problems))


class _Walk:
    """One pass over the entries with the growing tree."""

    def __init__(self, stored: Stored, checkpoints: Mapping[int, bytes]) -> None:
        self.stored, self.checkpoints = stored, checkpoints
        self.size, self.frontier = 0, list[bytes]()

    def problems(self) -> Iterator[str]:
        nodes = iter(self.stored.nodes)
        for content, stored_leaf in self.stored.entries:
            if content.index != self.size:
                yield f"entry {self.size} is missing: the next one is number {content.index}"
                return
            leaf = merkle.leaf_hash(leaf_bytes(content))
            if leaf != stored_leaf:
                yield f"entry {self.size} was changed: its content does not fit its hash"
            self.frontier, finished = merkle.append(self.size, self.frontier, leaf)
            for address, value in finished:
                if next(nodes, None) != (address, value):
                    level, position = address
                    yield f"stored subtree {position} of level {level} does not fit its entries"
            self.size += 1
            yield from self._checkpoint()
        if next(nodes, None) is not None:
            yield f"there are stored subtrees beyond the last entry, {self.size - 1}"
        if (self.size, self.frontier) != (self.stored.size, self.stored.frontier):
            yield f"the stored head (size {self.stored.size}) does not fit the {self.size} entries"
        for size in sorted(self.checkpoints):
            if size > self.size:
                yield f"a checkpoint counts {size} entries, and there are only {self.size}"

    def _checkpoint(self) -> Iterator[str]:
        expected = self.checkpoints.get(self.size)
        if expected is not None and expected != merkle.root(self.frontier):
            yield f"the first {self.size} entries are not those of the checkpoint at {self.size}"
