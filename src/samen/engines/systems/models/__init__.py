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


def base_sources(language: str = "en") -> dict[str, str]:
    """The sources of the base model, by the code its relations carry in brackets.

    Each says how much of it was read, in ``language`` (``nl`` or ``en``).
    """
    rows = csv.DictReader(io.StringIO(_text("sources.csv")))
    end = "_nl" if language == "nl" else ""
    return {row["code"]: f"{row[f'source{end}']} ({row[f'read{end}']})" for row in rows}


def _text(name: str) -> str:
    return (files(__name__) / BASE / name).read_text(encoding="utf-8")
