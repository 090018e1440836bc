"""Delivery over HTTPS: call :func:`deliver` from a timer, every minute or so."""

from __future__ import annotations

import json
import logging
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from samen.platform.outbox import actions

LOGGER = logging.getLogger("samen.outbox")
SCHEME = "https"
TIMEOUT = 10


class _NoRedirect(HTTPRedirectHandler):
    """An event goes to the address that was agreed, and nowhere else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def send(address: str, event: dict[str, object]) -> bool:
    """Post ``event`` in structured mode; True on any 2xx answer."""
    if urlsplit(address).scheme != SCHEME:
        LOGGER.error("subscriber address is not https")
        return False
    request = Request(  # noqa: S310 - the scheme was checked
        address,
        data=json.dumps(event).encode(),
        headers={"Content-Type": "application/cloudevents+json"},
    )
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as response:
            return 200 <= response.status < 300
    except (URLError, TimeoutError) as error:
        LOGGER.warning("event not delivered", extra={"reason": type(error).__name__})
        return False


def deliver() -> int:
    """Deliver everything that is due; returns how many arrived."""
    delivered = 0
    while batch := actions.deliver_due(send=send):
        delivered += batch
    return delivered
