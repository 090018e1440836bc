"""Many machines: the same model scored by Splink 5 over Spark.

Candidates come from the same keys, joined by Spark; comparison columns call the same kernel
through Arrow. Below ten million records one machine is faster (docs/linkage/scaling.md).
"""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from samen.engines.linkage import search
from samen.engines.linkage.blocking import Pieces
from samen.engines.linkage.model import Model
from samen.engines.linkage.records import Records
from samen.engines.linkage.search import Pairs
from samen.engines.linkage.splink_model import FUNCTION, levels_of_columns, splink_settings


def local_session(cores: int = 2, memory: str = "2g") -> Any:
    """A Spark session on this machine; on a cluster, make your own and give it to :func:`scorer`."""  # noqa: E501
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


def scorer(session: Any) -> Callable[[Records, Model, Pairs], pa.Table]:
    """A scorer for :func:`.linking.link` that runs in ``session``."""

    def score(records: Records, model: Model, pairs: Pairs) -> pa.Table:
        return score_pairs(session, records, model, pairs)

    return score


def score_pairs(session: Any, records: Records, model: Model, pairs: Pairs) -> pa.Table:
    """Splink's predictions for candidate pairs, as :func:`.engine_duckdb.score_pairs` gives them."""  # noqa: E501
    from splink import Linker, SparkAPI

    used = np.unique(np.concatenate((pairs.left, pairs.right)))
    columns: dict[str, Any] = {"unique_id": pa.array(used)}
    for place, field in enumerate(records.spec.fields):
        columns[field.name] = records.take(used).binary(place).cast(pa.binary())
    for kind in set(records.kinds.tolist()):
        session.udf.register(f"{FUNCTION}_{kind}", _level_function(kind))
    api = SparkAPI(
        spark_session=session,
        break_lineage_method="persist",
        num_partitions_on_repartition=4,
        register_udfs_automatically=False,
    )
    linker = Linker(
        api.register(session.createDataFrame(pa.table(columns))),
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
    names = [f.name for f in records.spec.fields]
    found = result.selectExpr(
        "unique_id_l as left",
        "unique_id_r as right",
        "match_weight",
        "match_probability",
        *[f"coalesce(`mw_{name}`, 0.0D) as `weight_{name}`" for name in names],
    ).toArrow()
    session.catalog.clearCache()
    return found.sort_by([("left", "ascending"), ("right", "ascending")])


def candidate_pairs(session: Any, records: Records, chosen: search.Plan) -> Any:
    """Candidates of a plan by a Spark join over its keys: a DataFrame ``left``, ``right``.

    The same pairs as :func:`.search.find_pairs` looks at, before weights; for record numbers that
    one machine cannot search.
    """
    pieces = Pieces(records)
    tables: list[Any] = []
    for number, block in enumerate(chosen.blocks):
        members, bounds = search.blocks_of(pieces, block)
        sizes = np.diff(bounds)
        keys = pa.table(
            {
                "key": pa.array(np.repeat(np.arange(len(sizes)), sizes) * 64 + number),
                "record": pa.array(members),
            }
        )
        tables.append(session.createDataFrame(keys))
    if not tables:
        return session.createDataFrame([], "left long, right long")
    everything = tables[0]
    for table in tables[1:]:
        everything = everything.unionAll(table)
    left = everything.withColumnRenamed("record", "left")
    right = everything.withColumnRenamed("record", "right")
    return left.join(right, "key").where("left < right").select("left", "right").distinct()


__all__ = ["candidate_pairs", "local_session", "score_pairs", "scorer"]
