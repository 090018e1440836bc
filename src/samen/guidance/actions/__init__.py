"""The verbs of the public zone."""

from samen.guidance.actions.content import confirm_page, confirm_route, load_content
from samen.guidance.actions.directory import (
    NoPlace,
    confirm_service,
    hold_place,
    put_service,
    release_place,
    state_capacity,
    take_place,
)

__all__ = [
    "NoPlace",
    "confirm_page",
    "confirm_route",
    "confirm_service",
    "hold_place",
    "load_content",
    "put_service",
    "release_place",
    "state_capacity",
    "take_place",
]
