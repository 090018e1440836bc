"""Two addresses for whoever runs the service: is the process alive, and can it do its work?

``/health`` answers without touching anything. ``/ready`` asks the database, the migrations, the
logbook's triggers and row-level security, and is 503 until all are as they should be. Neither tells
more than pass or fail; the reason is in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from samen.platform.database.public import unfit_to_serve
from samen.platform.logbook.public import missing_triggers
from samen.platform.web.access import public

LOGGER = logging.getLogger("samen.health")


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Alive: this process answers."""
    return _answer({})


@public
@require_safe
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Ready: every check passes."""
    return _answer({name: _passes(name, check) for name, check in CHECKS.items()})


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    return _migrated(connection.settings_dict["NAME"])


@cache
def _migrated(_database: object) -> bool:
    """Reading the migrations takes a tenth of a second, so a yes is remembered and a no is not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotYet
    return True


def _triggers() -> bool:
    return not missing_triggers(connection)


def _rows_guarded() -> bool:
    return not unfit_to_serve(connection)


class _NotYet(Exception):
    """Something is still to be done before the service is ready."""


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "logbook": _triggers,
    "rowsecurity": _rows_guarded,
}


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        passes = check()
    except (DatabaseError, _NotYet, OSError):
        passes = False
    if not passes:
        LOGGER.error("not ready", extra={"check": name})
    return passes


def _answer(checks: dict[str, bool]) -> JsonResponse:
    passes = all(checks.values())
    words = {True: "pass", False: "fail"}
    body: dict[str, object] = {"status": words[passes]}
    if checks:
        body["checks"] = {name: [{"status": words[value]}] for name, value in checks.items()}
    return JsonResponse(body, status=200 if passes else 503, content_type="application/health+json")


urlpatterns = [
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
]
