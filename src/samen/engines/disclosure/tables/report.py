"""The report a privacy officer reads and signs before a table goes out."""

from __future__ import annotations

from collections.abc import Sequence

from samen.engines.disclosure.tables.bounds import LARGE
from samen.engines.disclosure.tables.protected import Protected
from samen.engines.disclosure.tables.settings import Settings
from samen.engines.disclosure.tables.status import Status

_METHOD = {
    "suppress": "Small counts and what would give them away are hidden.",
    "round": "Small counts are hidden, all other figures are rounded to a multiple of {base}; "
    "every total is still the sum of its parts.",
    "perturb": "Every figure differs from its count by at most {noise}; the same cell with the "
    "same count always differs by the same.",
}


def report(protected: Sequence[Protected]) -> str:
    """Markdown: settings, numbers, what an attacker can infer, what was checked, a signature.

    Contains true counts: for the privacy officer, not for publication.
    """
    settings, found = protected[0].settings, protected[0].audit
    lines = [
        "# Disclosure control report",
        "",
        "**Contains true counts. Not for publication.**",
        "",
        _METHOD[settings.method].format(base=settings.base, noise=settings.noise),
        _rule(settings),
        "",
        "| table | cells | shown | hidden: small | hidden: to protect those |",
        "|---|--:|--:|--:|--:|",
    ]
    for one in protected:
        numbers = [int((one.status == status).sum()) for status in Status]
        lines.append(
            f"| {one.table.name} | {one.status.size} | " + " | ".join(map(str, numbers)) + " |"
        )
    if settings.method == "suppress":
        lines += [
            "",
            f"No pattern hides fewer than {protected[0].at_least} cells besides the small ones.",
        ]
        if protected[0].greedy:
            lines.append(
                "The tables are too large to look for the fewest: cells were hidden one after the "
                "other."
            )
    lines += ["", "## Audit", ""]
    lines.append(
        "Audited together with: " + ", ".join(found.against) + "."
        if found.against
        else "No earlier release was given: nothing is said about differences with one."
    )
    if found.unused:
        lines.append(
            "Hidden counts were revised since, so that some equations no longer hold, of: "
            + ", ".join(found.unused)
            + "."
        )
    lines.append("")
    if found.clean:
        lines.append(
            f"**Clean.** All {len(found.cells)} hidden or small cells are uncertain enough."
        )
    else:
        lines.append(f"**Not clean: {len(found.exposed)} cells can be bounded too narrowly.**")
    if len(found.cells) > LARGE:
        lines += [
            "",
            "So many hidden cells hang together that these intervals are what was shown to fit:",
            "a reader's own are at least as wide.",
        ]
    lines += [
        "",
        "| table | cell | status | count | attacker's least | attacker's greatest | enough |",
        "|---|---|---|--:|--:|--:|---|",
    ]
    for cell in found.cells:
        high = "no limit" if cell.high is None else str(cell.high)
        count = "unknown" if cell.count is None else str(cell.count)
        lines.append(
            f"| {cell.table} | {' × '.join(cell.members)} | {cell.status.name.lower()} | {count} | "
            f"{cell.low} | {high} | {'no' if cell.exposed else 'yes'} |"
        )
    lines += [
        "",
        "## What this does not cover",
        "",
        "- Somebody who knows further counts from elsewhere (his own clients) can subtract them.",
        "- Tables of other organisations about the same people, unless given as earlier release.",
        "- A zero is shown as zero: that nobody was registered is not hidden.",
        "",
        "Approved by: ______________________  Date: ______________",
        "",
    ]
    return "\n".join(lines)


def _rule(settings: Settings) -> str:
    return (
        f"A count from 1 to {settings.threshold - 1} is small; readers must not be able to bound "
        f"it closer than {settings.margin:.0%} of itself (at least 1) both ways."
    )
