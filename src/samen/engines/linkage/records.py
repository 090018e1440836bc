"""Tables of text → encoded records: what is compared and what is searched by.

The two expensive things, analysing a name and writing its words, happen once per distinct cell;
putting the cells of a million records together is compiled.
"""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray

from samen.engines.linkage import kernels
from samen.engines.linkage.cells import RARE, FieldCells, Lexicon
from samen.engines.linkage.encode import token_words
from samen.engines.linkage.names import Token
from samen.engines.linkage.read import SOURCE
from samen.engines.linkage.spec import LinkSpec


@dataclass(frozen=True, slots=True)
class Records:
    """Encoded records: ``words`` and ``starts`` (records × fields) as :mod:`.kernels` reads them."""  # noqa: E501

    spec: LinkSpec
    source: NDArray[np.int16]
    sources: tuple[str, ...]
    words: NDArray[np.uint32]
    starts: NDArray[np.int64]
    cells: tuple[FieldCells, ...]
    lexicon: Lexicon

    def __len__(self) -> int:
        return len(self.source)

    @property
    def kinds(self) -> NDArray[np.int64]:
        """The kernel's kind of each field."""
        return np.array([field.compares for field in self.spec.fields], np.int64)

    def take(self, rows: NDArray[np.int64]) -> Records:
        """The same records, only those at ``rows`` (their cells are shared)."""
        return replace(self, source=self.source[rows], starts=self.starts[rows])

    def run(self, record: int, field: int) -> bytes:
        """The run of one record's field; empty for no value."""
        start = int(self.starts[record, field])
        return b"" if start < 0 else self.words[start : self._end(start, field)].tobytes()

    def _end(self, start: int, field: int) -> int:
        return int(_run_end(self.words, start, int(self.kinds[field])))

    def binary(self, field: int) -> pa.Array:
        """A field's runs as an Arrow binary column, null where there is no value."""
        starts = np.ascontiguousarray(self.starts[:, field])
        offsets, data = _gather(self.words, starts, int(self.kinds[field]))
        present = starts >= 0
        validity = pa.py_buffer(np.packbits(present, bitorder="little").tobytes())
        return pa.LargeBinaryArray.from_buffers(
            pa.large_binary(),
            len(starts),
            [validity, pa.py_buffer(offsets * 4), pa.py_buffer(data)],
            null_count=int((~present).sum()),
        )


@njit(cache=True, nogil=True)
def _run_end(words, start, kind):
    p = start + 1
    for _ in range(words[start]):
        if kind == kernels.BAG:
            tokens = words[p]
            p += 1
            for _token in range(tokens):
                p += int(words[p])
        elif kind == kernels.IDENTIFIER:
            p += int(words[p])
        else:
            p += 1
    return p


@njit(cache=True, nogil=True)
def _gather(words, starts, kind):
    offsets = np.zeros(len(starts) + 1, np.int64)
    for i in range(len(starts)):
        size = _run_end(words, starts[i], kind) - starts[i] if starts[i] >= 0 else 0
        offsets[i + 1] = offsets[i] + size
    data = np.empty(offsets[-1], np.uint32)
    for i in range(len(starts)):
        if starts[i] >= 0:
            data[offsets[i] : offsets[i + 1]] = words[
                starts[i] : starts[i] + offsets[i + 1] - offsets[i]
            ]
    return offsets, data


@njit(cache=True, nogil=True)
def _assemble(index, spanning, parts, is_bag, cell_words, cell_start, cell_count):
    """Runs of all records from the words of their cells.

    The first ``parts`` columns are parts of one value of a bag; every further cell, and every
    cell of another kind, adds values of its own.
    """
    n, columns = index.shape
    starts = np.full(n, -1, np.int64)
    size = 0
    out = np.empty(0, np.uint32)
    for pass_ in range(2):
        out = np.empty(size if pass_ == 1 else 0, np.uint32)
        at = 0
        for i in range(n):
            found = 0
            here = at
            at += 1
            if is_bag:
                tokens = 0
                head = at
                at += 1
                if spanning[i] >= 0:
                    cell = spanning[i]
                    tokens = cell_count[cell]
                    length = cell_start[cell + 1] - cell_start[cell]
                    if pass_ == 1:
                        out[at : at + length] = cell_words[cell_start[cell] : cell_start[cell + 1]]
                    at += length
                else:
                    for c in range(parts):
                        cell = index[i, c]
                        if cell >= 0:
                            tokens += cell_count[cell]
                            length = cell_start[cell + 1] - cell_start[cell]
                            if pass_ == 1:
                                out[at : at + length] = cell_words[
                                    cell_start[cell] : cell_start[cell + 1]
                                ]
                            at += length
                if tokens == 0:
                    at = head
                else:
                    found = 1
                    if pass_ == 1:
                        out[head] = tokens
            for c in range(parts if is_bag else 0, columns):
                cell = index[i, c]
                if cell >= 0 and cell_count[cell] > 0:
                    length = cell_start[cell + 1] - cell_start[cell]
                    if is_bag:
                        if pass_ == 1:
                            out[at] = cell_count[cell]
                        at += 1
                        found += 1
                    else:
                        found += cell_count[cell]
                    if pass_ == 1:
                        out[at : at + length] = cell_words[cell_start[cell] : cell_start[cell + 1]]
                    at += length
            if found == 0:
                at = here
                starts[i] = -1
            else:
                starts[i] = here
                if pass_ == 1:
                    out[here] = found
        size = at
    return out, starts


def encode_records(
    table: pa.Table, spec: LinkSpec, cells: Sequence[FieldCells], lexicon: Lexicon
) -> Records:
    """Put the cells of ``table`` together as :class:`Records`."""
    encoded = pc.dictionary_encode(table[SOURCE]).combine_chunks()
    starts = np.empty((len(table), len(cells)), np.int64)
    blocks: list[NDArray[np.uint32]] = []
    base = 0
    for place, item in enumerate(cells):
        words, start = _encode_field(item, lexicon.get(item.field.name, {}))
        starts[:, place] = np.where(start >= 0, start + base, -1)
        blocks.append(words)
        base += len(words)
    return Records(
        spec,
        np.asarray(encoded.indices, np.int16),
        tuple(encoded.dictionary.to_pylist()),
        np.concatenate(blocks),
        starts,
        tuple(cells),
        lexicon,
    )


def _encode_field(
    item: FieldCells, bits: Mapping[str, float]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    is_bag = item.field.compares == kernels.BAG
    rare = bits.get(RARE, 10.0)
    cache: dict[Token, bytes] = {}

    def words_of(token: Token) -> bytes:
        known = cache.get(token)
        if known is None:
            worth = bits.get(token.text, rare) if is_bag else 20.0
            known = cache[token] = token_words(token, min(worth, 3.0) if token.flags & 2 else worth)
        return known

    if item.field.compares in (kernels.BAG, kernels.IDENTIFIER):
        runs = [b"".join(map(words_of, tokens)) for tokens in item.tokens]
        counts = [len(tokens) for tokens in item.tokens]
    else:
        runs = [np.array(words, np.uint32).tobytes() for words in item.words]
        counts = [len(words) for words in item.words]
    lengths = np.array([len(run) // 4 for run in runs], np.int64)
    cell_start = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    cell_words = np.frombuffer(b"".join(runs) or b"\0\0\0\0", np.uint32)
    return _assemble(
        item.index,
        item.spanning,
        len(item.field.columns),
        is_bag,
        cell_words,
        cell_start.astype(np.int64),
        np.array(counts or [0], np.int64),
    )
