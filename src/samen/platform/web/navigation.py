"""The menu of the logged-in zone: which role sees which entry."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from samen.platform.organisations.domain.actor import Actor
from samen.platform.organisations.domain.roles import Role

_CASE = (Role.CASEWORKER, Role.CARE_COORDINATOR, Role.CHAIN_COORDINATOR)
_PROVIDER = (Role.CASEWORKER, Role.CARE_COORDINATOR, Role.ORGANISATION_ADMINISTRATOR)
_OVERSIGHT = (Role.PRIVACY_OFFICER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. No roles: every member."""

    label: str
    view: str
    roles: tuple[Role, ...] = ()


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        gettext_noop("Work"),
        (
            Entry(gettext_noop("Today"), "casework:today"),
            Entry(gettext_noop("Reports"), "reporting_staff:inbox", (Role.INTAKE_WORKER,)),
            Entry(gettext_noop("Signals"), "casework:signals", (Role.INTAKE_WORKER, *_CASE)),
            Entry(gettext_noop("Cases"), "casework:cases", _CASE),
            Entry(gettext_noop("Referrals to us"), "casework:incoming", _CASE),
            Entry(gettext_noop("Help on offer"), "guidance:directory", _CASE),
            Entry(gettext_noop("What we offer"), "guidance:own_services", _PROVIDER),
            Entry(gettext_noop("Texts and routes"), "guidance:editor", (Role.EDITOR,)),
        ),
    ),
    (
        gettext_noop("Sharing data"),
        (
            Entry(gettext_noop("Sharing"), "sharing:requests", (*_CASE, Role.PRIVACY_OFFICER)),
            Entry(gettext_noop("Shared with us"), "sharing:shared", (Role.INTAKE_WORKER, *_CASE)),
            Entry(
                gettext_noop("Hit or no hit"),
                "sharing:probes",
                (*_CASE, *_OVERSIGHT, Role.ORGANISATION_ADMINISTRATOR),
            ),
            Entry(gettext_noop("May I share this?"), "guide:may_i_share", _CASE),
            Entry(gettext_noop("Who may read what"), "sharing:overview", _OVERSIGHT),
            Entry(
                gettext_noop("Rules for sharing"),
                "sharing:rules",
                (Role.PRIVACY_OFFICER, Role.ANALYST),
            ),
        ),
    ),
    (
        gettext_noop("The whole"),
        (
            Entry(gettext_noop("Programme"), "monitor:programme"),
            Entry(
                gettext_noop("Figures"),
                "monitor:releases",
                (Role.ANALYST, Role.PRIVACY_OFFICER, Role.PROGRAMME_MANAGER),
            ),
            Entry(
                gettext_noop("Gaps in help"),
                "casework:gaps",
                (
                    Role.CARE_COORDINATOR,
                    Role.CHAIN_COORDINATOR,
                    Role.PROGRAMME_MANAGER,
                    Role.ANALYST,
                ),
            ),
            Entry(gettext_noop("Analysis"), "analysis:index"),
        ),
    ),
    (
        gettext_noop("Our organisation"),
        (
            Entry(
                gettext_noop("Members and roles"),
                "organisations:index",
                (Role.ORGANISATION_ADMINISTRATOR,),
            ),
            Entry(
                gettext_noop("Vault members"),
                "vault:members",
                (Role.ORGANISATION_ADMINISTRATOR,),
            ),
            Entry(gettext_noop("Logbook"), "logbook:index", _OVERSIGHT),
            Entry(gettext_noop("Your account"), "organisations:account"),
            Entry(gettext_noop("Vault"), "vault:unlock"),
        ),
    ),
)
ENTRIES: tuple[Entry, ...] = tuple(entry for _, entries in GROUPS for entry in entries)


@dataclass(frozen=True, slots=True)
class Link:
    """A menu entry as the page draws it."""

    label: str
    url: str
    current: bool


def menu(actor: Actor, path: str) -> list[tuple[str, list[Link]]]:
    """The entries ``actor`` may use, by group, without the groups that are empty.

    Current is the longest address that ``path`` starts with; today's, which every page of the
    logged-in zone starts with, only on itself.
    """
    groups = [
        (
            gettext(title),
            [
                (gettext(entry.label), reverse(entry.view))
                for entry in entries
                if not entry.roles or not actor.roles.isdisjoint(entry.roles)
            ],
        )
        for title, entries in GROUPS
    ]
    urls = [url for _, links in groups for _, url in links]
    today = reverse("casework:today")
    around = (url for url in urls if path == url or (url != today and path.startswith(url)))
    here = max(around, key=len, default="")
    return [
        (title, [Link(label, url, url == here) for label, url in links])
        for title, links in groups
        if links
    ]
