"""Models as files: reading what is sent, and every format of the engine to take along."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from samen.engines.systems import Loaded, Model
from samen.engines.systems.formats import FORMATS, csv_folder
from samen.engines.systems.formats.files import format_of
from samen.kernel.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class Offer:
    """A format to take a model along in; ``notes``: what of this model it cannot hold."""

    key: str
    name: str
    notes: tuple[str, ...]


def read_file(name: str, content: bytes) -> Loaded:
    """The model in a file, by the ending of its name. Raises ``InvalidInput`` with every row."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = "is not UTF-8 text; save it as UTF-8"
        raise InvalidInput(Problem("file", rule, None, "encoding")) from error
    try:
        one = format_of(name)
    except InvalidInput as error:
        raise InvalidInput(Problem("file", error.problems[0].rule, None, "format")) from error
    if one is FORMATS["samen"] and '"elements"' in text and '"variables"' not in text:
        one = FORMATS["kumu"]
    return one.parse(text)


def offers(model: Model) -> list[Offer]:
    """Every format, with what each leaves out of this model."""
    return [
        *(Offer(key, one.name, one.render(model).notes) for key, one in FORMATS.items()),
        Offer("csv", "variables.csv + relations.csv (zip)", ()),
    ]


def file_of(model: Model, key: str) -> tuple[str, bytes] | None:
    """The ending and content of a model in a format; None when there is no such format."""
    if key == "csv":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in csv_folder.render(model).items():
                archive.writestr(zipfile.ZipInfo(name), text)
        return ".zip", packed.getvalue()
    one = FORMATS.get(key)
    return (one.endings[0], one.render(model).text.encode()) if one else None
