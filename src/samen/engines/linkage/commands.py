"""What the command line does, once its options are known to be right."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from samen.engines.linkage import figures
from samen.engines.linkage.captures import capture_histories
from samen.engines.linkage.evaluation import (
    Evaluation,
    Quality,
    calibration,
    estimated_quality,
    evaluate,
    quality_at,
    quality_curve,
    true_pairs,
)
from samen.engines.linkage.judgements import load_judgements, record_key
from samen.engines.linkage.linking import Linked, link
from samen.engines.linkage.model import load_model
from samen.engines.linkage.read import constant_columns, read_column, read_sources
from samen.engines.linkage.review import review_queue, write_queue
from samen.engines.linkage.search import Engine
from samen.engines.linkage.spec import load_spec
from samen.kernel.errors import InvalidInput, Problem, raise_if_any


def run_link(
    files: Sequence[Path],
    progress: Callable[[str], None],
    spec_path: Path,
    out: Path,
    engine: str,
    review: Path | None,
    judgements: Path | None,
    previous: Path | None,
    pairs_path: Path | None,
    captures_path: Path | None,
    model_path: Path | None,
    save_model: Path | None,
    truth_column: str | None,
    svg: Path | None,
    lenient: bool,
    seed: int,
) -> None:
    """``samen link``: read, link, and only then write everything that was asked for."""
    spec = load_spec(spec_path)
    table = read_sources(list(files), spec)
    for column in constant_columns(table, spec):
        click.echo(
            f"note: column {column!r} has the same value in every record and tells nobody apart",
            err=True,
        )
    person = (
        np.unique(
            np.concatenate([read_column(f, truth_column) for f in files]), return_inverse=True
        )[1]
        if truth_column
        else None
    )
    decided = load_judgements(judgements) if judgements else []
    earlier = _previous(previous) if previous else None
    where: Engine | None = None
    if engine == "spark":
        from samen.engines.linkage.engine_spark import cluster, local_session

        progress("starting Spark")
        where = cluster(local_session())
    model = load_model(model_path, spec) if model_path else None
    linked = link(
        table,
        spec,
        judgements=decided,
        previous=earlier,
        model=model,
        lenient=lenient,
        engine=where,
        progress=progress,
        seed=seed,
    )
    histories = capture_histories(linked, seed=seed) if captures_path else None
    evaluation = evaluate(linked, person) if person is not None else None
    write_table(linked.clusters(), out)
    if pairs_path:
        write_table(linked.pairs(), pairs_path)
    if review:
        write_queue(review, linked, review_queue(linked, decided))
    if histories and captures_path:
        histories.write(captures_path)
    if save_model:
        linked.model.save(save_model)
    if svg:
        svg.mkdir(parents=True, exist_ok=True)
        (svg / "scores.svg").write_text(figures.score_distribution(linked), "utf-8")
        if evaluation:
            _write_figures(evaluation, svg)
    _summary(linked, evaluation)


def write_table(table: pa.Table, path: Path) -> None:
    """A table as Parquet or CSV, by the file's ending; first beside it, then in its place."""
    partial = path.with_name(path.name + ".partial")
    if path.suffix == ".csv":
        pacsv.write_csv(table, partial)
    else:
        pq.write_table(table, partial)
    partial.replace(path)


def read_table(path: Path, columns: Sequence[str]) -> pa.Table:
    """A Parquet or CSV file with at least ``columns``, the ids as text."""
    if not path.is_file():
        raise_if_any([Problem(str(path), "this file does not exist")])
    try:
        if path.suffix == ".csv":
            options = pacsv.ConvertOptions(column_types={c: pa.string() for c in columns})
            table = pacsv.read_csv(path, convert_options=options)
        else:
            table = pq.read_table(path)
    except pa.ArrowInvalid as error:
        raise_if_any([Problem(str(path), f"cannot be read: {error}")])
        raise
    raise_if_any(
        Problem(
            f"{path}, row 1",
            f"the column is missing; the file has {', '.join(table.column_names)}",
            c,
        )
        for c in columns
        if c not in table.column_names
    )
    return table


def _previous(path: Path) -> dict[str, str]:
    table = read_table(path, ("source", "id", "cluster"))
    return {
        record_key(source, record): cluster
        for source, record, cluster in zip(
            *(table[c].to_pylist() for c in ("source", "id", "cluster")), strict=True
        )
    }


