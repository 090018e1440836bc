"""What signals name, and why two of them may be the same, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samen.casework.domain.entities import Entity
from samen.casework.domain.series import Link

register = template.Library()

REASONS = {
    ("name", "very_alike"): gettext_lazy("names equal or all but equal"),
    ("name", "alike"): gettext_lazy("names alike"),
    ("name", "partly"): gettext_lazy("names partly alike"),
    ("name", "little"): gettext_lazy("names hardly alike"),
    ("name", "different"): gettext_lazy("names unlike"),
    ("kvk", "equal"): gettext_lazy("same KvK number"),
    ("kvk", "slip"): gettext_lazy("KvK numbers one digit apart"),
    ("kvk", "different"): gettext_lazy("another KvK number"),
    ("door", "equal"): gettext_lazy("same address"),
    ("door", "slip"): gettext_lazy("addresses one character apart"),
    ("door", "different"): gettext_lazy("another address"),
    ("phone", "equal"): gettext_lazy("same phone number"),
    ("phone", "slip"): gettext_lazy("phone numbers one digit apart"),
    ("phone", "different"): gettext_lazy("another phone number"),
    ("url", "equal"): gettext_lazy("same web address"),
    ("url", "slip"): gettext_lazy("web addresses one character apart"),
    ("url", "different"): gettext_lazy("another web address"),
}


@register.filter
def entity_line(entity: Entity) -> str:
    """All that is named, on one line."""
    kvk = _("KvK %(number)s") % {"number": entity.kvk} if entity.kvk else ""
    told = (entity.name, kvk, entity.address, entity.phone, entity.url)
    return " · ".join(part for part in told if part)


@register.filter
def link_reasons(link: Link) -> str:
    """Why two are, or may be, the same: what weighs most first."""
    if link.decided:
        return _("A person decided this.")
    told = sorted(link.reasons, key=lambda reason: -abs(reason.bits))
    words = "; ".join(str(REASONS[reason.field, reason.says]) for reason in told)
    percent = min(max(round(100 * link.probability), 1), 99)
    return _("%(reasons)s (by the stated weights about %(percent)s in 100)") % {
        "reasons": words,
        "percent": percent,
    }
