"""Loading and keeping up the texts, the routing table and the taxonomies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from samen.guidance.actions.directory import put_service
from samen.guidance.domain import content
from samen.guidance.models import Page, PageText, Route, Taxonomy, TaxonomyTerm, Unit
from samen.kernel.dates import add_months
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.database.public import in_turn
from samen.platform.logbook.public import record
from samen.platform.organisations.public import Actor
from samen.platform.web import pagecache

REVIEW_MONTHS = 6
_ACTIVITY = "publish-information"


def stable_id(*parts: str) -> UUID:
    """The same id for the same content everywhere, so that loading twice changes nothing."""
    return uuid5(NAMESPACE_URL, "/".join(("samen", *parts)))


@transaction.atomic
def load_content(actor: Actor | None = None) -> Mapping[str, int]:
    """Load the packaged pages, routes, taxonomies and national services; safe to repeat.

    A row that an editor confirmed at a later date than the packaged one keeps the later date.

    Returns:
        How many of each kind there are now.

    Raises:
        InvalidInput: with everything that is wrong in the data files.
    """
    package = content.read_package()
    for page in package.pages:
        row, _ = Page.objects.update_or_create(
            key=page.key,
            defaults={
                "audience": page.audience,
                "position": page.position,
                "owner": page.owner,
                "source": page.source,
            },
            create_defaults={
                "id": stable_id("page", page.key),
                "audience": page.audience,
                "position": page.position,
                "owner": page.owner,
                "source": page.source,
                "checked_on": page.checked_on,
                "review_by": page.review_by,
            },
        )
        for language, text in page.texts.items():
            PageText.objects.update_or_create(
                page=row,
                language=language,
                defaults={
                    "level": text.level,
                    "title": text.title,
                    "lead": text.lead,
                    "blocks": [block.as_row() for block in text.blocks],
                },
            )
        row.texts.exclude(language__in=page.texts).delete()
    for route in package.routes:
        facts = {
            "position": route.position,
            "phone": route.phone,
            "website": route.website,
            "texts": {
                language: {"name": text.name, "purpose": text.purpose, "hours": text.hours}
                for language, text in route.texts.items()
            },
            "owner": route.owner,
            "source": route.source,
            **{question: sorted(route.answers[question]) for question in ("who", "about", "how")},
        }
        Route.objects.update_or_create(
            key=route.key,
            defaults=facts,
            create_defaults={
                "id": stable_id("route", route.key),
                "checked_on": route.checked_on,
                **facts,
            },
        )
    Page.objects.exclude(key__in=[page.key for page in package.pages]).delete()
    Route.objects.exclude(key__in=[route.key for route in package.routes]).delete()
    _load_taxonomies(package)
    for service in package.services:
        put_service(actor, service=service)
    counts = {
        "pages": len(package.pages),
        "routes": len(package.routes),
        "taxonomies": len(package.taxonomies),
        "services": len(package.services),
    }
    record(actor=actor, activity=_ACTIVITY, name="guidance.load_content", details=counts)
    transaction.on_commit(pagecache.clear)
    return counts


def _load_taxonomies(package: content.Package) -> None:
    for taxonomy in package.taxonomies:
        row, _ = Taxonomy.objects.update_or_create(
            code=taxonomy.code,
            defaults={
                "name": taxonomy.name,
                "description": taxonomy.description,
                "hard": taxonomy.hard,
            },
            create_defaults={
                "id": stable_id("taxonomy", taxonomy.code),
                "name": taxonomy.name,
                "description": taxonomy.description,
                "hard": taxonomy.hard,
            },
        )
        for position, term in enumerate(taxonomy.terms):
            facts = {"name": term.name, "name_en": term.name_en, "position": position}
            TaxonomyTerm.objects.update_or_create(
                taxonomy=row,
                code=term.code,
                defaults=facts,
                create_defaults={"id": stable_id("term", taxonomy.code, term.code), **facts},
            )
    for identifier, name in package.units.items():
        Unit.objects.update_or_create(
            identifier=identifier,
            defaults={"name": name},
            create_defaults={"id": stable_id("unit", identifier), "name": name},
        )


@in_turn
def confirm_page(actor: Actor, *, key: str, on: dt.date) -> None:
    """The editor has read a page on day ``on`` and it is right: the next review is in six months.

    Raises:
        InvalidInput: when there is no such page.
    """
    changed = Page.objects.filter(key=key).update(
        checked_on=on, review_by=add_months(on, REVIEW_MONTHS)
    )
    if not changed:
        raise InvalidInput(Problem("key", "is the key of a page", key))
    record(actor=actor, activity=_ACTIVITY, name="guidance.confirm_page", details={"page": key})
    transaction.on_commit(pagecache.clear)


@in_turn
def confirm_route(actor: Actor, *, key: str, on: dt.date) -> None:
    """The editor has called or looked up a number on day ``on`` and it is right.

    Raises:
        InvalidInput: when there is no such route.
    """
    if not Route.objects.filter(key=key).update(checked_on=on):
        raise InvalidInput(Problem("key", "is the key of a route", key))
    record(actor=actor, activity=_ACTIVITY, name="guidance.confirm_route", details={"route": key})
    transaction.on_commit(pagecache.clear)
