"""Colleagues and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samen.platform.organisations.domain.roles import Role

ROLE_NAMES = {
    Role.INTAKE_WORKER: _("Intake worker"),
    Role.CASEWORKER: _("Caseworker"),
    Role.CARE_COORDINATOR: _("Care coordinator"),
    Role.CHAIN_COORDINATOR: _("Chain coordinator"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.ANALYST: _("Analyst"),
    Role.EDITOR: _("Editor"),
    Role.PROGRAMME_MANAGER: _("Programme manager"),
    Role.ORGANISATION_ADMINISTRATOR: _("Organisation administrator"),
    Role.AUDITOR: _("Auditor"),
}


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, ROLE_NAMES[role]) for role in Role]


def _first_password() -> forms.CharField:
    return forms.CharField(
        label=_("First password"),
        help_text=_("At least twelve characters; hand it over in person."),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewLoginForm(forms.Form):
    password = _first_password()


class MemberForm(RolesForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    password = _first_password()
    field_order = ["name", "email", "password", "roles"]
