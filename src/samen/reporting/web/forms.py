"""The forms behind each step. What they hold ends up sealed; nothing here is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samen.platform.organisations.public import regions

MAX_TEXT = 8000
# Cloud spell checkers would send every word to a third party.
_PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


def _text(label: Any, *, required: bool = False, rows: int = 5, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": rows, **_PRIVATE}),
        error_messages={"required": _("Write something here. A few words are enough.")},
    )


def _line(label: Any, *, hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={**_PRIVATE, **attrs}),
    )


def _choice(label: Any, choices: list[tuple[str, Any]], hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer.")},
    )


class Perspective(forms.Form):
    perspective = _choice(
        _("Who is this about?"),
        [
            ("self", _("It is about me")),
            ("other", _("I see something that worries me")),
            ("professional", _("I work with people and want to report for someone")),
        ],
    )


class Kind(forms.Form):
    form_of_exploitation = _choice(
        _("What comes closest?"),
        [
            ("LAB", _("Work: little or no pay, threats, cannot leave")),
            (
                "SEX-X",
                _("Sex work or sex against one's will, someone brought from another country"),
            ),
            ("SEX-D", _("Sex work or sex against one's will, someone from here")),
            ("CRIM", _("Forced to commit crimes: selling drugs, stealing, lending a bank account")),
            ("BEG", _("Forced to beg")),
            ("MAR", _("Forced to marry or to serve in a home")),
            ("UNK", _("Something else, or I am not sure")),
        ],
        _("Choose what fits best. You do not have to be sure."),
    )


class Story(forms.Form):
    what = _text(
        _("What do you know, or what happened?"),
        required=True,
        rows=8,
        hint=_(
            "Tell it in your own words, in your own language. What did you see or hear yourself?"
        ),
    )
    when = _text(_("When was it, or since when?"), rows=2)
    where = _text(
        _("Where is it?"),
        rows=2,
        hint=_("A street, a building, a company, a website: what you know."),
    )


class Place(forms.Form):
    municipality = forms.ChoiceField(
        label=_("In which municipality?"),
        required=False,
        help_text=_("So that it reaches the people who work there."),
    )
    minor = _choice(
        _("Is someone under 18 involved?"),
        [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))],
    )
    danger = _choice(
        _("Is someone in danger right now?"),
        [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))],
        _("If yes: call 112 now. This report is not read at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = sorted((place.name, place.code) for place in regions("municipality"))
        self.fields["municipality"].choices = [
            ("", _("I do not know")),
            *((code, name) for name, code in places),
        ]


class People(forms.Form):
    people = _text(
        _("Who are the people involved?"),
        rows=6,
        hint=_(
            "Names, nicknames, phone numbers, what someone looks like: only if you know and want to"
            " tell. This is kept apart from the rest."
        ),
    )


class Attachments(forms.Form):
    attachment = forms.FileField(
        label=_("Add a photo or document"),
        required=False,
        help_text=_("JPEG, PNG, WebP or PDF, at most 25 MB each. Only if it is safe for you."),
    )


class Consent(forms.Form):
    consent = _choice(
        _("May they know who you are?"),
        [
            ("anonymous", _("No: I want to stay anonymous")),
            (
                "confidential",
                _("Only those who read this report; they do not pass on who I am"),
            ),
            ("share", _("Yes: they may also tell partners who help")),
        ],
        _(
            "Whatever you choose: if a life or a child is in danger, what you told may be passed"
            " on. Who you are is passed on only as you say here."
        ),
    )


class Contact(forms.Form):
    name = _line(_("Your name"), hint=_("It may also be a name you choose."))
    contact = _line(_("How can they reach you?"), hint=_("Phone number or e-mail address."))
    safe_contact = _text(
        _("When and how is it safe to reach you?"),
        rows=2,
        hint=_("For example: only by text message, only in the morning, never at work."),
    )


STEP_FORMS: dict[str, type[forms.Form]] = {
    "1": Perspective,
    "2": Kind,
    "3": Story,
    "4": Place,
    "5": People,
    "6": Attachments,
    "7": Consent,
    "8": Contact,
}


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label=_("Your receipt"),
        help_text=_("Sixteen digits. Spaces do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_PRIVATE}),
    )


class MessageForm(forms.Form):
    text = _text(_("Your message"), required=True, rows=5)


class EndForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, delete my report and all messages for good"))
