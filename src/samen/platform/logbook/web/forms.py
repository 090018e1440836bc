"""What can be asked of the logbook's list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samen.platform.logbook.web.labels import NAMES, activity_label, name_label


class FilterForm(forms.Form):
    """Period, activity and deed; all optional. A link may ask for a deed nobody did yet."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Up to and including"), required=False)
    activity = forms.ChoiceField(label=_("Activity"), required=False)
    name = forms.ChoiceField(label=_("What was done"), required=False)
    before = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, str], activities: Iterable[str] = (), names: Iterable[str] = ()
    ) -> None:
        super().__init__(data)
        for field in ("since", "until"):
            self.fields[field].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        everything = ("", gettext("Everything"))
        self.fields["activity"].choices = [
            everything,
            *((code, activity_label(code)) for code in activities),
        ]
        asked = {data.get("name", "")} & NAMES.keys()
        self.fields["name"].choices = [
            everything,
            *((code, name_label(code)) for code in sorted({*names} | asked)),
        ]

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            raise ValidationError({"until": gettext("The last day is before the first day.")})
        return found


class SubjectForm(forms.Form):
    """The number of a report, a person, a case or a part."""

    subject = forms.UUIDField(
        label=_("Number of a report, person, case or part"),
        help_text=_("You find it in the address of its page. The question itself is logged."),
        error_messages={"invalid": _("This is not such a number: 32 digits and letters a to f.")},
    )
