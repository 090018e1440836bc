"""Forms about the chosen scenario: what is done, and a new one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samen.analysis.domain import systems
from samen.analysis.domain.systems import Change
from samen.analysis.domain.systems_scenarios import LONGEST_NAME
from samen.analysis.web import systems_labels as labels
from samen.analysis.web.systems_form_base import BenchForm, variable_options
from samen.engines.systems import Controller, Intervention, Press, Pulse, Ramp


class InterventionForm(BenchForm):
    """An intervention in the chosen scenario."""

    kind = "intervention"
    variable = forms.ChoiceField(label=_("Intervene in"))
    how = forms.ChoiceField(label=_("How"), choices=list(labels.KINDS.items()))
    steps = forms.FloatField(
        label=_("Steps"),
        min_value=-4,
        max_value=4,
        help_text=_("Up (1) or down (−1); one step is a fifth of the scale."),
    )
    start_year = forms.FloatField(label=_("From year"), min_value=0, max_value=9.75, required=False)
    years = forms.FloatField(
        label=_("Years"),
        min_value=0.25,
        max_value=10,
        required=False,
        help_text=_("How long it grows, lasts, or takes to get there. Empty for a lasting push."),
    )

    def start(self) -> dict[str, Any]:
        return {"steps": 1, "start_year": 0, "variable": self.choice.variable}

    def offer(self) -> None:
        self.fields["variable"].choices = variable_options(self.document, levers_first=True)

    def clean(self) -> dict[str, Any]:
        """The numbers that this kind of intervention needs, and no others."""
        data = super().clean() or self.cleaned_data
        how, years, start = data.get("how"), data.get("years"), data.get("start_year")
        if how == "press" and years is not None:
            self.add_error("years", _("A lasting push has no number of years: leave this empty."))
        if how in ("ramp", "pulse", "controller") and years is None and "years" in data:
            self.add_error("years", _("Say how many years."))
        if how == "controller" and start:
            self.add_error("start_year", _("Steering begins at once: leave this at 0."))
        if how == "controller" and "steps" in data and not 0 < self._setpoint() < 1:
            self.add_error("steps", _("This leads beyond the ends of the scale."))
        return data

    def _setpoint(self) -> float:
        variable = self.document.variable(self.cleaned_data.get("variable", ""))
        level = variable.baseline if variable else 0.5
        return round(level + self.cleaned_data["steps"] * labels.STEP, 6)

    def intervention(self) -> Intervention:
        """What the valid form describes."""
        data = self.cleaned_data
        name, size = data["variable"], round(data["steps"] * labels.STEP, 6)
        start, years = data["start_year"] or 0.0, data["years"]
        if data["how"] == "ramp":
            return Ramp(name, size, years, start)
        if data["how"] == "pulse":
            return Pulse(name, size, start, start + years)
        if data["how"] == "controller":
            return Controller(name, self._setpoint(), years)
        return Press(name, size, start)

    def change(self) -> Change:
        return partial(
            systems.set_intervention,
            number=self.choice.scenario,
            intervention=self.intervention(),
        )


class ScenarioForm(BenchForm):
    """A new scenario."""

    kind = "scenario"
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)

    def change(self) -> Change:
        return partial(systems.add_scenario, name=self.cleaned_data["name"])