def _summary(linked: Linked, evaluation: Evaluation | None) -> None:
    expected = estimated_quality(linked)
    n = len(linked.table)
    click.echo(
        f"{n:,} records are {linked.persons:,} persons or things ({n - linked.persons:,} again)"
    )
    click.echo(
        f"expected by the model itself: precision {expected.precision:.3f}, recall"
        f" {expected.recall:.3f} (among candidates)"
    )
    if linked.refused.any():
        click.echo(f"{int(linked.refused.sum()):,} links were refused because they cannot be")
    if evaluation:
        _print_quality("pairs", evaluation.pairs)
        _print_quality("clusters", evaluation.clusters)


def _print_quality(what: str, quality: Quality) -> None:
    click.echo(
        f"{what}: precision {quality.precision:.4f}, recall {quality.recall:.4f},"
        f" F1 {quality.f1:.4f} from probability {quality.threshold:g}"
    )


def _write_figures(evaluation: Evaluation, folder: Path) -> None:
    (folder / "quality.svg").write_text(figures.quality_against_threshold(evaluation), "utf-8")
    (folder / "calibration.svg").write_text(figures.calibration_figure(evaluation), "utf-8")
    rows = figures.quality_rows(evaluation)
    with (folder / "quality.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def run_evaluate(
    clusters: Path, truth_path: Path, pairs_path: Path | None, svg: Path | None, as_json: bool
) -> None:
    """``samen link evaluate``: pairs of records inside one cluster against the truth."""
    found = read_table(clusters, ("source", "id", "cluster"))
    truth = read_table(truth_path, ("id", "person"))
    by_source = "source" in truth.column_names
    persons = truth["person"].to_pylist()
    ids = truth["id"].to_pylist()
    sources = truth["source"].to_pylist() if by_source else [""] * len(ids)
    person_of = {record_key(s, i): str(p) for s, i, p in zip(sources, ids, persons, strict=True)}
    keys = [
        record_key(s if by_source else "", i)
        for s, i in zip(found["source"].to_pylist(), found["id"].to_pylist(), strict=True)
    ]
    raise_if_any(
        [
            Problem(str(truth_path), "has every record of the clusters", key)
            for key in keys
            if key not in person_of
        ][:20]
    )
    person = np.unique([person_of[k] for k in keys], return_inverse=True)[1]
    cluster = np.unique(found["cluster"].to_pylist(), return_inverse=True)[1]
    none = np.zeros(len(person), np.int16)
    joint = np.unique(np.stack((cluster, person)), axis=1, return_inverse=True)[1].ravel()
    together = true_pairs(joint, none, False)
    quality = Quality(0.0, together, true_pairs(cluster, none, False) - together,
                      true_pairs(person, none, False) - together)  # fmt: skip
    result: dict[str, Any] = {
        "clusters": {
            "precision": quality.precision,
            "recall": quality.recall,
            "f1": quality.f1,
            "true": quality.true,
            "false": quality.false,
            "missed": quality.missed,
        }
    }
    evaluation = None
    if pairs_path:
        scored = read_table(pairs_path, ("left", "right", "match_probability"))
        number = {
            record_key(s, i): k
            for k, (s, i) in enumerate(
                zip(found["source"].to_pylist(), found["id"].to_pylist(), strict=True)
            )
        }
        left = np.array([number[k] for k in scored["left"].to_pylist()])
        right = np.array([number[k] for k in scored["right"].to_pylist()])
        probability = scored["match_probability"].to_numpy()
        is_true = person[left] == person[right]
        total = true_pairs(person, none, False)
        curve = quality_curve(probability, is_true, total)
        evaluation = Evaluation(
            quality_at(probability, is_true, total, 0.5),
            max(curve, key=lambda q: q.f1),
            quality,
            float(is_true.sum() / total) if total else 1.0,
            tuple(curve),
            calibration(probability, is_true),
        )
        result["best"] = {"threshold": evaluation.best.threshold, "f1": evaluation.best.f1}
        result["calibration"] = evaluation.calibration
    if svg:
        if evaluation is None:
            raise InvalidInput(
                Problem("--svg", "the curves need --pairs, written by samen link --pairs")
            )
        svg.mkdir(parents=True, exist_ok=True)
        _write_figures(evaluation, svg)
    if as_json:
        click.echo(json.dumps(result))
        return
    click.echo(
        f"precision {quality.precision:.4f}, recall {quality.recall:.4f}, F1 {quality.f1:.4f}"
        f" ({quality.true:,} pairs right, {quality.false:,} wrong, {quality.missed:,} missed)"
    )
    if evaluation:
        _print_quality("best for pairs", evaluation.best)
        click.echo("predicted  true  pairs")
        for predicted, true, pairs in evaluation.calibration:
            click.echo(f"{predicted:9.3f} {true:5.3f} {pairs:6,}")
