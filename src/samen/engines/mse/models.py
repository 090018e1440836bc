"""Hierarchical log-linear models as sets of bitmasks.

A term is a set of lists, written as a bitmask (bit i = list i); a model is a set of terms that
contains, with each term, all its subsets. It is written by its generators, the terms that no
other term contains: ``[12,3]`` means the main effects of lists 1, 2, 3 and the pair 1:2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from samen.kernel.errors import InvalidInput, Problem


def pair_terms(lists: int) -> list[int]:
    """The two-list terms in lexicographic order: 1:2, 1:3, …, 2:3, …"""
    return [(1 << i) | (1 << j) for i, j in combinations(range(lists), 2)]


def terms_up_to(lists: int, order: int) -> list[int]:
    """All terms of ``lists`` lists with at most ``order`` lists, smallest first, 0 included."""
    terms = [0]
    for size in range(1, order + 1):
        terms += [sum(1 << i for i in chosen) for chosen in combinations(range(lists), size)]
    return terms


@dataclass(frozen=True, slots=True)
class Model:
    """A hierarchical model: ``terms`` sorted by size, then lexicographically; 0 included."""

    lists: int
    terms: tuple[int, ...]

    @staticmethod
    def of(lists: int, generators: Iterable[int]) -> Model:
        """The smallest hierarchical model with these terms and every main effect."""
        terms = {0, *(1 << i for i in range(lists))}
        for generator in generators:
            subset = generator
            while subset:
                terms.add(subset)
                subset = (subset - 1) & generator
        return Model(lists, tuple(sorted(terms, key=_term_key)))

    @property
    def generators(self) -> tuple[int, ...]:
        """The terms that no other term of the model contains; the largest first."""
        largest = [
            term
            for term in self.terms
            if term and not any(term & other == term and term != other for other in self.terms)
        ]
        return tuple(sorted(largest, key=lambda term: (-term.bit_count(), members(term))))

    @property
    def interactions(self) -> tuple[int, ...]:
        """The terms of two lists or more."""
        return tuple(term for term in self.terms if term.bit_count() > 1)

    def text(self, names: Sequence[str] | None = None) -> str:
        """``[12,3]``; with more than nine lists the names, ``[police:shelter,coast]``."""
        if self.lists > 9:
            labels = names or [str(i + 1) for i in range(self.lists)]
            parts = (":".join(labels[i] for i in members(term)) for term in self.generators)
        else:
            parts = ("".join(str(i + 1) for i in members(term)) for term in self.generators)
        return "[" + ",".join(parts) + "]"

    def words(self, names: Sequence[str]) -> str:
        """The model for a reader: which lists depend on which."""
        found = [" × ".join(names[i] for i in members(term)) for term in self.interactions]
        return "independent lists" if not found else "dependence: " + ", ".join(found)


def members(term: int) -> tuple[int, ...]:
    """The lists in a term, from 0."""
    return tuple(i for i in range(term.bit_length()) if term >> i & 1)


def _term_key(term: int) -> tuple[int, tuple[int, ...]]:
    return term.bit_count(), members(term)


def parse_model(text: str, lists: int, names: Sequence[str] | None = None) -> Model:
    """Read ``[12,3]``, or with names ``[police:shelter,coast]``.

    Raises :class:`InvalidInput` when a list is unknown or the brackets are missing.
    """
    match = re.fullmatch(r"\s*\[(.*)\]\s*", text)
    if match is None:
        raise InvalidInput(Problem("model", "must look like [12,3]", text, code="model"))
    generators: list[int] = []
    problems: list[Problem] = []
    for part in (piece.strip() for piece in match.group(1).split(",")):
        labels = part.split(":") if ":" in part or not part.isdigit() else list(part)
        term = 0
        for label in labels:
            if names is not None and label in names:
                index = list(names).index(label)
            elif label.isdigit() and 1 <= int(label) <= lists:
                index = int(label) - 1
            else:
                problems.append(Problem("model", f"unknown list {label!r}", text, code="model"))
                continue
            term |= 1 << index
        generators.append(term)
    if problems:
        raise InvalidInput(problems)
    return Model.of(lists, generators)


def independence_model(lists: int) -> Model:
    """Main effects only."""
    return Model.of(lists, ())


@dataclass(frozen=True, slots=True)
class ModelSpace:
    """All hierarchical models over the free terms, in tree order (parents first).

    terms: (p,) bitmasks, the p0 = lists + 1 terms every model has, then the free ones.
    member: (models, p) bool. depth: (models,). least: fewest parameters at or below the node.
    last_below: (models,), index just after the last node below.
    """

    lists: int
    terms: NDArray[np.int64]
    member: NDArray[np.bool_]
    depth: NDArray[np.int64]
    least: NDArray[np.int64]
    last_below: NDArray[np.int64]

    def model(self, index: int) -> Model:
        """The model at ``index``."""
        return Model.of(self.lists, (int(term) for term in self.terms[self.member[index]]))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Number of parameters of each model."""
        return self.member.sum(axis=1)


def model_space(lists: int, free_terms: Sequence[int], most: int) -> ModelSpace | None:
    """The space of all hierarchical models over ``free_terms``, or None if larger than ``most``.

    ``free_terms``: interactions that may be present, in the order in which the tree decides on
    them: within one size the strongest first makes the search for the best model fastest.
    """
    from .backend import kernels

    ordered = sorted(free_terms, key=int.bit_count)  # stable: keeps the order within one size
    if len(ordered) > 63:
        return None
    containing = np.array(
        [
            sum(1 << k for k, other in enumerate(ordered) if other & term == term)
            for term in ordered
        ],
        dtype=np.uint64,
    )
    bits, depth, kept = kernels().grow(containing, most)
    if len(bits) > most:
        return None
    base = [0, *(1 << i for i in range(lists))]
    member = np.ones((len(bits), len(base) + len(ordered)), dtype=np.bool_)
    shifts = np.arange(len(ordered), dtype=np.uint64)
    member[:, len(base) :] = (bits[:, None] >> shifts[None, :]) & np.uint64(1)
    return ModelSpace(
        lists,
        np.array([*base, *ordered], dtype=np.int64),
        member,
        depth,
        len(base) + kept,
        _last_below(depth),
    )


def _last_below(depth: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each node of a preorder walk, the index of the next node that is not below it."""
    end = np.full(len(depth), len(depth), dtype=np.int64)
    following: dict[int, int] = {}
    for index in range(len(depth) - 1, -1, -1):
        level = int(depth[index])
        nearest = min((following.get(k, len(depth)) for k in range(level + 1)), default=len(depth))
        end[index] = nearest
        following[level] = index
    return end
