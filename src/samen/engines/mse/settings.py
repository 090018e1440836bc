"""What an analyst asks for: methods, replicates, covariates, link errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

from .covariate_search import Covariates
from .link_rates import LinkErrors
from .lists import Lists

METHODS = (
    "independence",
    "chao",
    "lincoln-petersen",
    "chapman",
    "stepwise",
    "bic",
    "aic",
    "average",
)
DEFAULT_METHODS = ("independence", "chao", "stepwise", "bic", "average")
TWO_LIST_METHODS = ("independence", "chao", "lincoln-petersen", "chapman")
# Each of these costs a fit with all covariates, or an inversion of the linking.
MOST_REPLICATES = {"covariates": 500, "linkage-corrected": 2000}


@dataclass(frozen=True, slots=True)
class Settings:
    """How to estimate.

    model: a fixed model as text, reported as method "loglinear". covariates: reported as method
    "covariates", of the whole table only. link_errors: of the lists of the table, reported as
    method "linkage-corrected".
    """

    methods: tuple[str, ...] = ()
    max_order: int = 2
    n_top: int | None = None
    replicates: int = 10_000
    seed: int = 0
    levels: tuple[float, ...] = (0.8, 0.95)
    model: str | None = None
    covariates: Covariates | None = None
    link_errors: LinkErrors | None = None
    n_jobs: int | None = None


def check_methods(methods: Sequence[str]) -> tuple[str, ...]:
    """Normalise method names. Raises :class:`InvalidInput` naming the unknown ones."""
    cleaned = tuple(name.strip().lower().replace("_", "-") for name in methods if name.strip())
    raise_if_any(
        Problem("--method", f"must be one of: {', '.join(METHODS)}", name, "method")
        for name in cleaned
        if name not in METHODS
    )
    if not cleaned:
        raise InvalidInput(Problem("--method", "name at least one method", code="method"))
    return tuple(dict.fromkeys(cleaned))


def default_methods(lists: Lists) -> tuple[str, ...]:
    """What is estimated when nothing is asked for: depends on the number of lists."""
    return TWO_LIST_METHODS if lists.lists == 2 else DEFAULT_METHODS
