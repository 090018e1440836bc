"""An assessment in words, for the command line and for print; and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from samen.engines.rules.policy import Citation
from samen.engines.rules.rights.answers import (
    Answer,
    Assessment,
    ClassificationCost,
    Entitlement,
    Step,
)
from samen.engines.rules.sharing.request import to_json

_MARKS = {Answer.YES: "+", Answer.NO: "-", Answer.UNKNOWN: "?"}
_HEADS = {
    Answer.YES: ("Recht op", "Entitled to"),
    Answer.UNKNOWN: ("Nog niet te zeggen", "Cannot be said yet"),
    Answer.NO: ("Nu niet", "Not now"),
}


def assessment_lines(
    assessment: Assessment, *, dutch: bool = True, steps: bool = False
) -> Iterator[str]:
    """The rights by answer, with terms, actions and articles, and what to ask next."""
    n = 0 if dutch else 1
    for answer, head in _HEADS.items():
        found = [item for item in assessment.entitlements if item.answer is answer]
        if not found:
            continue
        yield head[n]
        for item in found:
            cited = "; ".join(str(citation) for citation in item.basis)
            yield f"  {_MARKS[answer]} {item.title[n]} [{cited}]"
            if answer is Answer.YES:
                yield from _details(item, n)
            if steps:
                yield from _steps(item.steps, n, 6)
        yield ""
    if assessment.ask_next:
        yield ("Vraag nu" if dutch else "Ask next")
        for question in assessment.ask_next[:5]:
            of = f"{len(question.decides)} {'rechten' if dutch else 'rights'}"
            yield f"  {question.text[n]} ({question.fact}; {of})"


def _details(item: Entitlement, n: int) -> Iterator[str]:
    for term in item.terms:
        plan = f" ({('plan op', 'plan on')[n]} {term.act_by})" if term.limit else ""
        late = f" {('VERSTREKEN', 'PASSED')[n]}" if term.passed and term.limit else ""
        yield f"      {term.title[n]}: {term.day}{plan}{late}"
    yield f"      {item.action[n]}"
    for point in item.checklist:
        mark = " " if point.answer is None else _MARKS[point.answer]
        yield f"      [{mark}] {point.text[n]}"


def _steps(step: Step, n: int, indent: int) -> Iterator[str]:
    cited = f" [{'; '.join(map(str, step.basis))}]" if step.basis else ""
    yield f"{' ' * indent}{_MARKS[step.answer]} {step.text[n]}{cited}"
    for part in step.parts:
        yield from _steps(part, n, indent + 2)


def cost_lines(cost: ClassificationCost, *, dutch: bool = True) -> Iterator[str]:
    """What closing as "bad employer" takes away, and the second look."""
    n = 0 if dutch else 1
    yield (
        'Afgesloten als "slecht werkgever": dit vervalt'
        if dutch
        else 'Closed as "bad employer": lost'
    )
    for loss in cost.lost:
        yield f"  - {loss.title[n]} [{'; '.join(map(str, loss.basis))}]"
    yield ("Dit blijft" if dutch else "Kept")
    for loss in cost.kept:
        yield f"  + {loss.title[n]} [{'; '.join(map(str, loss.basis))}]"
    yield ("Kijk nog eens, voordat u afsluit" if dutch else "Look again before closing")
    for question in cost.second_look:
        yield f"  ? {question[n]}"


def plain(value: Any) -> Any:
    """Plain JSON values of an assessment or a cost."""
    if isinstance(value, Citation):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return to_json(value)
