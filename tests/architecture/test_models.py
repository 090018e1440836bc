"""What the database may hold in the clear: every column is on the list, with why it may be there.

``plain_fields.csv`` names each column of ours and its kind. A new column is red until somebody has
said what it is, and a kind says what the column can be. So nothing about a person comes into a
plain column by accident.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

LIST = Path(__file__).with_name("plain_fields.csv")
KINDS = {
    "id": "a random number, or a reference inside the same zone",
    "organisation": "which organisation",
    "staff": "a member of staff, never a victim or a reporter",
    "region": "a region's type and code",
    "day": "a day, without a time",
    "due": "a day by which something must be done or ends",
    "moment": "a time; never in the zones of reports and cases",
    "status": "where something stands, as a code",
    "channel": "how a report came in, as a code",
    "language": "a language, as a code",
    "form": "a form of exploitation, as a code",
    "code": "another code, number, count or flag out of a fixed set",
    "public": "content that is published anyway, or the programme's own",
    "key": "a public key, a hash or a wrapped key",
    "sealed": "ciphertext",
}
ZONES = {
    "guidance": "public",
    "recognition": "public",
    "reporting": "sealed",
    "casework": "case",
    "sharing": "case",
    "monitor": "figures",
    "analysis": "figures",
}
ABOUT_PERSONS = {"reporting", "casework", "sharing"}
LONGEST_CODE = 64


def fields() -> Iterator[models.Field]:
    for model in apps.get_models():
        if model.__module__.startswith("samen."):
            yield from model._meta.local_concrete_fields


def name(field: models.Field) -> tuple[str, str]:
    return f"{field.model._meta.app_label}.{field.model.__name__}", field.name


def listed() -> dict[tuple[str, str], str]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return {(row["model"], row["field"]): row["kind"] for row in csv.DictReader(file)}


KNOWN = listed()


def test_every_column_is_on_the_list_and_the_list_has_no_others():
    present = {name(field) for field in fields()}
    assert present - KNOWN.keys() == set(), f"not in {LIST.name}: say what it is, or seal it"
    assert KNOWN.keys() - present == set(), f"gone, but still in {LIST.name}"
    assert set(KNOWN.values()) <= KINDS.keys()


FITS: dict[str, tuple[type[models.Field], ...]] = {
    "day": (models.DateField,),
    "due": (models.DateField,),
    "sealed": (models.BinaryField,),
    "key": (models.BinaryField, models.CharField, models.TextField),
    "region": (models.CharField,),
    "language": (models.CharField,),
    "form": (models.CharField,),
    "channel": (models.CharField,),
}


def test_a_column_is_what_its_kind_says():
    wrong = []
    for field in fields():
        kind = KNOWN.get(name(field), "")
        too_precise = kind in ("day", "due") and isinstance(field, models.DateTimeField)
        if too_precise or not isinstance(field, FITS.get(kind, (models.Field,))):
            wrong.append((*name(field), kind, type(field).__name__))
    assert wrong == []


def test_where_persons_are_there_is_no_room_for_free_text():
    """A code fits in 64 characters; a sentence about somebody has nowhere to go but the vault."""
    about_persons = [f for f in fields() if f.model._meta.app_label in ABOUT_PERSONS]
    assert [
        name(field)
        for field in about_persons
        if isinstance(field, models.TextField | models.FileField)
        or (isinstance(field, models.CharField) and (field.max_length or 999) > LONGEST_CODE)
        or KNOWN.get(name(field)) in ("public", "moment")
    ] == []


def test_nothing_in_the_reporting_zone_knows_the_time_or_the_order():
    wrong = [
        name(field)
        for field in fields()
        if field.model._meta.app_label == "reporting"
        and isinstance(field, models.DateTimeField | models.TimeField | models.AutoField)
    ]
    assert wrong == []


def test_foreign_keys_stay_inside_their_zone():
    """Between zones and to the platform there are only UUIDs, so a zone can move out whole."""
    crossing = [
        (*name(field), field.related_model._meta.label)
        for field in fields()
        if field.related_model
        and ZONES.get(field.model._meta.app_label, "platform")
        != ZONES.get(field.related_model._meta.app_label, "platform")
    ]
    assert crossing == []


def test_primary_keys_about_persons_do_not_count():
    """A counting key tells how many there are and which came first."""
    counting = [
        name(field)
        for field in fields()
        if field.primary_key
        and isinstance(field, models.AutoField)
        and field.model._meta.app_label in {*ABOUT_PERSONS, "vault"}
    ]
    assert counting == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_used(kind):
    assert kind in KNOWN.values()
