"""Models as files: reading what is sent, and every format of the engine to take along."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from samen.analysis.domain.systems import FORMAT as DOCUMENT
from samen.analysis.domain.systems import Document, parse
from samen.engines.systems import Loaded, Model
from samen.engines.systems.formats import FORMATS, csv_folder
from samen.engines.systems.formats.files import format_of
from samen.kernel.errors import InvalidInput, Problem

_MOST_UNPACKED = 5 << 20


@dataclass(frozen=True, slots=True)
class Offer:
    """A format to take a model along in; ``notes``: what of this model it cannot hold."""

    key: str
    name: str
    notes: tuple[str, ...]


def read_document(name: str, content: bytes) -> tuple[Document, tuple[str, ...]]:
    """The document in a file, by the ending of its name, and what it held that ours cannot.

    Raises ``InvalidInput`` with every row.
    """
    if name.lower().endswith(".zip"):
        loaded = _tables(content)
        return Document(loaded.model), loaded.notes
    text = _text(content)
    try:
        one = format_of(name)
    except InvalidInput as error:
        raise InvalidInput(Problem("file", error.problems[0].rule, None, "format")) from error
    if one is FORMATS["samen"] and f'"{DOCUMENT}"' in text:
        return parse(text), ()
    if one is FORMATS["samen"] and '"elements"' in text and '"variables"' not in text:
        one = FORMATS["kumu"]
    loaded = one.parse(text)
    return Document(loaded.model), loaded.notes


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = "is not UTF-8 text; save it as UTF-8"
        raise InvalidInput(Problem("file", rule, None, "encoding")) from error


def _tables(content: bytes) -> Loaded:
    """The two tables in a zip, as it is offered to take along; in any folder of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {one.filename.rpartition("/")[2]: one for one in archive.infolist()}
            wanted = (csv_folder.VARIABLES, csv_folder.RELATIONS, csv_folder.ABOUT)
            found = {
                name: _text(archive.read(sizes[name]))
                for name in wanted
                if name in sizes and sizes[name].file_size <= _MOST_UNPACKED
            }
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise InvalidInput(Problem("file", "is not a zip file we can open")) from error
    missing = [name for name in wanted[:2] if name not in found]
    if missing:
        rule = f"must hold {', '.join(missing)}, of at most 5 MB"
        raise InvalidInput(Problem("file", rule, None, "format"))
    return csv_folder.parse(*found.values())


def offers(model: Model) -> list[Offer]:
    """Every format of the model, with what each leaves out of it."""
    return [
        *(Offer(key, one.name, one.render(model).notes) for key, one in FORMATS.items()),
        Offer("csv", "variables.csv + relations.csv (zip)", ()),
    ]


def file_of(document: Document, key: str) -> tuple[str, bytes] | None:
    """The ending and content of a document or its model; None when there is no such format."""
    model = document.model
    if key == "document":
        return ".samen.json", document.text.encode()
    if key == "csv":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in csv_folder.render(model).items():
                archive.writestr(zipfile.ZipInfo(name), text)
        return ".zip", packed.getvalue()
    one = FORMATS.get(key)
    return (one.endings[0], one.render(model).text.encode()) if one else None
