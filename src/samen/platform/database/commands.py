"""For the commands of Django: every row, and one line for an operator who may not see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from samen.platform.database.acting import SYSTEM, acting


@contextmanager
def as_system() -> Iterator[None]:
    """Act as the platform itself.

    Raises:
        CommandError: the database user may not; says who may.
    """
    try:
        with acting(SYSTEM):
            yield
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from None
