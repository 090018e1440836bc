"""Many machines: the same plan searched and the same model scored by Splink 5 over Spark.

The keys of the plan are joined and the pairs weighed where they meet, by the same kernel through
Arrow; those that may be one person are scored by Splink and come back to the driver, which
clusters them. Below ten million records one machine is faster (docs/linkage/scaling.md).
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samen.engines.linkage import search
from samen.engines.linkage.blocking import Pieces
from samen.engines.linkage.model import Model
from samen.engines.linkage.records import Records
from samen.engines.linkage.search import Engine, Pairs, Progress, quiet
from samen.engines.linkage.splink_model import FUNCTION, levels_of_columns, splink_settings


def local_session(cores: int = 2, memory: str = "2g") -> Any:
    """A Spark session on this machine; on a cluster, make your own and give it to :func:`cluster`."""  # noqa: E501
    from pyspark.sql import SparkSession
    from splink.internals.spark.jar_location import similarity_jar_location

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master(f"local[{cores}]")
        .appName("samen-link")
        .config("spark.driver.memory", memory)
        .config("spark.sql.shuffle.partitions", str(2 * cores))
        .config("spark.default.parallelism", str(2 * cores))
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.jars", similarity_jar_location())
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def _level_function(kind: int) -> Any:
    """The comparison of one kind as a vectorised Spark function of two binary columns."""
    import pandas as pd
    from pyspark.sql.functions import pandas_udf

    def level(left: pd.Series, right: pd.Series) -> pd.Series:
        found = levels_of_columns(
            kind, pa.array(left, pa.large_binary()), pa.array(right, pa.large_binary())
        )
        return pd.Series(found.astype(np.int32))

    level.__annotations__ = {"left": pd.Series, "right": pd.Series, "return": pd.Series}
    return pandas_udf(level, "int")  # pyright: ignore[reportCallIssue, reportArgumentType]


def cluster(session: Any) -> Engine:
    """The engine for :func:`.linking.link` that runs in ``session``."""
    return Engine(partial(find_pairs, session), partial(score_pairs, session))


def score_pairs(session: Any, records: Records, model: Model, pairs: Pairs) -> pa.Table:
    """Splink's predictions for candidate pairs, as :func:`.engine_duckdb.score_pairs` gives them."""  # noqa: E501
    from splink import Linker, SparkAPI

    used = np.unique(np.concatenate((pairs.left, pairs.right)))
    names = [field.name for field in records.spec.fields]
    for kind in set(records.kinds.tolist()):
        session.udf.register(f"{FUNCTION}_{kind}", _level_function(kind))
    api = SparkAPI(
        spark_session=session,
        break_lineage_method="persist",
        num_partitions_on_repartition=4,
        register_udfs_automatically=False,
    )
    linker = Linker(
        api.register(session.createDataFrame(_runs(records, used, "unique_id", names))),
        splink_settings(model, "spark"),
        validate_settings=False,
    )
    blocked = session.createDataFrame(
        pa.table(
            {
                "match_key": pa.array(["0"] * len(pairs)),
                "join_key_l": pa.array(pairs.left),
                "join_key_r": pa.array(pairs.right),
            }
        )
    )
    # Linker sets this back to INFO; progress is ours to tell.
    logging.getLogger("splink").setLevel(logging.WARNING)
    linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
    result = linker.inference.predict(warning_mode="never").as_spark_dataframe()
    found = result.selectExpr(
        "unique_id_l as left",
        "unique_id_r as right",
        "match_weight",
        "match_probability",
        *[f"coalesce(`mw_{name}`, 0.0D) as `weight_{name}`" for name in names],
    ).toArrow()
    session.catalog.clearCache()
    return found.sort_by([("left", "ascending"), ("right", "ascending")])


def _keys(session: Any, records: Records, pieces: Pieces, chosen: search.Plan) -> Any:
    """A DataFrame ``key``, ``record``, ``owner``: who is in which block of the plan.

    ``owner`` is the source of a record that is never a pair with another of its source, else null.
    """
    blocks = (
        [search.everything(len(records))]
        if chosen.everything
        else (search.blocks_of(pieces, block) for block in chosen.blocks)
    )
    apart = search.apart_sources(records)[records.source]
    tables: list[Any] = []
    first = 0
    for members, bounds in blocks:
        sizes = np.diff(bounds)
        tables.append(
            pa.table(
                {
                    "key": pa.array(first + np.repeat(np.arange(len(sizes)), sizes)),
                    "record": pa.array(members),
                    "owner": pa.array(records.source[members], mask=~apart[members]),
                }
            )
        )
        first += len(sizes)
    return session.createDataFrame(pa.concat_tables(tables)) if tables else None


def find_pairs(
    session: Any,
    records: Records,
    pieces: Pieces,
    model: Model,
    chosen: search.Plan,
    cut: float,
    progress: Progress = quiet,
) -> Pairs:
    """Candidates of a plan by a join over its keys, weighed where they are found.

    The same pairs and weights as :func:`.search.find_pairs`; only those that reach ``cut`` come
    back to the driver.
    """
    keys = _keys(session, records, pieces, chosen)
    if keys is None:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    progress(f"Spark compares {chosen.pairs:,} pairs")
    left = keys.selectExpr("key", "record as left", "owner as owner_l")
    right = keys.selectExpr("key", "record as right", "owner as owner_r")
    pairs = (
        left.join(right, "key")
        .where("left < right AND coalesce(owner_l != owner_r, true)")
        .select("left", "right")
        .distinct()
    )
    names = [f"f{place}" for place in range(len(records.spec.fields))]
    runs = session.createDataFrame(_runs(records, np.arange(len(records)), "record", names))
    for side in ("left", "right"):
        of_side = runs.selectExpr(f"record as {side}", *[f"{n} as {n}_{side}" for n in names])
        pairs = pairs.join(of_side, side)
    found = pairs.mapInArrow(
        _weigher(model, records.kinds.tolist(), cut), "left long, right long, weight double"
    )
    table = found.toArrow().sort_by([("left", "ascending"), ("right", "ascending")])
    return Pairs(*(table[c].to_numpy() for c in ("left", "right", "weight")))


def _runs(
    records: Records, rows: NDArray[np.int64], row_name: str, names: Sequence[str]
) -> pa.Table:
    """Records as Spark takes them: their numbers, and each field's run as bytes."""
    chosen = records.take(rows)
    columns: dict[str, Any] = {row_name: pa.array(rows)}
    for place, name in enumerate(names):
        columns[name] = chosen.binary(place).cast(pa.binary())
    return pa.table(columns)


def _weigher(model: Model, kinds: Sequence[int], cut: float) -> Any:
    """Batches of pairs with their runs → those whose match weight reaches ``cut``."""
    weights, order, _, base = model.tables()

    def weigh(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            weight = np.full(len(batch), base)
            for f in order.tolist():
                levels = levels_of_columns(
                    kinds[f], batch.column(f"f{f}_left"), batch.column(f"f{f}_right")
                )
                weight += weights[f, levels.astype(np.int64) + 1]
            kept = pa.array(weight >= cut)
            columns = [batch.column("left"), batch.column("right"), pa.array(weight)]
            yield pa.RecordBatch.from_arrays(columns, ["left", "right", "weight"]).filter(kept)

    return weigh


__all__ = ["cluster", "find_pairs", "local_session", "score_pairs"]
