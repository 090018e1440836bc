"""Pairs → persons: clusters that respect what cannot be, with ids that survive a new run."""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false
from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numba import njit  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray


@njit(cache=True)
def _root(parent, i):
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@njit(cache=True)
def _grow(n, left, right, source, apart, never_to, never_start):
    """Join pairs in the order given unless that puts two records together that must stay apart.

    ``next_`` links the members of a cluster in a ring, so that a refusal is checked against all
    of them. Returns the root of each record and which pairs were refused.
    """
    parent = np.arange(n)
    size = np.ones(n, np.int64)
    next_ = np.arange(n)
    held = np.zeros(n, np.uint64)
    for i in range(n):
        if apart[source[i]]:
            held[i] = np.uint64(1) << np.uint64(source[i])
    refused = np.zeros(len(left), np.bool_)
    constrained = len(never_to) > 0
    for k in range(len(left)):
        a = _root(parent, left[k])
        b = _root(parent, right[k])
        if a == b:
            continue
        if held[a] & held[b]:
            refused[k] = True
            continue
        if constrained:
            if size[a] > size[b]:
                a, b = b, a
            member = a
            clash = False
            while True:
                for e in range(never_start[member], never_start[member + 1]):
                    if _root(parent, never_to[e]) == b:
                        clash = True
                member = next_[member]
                if member == a:
                    break
            if clash:
                refused[k] = True
                continue
        if size[a] > size[b]:
            a, b = b, a
        parent[a] = b
        size[b] += size[a]
        held[b] |= held[a]
        next_[a], next_[b] = next_[b], next_[a]
    roots = np.empty(n, np.int64)
    for i in range(n):
        roots[i] = _root(parent, i)
    return roots, refused


def cluster_pairs(
    n: int,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weight: NDArray[np.float64],
    source: NDArray[np.int16],
    apart: NDArray[np.bool_],
    same: Sequence[tuple[int, int]] = (),
    never: Sequence[tuple[int, int]] = (),
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Clusters of ``n`` records from the pairs that count as links.

    Decisions come first (``same``), then pairs by falling weight; two records of a source marked
    ``apart`` and the pairs in ``never`` end up in different clusters, whatever path would join
    them. Returns each record's cluster (the number of its first record) and which pairs were
    refused for that reason. Ties are broken by record number, so the result does not depend on
    the order of the pairs. At most 63 sources.
    """
    order = np.lexsort((right, left, -weight))
    first = np.array([a for a, _ in same], np.int64)
    second = np.array([b for _, b in same], np.int64)
    both = [(a, b) for a, b in never] + [(b, a) for a, b in never]
    both.sort()
    from_ = np.array([a for a, _ in both], np.int64)
    to = np.array([b for _, b in both], np.int64)
    start = np.searchsorted(from_, np.arange(n + 1)).astype(np.int64)
    roots, refused = _grow(
        n,
        np.concatenate((first, left[order])),
        np.concatenate((second, right[order])),
        source.astype(np.int64),
        apart,
        to,
        start,
    )
    lowest = np.full(n, n, np.int64)
    np.minimum.at(lowest, roots, np.arange(n))
    out = np.zeros(len(left), np.bool_)
    out[order] = refused[len(first) :]
    return lowest[roots], out


def _new_id(key: str, used: Collection[str]) -> str:
    """An id for a cluster that no run has seen: a hash of its first record's source and id."""
    turn = 0
    while True:
        salt = turn.to_bytes(2, "little") if turn else b""
        digest = hashlib.blake2b(key.encode(), digest_size=10, salt=salt, person=b"samen.cluster")
        found = "c" + digest.hexdigest()
        if found not in used:
            return found
        turn += 1


def stable_ids(
    cluster: NDArray[np.int64], keys: Sequence[str], previous: Mapping[str, str] | None = None
) -> list[str]:
    """An id for each record's cluster that survives re-runs.

    ``keys``: source and id of each record, unique; ``previous``: key → cluster id of an earlier
    run. A cluster keeps the id most of its records had; when two clusters claim one id, the one
    with more of its records gets it (then the one with the lowest key), and the other gets a new
    one, which the earlier run had given to nobody. Without ``previous`` an id depends on the
    cluster's lowest key only.
    """
    roots = cluster.tolist()
    lowest: dict[int, str] = {}
    for key, root in zip(keys, roots, strict=True):
        if root not in lowest or key < lowest[root]:
            lowest[root] = key
    taken = _kept_ids(roots, keys, lowest, previous) if previous else {}
    used = frozenset(previous.values()) if previous else frozenset[str]()
    names = {root: taken.get(root) or _new_id(key, used) for root, key in lowest.items()}
    return [names[root] for root in roots]


def _kept_ids(
    roots: Sequence[int],
    keys: Sequence[str],
    lowest: Mapping[int, str],
    previous: Mapping[str, str],
) -> dict[int, str]:
    """Which clusters keep which earlier id."""
    votes: dict[int, Counter[str]] = {}
    for key, root in zip(keys, roots, strict=True):
        if key in previous:
            votes.setdefault(root, Counter())[previous[key]] += 1
    claims: dict[str, list[tuple[int, str, int]]] = {}
    for root, counted in votes.items():
        for old, count in counted.items():
            claims.setdefault(old, []).append((-count, lowest[root], root))
    given: dict[int, tuple[int, str]] = {}
    for old, claimants in sorted(claims.items()):
        count, _, root = min(claimants)
        if root not in given or (count, old) < given[root]:
            given[root] = (count, old)
    return {root: old for root, (_, old) in given.items()}
