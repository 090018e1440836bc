"""Pages for the organisation's administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samen.kernel.errors import InvalidInput
from samen.platform.organisations import actions, queries
from samen.platform.organisations.domain.roles import Role
from samen.platform.organisations.web.forms import ROLE_NAMES, MemberForm, NewLoginForm, RolesForm
from samen.platform.web.access import member

ADMINISTRATOR = Role.ORGANISATION_ADMINISTRATOR.value


@member(ADMINISTRATOR)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Our people and what they do."""
    people = [
        (person, [ROLE_NAMES[Role(row.role)] for row in person.roles.all()])
        for person in queries.colleagues(request.actor)
    ]
    return render(request, "organisations/index.html", {"people": people})


@sensitive_post_parameters("password")
@member(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new colleague."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_member(
                request.actor,
                organisation_id=request.actor.organisation_id,
                email=data["email"],
                name=data["name"],
                roles=data["roles"],
                password=data["password"],
            )
        except InvalidInput as error:
            for problem in error.problems:
                form.add_error(problem.where, _(problem.rule))
        else:
            messages.success(request, _("The account is made."))
            return redirect("organisations:index")
    return render(
        request, "organisations/edit.html", {"form": form}, status=400 if form.errors else 200
    )


@member(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """What a colleague does."""
    found = next((p for p in queries.colleagues(request.actor) if p.id == member_id), None)
    if found is None:
        raise Http404
    form = RolesForm(
        request.POST or None, initial={"roles": [row.role for row in found.roles.all()]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_roles(request.actor, member_id=member_id, roles=form.cleaned_data["roles"])
        except InvalidInput as error:
            form.add_error("roles", _(error.problems[0].rule))
        else:
            return redirect("organisations:index")
    return render(
        request,
        "organisations/edit.html",
        {"form": form, "person": found},
        status=400 if form.errors else 200,
    )


@member()
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own login, second factor and vault phrase."""
    roles = [ROLE_NAMES[role] for role in Role if role in request.actor.roles]
    return render(request, "organisations/account.html", {"roles": roles})


@sensitive_post_parameters("password")
@member(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_login(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """A new first password for a colleague who lost password or second factor."""
    found = next((p for p in queries.colleagues(request.actor) if p.id == member_id), None)
    if found is None:
        raise Http404
    form = NewLoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_new_login(
                request.actor, member_id=member_id, password=form.cleaned_data["password"]
            )
        except InvalidInput as error:
            for problem in error.problems:
                form.add_error("password", _(problem.rule))
        else:
            messages.success(
                request, _("The new password works. A second factor is set up at the next login.")
            )
            return redirect("organisations:index")
    return render(
        request,
        "organisations/new_login.html",
        {"form": form, "person": found},
        status=400 if form.errors else 200,
    )


@member(ADMINISTRATOR)
@require_POST
def deactivate(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """End a colleague's account."""
    if member_id not in {person.id for person in queries.colleagues(request.actor)}:
        raise Http404
    try:
        actions.deactivate_member(request.actor, member_id=member_id)
    except InvalidInput as error:
        messages.error(request, _(error.problems[0].rule))
    else:
        messages.success(request, _("The account is closed. Also shut them out of the vault."))
    return redirect("organisations:index")
