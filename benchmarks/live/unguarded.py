"""Settings without row-level security, to compare with: Django's own backend, for a superuser."""

from samen.config.settings import *  # noqa: F403
from samen.config.settings import DATABASES

DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
