"""The guide "May I share this?": five questions, no login, no session, nothing stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samen.engines.rules.sharing import (
    FLAGS,
    Consent,
    Purpose,
    Subject,
    article_of,
)
from samen.kernel import clock
from samen.kernel.codes import (
    Code,
    DataCategory,
    OrganisationType,
)
from samen.kernel.errors import InvalidInput
from samen.platform.web.access import public
from samen.platform.web.words import choices, in_language
from samen.sharing.domain import guide as questions
from samen.sharing.queries.rules import table_in_force
from samen.sharing.web.problems import say

STEPS = 5
_CODES: dict[str, tuple[Any, type[Code]]] = {
    "sender": (gettext_lazy("Who are you?"), OrganisationType),
    "recipient": (gettext_lazy("With whom do you want to share?"), OrganisationType),
    "category": (gettext_lazy("What kind of data?"), DataCategory),
    "subject": (gettext_lazy("About whom is it?"), Subject),
    "purpose": (gettext_lazy("What does the receiver need it for?"), Purpose),
}
_FIELDS_OF_STEP = (("sender",), ("recipient",), ("category",), ("subject", "purpose"))


class StepForm(forms.Form):
    """One question of the guide; ``names`` are its fields, ``facts`` those of the last one."""

    use_required_attribute = False

    def __init__(self, *args: Any, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            if name in _CODES:
                label, codes = _CODES[name]
                options = choices(codes)
            elif name == "consent":
                label = _("What did the person say about sharing this?")
                options = [*choices(Consent), ("unknown", _("I do not know"))]
            else:
                label = in_language(FLAGS[name])
                label = label[:1].upper() + label[1:]
                options = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))]
            many = len(options) > 8
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", _("Choose")), *options] if many else options,
                widget=forms.Select() if many else forms.RadioSelect(),
            )


def _names(step: int, told: dict[str, str]) -> tuple[str, ...]:
    """The fields of a question, counted from 0; the last one depends on the answers before."""
    if step < len(_FIELDS_OF_STEP):
        return _FIELDS_OF_STEP[step]
    today = clock.today()
    return questions.last_question(
        table_in_force(today),
        today,
        OrganisationType(told["sender"]),
        OrganisationType(told["recipient"]),
        DataCategory(told["category"]),
    )


# By POST, so that no answer stands in an address, a history or a log. No CSRF token: the request
# changes nothing and knows no session, so another site gains nothing by it.
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def may_i_share(request: HttpRequest) -> HttpResponse:
    """The next question, or the answer; every answer so far travels in the form itself."""
    told: dict[str, str] = {}
    data = request.POST if request.method == "POST" else None
    back = data.get("back", "") if data else ""
    until = int(back) if back in {"0", "1", "2", "3", "4"} else STEPS
    for step in range(STEPS):
        names = _names(step, told)
        if not names:
            continue
        sent = data is not None and (data.get("at") == str(step) or any(n in data for n in names))
        shown = sent and step < until
        form = StepForm(data if shown else None, names=names)
        if not shown or not form.is_valid():
            response = render(
                request,
                "sharing/guide/question.html",
                {
                    "form": form, "told": told.items(), "step": step + 1, "at": step,
                    "steps": STEPS,
                    "back": step - 1 if step else None,
                },
                status=400 if form.errors else 200,
            )  # fmt: skip
            break
        told |= form.cleaned_data
    else:
        response = _answer(request, told)
    if data is not None:
        response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, told: dict[str, str]) -> HttpResponse:
    today = clock.today()
    sender = OrganisationType(told["sender"])
    recipient = OrganisationType(told["recipient"])
    try:
        found = questions.answer(
            table_in_force(today),
            today,
            sender=sender,
            recipient=recipient,
            category=DataCategory(told["category"]),
            purpose=Purpose(told["purpose"]),
            subject=Subject(told["subject"]),
            facts={name: told[name] for name in told if name not in _CODES},
        )
    except InvalidInput as error:
        return render(
            request,
            "sharing/guide/contradiction.html",
            {"problems": [say(problem.rule) for problem in error.problems], "told": told.items()},
            status=400,
        )
    decision = found.decision
    cited = [c for rule in decision.rules for c in rule.basis]
    cited += [c for route in decision.routes for c in route.basis]
    cited += [c for item in decision.missing for c in item.basis]
    form_labels = [
        (StepForm(names=(name,)).fields[name].label, _label(name, code))
        for name, code in told.items()
    ]
    return render(
        request,
        "sharing/guide/answer.html",
        {
            "decision": decision,
            "said": form_labels,
            "told": told.items(),
            "regime": in_language(found.regime.labels),
            "granted": in_language(decision.rung_granted.labels),
            "routes": [route for route in decision.routes if not route.closed][:6],
            "elsewhere": [in_language(other.labels) for other in found.elsewhere],
            "articles": [(citation, article_of(citation)) for citation in dict.fromkeys(cited)],
            "version": decision.table_version,
            "day": today,
        },
    )


def _label(name: str, code: str) -> str:
    options = StepForm(names=(name,)).fields[name].choices
    return str(next(label for value, label in options if value == code))
