"""The forms about what a signal names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samen.casework.domain.entities import FIELDS
from samen.casework.domain.series import QUESTIONS
from samen.kernel.errors import InvalidInput

_PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
WRONG = {
    "kvk": _("A KvK number has 8 digits. (A number of 12 digits is that of a branch.)"),
    "postcode": _("A postcode is four digits and two letters, such as 1234 AB."),
    "number": _("A house number begins with a digit, such as 3 or 3-A."),
    "phone": _("A phone number has 7 to 15 digits, such as 06 12345678 or +48 12 345 67 89."),
    "url": _("An address on the web looks like https://example.org/page."),
}
EMPTY = _("Name at least one thing.")
ALONE = _("Which street or postcode does this number belong to?")
QUESTION_LABELS = {
    "employer": _("Employers"),
    "address": _("Addresses"),
    "phone": _("Phone numbers"),
    "advert": _("Adverts"),
}


def _line(label: Any, hint: Any = "", **more: str) -> forms.CharField:
    widget = forms.TextInput(attrs=_PRIVATE | more)
    return forms.CharField(
        label=label, required=False, help_text=hint, max_length=300, widget=widget
    )


class EntityForm(forms.Form):
    """An employer, address, phone number or advert; nothing is obligatory but one thing."""

    name = _line(_("Trade name"), _("The name of the firm, as it was told."))
    kvk = _line(_("KvK number"), _("8 digits, from the trade register."), inputmode="numeric")
    street = _line(_("Street"))
    number = _line(_("House number"), _("With its addition, such as 3-A."))
    postcode = _line(_("Postcode"), _("With the house number this says which address it is."))
    place = _line(_("Place"))
    phone = _line(_("Phone number"), inputmode="tel")
    url = _line(_("Web address of an advert"), inputmode="url")

    def complain(self, error: InvalidInput) -> None:
        """Put every problem beside its field, in plain words."""
        for problem in error.problems:
            told = {"empty": EMPTY, "alone": ALONE}.get(problem.code) or WRONG[problem.where]
            self.add_error(problem.where if problem.code != "empty" else None, told)

    def told(self) -> dict[str, str]:
        """What was typed."""
        return {field: self.cleaned_data[field] for field in FIELDS}


class SeriesFilter(forms.Form):
    """Which series are shown."""

    since = forms.IntegerField(label=_("From year"), required=False, min_value=1990, max_value=2100)
    whose = forms.ChoiceField(
        label=_("Signals"),
        required=False,
        choices=[("", _("Ours and shared with us")), ("ours", _("Ours only"))],
    )
    least = forms.TypedChoiceField(
        label=_("At least"),
        required=False,
        coerce=int,
        empty_value=2,
        choices=lambda: [(n, gettext("%(n)s signals") % {"n": n}) for n in (2, 3, 5, 10)],
    )


class JudgementForm(forms.Form):
    """One or two: what a person decides about a pair."""

    question = forms.ChoiceField(choices=[(q, q) for q in QUESTIONS])
    left = forms.UUIDField()
    right = forms.UUIDField()
    verdict = forms.ChoiceField(choices=[("same", "same"), ("different", "different")])
