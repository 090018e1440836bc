"""``django-admin load_programme FILE``: bring the programme board in line with a file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from samen.kernel.errors import InvalidInput, Problem
from samen.monitor.actions.programme_file import load_programme
from samen.platform.database.public import SystemCommand


class Command(SystemCommand):
    """Load a programme file; the same file again changes nothing."""

    help = "Load a programme file (YAML) on the programme board; without FILE, the example."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file to load."""
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:  # noqa: ARG002
        """Load the file, or say every mistake in it and exit with 2."""
        source = file or files("samen.monitor").joinpath("data/example_programme.yaml")
        try:
            text = source.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(Problem(str(file), f"cannot be read ({error})")) from None
        found = load_programme(None, text=text)
        counts = ", ".join(f"{number} {what}" for what, number in found.items())
        self.stdout.write(f"{source.name}: {counts}".replace("_", " "))
