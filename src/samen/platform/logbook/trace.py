"""The trace an entry belongs to: one request, or one command, has one trace id."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Trace:
    """``trace_id`` is 32 hex digits; ``processor`` names the calling organisation's system."""

    trace_id: str
    start: datetime
    processor: str = ""


CURRENT: ContextVar[Trace | None] = ContextVar("samen_trace", default=None)


def begin(traceparent: str = "", processor: str = "") -> Trace:
    """A trace that continues a W3C Trace Context header, or a new one."""
    match = _TRACEPARENT.fullmatch(traceparent)
    return Trace(match[1] if match else secrets.token_hex(16), timezone.now(), processor)
