"""Multiple systems estimation: how many people are on none of the lists.

>>> from samen.engines import mse
>>> lists = mse.read_lists("lists.csv")                 # doctest: +SKIP
>>> print(mse.compare(lists, seed=1).as_text())         # doctest: +SKIP

Pictures are in ``mse.figures``, the report in ``mse.report``; ``mse.warm_up()`` compiles the inner
loops beforehand. The methods, their assumptions and when each may be believed: ``docs/estimation``.
Importing this package loads neither Django nor a compiler; that happens with the first estimate.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from .analysis import Analysis, Progress, StratifiedAnalysis, analyse, analyse_strata
from .average import average
from .backend import warm_up
from .best import best
from .classical import chao, chapman, lincoln_petersen
from .compare import Comparison, compare
from .consistency import Consistency, consistency
from .covariate_search import Covariates, candidate_terms, search_covariates
from .covariates import CovariateFit, covariate_estimate, fit_covariates
from .design import parse_terms
from .diagnose import Diagnosis, diagnose
from .estimate import Caution, Estimate, Interval
from .limits import refuse_too_large
from .link_rates import LinkErrors, ding_fienberg, rates_from_probabilities
from .linkage_error import linkage_corrected
from .lists import Lists
from .loglinear import Fit, fit, independence, loglinear
from .models import Model, parse_model
from .profile import profile_interval
from .ranking import Ranking, rank_models
from .reading import lists_from_columns, lists_from_records, read_lists
from .settings import METHODS, Settings
from .simulation import STANDARD_SCENARIOS, Scenario, draw, study
from .stepwise import stepwise

if TYPE_CHECKING:
    from . import figures, report

__all__ = [
    "METHODS",
    "STANDARD_SCENARIOS",
    "Analysis",
    "Caution",
    "Comparison",
    "Consistency",
    "CovariateFit",
    "Covariates",
    "Diagnosis",
    "Estimate",
    "Fit",
    "Interval",
    "LinkErrors",
    "Lists",
    "Model",
    "Progress",
    "Ranking",
    "Scenario",
    "Settings",
    "StratifiedAnalysis",
    "analyse",
    "analyse_strata",
    "average",
    "best",
    "candidate_terms",
    "chao",
    "chapman",
    "compare",
    "consistency",
    "covariate_estimate",
    "diagnose",
    "ding_fienberg",
    "draw",
    "figures",
    "fit",
    "fit_covariates",
    "independence",
    "lincoln_petersen",
    "linkage_corrected",
    "lists_from_columns",
    "lists_from_records",
    "loglinear",
    "parse_model",
    "parse_terms",
    "profile_interval",
    "rank_models",
    "rates_from_probabilities",
    "read_lists",
    "refuse_too_large",
    "report",
    "search_covariates",
    "stepwise",
    "study",
    "warm_up",
]


def __getattr__(name: str) -> ModuleType:
    """``figures`` and ``report`` load the drawing libraries: only when they are asked for."""
    if name in ("figures", "report"):
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
