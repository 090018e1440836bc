"""The distinct cells of a table, each analysed once, and how rare their tokens are."""

# pyright: reportUntypedFunctionDecorator=false, reportMissingParameterType=false
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samen.engines.linkage import kernels, values
from samen.engines.linkage.encode import bits_of, prior_bits, word_hash
from samen.engines.linkage.names import Token, analyse_name, may_span_cells
from samen.engines.linkage.read import ROW, SOURCE
from samen.engines.linkage.spec import FieldSpec, LinkSpec
from samen.kernel.errors import Problem, raise_if_any

_SHOWN: Final = 20
Lexicon = Mapping[str, Mapping[str, float]]
"""Per field: what agreement on a token is worth in bits. A token not in it is rare."""

RARE: Final = "\0rare"
"""Key in a field's lexicon of the bits of a token that is not in it."""


@dataclass(frozen=True, slots=True)
class FieldCells:
    """The distinct cells of a field and which record has which.

    ``index``: (records × columns) number of the cell, -1 for an empty one; ``tokens``: each
    cell's tokens (bags and identifiers) or values (dates, codes); ``spanning``: per record the
    number of a cell that replaces the others, or -1 (a Chinese name over two columns).
    """

    field: FieldSpec
    index: NDArray[np.int32]
    spanning: NDArray[np.int32]
    tokens: tuple[tuple[Token, ...], ...]
    words: tuple[tuple[int, ...], ...]


def _cell_reader(field: FieldSpec, spec: LinkSpec) -> Callable[[str], tuple[Token, ...]]:
    """How one cell of a bag or an identifier becomes tokens."""
    single: dict[str, Callable[[str], str | None]] = {
        "document": values.parse_identifier,
        "identifier": values.parse_identifier,
        "plate": values.parse_identifier,
        "phone": lambda text: values.parse_phone(text, spec.country),
        "handle": values.parse_handle,
        "kvk": values.kvk_number,
    }
    bags: dict[str, Callable[[str], tuple[Token, ...]]] = {
        "address": values.address_tokens,
        "employer": values.employer_tokens,
        "text": values.text_tokens,
        "name": lambda text: () if values.is_empty(text) else analyse_name(text),
    }
    if field.kind in bags:
        return bags[field.kind]
    parse = single[field.kind]

    def identifiers(text: str) -> tuple[Token, ...]:
        found = [parse(part) for part in text.split("|")]
        return tuple(Token(value) for value in found if value)

    return identifiers


def _date_word(text: str, lenient: bool) -> int | None:
    try:
        date = values.parse_date(text)
    except ValueError:
        if not lenient:
            raise
        digits = "".join(c for c in text if c.isdigit())
        if len(digits) != 8 or not 1850 <= int(digits[:4]) <= 2100:
            return None
        # An impossible month or day is still one slip away from the right one.
        date = int(digits[:4]), min(int(digits[4:6]), 15), min(int(digits[6:]), 31)
    return None if date is None else date[0] << 9 | date[1] << 5 | date[2]


def _value_words(field: FieldSpec, text: str, lenient: bool) -> tuple[int, ...]:
    found: list[int] = []
    for part in text.split("|"):
        if field.compares == kernels.DATE:
            word = _date_word(part, lenient)
        else:
            code = values.parse_sex(part) if field.kind == "sex" else values.parse_code(part)
            word = None if code is None else word_hash(code)
        if word is not None:
            found.append(word)
    return tuple(found)


def read_cells(table: pa.Table, spec: LinkSpec, lenient: bool = False) -> tuple[FieldCells, ...]:
    """The distinct cells of every field of ``table`` (as :func:`.read.read_sources` gives it).

    ``lenient``: a value that cannot be right counts as missing (of a date the year is kept when
    that can be right). Otherwise :class:`InvalidInput` names file, row, column, value and rule.
    """
    problems: list[Problem] = []
    found = tuple(_read_field(table, field, spec, lenient, problems) for field in spec.fields)
    raise_if_any(problems)
    return found


