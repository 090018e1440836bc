"""The models that come with the engine, as data."""

from __future__ import annotations

import csv
import io
from importlib.resources import files

from samen.engines.systems.formats import csv_folder
from samen.engines.systems.model import Model

BASE = "trafficking"


def base_model() -> Model:
    """The base model of the approach to human trafficking: a start for a group to overwrite.

    MARVEL-style and ours; not the model CoMensha and TNO made in 2018.
    """
    names = (csv_folder.VARIABLES, csv_folder.RELATIONS, csv_folder.ABOUT)
    return csv_folder.parse(*(_text(name) for name in names)).model


def base_sources() -> dict[str, str]:
    """The sources of the base model, by the code its relations carry in brackets."""
    rows = csv.DictReader(io.StringIO(_text("sources.csv")))
    return {row["code"]: f"{row['source']} ({row['read']})" for row in rows}


def _text(name: str) -> str:
    return (files(__name__) / BASE / name).read_text(encoding="utf-8")
