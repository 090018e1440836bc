"""The gap map: between whom no rule lets which data pass, whatever anyone signs.

A pair has a route for a category when at least one request exists that is permitted. Rows are
products of sets, so the search is exact: take a permitting row and step around every prohibition.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samen.engines.rules.sharing.decide import LADDER
from samen.engines.rules.sharing.evaluate import clauses
from samen.engines.rules.sharing.table import Conditions, Edition, Effect, Rule
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES
from samen.kernel.codes import DataCategory
from samen.kernel.codes import OrganisationType as Org

PERSONAL = (
    DataCategory.IDENTIFYING,
    DataCategory.HEALTH,
    DataCategory.SEXUAL,
    DataCategory.CRIMINAL,
)
"""The categories of the map: data about a person one can recognise."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One sender, recipient and category, with the rows that can permit it (none: a gap)."""

    sender: Org
    recipient: Org
    category: DataCategory
    routes: tuple[str, ...]


def gap_map(
    edition: Edition,
    organisations: Sequence[Org] = tuple(Org),
    categories: Sequence[DataCategory] = PERSONAL,
) -> tuple[Cell, ...]:
    """Every ordered pair of different organisation types by category."""
    return tuple(
        Cell(sender, recipient, category, routes(edition, sender, recipient, category))
        for sender in organisations
        for recipient in organisations
        if sender is not recipient
        for category in categories
    )


def routes(
    edition: Edition, sender: Org, recipient: Org, category: DataCategory
) -> tuple[str, ...]:
    """The permitting rows on which some request for these parties and data is permitted."""
    fixed = _fixed(sender, recipient, category)
    prohibitions = [
        inside
        for rule in edition.rules
        if rule.effect is Effect.PROHIBIT
        for inside in _inside(rule, fixed)
    ]
    return tuple(
        rule.id
        for rule in edition.rules
        if rule.effect is Effect.PERMIT
        and any(_escape(box, prohibitions) for box in _inside(rule, fixed))
    )


def open_recipients(edition: Edition, sender: Org, category: DataCategory) -> tuple[Org, ...]:
    """Whom ``sender`` could give data of ``category``, if everything a rule asks for is there."""
    return tuple(org for org in Org if routes(edition, sender, org, category))


def facts_that_matter(
    edition: Edition, sender: Org, recipient: Org, category: DataCategory
) -> tuple[str, ...]:
    """The attributes that rules between these two test for ``category`` and what is below it.

    A form need ask nothing else: any other fact may be left unknown without changing the answer.
    """
    tested = {
        name
        for step in LADDER[category]
        for rule in edition.rules
        for clause in _inside(rule, _fixed(sender, recipient, step))
        for name in clause
    }
    return tuple(name for name in ATTRIBUTES if name in tested)


def _fixed(sender: Org, recipient: Org, category: DataCategory) -> Conditions:
    return {
        "from": frozenset({sender.value}),
        "to": frozenset({recipient.value}),
        "category": frozenset({category.value}),
    }


def _inside(rule: Rule, fixed: Conditions) -> Iterator[Conditions]:
    """The clauses of ``rule`` for these parties and data, without those three attributes."""
    for clause in clauses(rule):
        if all(values & clause.get(name, values) for name, values in fixed.items()):
            yield {name: values for name, values in clause.items() if name not in fixed}


def _escape(box: Conditions, prohibitions: Sequence[Conditions]) -> bool:
    """Whether some request in ``box`` meets none of ``prohibitions``."""
    if not prohibitions:
        return True
    first, rest = prohibitions[0], prohibitions[1:]
    for name, values in first.items():
        left = box.get(name, _EVERY[name]) - values
        if left and _escape({**box, name: left}, rest):
            return True
    return False


_EVERY: Mapping[str, frozenset[str]] = {
    name: frozenset(str(value) for value in values) for name, values in ATTRIBUTES.items()
}


def gap_table(cells: Sequence[Cell]) -> str:
    """The map as CSV, one row per cell, Dutch and English labels beside the codes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["from", "to", "category", "lawful_route", "rules", "from_nl", "to_nl", "category_nl"]
    )
    for cell in cells:
        writer.writerow(
            [
                cell.sender,
                cell.recipient,
                cell.category,
                "yes" if cell.routes else "no",
                " ".join(cell.routes),
                cell.sender.labels[0],
                cell.recipient.labels[0],
                cell.category.labels[0],
            ]
        )
    return out.getvalue()


def gap_chart(cells: Sequence[Cell], *, dutch: bool = True) -> str:
    """The map as SVG: senders down, recipients across, one panel per category.

    The white diagonal is one kind of organisation to itself, which the map leaves out. Put
    :func:`gap_table` beside it for who cannot read a picture.
    """
    import altair as alt
    import vl_convert

    language = 0 if dutch else 1
    answer = ("route mogelijk", "geen route") if dutch else ("a route exists", "no route")
    rows = [
        {
            "from": cell.sender.labels[language],
            "to": cell.recipient.labels[language],
            "category": cell.category.labels[language],
            "answer": answer[0] if cell.routes else answer[1],
        }
        for cell in cells
    ]
    order = [org.labels[language] for org in Org]
    data: Any = alt.Data(values=rows)
    axis: Any = alt.Axis(labelFontSize=8, labelLimit=220, labelAngle=-90, ticks=False)
    across: Any = alt.X("to:N", title="Ontvanger" if dutch else "Recipient", sort=order, axis=axis)
    down: Any = alt.Y(
        "from:N",
        title="Verstrekker" if dutch else "Sender",
        sort=order,
        axis=alt.Axis(labelFontSize=8, labelLimit=220, ticks=False),
    )
    chart: Any = (
        alt.Chart(data)
        .mark_rect(stroke="white", strokeWidth=0.5, aria=False)
        .encode(
            x=across,
            y=down,
            color=alt.Color(
                "answer:N",
                title=None,
                scale=alt.Scale(domain=list(answer), range=["#1b7f5c", "#e6e6e6"]),
                legend=alt.Legend(orient="top"),
            ),
        )
        .properties(width=alt.Step(9), height=alt.Step(9))
        .facet(
            facet=alt.Facet(
                "category:N",
                title=None,
                sort=[category.labels[language] for category in PERSONAL],
            ),
            columns=2,
        )
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return svg
