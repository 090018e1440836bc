"""The workbench: the picture, what is chosen in it, and the effect of every change at once.

All that is chosen stands in the address, all that is changed in the member's draft. So the page
works without JavaScript; with it, htmx puts the same part of the page in place.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from samen.analysis.actions.systems import change_draft, discard_draft
from samen.analysis.domain import systems, systems_effects
from samen.analysis.domain.systems import Document
from samen.analysis.domain.systems_effects import document_of
from samen.analysis.domain.systems_view import Choice, loops_through, part_of
from samen.analysis.queries import systems as queries
from samen.analysis.queries.systems import Bench
from samen.analysis.web import systems_drawing as drawing
from samen.analysis.web import systems_labels as labels
from samen.analysis.web.systems_form_base import BenchForm, tell
from samen.analysis.web.systems_forms import FORMS
from samen.analysis.web.systems_tables import effect_table
from samen.engines.systems import Loop
from samen.kernel.errors import InvalidInput
from samen.platform.web.access import member

# Smaller changes (a hundredth of a step) are left out of the picture, not out of the effect.
_SHOWN = 0.002
_ABOUT_CHOICE = ("relation", "vote", "variable", "add", "new")


@member()
@require_http_methods(["GET", "POST"])
def bench(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """One model: look, choose, change, and see what the change does."""
    found = found_bench(request, model_id)
    choice = Choice.parse(request.GET, document_of(found.text))
    refused: BenchForm | None = None
    if request.method == "POST":
        if not found.may_edit:
            raise PermissionDenied
        choice, refused = _carry_out(request, found, choice)
        found = found_bench(request, model_id)
        choice = choice.within(document_of(found.text))
        if refused is None and not request.htmx:
            place = "#choice" if request.POST.get("form") in _ABOUT_CHOICE else "#effect"
            return redirect(request.path + choice.query + place)
    if not request.htmx:
        return render(request, "analysis/systems/bench.html", _context(found, choice, refused))
    response = render(request, "analysis/systems/_bench.html", _context(found, choice, refused))
    response["HX-Replace-Url"] = request.path + choice.query
    return response


def found_bench(request: HttpRequest, model_id: UUID) -> Bench:
    """The model as the member has it before them; 404 when there is none."""
    found = queries.bench(request.actor, model_id)
    if found is None:
        raise Http404
    return found


def _carry_out(
    request: HttpRequest, found: Bench, choice: Choice
) -> tuple[Choice, BenchForm | None]:
    """Make the change that was sent: what is chosen after it, or the form to be shown again."""
    document, sent = document_of(found.text), request.POST
    kind = FORMS.get(sent.get("form", ""))
    if kind is not None:
        form = kind(sent, document, choice)
        if not form.is_valid():
            return choice, form
        try:
            change_draft(request.actor, model_id=found.id, change=form.change())
        except InvalidInput as refused:
            tell(form, refused)
            return choice, form
        return form.made(), None
    what, which = sent.get("form"), sent.get("which", "")
    if what == "discard":
        discard_draft(request.actor, model_id=found.id)
        return choice, None
    removals = {
        "remove_relation": partial(systems.remove_relation, key=which),
        "remove_scenario": partial(systems.remove_scenario, number=choice.scenario),
        "remove_variable": partial(systems.remove_variable, name=which),
        "remove_intervention": partial(
            systems.remove_intervention, number=choice.scenario, variable=which
        ),
    }
    if what not in removals:
        raise Http404
    try:
        change_draft(request.actor, model_id=found.id, change=removals[what])
    except InvalidInput:
        raise Http404 from None  # gone already: the page it was sent from is an old one
    return choice, None


def _context(found: Bench, choice: Choice, refused: BenchForm | None) -> dict[str, object]:
    document = document_of(found.text)
    report = systems_effects.strongest_loops(found.text)
    number = choice.loop
    loop = (
        report.strongest[number] if number is not None and number < len(report.strongest) else None
    )
    part = part_of(document, choice, loop)
    scenario = document.scenarios[choice.scenario] if document.scenarios else None
    changes = None
    if scenario is not None and scenario.interventions:
        language = labels.language()
        moved = systems_effects.effect(found.text, choice.scenario, language).changes
        changes = {name: change for name, change in moved.items() if abs(change) >= _SHOWN}
    through = loops_through(report.strongest, document.model, choice)
    return {
        "bench": found,
        "document": document,
        "choice": choice,
        "picture": drawing.picture(part, choice, changes),
        "whole": len(part.model.variables) == len(document.model.variables),
        "shown": part.model,
        "loop": loop,
        "scenario": scenario,
        "scenarios": [
            (n, one.name, replace(choice, scenario=n).query)
            for n, one in enumerate(document.scenarios)
        ],
        "interventions": labels.interventions(document, scenario) if scenario else [],
        "effect": effect_table(found, choice.scenario) if scenario else None,
        "loops": [
            _loop_line(document, one, n, choice, n in through)
            for n, one in enumerate(report.strongest)
        ],
        "loop_count": report.count if report.complete else None,
        "differences": [
            labels.difference(document, one)
            for one in systems.differences(document_of(found.saved), document)
        ],
        "newer": found.base != found.last.number,
        "near_query": replace(choice, near=True).query,
        "whole_query": replace(choice, near=False).query,
        "nothing_query": choice.at().query,
        **_chosen(document, choice),
        "forms": _forms(found, document, choice, refused),
        "refused": refused,
    }


def _forms(
    found: Bench, document: Document, choice: Choice, refused: BenchForm | None
) -> dict[str, BenchForm]:
    if not found.may_edit:
        return {}
    wanted = {
        "relation": bool(choice.relation),
        "vote": bool(choice.relation),
        "variable": bool(choice.variable),
        "add": not choice.relation,
        "new": not choice.relation,
        "intervention": bool(document.scenarios),
        "scenario": True,
    }
    forms = {name: FORMS[name](None, document, choice) for name, use in wanted.items() if use}
    if refused is not None:
        forms[refused.kind] = refused
    return forms


def _loop_line(
    document: Document, loop: Loop, number: int, choice: Choice, through: bool
) -> dict[str, object]:
    names = [labels.named(document.model[name]) for name in loop.variables]
    return {
        "loop": loop,
        "names": " → ".join([*names, names[0]]),
        "query": choice.at("loop", number).query,
        "chosen": choice.loop == number,
        "through": through,
    }


def _chosen(document: Document, choice: Choice) -> dict[str, object]:
    """What the side panel tells of the chosen relation or variable."""
    model = document.model
    if relation := document.relation(choice.relation):
        return {
            "relation": relation,
            "name": labels.relation_name(document, relation),
            "strength": labels.strength(relation.strength, model.settings),
            "speed": labels.speed(relation.speed, model.settings),
            "sign": labels.SIGNS[relation.sign],
            "confidence": labels.CONFIDENCES[relation.confidence],
            "expert": labels.expert(relation.source),
            "source": labels.told(relation.source),
            "sources": labels.sources_of(relation),
            "votes": [
                (
                    vote.participant,
                    labels.SIGNS[vote.sign] if vote.sign else "0",
                    labels.strength(vote.strength, model.settings),
                    labels.speed(vote.speed, model.settings),
                )
                for vote in relation.votes
            ],
            "ends": [
                (model[name], labels.named(model[name]), choice.at("variable", name).query)
                for name in (relation.cause, relation.effect)
            ],
        }
    if variable := document.variable(choice.variable):

        def lines(end: str, other: str) -> list[tuple[str, str, str]]:
            return [
                (
                    {1: "+", -1: "−"}.get(one.sign, "?"),
                    labels.named(model[getattr(one, other)]),
                    choice.at("relation", one.key).query,
                )
                for one in model.relations
                if getattr(one, end) == variable.id
            ]

        return {
            "variable": variable,
            "note": variable.remark(labels.language()),
            "name": f"{variable.id} {labels.named(variable)}",
            "domain": labels.told(variable.domain),
            "actors": ", ".join(labels.told(actor) for actor in variable.actors),
            "control": labels.CONTROLS[variable.control],
            "wish": labels.WISHES[variable.goal],
            "expert": labels.expert(variable.source),
            "source": variable.source,
            "causes": lines("effect", "cause"),
            "effects": lines("cause", "effect"),
        }
    return {}
