"""Phrases and recovery keys; never kept, never logged."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MIN_PHRASE = 12


def _secret(label: object, hint: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class UnlockForm(forms.Form):
    phrase = _secret(_("Your vault phrase"))


class RecoverForm(forms.Form):
    words = forms.CharField(
        label=_("Recovery key"),
        help_text=_("The printed key of your organisation, in groups of four."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phrase = _secret(_("A new vault phrase for yourself"))


class PhraseForm(forms.Form):
    phrase = _secret(
        _("Choose a vault phrase"), _("At least twelve characters: four words do well.")
    )
    again = _secret(_("Once more"))

    def clean(self) -> dict[str, str]:
        """Long enough, and twice the same."""
        data = super().clean() or {}
        if "phrase" not in data:
            return data  # said already: it is empty
        if len(data["phrase"]) < MIN_PHRASE:
            self.add_error("phrase", _("Use at least twelve characters."))
        elif data["phrase"] != data.get("again", data["phrase"]):
            self.add_error("again", _("This is not the same phrase."))
        return data


class ChangePhraseForm(PhraseForm):
    old = _secret(_("Your present vault phrase"))
    field_order = ["old", "phrase", "again"]


class ConfirmForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, make a new key pair now"))
