"""One machine: candidates from :mod:`.search`, scored by Splink 5 over DuckDB."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import logging
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from samen.engines.linkage import kernels
from samen.engines.linkage.model import Model
from samen.engines.linkage.records import Records
from samen.engines.linkage.search import Engine, Pairs, find_pairs
from samen.engines.linkage.splink_model import FUNCTION, arrow_function, splink_settings

_BATCH = 2_000_000


def one_machine(threads: int | None = None) -> Engine:
    """The engine of one machine; ``threads``: of the search, default one per core up to eight."""
    return Engine(partial(find_pairs, threads=threads), score_pairs)


def score_pairs(records: Records, model: Model, pairs: Pairs) -> pa.Table:
    """Splink's predictions for candidate pairs.

    Columns: ``left``, ``right`` (record numbers), ``match_weight``, ``match_probability`` and
    per field ``weight_NAME`` (what it adds, in bits).
    """
    import duckdb

    connection = duckdb.connect()
    try:
        connection.execute("SET threads = 2; SET memory_limit = '1GB'")
        for kind in set(records.kinds.tolist()):
            connection.create_function(
                f"{FUNCTION}_{kind}",
                arrow_function(kind),
                ["BLOB", "BLOB"],  # pyright: ignore[reportArgumentType]
                "TINYINT",  # pyright: ignore[reportArgumentType]
                type="arrow",  # pyright: ignore[reportArgumentType]
            )
        parts = [
            _score(connection, records, model, pairs, start)
            for start in range(0, len(pairs), _BATCH)
        ]
    finally:
        connection.close()
    return pa.concat_tables(parts) if parts else _empty(records)


def _empty(records: Records) -> pa.Table:
    columns: dict[str, Any] = {
        "left": pa.array([], pa.int64()),
        "right": pa.array([], pa.int64()),
        "match_weight": pa.array([], pa.float64()),
        "match_probability": pa.array([], pa.float64()),
    }
    for field in records.spec.fields:
        columns[f"weight_{field.name}"] = pa.array([], pa.float64())
    return pa.table(columns)


def _score(connection: Any, records: Records, model: Model, pairs: Pairs, start: int) -> pa.Table:
    from splink import DuckDBAPI, Linker

    left = pairs.left[start : start + _BATCH]
    right = pairs.right[start : start + _BATCH]
    used = np.unique(np.concatenate((left, right)))
    columns: dict[str, Any] = {"unique_id": pa.array(used)}
    for place, field in enumerate(records.spec.fields):
        columns[field.name] = records.take(used).binary(place)
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register(pa.table(columns)), splink_settings(model, "duckdb"), validate_settings=False
    )
    blocked = pa.table(
        {
            "match_key": pa.array(["0"] * len(left)),
            "join_key_l": pa.array(left),
            "join_key_r": pa.array(right),
        }
    )
    # Linker sets this back to INFO; progress is ours to tell.
    logging.getLogger("splink").setLevel(logging.WARNING)
    linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
    result = linker.inference.predict(warning_mode="never")
    fields = "".join(
        f', coalesce("mw_{f.name}", 0.0) AS "weight_{f.name}"' for f in records.spec.fields
    )
    table = connection.sql(
        "SELECT unique_id_l AS left, unique_id_r AS right, match_weight, match_probability"  # noqa: S608
        f"{fields} FROM {result.physical_name} ORDER BY 1, 2"
    ).to_arrow_table()
    linker.table_management.delete_tables_created_by_splink_from_db()
    return table


def levels(records: Records, left: Any, right: Any) -> Any:
    """Levels of all fields of many pairs: (pairs × fields) int8, -1 where a value is missing."""
    out = np.empty((len(left), len(records.kinds)), np.int8)
    kernels.levels_of_pairs(records.words, records.starts, records.kinds, left, right, out)
    return out
