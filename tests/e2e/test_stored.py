"""The search for what was typed would find it, in every disguise."""

from __future__ import annotations

import base64

import pytest
from tests.e2e.stored import found_in


@pytest.mark.parametrize("before", [0, 1, 2, 4096])
def test_the_search_finds_a_sentence_in_every_disguise(tmp_path, before):
    text = "Een gezin slaapt boven de kas, é en al."
    raw, noise = text.encode(), b"x" * before
    planted = {
        "utf-8": noise + raw,
        "utf-16-le": noise + text.encode("utf-16-le"),
        "utf-16-be": noise + text.encode("utf-16-be"),
        "hex": (noise + raw).hex().encode(),
        "HEX": (noise + raw).hex().upper().encode(),
        f"base64+{before % 3}": base64.b64encode(noise + raw + b"yyyy"),
    }
    for how, data in planted.items():
        (tmp_path / "file").write_bytes(b"#" + data + b"#")
        assert [found[1] for found in found_in([tmp_path / "file"], [text])] == [how]
    (tmp_path / "file").write_bytes(b"nothing of the kind " * 500)
    assert found_in([tmp_path / "file"], [text]) == []
