"""A member who is logged in, for tests of pages on which what an organisation is matters little."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from samen.platform.organisations.public import add_member, add_organisation

LogIn = Callable[..., Client]


@pytest.fixture
def log_in(db: None) -> LogIn:
    """A client of a new member, with these roles, of one invented organisation."""
    organisation = add_organisation(name="Voorbeeld", kind="ngo", region=("police_unit", "RE03"))

    def logged_in(*roles: str) -> Client:
        member = add_member(
            None,
            organisation_id=organisation.id,
            email=f"{uuid4()}@example.org",
            name="Voorbeeld",
            roles=roles,
            password="een-lang-voorbeeld-1",
        )
        client = Client()
        client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logged_in
