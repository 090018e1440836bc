"""What is this person entitled to, and by when? Three-valued, dated, with an article per step.

>>> from samen.engines.rules.rights import assess
>>> assessment = assess({"indication": True, "residence": "none"}, day)
>>> assessment["reflection_period"].answer, assessment.ask_next[0].text
"""

from samen.engines.rules.rights.answers import (
    Answer,
    Assessment,
    ClassificationCost,
    Entitlement,
    Loss,
    Point,
    Question,
    Step,
    Term,
)
from samen.engines.rules.rights.evaluate import assess, cost_of_bad_employer
from samen.engines.rules.rights.rules import Fact, Right, RightsTable, load_rights

__all__ = [
    "Answer",
    "Assessment",
    "ClassificationCost",
    "Entitlement",
    "Fact",
    "Loss",
    "Point",
    "Question",
    "Right",
    "RightsTable",
    "Step",
    "Term",
    "assess",
    "cost_of_bad_employer",
    "load_rights",
]
