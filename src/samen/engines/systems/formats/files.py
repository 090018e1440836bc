"""From a place on disk to a model and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from samen.engines.systems.formats import (
    csv_folder,
    graphml,
    kumu,
    matrix,
    qpress,
    samen_json,
    xmile,
)
from samen.engines.systems.formats.loss import Loaded, Written
from samen.engines.systems.model import Model
from samen.kernel.errors import InvalidInput, Problem

# A model of the largest size we take is some megabytes; beyond this it is another kind of file.
MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name, the endings it goes by, how to read and how to write it."""

    name: str
    endings: tuple[str, ...]
    parse: Callable[[str], Loaded]
    render: Callable[[Model], Written]


FORMATS: Mapping[str, Format] = {
    "samen": Format("Samen JSON", (".json",), samen_json.parse, samen_json.render),
    "kumu": Format("Kumu JSON", (".kumu.json",), kumu.parse, kumu.render),
    "mental-modeler": Format("Mental Modeler CSV matrix", (".csv",), matrix.parse, matrix.render),
    "graphml": Format("GraphML", (".graphml",), graphml.parse, graphml.render),
    "xmile": Format("XMILE", (".xmile", ".stmx", ".itmx"), xmile.parse, xmile.render),
    "qpress": Format("QPress text", (".txt", ".qpress"), qpress.parse, qpress.render),
}


def format_of(name: str) -> Format:
    """The format a file name stands for. Raises ``InvalidInput`` for an ending we do not know."""
    lower = name.lower()
    found = [
        (len(ending), key)
        for key, one in FORMATS.items()
        for ending in one.endings
        if lower.endswith(ending)
    ]
    if not found:
        endings = ", ".join(ending for one in FORMATS.values() for ending in one.endings)
        rule = f"must be a folder with {csv_folder.VARIABLES}, or a file that ends in {endings}"
        raise InvalidInput(Problem(name, rule, None, "format"))
    return FORMATS[max(found)[1]]


def read(place: str | Path) -> Loaded:
    """Read a model: a folder of ours, or a file in any of :data:`FORMATS`.

    Raises ``InvalidInput`` that names the row of every problem.
    """
    path = Path(place)
    if path.is_dir():
        about = path / csv_folder.ABOUT
        variables, relations = path / csv_folder.VARIABLES, path / csv_folder.RELATIONS
        return csv_folder.parse(
            _text(variables), _text(relations), _text(about) if about.is_file() else "{}"
        )
    if not path.exists():
        raise InvalidInput(Problem(str(path), "there is no such file or folder", None, "missing"))
    text = _text(path)
    one = format_of(path.name)
    # A Kumu export is often saved as plain .json; it has elements where ours has variables.
    if one is FORMATS["samen"] and '"elements"' in text and '"variables"' not in text:
        one = FORMATS["kumu"]
    return one.parse(text)


def write(model: Model, place: str | Path) -> tuple[str, ...]:
    """Write a model to a file in the format of its name, or to a folder (a name without ending).

    Returns what the format could not hold, in words.
    """
    path = Path(place)
    try:
        if not path.suffix:
            path.mkdir(parents=True, exist_ok=True)
            for name, text in csv_folder.render(model).items():
                (path / name).write_text(text, encoding="utf-8")
            return ()
        written = format_of(path.name).render(model)
        path.write_text(written.text, encoding="utf-8")
    except OSError as error:
        rule = f"cannot be written: {error.strerror or error}"
        raise InvalidInput(Problem(str(path), rule, None, "unwritable")) from error
    return written.notes


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            rule = (
                f"is larger than {MOST_BYTES // 1_000_000} MB; a model has at most 1,000 variables"
            )
            raise InvalidInput(Problem(str(path), rule, None, "too-large"))
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = f"is not UTF-8 text (byte {error.start}); save it as CSV UTF-8"
        raise InvalidInput(Problem(str(path), rule, None, "encoding")) from error
    except OSError as error:
        rule = f"cannot be read: {error.strerror or error}"
        raise InvalidInput(Problem(str(path), rule, None, "unreadable")) from error
