"""Write all files of a release, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from samen.kernel.errors import Problem, raise_if_any


def refuse_unwritable(files: Mapping[Path, str]) -> None:
    """Raise :class:`InvalidInput` naming every place that cannot be written to."""
    problems = [
        Problem(str(path), "is a folder, not a file", code="unwritable")
        for path in files
        if path.is_dir()
    ]
    for path in files:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problems.append(Problem(str(path), f"cannot be written: {error}", code="unwritable"))
    raise_if_any(problems)


def write_all(files: Mapping[Path, str], say: Callable[[str], None]) -> None:
    """Write every text; raises :class:`InvalidInput` beforehand where one has no place.

    Each file is written beside its place and moved there, so a reader never meets half a file.
    """
    refuse_unwritable(files)
    for path, text in files.items():
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
        say(f"wrote {path}")
