"""Requests that would need too much memory or time, refused before anything starts."""

from __future__ import annotations

from math import comb

from samen.kernel.errors import Problem, raise_if_any

from .lists import Lists
from .settings import Settings, default_methods

MOST_REPLICATES = 10_000_000
MOST_INTERACTIONS = 1_000
"""The downhill search tries every interaction at every step and keeps all models it has seen."""
MOST_LISTS_LINKED = 9
"""Linking is a matrix of 2**lists by 2**lists, applied many times to every replicate."""


def interactions(lists: int, order: int) -> int:
    """How many terms of two to ``order`` lists there are."""
    return sum(comb(lists, size) for size in range(2, min(order, lists - 1) + 1))


def refuse_too_large(lists: Lists, settings: Settings) -> None:
    """Raise :class:`InvalidInput` that says what is too much and what to do instead."""
    problems: list[Problem] = []
    if settings.replicates > MOST_REPLICATES:
        rule = f"at most {MOST_REPLICATES:,}: the limits do not get better beyond that"
        problems.append(Problem("--bootstrap", rule, settings.replicates, "size"))
    methods = settings.methods or default_methods(lists)
    terms = interactions(lists.lists, settings.max_order)
    if {"bic", "aic"} & {*methods} and terms > MOST_INTERACTIONS:
        order = max(
            o for o in range(2, lists.lists) if interactions(lists.lists, o) <= MOST_INTERACTIONS
        )
        rule = (
            f"with {lists.lists} lists this means {terms:,} interactions, and at most "
            f"{MOST_INTERACTIONS:,} can be searched: use {order} or less, or take lists together"
        )
        problems.append(Problem("--max-order", rule, settings.max_order, "size"))
    if settings.link_errors is not None and lists.lists > MOST_LISTS_LINKED:
        rule = (
            f"linkage errors can be corrected for at most {MOST_LISTS_LINKED} lists: take lists "
            "together"
        )
        problems.append(Problem("--missed", rule, lists.lists, "size"))
    raise_if_any(problems)
