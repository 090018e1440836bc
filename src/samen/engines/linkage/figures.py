"""Pictures of a run as SVG (Altair, drawn by vl-convert), each with its numbers beside it."""

# pyarrow, Splink and Spark ship no complete types.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false, reportCallIssue=false
from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from samen.engines.linkage.evaluation import Evaluation
from samen.engines.linkage.explain import Explanation
from samen.engines.linkage.linking import Linked

_INK = "#1b2b3a"
_BLUE = "#1f6f9f"
_RED = "#a63d2f"
_GREY = "#8a97a3"


def _svg(chart: Any) -> str:
    import vl_convert as vlc

    styled = (
        chart.configure_view(stroke=None)
        .configure_axis(labelColor=_INK, titleColor=_INK, gridColor="#e3e8ec", labelFontSize=11)
        .configure_title(color=_INK, anchor="start", fontSize=13, fontWeight="normal")
        .configure_legend(labelColor=_INK, titleColor=_INK, labelFontSize=11)
    )
    return str(vlc.vegalite_to_svg(styled.to_dict()))


def score_rows(linked: Linked) -> list[dict[str, Any]]:
    """Number of candidate pairs per step of one bit of match weight."""
    weight = np.clip(np.floor(linked.scored["match_weight"].to_numpy()), -12, 40)
    steps, counts = np.unique(weight, return_counts=True)
    return [{"weight": float(s), "pairs": int(c)} for s, c in zip(steps, counts, strict=True)]


def score_distribution(linked: Linked) -> str:
    """Candidate pairs by match weight; the rule marks where pairs count as links."""
    rows = score_rows(linked)
    threshold = linked.spec.thresholds.link
    cut = float(np.log2(threshold / (1 - threshold))) if 0 < threshold < 1 else 0.0
    data = [
        {**row, "end": row["weight"] + 1, "side": "link" if row["weight"] >= cut else "not"}
        for row in rows
    ]
    bars = (
        alt.Chart(alt.Data(values=data))
        .mark_bar()
        .encode(
            x=alt.X("weight:Q", title="match weight (log2 odds)", bin="binned"),
            x2="end:Q",
            y=alt.Y("pairs:Q", title="pairs (square-root scale)", scale=alt.Scale(type="sqrt")),
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(domain=["link", "not"], range=[_BLUE, _GREY]),
                legend=alt.Legend(
                    orient="top",
                    labelExpr="datum.value == 'link' ? 'count as one person' : 'do not'",
                ),
            ),
        )
    )
    rule = (
        alt.Chart(alt.Data(values=[{"cut": cut}]))
        .mark_rule(color=_RED, strokeDash=[4, 3], strokeWidth=1.5)
        .encode(x="cut:Q")
    )
    title = f"Pairs by match weight; link from probability {threshold:g}"
    return _svg((bars + rule).properties(width=520, height=240, title=title))


def quality_rows(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Precision, recall and F1 per threshold."""
    return [
        {"threshold": q.threshold, "precision": q.precision, "recall": q.recall, "F1": q.f1}
        for q in evaluation.curve
    ]


def quality_against_threshold(evaluation: Evaluation) -> str:
    """Precision, recall and F1 of pairs against the threshold, with the run's own marked."""
    rows = [
        {"threshold": row["threshold"], "measure": name, "value": row[name]}
        for row in quality_rows(evaluation)
        for name in ("precision", "recall", "F1")
    ]
    lowest = min(row["value"] for row in rows)
    lines = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("threshold:Q", title="probability from which a pair is a link"),
            y=alt.Y(
                "value:Q",
                title=None,
                scale=alt.Scale(domain=[max(0.0, np.floor(lowest * 10) / 10 - 0.05), 1.0]),
            ),
            color=alt.Color(
                "measure:N",
                title=None,
                scale=alt.Scale(domain=["precision", "recall", "F1"], range=[_BLUE, _RED, _INK]),
                legend=alt.Legend(orient="top"),
            ),
            strokeDash=alt.StrokeDash(
                "measure:N",
                scale=alt.Scale(
                    domain=["precision", "recall", "F1"], range=[[1, 0], [6, 3], [2, 2]]
                ),
                legend=None,
            ),
        )
    )
    rule = (
        alt.Chart(alt.Data(values=[{"threshold": evaluation.pairs.threshold}]))
        .mark_rule(color=_GREY, strokeDash=[4, 3])
        .encode(x="threshold:Q")
    )
    return _svg(
        (lines + rule).properties(
            width=520, height=240, title="Precision and recall against threshold"
        )
    )


def calibration_figure(evaluation: Evaluation) -> str:
    """Predicted against true match rate, with the diagonal of perfect calibration."""
    rows = [
        {"predicted": predicted, "true": true, "pairs": pairs}
        for predicted, true, pairs in evaluation.calibration
    ]
    diagonal = (
        alt.Chart(alt.Data(values=[{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}]))
        .mark_line(color=_GREY, strokeDash=[4, 3])
        .encode(x="x:Q", y="y:Q")
    )
    points = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=alt.OverlayMarkDef(size=60, color=_BLUE), color=_BLUE)
        .encode(
            x=alt.X("predicted:Q", title="predicted probability", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("true:Q", title="share that is one person", scale=alt.Scale(domain=[0, 1])),
        )
    )
    return _svg((diagonal + points).properties(width=300, height=300, title="Calibration"))


def waterfall(explanation: Explanation) -> str:
    """How a pair comes to its probability: bits added and taken, field by field."""
    rows: list[dict[str, Any]] = [
        {
            "place": 0,
            "label": "before comparing",
            "from": 0.0,
            "to": explanation.start,
            "side": "less",
        }
    ]
    at = explanation.start
    for place, step in enumerate(explanation.steps, 1):
        side = "more" if step.bits >= 0 else "less"
        rows.append(
            {
                "place": place,
                "label": f"{step.field}: {step.says}",
                "from": at,
                "to": at + step.bits,
                "side": side,
            }
        )
        at += step.bits
    rows.append(
        {
            "place": len(rows),
            "label": f"together: probability {explanation.probability:.3f}",
            "from": 0.0,
            "to": at,
            "side": "sum",
        }
    )
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height=14)
        .encode(
            y=alt.Y(
                "label:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelLimit=420)
            ),
            x=alt.X("from:Q", title="bits (log2 odds)"),
            x2="to:Q",
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(domain=["more", "less", "sum"], range=[_BLUE, _RED, _INK]),
                legend=alt.Legend(
                    orient="top",
                    labelExpr="{more: 'says: the same', less: 'says: not the same', sum: 'result'}[datum.value]",  # noqa: E501
                ),
            ),
        )
    )
    return _svg(bars.properties(width=360, height=26 * len(rows)))
