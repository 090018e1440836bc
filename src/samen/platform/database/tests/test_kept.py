"""What was signed, decided or sealed stays as it was written: every column, in raw SQL."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import (
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    models,
    transaction,
)

from samen.kernel import clock
from samen.sharing.models import TableVersion

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

CHANGES: dict[str, set[str]] = {
    "vault.SealedPart": {"revision", "ciphertext"},
    "vault.Grant": {"key_version", "sealed_key"},
    "sharing.Evidence": set(),
    "sharing.SharingDecision": set(),
    "sharing.TableVersion": {"state"},
    "sharing.Probe": set(),
}
"""By model the columns that may change, written apart from the triggers."""

FILLED = {
    "sharing.Evidence": {"withdrawn_on"},
    "sharing.SharingDecision": {"withdrawn_on"},
    "sharing.TableVersion": {"approved_by", "approved_on"},
}
"""Those that are empty at first, and filled once."""

FIELDS = [(name, field) for name in CHANGES for field in apps.get_model(name)._meta.concrete_fields]
REFUSED = (IntegrityError, OperationalError, ProgrammingError)
SAYS = r"never changes|does not change|for good"


@pytest.fixture
def written(ids: dict[str, Any]) -> None:
    """A row of every model."""
    today, maker = clock.today(), ids["member_id"]
    TableVersion.objects.create(
        number=900, organisation_id=ids["organisation_id"], valid_from=today, document={},
        digest="", editors=[], made_by=maker, made_on=today,
    )  # fmt: skip


def change(field: models.Field[Any, Any], value: str) -> None:
    """Raw SQL, as a forgotten query or a hand at the database would send it."""
    table = field.model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {field.column} = {value}")
        assert cursor.rowcount


def another(field: models.Field[Any, Any]) -> str:
    """SQL of a value that no row has."""
    nobody = f"'{UUID(int=0)}'" if connection.vendor == "postgresql" else f"'{'0' * 32}'"
    return {
        "UUIDField": nobody,
        "ForeignKey": nobody,
        "OneToOneField": nobody,
        "DateField": "'1999-12-31'",
        "CharField": "'x'",
        "JSONField": "'[\"other\"]'",
        "BinaryField": "'x'",
        "BooleanField": f"NOT {field.column}",
    }.get(field.get_internal_type(), "7777")


@pytest.mark.usefixtures("written")
def test_no_column_changes_once_it_is_written():
    for name, field in FIELDS:
        if field.name not in CHANGES[name] | FILLED.get(name, set()):
            with pytest.raises(REFUSED, match=SAYS):
                change(field, another(field))
                pytest.fail(f"{name}.{field.name} was changed")


@pytest.mark.usefixtures("written")
def test_an_empty_column_is_filled_once():
    for name, field in FIELDS:
        if field.name in FILLED.get(name, set()):
            change(field, another(field))
            for value in ("NULL", another(field).replace("1999", "2999").replace("0", "1")):
                with pytest.raises(REFUSED, match=SAYS):
                    change(field, value)


@pytest.mark.usefixtures("written")
def test_content_and_wrapped_keys_are_written_anew():
    for name, field in FIELDS:
        if field.name in CHANGES[name] - {"state"}:
            change(field, another(field))


@pytest.mark.usefixtures("written")
def test_rules_that_are_no_draft_never_become_one_again():
    state = TableVersion._meta.get_field("state")
    change(state, "'approved'")
    with pytest.raises(REFUSED, match="make a new one"):
        change(state, "'draft'")
