"""Every page of django-allauth that an address of ours can show loads with our settings."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template

TEMPLATES = Path(allauth.__file__).parent / "templates"
NAMES = sorted(
    str(path.relative_to(TEMPLATES))
    for folder in ("account", "mfa")
    for path in (TEMPLATES / folder).rglob("*.html")
)


@pytest.mark.parametrize("name", NAMES)
def test_it_loads(name):
    get_template(name)
