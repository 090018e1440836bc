"""What people in a case are entitled to: one question at a time, every right with its article."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samen.casework.actions.rights import answer_fact
from samen.casework.policy import CASE_ROLES
from samen.casework.queries.rights import rights_of_case
from samen.engines.rules.rights import Answer, Fact, load_rights
from samen.kernel.errors import InvalidInput
from samen.platform.vault.public import NotGranted
from samen.platform.web.access import member
from samen.platform.web.words import in_language

_BOOLEAN = {"yes": True, "no": False}


class AnswerForm(forms.Form):
    """The answer to one question of the rules."""

    use_required_attribute = False

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        index = 0 if get_language() == "nl" else 1
        label = fact.question[index]
        if fact.type == "date":
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields["value"] = forms.DateField(label=label, widget=widget)
        else:
            options = (
                [("yes", _("Yes")), ("no", _("No"))]
                if fact.type == "boolean"
                else [(code, text[index]) for code, text in fact.values.items()]
            )
            self.fields["value"] = forms.ChoiceField(
                label=label, choices=options, widget=forms.RadioSelect
            )
        self.fact = fact

    def value(self) -> bool | str:
        """The answer as the rules take it."""
        value = self.cleaned_data["value"]
        return _BOOLEAN[value] if self.fact.type == "boolean" else str(value)


@member(*CASE_ROLES, vault=True)
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The rights of every possible victim of a case, with what to ask next."""
    known = load_rights().facts
    bound: tuple[str, AnswerForm] | None = None
    try:
        views = rights_of_case(request.actor, request.vault, case_id)
        if request.method == "POST":
            person, fact = request.POST.get("person", ""), request.POST.get("fact", "")
            if fact not in known or person not in {str(view.person_id) for view in views}:
                raise Http404
            form = AnswerForm(request.POST, fact=known[fact])
            forget = "forget" in request.POST
            if forget or form.is_valid():
                answer_fact(
                    request.actor,
                    request.vault,
                    person_id=UUID(person),
                    fact=fact,
                    value=None if forget else form.value(),
                )
                return redirect("casework:rights", case_id)
            bound = (person, form)
    except NotGranted:
        raise Http404 from None
    except InvalidInput as error:
        form.add_error("value", _complaint(error))
        bound = (person, form)
    return render(
        request,
        "casework/rights/rights.html",
        {"case_id": case_id, "people": [_person(view, bound) for view in views]},
        status=400 if bound else 200,
    )


def _complaint(error: InvalidInput) -> str:
    """Why an answer is refused, in the language of the page."""
    rule = error.problems[0].rule
    for item in load_rights().contradictions:
        if item.text[1] == rule:
            return in_language(item.text)
    return _("Choose today or an earlier day.") if "must not lie after" in rule else rule


def _person(view: Any, bound: tuple[str, AnswerForm] | None) -> dict[str, Any]:
    facts = load_rights().facts
    form = None
    if bound and bound[0] == str(view.person_id):
        form = bound[1]
    elif view.assessment.ask_next:
        name = view.assessment.ask_next[0].fact
        form = AnswerForm(fact=facts[name], auto_id=f"id_%s_{view.person_id.hex[:8]}")
    return {
        "view": view,
        "form": form,
        "decides": len(view.assessment.ask_next[0].decides) if view.assessment.ask_next else 0,
        "left": len(view.assessment.ask_next),
        "known": [
            (name, facts[name].question, _said(facts[name], value), name in view.told)
            for name, value in view.facts.items()
        ],
        **{
            answer.value: [r for r in view.assessment.entitlements if r.answer is answer]
            for answer in Answer
        },
    }


def _said(fact: Fact, value: Any) -> str:
    if fact.type == "boolean":
        return _("Yes") if value else _("No")
    if fact.type == "enum":
        return fact.values[value][0 if get_language() == "nl" else 1]
    return str(value)
