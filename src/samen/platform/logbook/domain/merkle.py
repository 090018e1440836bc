"""The Merkle tree of RFC 9162 section 2.1, as pure functions over SHA-256 hashes.

A tree over ``n`` leaves is addressed by its *complete subtrees*: ``(level, position)`` is the
subtree over leaves ``position * 2**level`` up to ``(position + 1) * 2**level``. Its hash never
changes once its last leaf is there, so an append-only table can hold it, and every proof is a
handful of such hashes. The *frontier* of a tree of size ``n`` is the list of its largest complete
subtrees from left to right, one for each bit of ``n``; it is all that appending needs.

Leaves are hashed with prefix 0x00 and nodes with 0x01, so that a leaf never passes for a node.

Reference: B. Laurie et al., *Certificate Transparency Version 2.0*, RFC 9162 (2021), section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

Hash = bytes
"""32 bytes."""

Address = tuple[int, int]
"""``(level, position)`` of a complete subtree; level 0 is the leaves."""

EMPTY_ROOT: Hash = sha256(b"").digest()


def leaf_hash(data: bytes) -> Hash:
    """The hash of one entry's bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def append(
    size: int, frontier: Sequence[Hash], leaf: Hash
) -> tuple[list[Hash], list[tuple[Address, Hash]]]:
    """Add one leaf to a tree of ``size`` leaves.

    Returns:
        The new frontier, and the complete subtrees of level 1 and higher that this leaf finished
        (at most ``log2(size + 1)`` of them, one on average).
    """
    new, finished = [*frontier, leaf], list[tuple[Address, Hash]]()
    level, position = 0, size
    while position & 1:
        right, left = new.pop(), new.pop()
        level, position = level + 1, position >> 1
        new.append(node_hash(left, right))
        finished.append(((level, position), new[-1]))
    return new, finished


def frontier_addresses(size: int) -> list[Address]:
    """The addresses of the frontier of a tree of ``size`` leaves, from left to right."""
    return _cover(0, size)


def root(frontier: Sequence[Hash]) -> Hash:
    """The root of the tree with this frontier."""
    if not frontier:
        return EMPTY_ROOT
    result = frontier[-1]
    for left in reversed(frontier[:-1]):
        result = node_hash(left, result)
    return result


def root_of(leaves: Sequence[Hash]) -> Hash:
    """The root over leaf hashes, straight from the definition (for checking the rest)."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def _split(size: int) -> int:
    """The largest power of two smaller than ``size`` (which is at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def _cover(start: int, end: int) -> list[Address]:
    """The complete subtrees that make up the RFC's subtree over leaves ``start`` up to ``end``."""
    addresses: list[Address] = []
    while start < end:
        level = (end - start).bit_length() - 1
        addresses.append((level, start >> level))
        start += 1 << level
    return addresses


Lookup = Callable[[Sequence[Address]], Sequence[Hash]]
"""Fetches the hashes of complete subtrees, in the order asked."""


def inclusion_proof(index: int, size: int, lookup: Lookup) -> list[Hash]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves (RFC 9162, 2.1.3.1).

    Raises:
        ValueError: unless ``0 <= index < size``.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    ranges: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return _hashes(ranges, lookup)


def consistency_proof(old: int, new: int, lookup: Lookup) -> list[Hash]:
    """That the tree of ``old`` leaves is the beginning of that of ``new`` (RFC 9162, 2.1.4.1).

    Raises:
        ValueError: unless ``0 < old <= new``.
    """
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof from {old} to {new} leaves")
    if old == new:
        return []
    ranges: list[tuple[int, int]] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return _hashes(ranges, lookup)


def _hashes(ranges: Sequence[tuple[int, int]], lookup: Lookup) -> list[Hash]:
    """The hashes over ``ranges``, found from the root down and listed from the leaf up."""
    covers = [_cover(start, end) for start, end in reversed(ranges)]
    found = iter(lookup([address for cover in covers for address in cover]))
    return [root([next(found) for _ in cover]) for cover in covers]


def includes(leaf: Hash, index: int, size: int, proof: Sequence[Hash], tree_root: Hash) -> bool:
    """Whether ``proof`` shows that ``leaf`` is number ``index`` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and result == tree_root


def is_consistent(
    old: int, new: int, proof: Sequence[Hash], old_root: Hash, new_root: Hash
) -> bool:
    """Whether ``proof`` shows that the old tree is the new one's beginning (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_result = new_result = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_result, new_result = node_hash(sibling, old_result), node_hash(sibling, new_result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new_result = node_hash(new_result, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_result == old_root and new_result == new_root
