"""Forms about a whole model: starting one from a file, saving a version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_FILE_LIMIT = 1 << 20


class StartForm(forms.Form):
    """A model of one's own, from a file in one of the engine's formats."""

    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "JSON of Samen or Kumu, two tables (zip), CSV matrix, GraphML, XMILE or QPress; "
            "at most 1 MB."
        ),
    )

    def clean_file(self) -> Any:
        """The file, when it is not too large."""
        file = self.cleaned_data["file"]
        if file.size > _FILE_LIMIT:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return file


class EmptyForm(forms.Form):
    """A model of one's own, from nothing."""

    title = forms.CharField(label=_("Title"), max_length=200)
    first = forms.CharField(
        label=_("The first variable"),
        max_length=80,
        help_text=_("Something that can go up and down, such as “people in exploitation”."),
    )


class SaveForm(forms.Form):
    """A new version."""

    note = forms.CharField(
        label=_("What changed, and why"),
        max_length=500,
        help_text=_("Everybody reads this in the history. No names of persons."),
    )
    over = forms.BooleanField(
        label=_("Save mine after the newer version; that one stays in the history"),
        required=False,
    )

    def __init__(self, *args: Any, newer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not newer:
            del self.fields["over"]
