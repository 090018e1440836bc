"""allauth's forms, without its link to a reset by e-mail, nor labels said twice.

Samen sends no e-mail to people: an administrator hands a new first password over in person.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samen.platform.web.access import public

_HINT = _("Forgotten? The administrator of your organisation gives you a new one.")


class _WithoutPlaceholders:
    """A placeholder says the label twice, and is gone when somebody types."""

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class _AskTheAdministrator(_WithoutPlaceholders):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _HINT


class StaffLoginForm(_AskTheAdministrator, LoginForm):
    pass


class StaffReauthenticateForm(_AskTheAdministrator, ReauthenticateForm):
    pass


class StaffChangePasswordForm(_WithoutPlaceholders, ChangePasswordForm):
    pass


class StaffAuthenticateForm(_WithoutPlaceholders, AuthenticateForm):
    pass


class StaffReauthenticateCodeForm(_WithoutPlaceholders, ReauthenticateCodeForm):
    pass


class StaffKeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class StaffActivateForm(_WithoutPlaceholders, ActivateTOTPForm):
    pass


@public
@require_safe
def forgotten(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    """Where allauth would offer an e-mail: who gives a new password instead."""
    return render(request, "organisations/forgotten.html")
