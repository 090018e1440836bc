"""The key holder at an address of its own: over a real socket, and all that can go wrong."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest

from samen.engines.linkage import key_files, oprf
from samen.engines.linkage.key_files import _Quiet, key_holder_of
from samen.engines.linkage.token_server import KeyHolderSilent, RemoteKeyHolder, TokenService
from samen.engines.linkage.tokens import make_tokens, new_key
from samen.kernel.errors import InvalidInput

TODAY = dt.date(2026, 3, 2)
SECRET = secrets.token_hex(32)
RECORDS = [("handle", [("phone", b"samen-match-key-1|phone|31612345678")])]


@pytest.fixture
def remote(tmp_path: Path) -> Iterator[RemoteKeyHolder]:
    """A key holder on a port of this machine, with room for three elements a day."""
    key_files.keygen("2026", tmp_path / "key.json")
    holder = key_holder_of(tmp_path / "key.json", tmp_path / "ledger.json", limit=3)
    service = TokenService(holder, {"ours": SECRET}, lambda: TODAY)
    with make_server("127.0.0.1", 0, service, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        yield RemoteKeyHolder(address, SECRET, "2026", holder.public_key)
        server.shutdown()
        thread.join()


def test_tokens_over_the_wire_are_those_of_the_key_itself(remote, tmp_path):
    batch = make_tokens(RECORDS, remote, "shelter", TODAY)
    secret = int.from_bytes(
        bytes.fromhex(json.loads((tmp_path / "key.json").read_text())["key"]), "little"
    )
    expected = oprf.evaluate_directly(secret, b"2026|" + RECORDS[0][1][0][1])[:16]
    assert [token.value for token in batch.tokens] == [expected]
    ledger = json.loads((tmp_path / "ledger.json").read_text())
    assert ledger == {"ours/shelter/2026-03-02": 1}


def test_a_limit_is_per_source_and_survives_a_restart(remote, tmp_path):
    for _ in range(3):
        make_tokens(RECORDS, remote, "shelter", TODAY)
    with pytest.raises(InvalidInput, match="at most 3 elements a day; 3 are used"):
        make_tokens(RECORDS, remote, "shelter", TODAY)
    make_tokens(RECORDS, remote, "another", TODAY)
    again = key_holder_of(tmp_path / "key.json", tmp_path / "ledger.json", limit=3)
    assert again.counted("ours/shelter", TODAY) == 3


def test_a_stranger_another_epoch_and_another_key_get_no_tokens(remote):
    with pytest.raises(KeyHolderSilent, match="401"):
        make_tokens(RECORDS, replace(remote, secret="x" * 64), "shelter", TODAY)
    with pytest.raises(InvalidInput, match="this key is for 2026"):
        make_tokens(RECORDS, replace(remote, epoch="2027"), "shelter", TODAY)
    other = oprf.public_key(new_key("2026"))
    with pytest.raises(oprf.OprfError, match="another key"):
        make_tokens(RECORDS, replace(remote, public_key=other), "shelter", TODAY)


def test_nobody_there_is_said(remote):
    with pytest.raises(KeyHolderSilent):
        make_tokens(RECORDS, replace(remote, address="http://127.0.0.1:9"), "shelter", TODAY)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/key", None, 200),
        ("GET", "/evaluate", None, 404),
        ("POST", "/evaluate", b"", 413),
        ("POST", "/evaluate", b"no json", 400),
        ("POST", "/evaluate", b"[]", 400),
        ("POST", "/evaluate", b'{"source": "a", "epoch": "2026", "elements": ["!"]}', 400),
        ("POST", "/evaluate", b'{"source": "a", "epoch": "2026", "elements": ["AAAA"]}', 400),
        ("POST", "/evaluate", b'{"source": "a", "epoch": "2026", "elements": []}', 422),
    ],
)
def test_what_is_no_question_is_refused_and_counted_nowhere(
    remote, tmp_path, method, path, body, status
):
    asked = urllib.request.Request(
        remote.address + path, body, {"Authorization": f"Bearer {SECRET}"}, method=method
    )
    try:
        with urllib.request.urlopen(asked) as answer:
            got, told = answer.status, json.loads(answer.read())
            assert told == {"epoch": "2026", "public_key": remote.public_key.hex()}
    except urllib.error.HTTPError as error:
        got = error.code
        assert json.loads(error.read())["problems"]
    assert got == status
    assert not (tmp_path / "ledger.json").exists()
