"""The picture of a series: signals per year."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samen.casework.domain.series import Series
from samen.platform.web.figures import image

_STEP, _HEIGHT, _BAR = 34, 64, 20


def timeline(series: Series) -> str:
    """A bar per year with its number above it, as SVG; empty when no day is known."""
    counts = [(year, len({m.subject_id for m in told})) for year, told in series.years]
    if not counts:
        return ""
    most = max(number for _year, number in counts)
    base = _HEIGHT + 18
    parts: list[str] = []
    for place, (year, number) in enumerate(counts):
        middle = place * _STEP + _STEP // 2
        tall = round(_HEIGHT * number / most)
        if number:
            parts.append(
                f'<rect x="{middle - _BAR // 2}" y="{base - tall}" width="{_BAR}" height="{tall}" '
                'rx="2" fill="var(--samen-chart-1)"/>'
                f'<text x="{middle}" y="{base - tall - 4}" text-anchor="middle" font-size="12" '
                f'fill="currentColor">{number}</text>'
            )
        parts.append(
            f'<text x="{middle}" y="{base + 15}" text-anchor="middle" font-size="12" '
            f'fill="currentColor">{year}</text>'
        )
    wide = len(counts) * _STEP
    parts.append(f'<path d="M0 {base}.5H{wide}" stroke="currentColor" stroke-opacity=".4"/>')
    told = ", ".join(f"{year}: {number}" for year, number in counts)
    title = _("Signals per year: %(years)s") % {"years": told}
    return image(f"0 0 {wide} {base + 22}", title, "".join(parts))
