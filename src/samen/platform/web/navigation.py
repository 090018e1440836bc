"""The menu of the logged-in zone: which role sees which entry."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role

_CASE = (Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR)
_OVERSIGHT = (Role.PRIVACY_OFFICER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. No roles: every member."""

    label: str
    view: str
    roles: tuple[Role, ...] = ()


ENTRIES: tuple[Entry, ...] = (
    Entry(gettext_noop("Today"), "casework:today"),
    Entry(gettext_noop("Reports"), "reporting_staff:inbox", (Role.INTAKE_WORKER,)),
    Entry(gettext_noop("Signals"), "casework:signals", (Role.INTAKE_WORKER, *_CASE)),
    Entry(gettext_noop("Cases"), "casework:cases", _CASE),
    Entry(gettext_noop("Referrals to us"), "casework:incoming", _CASE),
    Entry(gettext_noop("Sharing"), "sharing:requests", (*_CASE, Role.PRIVACY_OFFICER)),
    Entry(gettext_noop("Shared with us"), "sharing:shared", (Role.INTAKE_WORKER, *_CASE)),
    Entry(gettext_noop("Who may read what"), "sharing:overview", _OVERSIGHT),
    Entry(gettext_noop("Rules for sharing"), "sharing:rules", (Role.PRIVACY_OFFICER, Role.ANALYST)),
    Entry(gettext_noop("May I share this?"), "guide:may_i_share", _CASE),
    Entry(gettext_noop("Help on offer"), "guidance:directory", _CASE),
    Entry(
        gettext_noop("Gaps in help"),
        "casework:gaps",
        (Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR, Role.PROGRAMME_MANAGER, Role.ANALYST),
    ),
    Entry(gettext_noop("Programme"), "monitor:programme"),
    Entry(
        gettext_noop("Figures"),
        "monitor:releases",
        (Role.ANALYST, Role.PRIVACY_OFFICER, Role.PROGRAMME_MANAGER),
    ),
    Entry(gettext_noop("Analysis"), "analysis:index"),
    Entry(gettext_noop("Texts and routes"), "guidance:editor", (Role.EDITOR,)),
    Entry(gettext_noop("Logbook"), "logbook:index", _OVERSIGHT),
    Entry(
        gettext_noop("Organisation"),
        "organisations:index",
        (Role.ORGANISATION_ADMINISTRATOR,),
    ),
    Entry(
        gettext_noop("Vault members"),
        "vault:members",
        (Role.ORGANISATION_ADMINISTRATOR,),
    ),
    Entry(gettext_noop("Vault"), "vault:unlock"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A menu entry as the page draws it."""

    label: str
    url: str
    current: bool


def menu(actor: Actor, path: str) -> list[Link]:
    """The entries ``actor`` may use; current is the longest address that ``path`` starts with."""
    links: list[tuple[str, str]] = []
    for entry in ENTRIES:
        if entry.roles and actor.roles.isdisjoint(entry.roles):
            continue
        links.append((gettext(entry.label), reverse(entry.view)))
    here = max((url for _, url in links if path.startswith(url)), key=len, default="")
    return [Link(label, url, url == here) for label, url in links]
