"""What other capabilities may use of the public zone.

For the matcher: :func:`offers` gives every active service as :class:`Offer`. For a referral:
:func:`hold_place` keeps one place free (``NoPlace`` when there is none), :func:`take_place` uses
it, :func:`release_place` gives it back. For a page: :func:`routes` gives whom to call.
"""

from samen.guidance.actions.content import load_content
from samen.guidance.actions.directory import (
    NoPlace,
    confirm_service,
    hold_place,
    put_service,
    release_place,
    state_capacity,
    take_place,
)
from samen.guidance.domain.offers import EVERYWHERE, NewService, Offer
from samen.guidance.domain.routing import Route
from samen.guidance.queries.content import routes
from samen.guidance.queries.directory import Criterion, criteria, offer, offers
from samen.guidance.web.labels import KINDS as HELP_KINDS

__all__ = [
    "EVERYWHERE",
    "HELP_KINDS",
    "Criterion",
    "NewService",
    "NoPlace",
    "Offer",
    "Route",
    "confirm_service",
    "criteria",
    "hold_place",
    "load_content",
    "offer",
    "offers",
    "put_service",
    "release_place",
    "routes",
    "state_capacity",
    "take_place",
]
