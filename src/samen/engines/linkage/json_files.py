"""Files of ``samen tokens``: one JSON object each."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

from samen.kernel.errors import Problem, raise_if_any


def write_json(path: Path, data: dict[str, Any], secret: bool = False) -> None:
    """Write ``data``; a secret is for its owner alone."""
    mode = 0o600 if secret else 0o644
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(data, file)


def replace_json(path: Path, data: dict[str, Any]) -> None:
    """Write beside it, then put it in its place: a crash leaves the old file or the new one."""
    beside = path.with_name(f"{path.name}.new")
    write_json(beside, data)
    beside.replace(path)


def read_json(path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    """The object in a file, which has these ``keys``; anything else is a clear error."""
    if not path.is_file():
        raise_if_any([Problem(str(path), "this file does not exist")])
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise_if_any([Problem(str(path), f"not a file of samen tokens: {error}")])
        raise
    raise_if_any(
        Problem(str(path), "the file has this part", key) for key in keys if key not in data
    )
    return data


def to_text(value: bytes) -> str:
    """Bytes as they stand in a file."""
    return base64.b64encode(value).decode()


def from_text(text: str) -> bytes:
    """What :func:`to_text` wrote."""
    return base64.b64decode(text)
