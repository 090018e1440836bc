"""Who holds the key of the tokens: another party at an address of its own; in the demo, a folder.

The web server never has the key outside the demo: it knows the address, what it shows there, and
the public half by which every answer is checked. With nothing configured there is no key holder,
and the pages say so.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from samen.engines.linkage.key_files import key_holder_of, keygen
from samen.engines.linkage.token_server import RemoteKeyHolder
from samen.engines.linkage.tokens import TokenServer
from samen.kernel.errors import InvalidInput, Problem

DAILY_LIMIT = 50_000


def key_holder() -> TokenServer | None:
    """The key holder of this deployment; None when there is none."""
    if settings.KEY_HOLDER:
        epoch, _colon, public_key = settings.KEY_HOLDER_KEY.partition(":")
        return RemoteKeyHolder(
            settings.KEY_HOLDER, settings.KEY_HOLDER_SECRET, epoch, bytes.fromhex(public_key)
        )
    if settings.KEY_HOLDER_FOLDER and _key(settings.KEY_HOLDER_FOLDER).is_file():
        folder = settings.KEY_HOLDER_FOLDER
        return key_holder_of(_key(folder), folder / "ledger.json", DAILY_LIMIT)
    return None


def is_demo_key_holder() -> bool:
    """Whether the demo plays the key holder: one machine, so no protection from its owner."""
    return bool(settings.KEY_HOLDER_FOLDER)


def required_key_holder() -> TokenServer:
    """The key holder, or a clear refusal.

    Raises:
        InvalidInput: none is configured.
    """
    holder = key_holder()
    if holder is None:
        raise InvalidInput(Problem("key_holder", "no key holder is configured"))
    return holder


def make_demo_key_holder(today: dt.date) -> None:
    """The demo plays the key holder: a key of this year in a folder beside the database."""
    folder = settings.KEY_HOLDER_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _key(folder).exists():
        keygen(str(today.year), _key(folder))


def _key(folder: Path) -> Path:
    return folder / "key.json"
