"""Multiple systems estimation: how many people are on none of the lists.

>>> from samen.engines import mse
>>> lists = mse.read_lists("lists.csv")                 # doctest: +SKIP
>>> print(mse.compare(lists, seed=1).as_text())         # doctest: +SKIP

The methods, their assumptions and when each may be believed: ``docs/estimation``.
Importing this package loads neither Django nor a compiler; that happens with the first estimate.
"""

from .analysis import Analysis, Settings, StratifiedAnalysis, analyse, analyse_strata
from .average import average
from .best import best
from .classical import chao, chapman, lincoln_petersen
from .compare import Comparison, compare
from .consistency import Consistency, consistency
from .covariates import (
    CovariateFit,
    candidate_terms,
    covariate_estimate,
    fit_covariates,
    search_covariates,
)
from .design import parse_terms
from .diagnose import Diagnosis, diagnose
from .estimate import Estimate, Interval
from .link_rates import LinkErrors, ding_fienberg, rates_from_probabilities
from .linkage_error import linkage_corrected
from .lists import Lists
from .loglinear import Fit, fit, independence, loglinear
from .models import Model, parse_model
from .profile import profile_interval
from .ranking import Ranking, rank_models
from .reading import lists_from_columns, lists_from_records, read_lists
from .simulation import STANDARD_SCENARIOS, Scenario, draw, study
from .stepwise import stepwise

__all__ = [
    "STANDARD_SCENARIOS",
    "Analysis",
    "Comparison",
    "Consistency",
    "CovariateFit",
    "Diagnosis",
    "Estimate",
    "Fit",
    "Interval",
    "LinkErrors",
    "Lists",
    "Model",
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
    "search_covariates",
    "stepwise",
    "study",
]
