"""For pytest: empty the logbook between tests that commit.

Such a test ends with Django's ``flush``, which the triggers refuse, as they should. So they are
taken off for the flush alone, and the empty tree gets its head back. Name this module in
``pytest_plugins`` of the root ``conftest.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_the_logbook() -> Iterator[None]:
    from django.db import connection
    from django.test import TransactionTestCase

    from samen.platform.database.public import OWNER, acting
    from samen.platform.logbook import triggers
    from samen.platform.logbook.models import Head

    teardown = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        with acting(OWNER), triggers.removed(connection):
            teardown(case)
            Head.objects.get_or_create(id=1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield
