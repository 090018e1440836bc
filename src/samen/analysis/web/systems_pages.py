"""The pages around the workbench: the models there are, everything as a table, levers, scenarios
side by side, and the history."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.analysis import policy
from samen.analysis.actions.systems import restore_version, save_version, start_model
from samen.analysis.domain import systems_effects
from samen.analysis.domain.systems import EXPERT, Document, differences
from samen.analysis.domain.systems_effects import DRAWS, LEVER_DRAWS, SEED, document_of
from samen.analysis.domain.systems_scenarios import Scenario
from samen.analysis.queries import systems as queries
from samen.analysis.web import systems_labels as labels
from samen.analysis.web.systems import found_bench
from samen.analysis.web.systems_files import read_document
from samen.analysis.web.systems_form_base import tell
from samen.analysis.web.systems_model_forms import EmptyForm, SaveForm, StartForm
from samen.analysis.web.systems_tables import (
    by_actor,
    document_tables,
    effects_side_by_side,
    goal_names,
    rank_rows,
)
from samen.engines.systems import Model, Press, Variable, base_model
from samen.kernel.errors import InvalidInput
from samen.platform.web.access import member

EDITORS = ("analyst", "chain_coordinator", "programme_manager")


@member()
@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The models there are; when there are none, the base model is on offer."""
    base = base_model()
    context = {
        "models": queries.models(request.actor),
        "may_edit": bool(policy.may_edit_models(request.actor)),
        "variables": len(base.variables),
        "relations": len(base.relations),
        "guesses": sum(labels.expert(one.source) for one in base.relations),
    }
    return render(request, "analysis/systems/models.html", context)


@member(*EDITORS)
@require_POST
def start_from_base(request: HttpRequest) -> HttpResponse:
    """A model of the group's own that starts as the base model, with two scenarios as examples."""
    title = gettext("Base model of the approach to human trafficking")
    scenarios = (
        Scenario(gettext("Example: stronger labour protection"), (Press("P4", labels.STEP),)),
        Scenario(gettext("Example: fewer privacy obstacles"), (Press("I2", -labels.STEP),)),
    )
    document = Document(replace(base_model(), title=title), scenarios)
    note = gettext("The base model of Samen, unchanged.")
    model_id = start_model(request.actor, title=title, document=document, note=note)
    return redirect("analysis:system", model_id)


@member(*EDITORS)
@require_http_methods(["GET", "POST"])
def start_empty(request: HttpRequest) -> HttpResponse:
    """A model from nothing: one variable, and the group draws the rest."""
    form = EmptyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title, first = form.cleaned_data["title"], form.cleaned_data["first"]
        model = Model((Variable("X1", first, source=EXPERT),), (), title=title)
        note = gettext("Started with one variable.")
        try:
            model_id = start_model(request.actor, title=title, document=Document(model), note=note)
        except InvalidInput as refused:
            tell(form, refused)
        else:
            return redirect("analysis:system", model_id)
    return render(request, "analysis/systems/start.html", {"form": form})


@member(*EDITORS)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """A model from a file; every mistake is told with its row."""
    form = StartForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, title = form.cleaned_data["file"], form.cleaned_data["title"]
        try:
            loaded, notes = read_document(file.name, file.read())
            model_id = start_model(
                request.actor,
                title=title,
                document=replace(loaded, model=replace(loaded.model, title=title)),
                note=gettext("Loaded from the file %(name)s.") % {"name": file.name},
            )
        except InvalidInput as refused:
            tell(form, refused)
        else:
            for note in notes:
                messages.info(request, note)
            return redirect("analysis:system", model_id)
    return render(request, "analysis/systems/load.html", {"form": form})


@member()
@require_safe
def table(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Everything the picture shows, and more, as tables."""
    found = found_bench(request, model_id)
    context = {"bench": found, **document_tables(document_of(found.text))}
    return render(request, "analysis/systems/table.html", context)


@member()
@require_safe
def levers(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Which lever helps the goals most, and which levers each actor holds."""
    found = found_bench(request, model_id)
    ranking, together = systems_effects.levers(found.text), systems_effects.actors(found.text)
    context: dict[str, object] = {"bench": found, "draws": labels.count(LEVER_DRAWS), "seed": SEED}
    if ranking is not None:
        context |= {
            "goals": goal_names(ranking),
            "rows": rank_rows(ranking),
            "by_actor": by_actor(ranking),
            "together": rank_rows(together) if together else [],
        }
    return render(request, "analysis/systems/levers.html", context)


@member()
@require_safe
def compare(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The scenarios side by side."""
    found = found_bench(request, model_id)
    return render(
        request, "analysis/systems/compare.html", {"bench": found, **side_by_side(found.text)}
    )


def side_by_side(text: str) -> dict[str, object]:
    """The scenarios of a document: what each does, and which is best in how many draws."""
    document = document_of(text)
    ranking = systems_effects.comparison(text)
    effects = effects_side_by_side(text)
    scenarios = [
        {
            "number": number,
            "name": scenario.name,
            "interventions": labels.interventions(document, scenario),
            "effect": effects[number],
        }
        for number, scenario in enumerate(document.scenarios)
    ]
    context: dict[str, object] = {
        "scenarios": scenarios,
        "draws": labels.count(DRAWS),
        "seed": SEED,
    }
    if ranking is not None:
        context |= {"rows": rank_rows(ranking), "goals": goal_names(ranking)}
    return context


@member()
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The history: save, look back, restore."""
    found = found_bench(request, model_id)
    if request.method == "POST" and not found.may_edit:
        raise PermissionDenied
    newer = found.base != found.last.number
    form = SaveForm(request.POST or None, newer=newer)
    if request.method == "POST" and form.is_valid():
        try:
            number = save_version(request.actor, model_id=model_id, **form.cleaned_data)
        except InvalidInput as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("Saved as version %(n)d.") % {"n": number})
            return redirect("analysis:system_versions", model_id)
    document = document_of(found.text)
    stories = list(queries.history(request.actor, model_id))
    context = {
        "bench": found,
        "form": form if found.may_edit and found.changed else None,
        "newer": newer,
        "unsaved": [
            labels.difference(document, one)
            for one in differences(document_of(found.saved), document)
        ],
        "stories": [
            (story.version, [labels.difference(document, one) for one in story.changed])
            for story in stories
        ],
    }
    return render(request, "analysis/systems/versions.html", context)


@member(*EDITORS)
@require_POST
def restore(request: HttpRequest, model_id: UUID, number: int) -> HttpResponse:
    """Make an earlier version the newest, as a new version."""
    note = gettext("Version %(n)d restored.") % {"n": number}
    try:
        new = restore_version(request.actor, model_id=model_id, number=number, note=note)
    except InvalidInput as refused:
        for problem in refused.problems:
            messages.error(request, f"{number}: {gettext(problem.rule)}")
    else:
        messages.success(request, gettext("Saved as version %(n)d.") % {"n": new})
    return redirect("analysis:system_versions", model_id)
