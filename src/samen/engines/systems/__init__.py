"""See how an intervention works through the whole system.

A MARVEL-style system model (variables, signed relations with strength and speed) as a saturating
lag network: runs over time, equilibria, uncertain ensembles, levers ranked, feedback loops and
explanations. Never compatible with TNO's tool, whose formulas are not public.

>>> from samen.engines.systems import Press, base_model, explain
>>> found = explain(base_model(), [Press("P4", 0.2)], "M3")
>>> print(found.sentences()[0])
People in exploitation falls by 0.053 in the end, 0.27 of a step.
"""

from samen.engines.systems.actions import Action, Goal, actions_of, goals_of
from samen.engines.systems.drawing import model_svg
from samen.engines.systems.elements import Relation, Settings, Variable, Vote
from samen.engines.systems.ensemble import Ensemble, ensemble, warm_up
from samen.engines.systems.equilibrium import Elasticity, Equilibrium, elasticity, steady_state
from samen.engines.systems.explain import Explanation, Path, explain
from samen.engines.systems.formats import Loaded, Written, from_dict, read, to_dict, write
from samen.engines.systems.interventions import Controller, Intervention, Press, Pulse, Ramp
from samen.engines.systems.layout import layout
from samen.engines.systems.loop_scores import LoopScores, loop_scores
from samen.engines.systems.loops import Loop, LoopReport, loops
from samen.engines.systems.model import Model
from samen.engines.systems.models import base_model, base_sources
from samen.engines.systems.qualitative import Signs, press_signs
from samen.engines.systems.ranking import Ranked, Ranking, rank
from samen.engines.systems.simulation import Run, simulate
from samen.engines.systems.uncertainty import NONE, Uncertainty

__all__ = [
    "NONE",
    "Action",
    "Controller",
    "Elasticity",
    "Ensemble",
    "Equilibrium",
    "Explanation",
    "Goal",
    "Intervention",
    "Loaded",
    "Loop",
    "LoopReport",
    "LoopScores",
    "Model",
    "Path",
    "Press",
    "Pulse",
    "Ramp",
    "Ranked",
    "Ranking",
    "Relation",
    "Run",
    "Settings",
    "Signs",
    "Uncertainty",
    "Variable",
    "Vote",
    "Written",
    "actions_of",
    "base_model",
    "base_sources",
    "elasticity",
    "ensemble",
    "explain",
    "from_dict",
    "goals_of",
    "layout",
    "loop_scores",
    "loops",
    "model_svg",
    "press_signs",
    "rank",
    "read",
    "simulate",
    "steady_state",
    "to_dict",
    "warm_up",
    "write",
]