def _read_field(
    table: pa.Table, field: FieldSpec, spec: LinkSpec, lenient: bool, problems: list[Problem]
) -> FieldCells:
    columns = [(column, table[column]) for column in field.columns]
    columns += [item for column in field.aliases for item in _split_values(table, column)]
    index = np.full((len(table), len(columns)), -1, np.int32)
    tokens: list[tuple[Token, ...]] = []
    words: list[tuple[int, ...]] = []
    spans: list[bool] = []
    as_tokens = field.compares in (kernels.BAG, kernels.IDENTIFIER)
    reader = _cell_reader(field, spec) if as_tokens else None
    for place, (column, cells) in enumerate(columns):
        encoded = pc.dictionary_encode(cells).combine_chunks()
        texts = cast("list[str]", encoded.dictionary.to_pylist())
        numbers = np.full(len(texts) + 1, -1, np.int32)
        for number, text in enumerate(texts):
            if values.is_empty(text):
                continue
            cell_tokens: tuple[Token, ...] = ()
            cell_words: tuple[int, ...] = ()
            try:
                if reader is not None:
                    cell_tokens = reader(text)
                else:
                    cell_words = _value_words(field, text, lenient)
            except ValueError as error:
                if not lenient:
                    _note(table, column, encoded, number, text, str(error), problems)
                continue
            if cell_tokens or cell_words:
                numbers[number] = len(tokens)
                tokens.append(cell_tokens)
                words.append(cell_words)
                spans.append(field.kind == "name" and may_span_cells(text))
        codes = np.asarray(encoded.indices.fill_null(len(texts)), np.int64)
        index[:, place] = numbers[codes]
    spanning = np.full(len(table), -1, np.int32)
    if field.kind == "name" and len(field.columns) > 1 and any(spans):
        _span_cells(table, field, index, np.array(spans), spanning, tokens, words)
    return FieldCells(field, index, spanning, tuple(tokens), tuple(words))


def _split_values(table: pa.Table, column: str) -> list[tuple[str, pa.ChunkedArray]]:
    """A column whose cells hold several values with | between them, as one column per value."""
    distinct = pc.dictionary_encode(table[column]).combine_chunks()
    parts = [str(text).split("|") for text in distinct.dictionary.to_pylist()]
    return [
        (
            column,
            pa.chunked_array(
                [
                    pa.array([p[place] if place < len(p) else "" for p in parts]).take(
                        distinct.indices
                    )
                ]
            ),
        )
        for place in range(max((len(p) for p in parts), default=1))
    ]


def _span_cells(
    table: pa.Table,
    field: FieldSpec,
    index: NDArray[np.int32],
    spans: NDArray[np.bool_],
    spanning: NDArray[np.int32],
    tokens: list[tuple[Token, ...]],
    words: list[tuple[int, ...]],
) -> None:
    """Analyse names that only make sense over all their columns (*Abd | al-Rahman*, *Wang | Wei*)."""  # noqa: E501
    parts = index[:, : len(field.columns)]
    hit = np.where(parts >= 0, spans[np.maximum(parts, 0)], False).any(axis=1)
    rows = np.flatnonzero(hit)
    joined: dict[str, int] = {}
    chosen = table.take(pa.array(rows)).select(list(field.columns))
    for row, cells in zip(
        rows, zip(*(c.to_pylist() for c in chosen.columns), strict=True), strict=True
    ):
        text = " ".join(cell for cell in cells if not values.is_empty(cell))
        number = joined.get(text)
        if number is None:
            number = joined[text] = len(tokens)
            tokens.append(analyse_name(text))
            words.append(())
        spanning[row] = number


def _note(
    table: pa.Table,
    column: str,
    encoded: Any,
    number: int,
    text: str,
    rule: str,
    problems: list[Problem],
) -> None:
    if len(problems) > _SHOWN:
        return
    row = int(pc.index(encoded.indices, number).as_py())
    source, line = table[SOURCE][row].as_py(), table[ROW][row].as_py()
    problems.append(Problem(f"{source}, row {line}, column {column!r}", rule, text))
    if len(problems) == _SHOWN:
        problems.append(
            Problem(source, "further values that cannot be right are not listed; correct them, or"
                    " take them as missing (--lenient)")
        )  # fmt: skip


def lexicon_of(cells: Sequence[FieldCells]) -> Lexicon:
    """Per bag field: what agreement on each token is worth in these records (the others: RARE)."""
    return {
        item.field.name: _rarities(item) for item in cells if item.field.compares == kernels.BAG
    }


def _rarities(item: FieldCells) -> dict[str, float]:
    parts = item.index[:, : len(item.field.columns)]
    flat = np.concatenate([parts[item.spanning < 0].ravel(), item.spanning[item.spanning >= 0]])
    counts = np.bincount(flat[flat >= 0], minlength=len(item.tokens))
    found: dict[str, int] = {}
    expected: dict[str, float] = {}
    for tokens, count in zip(item.tokens, counts.tolist(), strict=True):
        if count:
            for token in tokens:
                found[token.text] = found.get(token.text, 0) + count
                expected[token.text] = prior_bits(token)
    total = len(item.index)
    rarities = {
        token: round(bits_of(count, total, expected[token]), 3)
        for token, count in found.items()
        if count > 1
    }
    rarities[RARE] = round(bits_of(1, total), 3)
    return rarities
