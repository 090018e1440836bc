"""allauth's forms with a password, without its link to a reset by e-mail, nor labels said twice.

Samen sends no e-mail to people: an administrator hands a new first password over in person.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samen.platform.web.access import public

_HINT = _("Forgotten? The administrator of your organisation gives you a new one.")


def _hint_only(form: BaseForm) -> None:
    form.fields["password"].help_text = _HINT
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class StaffLoginForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _hint_only(self)


class StaffReauthenticateForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _hint_only(self)


@public
@require_safe
def forgotten(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    """Where allauth would offer an e-mail: who gives a new password instead."""
    return render(request, "organisations/forgotten.html")
