"""Forms of the workbench. Each says which change of the document it makes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samen.analysis.domain import systems
from samen.analysis.domain.systems import LONGEST_NAME, Change, Document
from samen.analysis.domain.systems_view import Choice
from samen.analysis.web import systems_labels as labels
from samen.engines.systems import Press, Relation, Settings, Variable, Vote
from samen.kernel.errors import InvalidInput

_RULES = (
    _("these two already have this relation"),
    _("choose another variable than the cause"),
    _("is not in the model any more"),
    _("leave out the signs : and ;"),
    _("another scenario has this name"),
    _("remove a scenario first: six side by side is the most"),
    _("takes 1 to 200 characters"),
    _("say in 1 to 500 characters what changed"),
    _("nothing has changed since the last version"),
    _("somebody saved a version after you started; compare, then tick this box"),
    _("must be an earlier version that differs from the newest"),
    _("must lie between 0 and 1, neither included"),
)
"""Rules of the verbs that a form can break, so that the catalogue holds them."""


def tell(form: forms.Form, refused: InvalidInput) -> None:
    """Put every problem beside its field, or above the form when there is none."""
    for problem in refused.problems:
        name = problem.where.rpartition(", ")[2]
        rule = gettext(problem.rule)
        if name in form.fields:
            form.add_error(name, rule)
        else:
            given = "" if problem.value is None else f" ({problem.value})"
            form.add_error(None, f"{problem.where}{given}: {rule}")


class BenchForm(forms.Form):
    """A form about the chosen part of a document; ``kind`` names it in what is sent."""

    kind = ""
    template_name_label = None

    def __init__(self, data: Any, document: Document, choice: Choice) -> None:
        self.document, self.choice = document, choice
        super().__init__(data, initial=self.start(), auto_id=f"{self.kind}-%s")
        self.offer()

    def start(self) -> dict[str, Any]:
        """The values the form starts with."""
        return {}

    def offer(self) -> None:
        """Fill in what there is to choose from."""

    def change(self) -> Change:
        """The change that the valid form asks for."""
        raise NotImplementedError


def _options(values: Iterable[str], now: str | float | None, of: Any) -> list[tuple[str, str]]:
    """The classes of a scale; a number that an imported model holds stays choosable."""
    known = [(code, of(code)) for code in values]
    if isinstance(now, float | int):
        known.append((repr(float(now)), of(now)))
    return known


def _coerced(text: str) -> str | float:
    """A class, or the number that was offered."""
    try:
        return float(text)
    except ValueError:
        return text


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
            options = _options(scale, now, lambda value, of=of: of(value, settings))
            self.fields[name].choices = [*empty, *options]


class RelationForm(_Judgement):
    """The group's value of the chosen relation."""

    kind = "relation"
    sign = forms.TypedChoiceField(
        label=_("Direction"), coerce=int, choices=list(labels.SIGNS.items())
    )
    strength = forms.TypedChoiceField(
        label=_("Strength"),
        coerce=_coerced,
        help_text=_("Steps the effect moves when the cause moves one."),
    )
    speed = forms.TypedChoiceField(
        label=_("Speed"), coerce=_coerced, help_text=_("Years before most of it is felt.")
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
        label=_("Strength"), coerce=_coerced, empty_value=None, required=False
    )
    speed = forms.TypedChoiceField(
        label=_("Speed"), coerce=_coerced, empty_value=None, required=False
    )

    def offer(self) -> None:
        self.offer_scales(self.document.relation(self.choice.relation), blank=True)

    def change(self) -> Change:
        vote = Vote(**self.cleaned_data)
        return partial(systems.cast_vote, key=self.choice.relation, vote=vote)


class AddRelationForm(_Judgement):
    """A new relation that starts from the chosen variable."""

    kind = "add"
    effect = forms.ChoiceField(label=_("Acts on"))
    sign = forms.TypedChoiceField(
        label=_("Direction"), coerce=int, choices=list(labels.SIGNS.items())
    )
    strength = forms.TypedChoiceField(label=_("Strength"), coerce=_coerced)
    speed = forms.TypedChoiceField(label=_("Speed"), coerce=_coerced)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def start(self) -> dict[str, Any]:
        return {"strength": "a", "speed": "A"}

    def offer(self) -> None:
        self.offer_scales(None)
        self.fields["effect"].choices = variable_options(self.document)

    def change(self) -> Change:
        values = self.cleaned_data | {"source": self.cleaned_data["source"] or systems.EXPERT}
        relation = Relation(cause=self.choice.variable, confidence="unsure", **values)
        return partial(systems.add_relation, relation=relation)


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


class PressForm(BenchForm):
    """A push in the chosen scenario."""

    kind = "press"
    variable = forms.ChoiceField(label=_("Intervene in"))
    steps = forms.FloatField(
        label=_("Steps"),
        min_value=-4,
        max_value=4,
        help_text=_("Up (1) or down (−1); one step is a fifth of the scale."),
    )
    start_year = forms.FloatField(label=_("From year"), min_value=0, max_value=9.75, required=False)

    def start(self) -> dict[str, Any]:
        return {"steps": 1, "start_year": 0, "variable": self.choice.variable}

    def offer(self) -> None:
        self.fields["variable"].choices = variable_options(self.document, levers_first=True)

    def change(self) -> Change:
        data = self.cleaned_data
        press = Press(data["variable"], data["steps"] * labels.STEP, data["start_year"] or 0.0)
        return partial(systems.set_press, number=self.choice.scenario, press=press)


class ScenarioForm(BenchForm):
    """A new scenario."""

    kind = "scenario"
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)

    def change(self) -> Change:
        return partial(systems.add_scenario, name=self.cleaned_data["name"])


FORMS: dict[str, type[BenchForm]] = {
    form.kind: form
    for form in (
        RelationForm,
        VoteForm,
        AddRelationForm,
        VariableForm,
        PressForm,
        ScenarioForm,
    )
}


def variable_options(document: Document, *, levers_first: bool = False) -> list[Any]:
    """Every variable to choose from, grouped by domain; the levers in a group of their own."""
    groups: dict[str, list[tuple[str, str]]] = {}
    if levers_first:
        groups[gettext("Levers")] = []
    for variable in document.model.variables:
        lever = levers_first and variable.is_lever
        group = gettext("Levers") if lever else labels.told(variable.domain) or "–"
        name = f"{variable.id} {labels.named(variable)}"
        groups.setdefault(group, []).append((variable.id, name))
    return [(group, options) for group, options in groups.items() if options]
