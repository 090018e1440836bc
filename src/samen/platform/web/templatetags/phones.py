"""Telephone numbers that can be tapped and that keep their order in right-to-left text."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def tel(number: str) -> SafeString:
    """``0900-8844`` as a link to ``tel:09008844``, shown left to right in any text."""
    return format_html(
        '<a class="phone" href="tel:{}"><bdi dir="ltr">{}</bdi></a>',
        re.sub(r"[^0-9+]", "", number),
        number,
    )
