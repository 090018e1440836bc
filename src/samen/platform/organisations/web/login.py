"""allauth's forms with a password, without its link to a reset by e-mail.

Samen sends no e-mail to people: an administrator hands a new first password over in person.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django.utils.translation import gettext_lazy as _

_HINT = _("Forgotten? The administrator of your organisation gives you a new one.")


class StaffLoginForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _HINT


class StaffReauthenticateForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _HINT
