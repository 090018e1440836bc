"""What the forms of the workbench share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samen.analysis.domain.systems import Change, Document
from samen.analysis.domain.systems_view import Choice
from samen.analysis.web import systems_labels as labels
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
    _("another variable has this id"),
    _("the setpoint must lie between 0 and 1, neither included"),
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

    def made(self) -> Choice:
        """What is chosen after the change: what was chosen before, or what is new."""
        return self.choice


def scale_options(values: Iterable[str], now: str | float | None, of: Any) -> list[tuple[str, str]]:
    """The classes of a scale; a number that an imported model holds stays choosable."""
    known = [(code, of(code)) for code in values]
    if isinstance(now, float | int):
        known.append((repr(float(now)), of(now)))
    return known


def class_or_number(text: str) -> str | float:
    """A class, or the number that was offered."""
    try:
        return float(text)
    except ValueError:
        return text


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
