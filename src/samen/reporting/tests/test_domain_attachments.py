"""A sealed file: whole and in order or not at all; its length tells little."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samen.platform.vault.domain.envelope import EnvelopeError
from samen.reporting.domain.attachments import CHUNK, SealingWriter, content_type, unseal

HEADER, TAG = 24, 17
SEALED = CHUNK + TAG


def seal(data: bytes, piece: int = 50_000) -> tuple[bytes, SealingWriter]:
    target = io.BytesIO()
    writer = SealingWriter(target)
    for at in range(0, len(data), piece):
        writer.write(data[at : at + piece])
    writer.close()
    return target.getvalue(), writer


def opened(sealed: bytes, key: bytes) -> bytes:
    return b"".join(unseal(io.BytesIO(sealed), key))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1]),
    st.integers(1, 100_000),
)
@example(0, 1)
def test_what_goes_in_comes_out_in_whatever_pieces(size: int, piece: int):
    data = bytes(range(256)) * (size // 256 + 1)
    data = data[:size]
    sealed, writer = seal(data, max(piece, size // 50 + 1))
    assert opened(sealed, writer.key) == data
    assert writer.size == size
    assert writer.head == data[:16]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2 * CHUNK))
def test_the_length_is_known_only_to_a_chunk(size: int):
    sealed, _ = seal(b"x" * size, 1 << 20)
    chunks, rest = divmod(len(sealed) - HEADER, SEALED)
    assert rest == 0
    assert chunks == size // CHUNK + 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3 * SEALED + HEADER - 1), st.integers(1, 255))
def test_one_flipped_byte_is_refused(at: int, change: int):
    sealed, writer = seal(b"y" * (2 * CHUNK + 5), 1 << 20)
    damaged = bytearray(sealed)
    damaged[at] ^= change
    with pytest.raises(EnvelopeError):
        opened(bytes(damaged), writer.key)


@pytest.mark.parametrize("chunks", [0, 1, 2])
@pytest.mark.parametrize("more", [0, 1, SEALED - 1])
def test_a_file_that_was_cut_off_is_refused(chunks: int, more: int):
    sealed, writer = seal(b"z" * (2 * CHUNK + 5))
    with pytest.raises(EnvelopeError):
        opened(sealed[: HEADER + chunks * SEALED + more], writer.key)
    with pytest.raises(EnvelopeError):
        opened(sealed[: HEADER - 1], writer.key)


def test_chunks_in_another_order_left_out_or_twice_are_refused():
    sealed, writer = seal(b"a" * CHUNK + b"b" * CHUNK + b"c")
    head, *pieces = (
        sealed[:HEADER],
        *(sealed[HEADER + n * SEALED : HEADER + (n + 1) * SEALED] for n in range(3)),
    )
    for order in ((1, 0, 2), (0, 2), (1, 2), (0, 0, 1, 2), (2,), (2, 0, 1)):
        with pytest.raises(EnvelopeError):
            opened(head + b"".join(pieces[n] for n in order), writer.key)


def test_another_key_or_another_files_chunk_is_refused():
    sealed, writer = seal(b"one")
    other, other_writer = seal(b"two")
    with pytest.raises(EnvelopeError):
        opened(sealed, other_writer.key)
    with pytest.raises(EnvelopeError):
        opened(sealed[:HEADER] + other[HEADER:], writer.key)


def test_a_writer_that_was_never_closed_leaves_no_file_that_opens():
    target = io.BytesIO()
    writer = SealingWriter(target)
    writer.write(b"q" * (CHUNK + 10))
    with pytest.raises(EnvelopeError):
        opened(target.getvalue(), writer.key)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"GIF89a", None),
        (b"MZ\x90\x00", None),
        (b"<html>", None),
        (b"PK\x03\x04", None),
        (b"nonsenseWEBP", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_says(head: bytes, kind: str | None):
    assert content_type(head) == kind
