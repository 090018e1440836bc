"""What may be trusted in a synthetic file: every marginal beside its protected count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samen.engines.disclosure.synthesis.synthesise import Synthesis

Records = Mapping[str, NDArray[np.integer[Any]]]
Codes = Mapping[str, Sequence[str]]


def protected_pairs(
    synthesis: Synthesis, codes: Codes, least: int
) -> list[tuple[str, str, str, str, int]]:
    """Second lock: the pairs of values of the synthetic file with a count of ``least`` or more."""
    result: list[tuple[str, str, str, str, int]] = []
    for first, second in combinations(codes, 2):
        width = len(codes[second])
        flat = synthesis.records[first] * width + synthesis.records[second]
        counts = np.bincount(flat, minlength=len(codes[first]) * width)
        for at in np.flatnonzero(counts >= least):
            a, b = divmod(int(at), width)
            result.append((first, codes[first][a], second, codes[second][b], int(counts[at])))
    return result


def fidelity_page(synthesis: Synthesis, codes: Codes, least: int) -> str:
    """Markdown for the public: how the file was made, and per column measured and synthetic."""
    rows = len(next(iter(synthesis.records.values())))
    lines = [
        "# What this synthetic file is, and what may be trusted in it",
        "",
        f"{rows} made-up records. None is a person; together they resemble a register.",
        f"Guarantee: differential privacy, ε = {synthesis.epsilon:g}, δ = {synthesis.delta:g},",
        f"for the presence of any one person (zero-concentrated: ρ = {synthesis.rho:.4g}).",
        "",
    ]
    if not synthesis.worth:
        lines += [
            "**Not worth publishing.** At this size and ε the noise is as large as",
            "the relations between columns: separate tables say as much.",
            "",
        ]
    lines += ["Columns were drawn in this order, each given its parents:", ""]
    for family in synthesis.families:
        given = " and ".join(family.parents)
        lines.append(f"- {family.child}" + (f", given {given}" if given else ""))
    lines += [
        "",
        "Relations between columns that are not linked here, directly or through others,",
        "are not in the file. A combination that is missing is no evidence that nobody has it.",
        "",
        "Below, *measured* is the count with its privacy noise;",
        f"codes measured below {least} are left out of the file.",
    ]
    for name, listed in codes.items():
        counts = np.bincount(synthesis.records[name], minlength=len(listed))
        lines += ["", f"## {name}", "", "| code | measured | synthetic |", "|---|--:|--:|"]
        for code, measured, count in zip(listed, synthesis.columns[name], counts, strict=True):
            shown = f"{measured:.0f}" if measured >= least else f"< {least}"
            lines.append(f"| {code} | {shown} | {count} |")
    lines.append("")
    return "\n".join(lines)


def distances(real: Records, synthesis: Synthesis, codes: Codes) -> list[tuple[str, str, float]]:
    """Total variation distance of every pair of columns from the truth: for the holder only."""
    result: list[tuple[str, str, float]] = []
    for first, second in combinations(codes, 2):
        width, size = len(codes[second]), len(codes[first]) * len(codes[second])
        shares: list[NDArray[np.float64]] = []
        for records in (real, synthesis.records):
            flat = records[first].astype(np.int64) * width + records[second]
            shares.append(np.bincount(flat, minlength=size) / len(flat))
        result.append((first, second, 0.5 * float(np.abs(shares[0] - shares[1]).sum())))
    return result


def fidelity_svg(real: Records, synthesis: Synthesis, codes: Codes) -> str:
    """SVG: truth against synthetic per column, distance of every pair. Not for the public."""
    import altair as alt
    import vl_convert

    rows: list[dict[str, Any]] = []
    for name, listed in codes.items():
        true = np.bincount(real[name], minlength=len(listed)) / len(real[name])
        made = np.bincount(synthesis.records[name], minlength=len(listed))
        made = made / made.sum()
        rows += [
            {"column": name, "code": code, "truth": float(t), "synthetic": float(m)}
            for code, t, m in zip(listed, true, made, strict=True)
        ]
    limit = max(max(row["truth"], row["synthetic"]) for row in rows) * 1.05
    scale = alt.Scale(domain=[0, limit])
    points = (
        alt.Chart()
        .mark_point(filled=True, size=28, opacity=0.7, color="#2b6ca3")
        .encode(
            x=alt.X(
                "truth:Q", title="share in the register", scale=scale, axis=alt.Axis(format="%")
            ),
            y=alt.Y(
                "synthetic:Q", title="share in the file", scale=scale, axis=alt.Axis(format="%")
            ),
        )
    )
    line = (
        alt.Chart()
        .transform_calculate(same=str(limit))
        .mark_rule(color="#999999", strokeDash=[3, 3])
        .encode(x=alt.datum(0), y=alt.datum(0), x2=alt.datum(limit), y2=alt.datum(limit))
    )
    grid = (
        alt.layer(line, points, data=alt.Data(values=rows))
        .properties(width=130, height=130)
        .facet(facet=alt.Facet("column:N", title=None, sort=list(codes)), columns=4)
    )
    pairs: list[dict[str, Any]] = []
    for first, second, distance in distances(real, synthesis, codes):
        pairs.append({"a": first, "b": second, "distance": distance})
    order = list(codes)
    square = (
        alt.Chart(alt.Data(values=pairs))
        .mark_rect()
        .encode(
            x=alt.X("b:N", sort=order, title=None),
            y=alt.Y("a:N", sort=order, title=None),
            color=alt.Color(
                "distance:Q", title="distance", scale=alt.Scale(scheme="blues", domainMin=0)
            ),
        )
        .properties(width=360, height=360, title="Pairs: total variation distance from the truth")
    )
    title = "Truth against synthetic — contains true figures, not for publication"
    chart = alt.vconcat(grid, square, title=title)
    return vl_convert.vegalite_to_svg(chart.to_json())
