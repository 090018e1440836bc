"""What a running site has stored, and the search for a text in it, however it is written."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from pathlib import Path

from tests.e2e.live import Site

# SQLite's locks belong to a process: whoever opens and closes the file beside a connection of the
# same process takes that connection's locks away. So all that reads the site's database here, and
# the copying of it, happens in processes of their own.
READ = """
import sqlite3, sys
database = sqlite3.connect(f"file:{sys.argv[1]}/samen.sqlite3?mode=ro", uri=True)
print(database.execute(sys.argv[2]).fetchone()[0], flush=True)
if len(sys.argv) > 3: sys.stdin.read()
"""


def ask(site: Site, sql: str) -> int:
    """One number from the running site's database."""
    asked = subprocess.run(
        [sys.executable, "-c", READ, site.folder, sql], check=True, capture_output=True, text=True
    )
    return int(asked.stdout)


def everything_stored(site: Site, *, sealed_files: bool = False) -> list[Path]:
    """Copies of the database, its journal and every other file in the data folder."""
    copy = site.folder.parent / f"{site.folder.name}-copy"
    shutil.rmtree(copy, ignore_errors=True)
    subprocess.run(["cp", "-r", site.folder, copy], check=True)
    found = [path for path in copy.rglob("*") if path.is_file() and "static" not in path.parts]
    names = {path.name for path in found}
    assert {"samen.sqlite3", "samen.sqlite3-wal"} <= names, names
    assert any("sealed" in path.parts for path in found) or not sealed_files
    return found


def disguises(text: str) -> dict[str, bytes]:
    """A text as it may hide in a file: in other encodings, and in base64 at any alignment."""
    found = {"utf-8": text.encode(), "json": text.encode("unicode_escape")}
    for name in ("utf-16-le", "utf-16-be"):
        found[name] = text.encode(name)
    found["hex"] = text.encode().hex().encode()
    found["HEX"] = found["hex"].upper()
    for shift in range(3):
        # Characters at both ends also hold bits of what stands around the text.
        coded = base64.b64encode(b"\0" * shift + text.encode() + b"\0" * 2)
        found[f"base64+{shift}"] = coded[(0, 2, 3)[shift] : 4 * ((shift + len(text.encode())) // 3)]
    return found


def found_in(files: list[Path], texts: list[str]) -> list[tuple[str, str, str]]:
    """Which file holds which text, and how."""
    found = []
    for path in files:
        held = path.read_bytes()
        found += [
            (path.name, how, text)
            for text in sorted(set(texts))
            for how, needle in disguises(text).items()
            if needle in held
        ]
    return found
