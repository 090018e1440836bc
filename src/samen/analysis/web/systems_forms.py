"""Forms of the workbench. Each says which change of the document it makes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samen.analysis.domain import systems
from samen.analysis.domain.systems import Change
from samen.analysis.domain.systems_scenarios import LONGEST_NAME
from samen.analysis.domain.systems_view import Choice
from samen.analysis.web import systems_labels as labels
from samen.analysis.web.systems_form_base import (
    BenchForm,
    class_or_number,
    scale_options,
    variable_options,
)
from samen.analysis.web.systems_scenario_forms import InterventionForm, ScenarioForm
from samen.engines.systems import Relation, Settings, Variable, Vote


class _Judgement(BenchForm):
    """Sign, strength and speed: what the group, or one participant, says of a relation."""

    def settings(self) -> Settings:
        return self.document.model.settings

    def offer_scales(self, relation: Relation | None, *, blank: bool = False) -> None:
        settings = self.settings()
        empty = [("", "–")] if blank else []
        for name, scale, of in (
            ("strength", settings.strengths, labels.strength),
            ("speed", settings.speeds, labels.speed),
        ):
            now = getattr(relation, name, None)
            options = scale_options(scale, now, lambda value, of=of: of(value, settings))
            self.fields[name].choices = [*empty, *options]


class RelationForm(_Judgement):
    """The group's value of the chosen relation."""

    kind = "relation"
    sign = forms.TypedChoiceField(
        label=_("Direction"), coerce=int, choices=list(labels.SIGNS.items())
    )
    strength = forms.TypedChoiceField(
        label=_("Strength"),
        coerce=class_or_number,
        help_text=_("Steps the effect moves when the cause moves one."),
    )
    speed = forms.TypedChoiceField(
        label=_("Speed"), coerce=class_or_number, help_text=_("Years before most of it is felt.")
    )
    confidence = forms.ChoiceField(label=_("How sure"), choices=list(labels.CONFIDENCES.items()))
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("Publication, or “expert assumption”. No names of persons."),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    @property
    def relation(self) -> Relation | None:
        return self.document.relation(self.choice.relation)

    def start(self) -> dict[str, Any]:
        one = self.relation
        return {name: getattr(one, name) for name in self.base_fields} if one else {}

    def offer(self) -> None:
        self.offer_scales(self.relation)

    def change(self) -> Change:
        return partial(systems.change_relation, key=self.choice.relation, **self.cleaned_data)


class VoteForm(_Judgement):
    """What one participant says of the chosen relation."""

    kind = "vote"
    participant = forms.CharField(
        label=_("Participant"),
        max_length=LONGEST_NAME,
        help_text=_("An organisation, role or number. No names of persons."),
    )
    sign = forms.TypedChoiceField(
        label=_("Direction"),
        coerce=int,
        choices=[(1, labels.SIGNS[1]), (-1, labels.SIGNS[-1]), (0, _("there is no such relation"))],
    )
    strength = forms.TypedChoiceField(
        label=_("Strength"), coerce=class_or_number, empty_value=None, required=False
    )
    speed = forms.TypedChoiceField(
        label=_("Speed"), coerce=class_or_number, empty_value=None, required=False
    )

    def offer(self) -> None:
        self.offer_scales(self.document.relation(self.choice.relation), blank=True)

    def change(self) -> Change:
        vote = Vote(**self.cleaned_data)
        return partial(systems.cast_vote, key=self.choice.relation, vote=vote)


class AddRelationForm(_Judgement):
    """A new relation; it starts from the chosen variable unless one says otherwise."""

    kind = "add"
    cause = forms.ChoiceField(label=_("Cause"))
    effect = forms.ChoiceField(label=_("Acts on"))
    sign = forms.TypedChoiceField(
        label=_("Direction"), coerce=int, choices=list(labels.SIGNS.items())
    )
    strength = forms.TypedChoiceField(label=_("Strength"), coerce=class_or_number)
    speed = forms.TypedChoiceField(label=_("Speed"), coerce=class_or_number)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def start(self) -> dict[str, Any]:
        return {"cause": self.choice.variable, "strength": "a", "speed": "A"}

    def offer(self) -> None:
        self.offer_scales(None)
        for name in ("cause", "effect"):
            self.fields[name].choices = variable_options(self.document)

    def change(self) -> Change:
        values = self.cleaned_data | {"source": self.cleaned_data["source"] or systems.EXPERT}
        relation = Relation(confidence="unsure", **values)
        return partial(systems.add_relation, relation=relation)

    def made(self) -> Choice:
        values = self.cleaned_data
        return self.choice.at("relation", f"{values['cause']}>{values['effect']}")


class VariableForm(BenchForm):
    """The chosen variable."""

    kind = "variable"
    baseline = forms.FloatField(
        label=_("Level now"),
        min_value=0.01,
        max_value=0.99,
        help_text=_("Between 0 and 1; one step is 0.2. A guess of the group, not a measurement."),
    )
    control = forms.ChoiceField(label=_("Who can set it"), choices=list(labels.CONTROLS.items()))
    effort = forms.FloatField(
        label=_("Effort"),
        min_value=0.01,
        max_value=1000,
        help_text=_("What one step costs, compared with the other levers."),
    )
    goal = forms.ChoiceField(label=_("Wish"), choices=list(labels.WISHES.items()), required=False)
    weight = forms.FloatField(
        label=_("Weight as a goal"),
        min_value=0,
        max_value=1000,
        help_text=_("0: a wish, but not a goal of the ranking."),
    )

    def start(self) -> dict[str, Any]:
        one: Variable | None = self.document.variable(self.choice.variable)
        return {name: getattr(one, name) for name in self.base_fields} if one else {}

    def change(self) -> Change:
        return partial(systems.change_variable, name=self.choice.variable, **self.cleaned_data)


class NewVariableForm(BenchForm):
    """A new variable; it gets an id in the style of its domain."""

    kind = "new"
    label = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    other = forms.CharField(label=_("Another domain"), max_length=LONGEST_NAME, required=False)
    baseline = forms.FloatField(label=_("Level now"), min_value=0.01, max_value=0.99)
    control = forms.ChoiceField(label=_("Who can set it"), choices=list(labels.CONTROLS.items()))

    def start(self) -> dict[str, Any]:
        return {"baseline": 0.5, "control": "no"}

    def offer(self) -> None:
        domains = self.document.model.domains
        options = [(name, labels.told(name)) for name in domains if name]
        self.fields["domain"].choices = [("", "–"), *options]

    @property
    def variable(self) -> Variable:
        """The variable that the valid form describes."""
        data = self.cleaned_data
        domain = data["other"] or data["domain"]
        name = systems.free_id(self.document.model, domain, data["label"])
        return Variable(
            name,
            data["label"],
            data["baseline"],
            domain,
            control=data["control"],
            source=systems.EXPERT,
        )

    def change(self) -> Change:
        return partial(systems.add_variable, variable=self.variable)

    def made(self) -> Choice:
        return self.choice.at("variable", self.variable.id)


FORMS: dict[str, type[BenchForm]] = {
    form.kind: form
    for form in (
        RelationForm,
        VoteForm,
        AddRelationForm,
        VariableForm,
        NewVariableForm,
        InterventionForm,
        ScenarioForm,
    )
}
