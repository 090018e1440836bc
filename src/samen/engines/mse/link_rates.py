"""How often linking goes wrong, and what that means for two lists."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from samen.kernel.errors import InvalidInput, Problem, raise_if_any

from .lists import Lists


@dataclass(frozen=True, slots=True)
class LinkErrors:
    """How often linking goes wrong, per list, in the order of the lists.

    missed: probability that a record is not linked to the other records of its person, 0 to 1.
    false: probability that a record left without links is joined to somebody else, 0 to 1.
    checked: number of record pairs the rates were measured on; the rates then vary in the
    replicates as Beta(rate * checked + 1/2, ...). None: the rates are known.
    """

    missed: tuple[float, ...]
    false: tuple[float, ...]
    checked: int | None = None

    def only(self, places: Sequence[int]) -> LinkErrors:
        """The rates of some of the lists."""
        chosen = [tuple(rates[place] for place in places) for rates in (self.missed, self.false)]
        return LinkErrors(chosen[0], chosen[1], self.checked)

    @staticmethod
    def parse(
        names: Sequence[str], missed: str | None, false: str | None, checked: int | None = None
    ) -> LinkErrors:
        """Read one rate for all lists, ``0.08``, or rates by name, ``police=0.05,shelter=0.1``.

        One missed rate is of pairs of records (:meth:`same`); rates by name are of records. Lists
        without a name have rate 0. Raises :class:`InvalidInput` with everything wrong.
        """
        problems: list[Problem] = []
        lost, lost_pairs = _rates("--missed", names, missed, problems)
        wrong, _ = _rates("--false-links", names, false, problems)
        if checked is not None and checked < 1:
            problems.append(Problem("--links-checked", "must be 1 or more", checked, "range"))
        raise_if_any(problems)
        if lost_pairs:
            lost = LinkErrors.same(len(names), lost[0]).missed
        return LinkErrors(lost, wrong, checked)

    @staticmethod
    def same(
        lists: int, missed: float, false: float = 0.0, checked: int | None = None
    ) -> LinkErrors:
        """The same rates for every list.

        ``missed`` is the probability that a pair of records of one person is not linked; each of
        the two records then goes unlinked with probability 1 - sqrt(1 - missed).
        """
        each = 1 - math.sqrt(1 - missed)
        return LinkErrors((each,) * lists, (false,) * lists, checked)


def _rates(
    option: str, names: Sequence[str], text: str | None, problems: list[Problem]
) -> tuple[tuple[float, ...], bool]:
    """The rate per list, and whether one rate was given for all."""
    rule = "must be a rate from 0 to 1, or NAME=RATE for some of the lists"
    rates = dict.fromkeys(names, 0.0)
    pieces = [piece.rpartition("=") for piece in (text or "0").split(",")]
    for label, _, number in pieces:
        name = label.strip()
        try:
            rate = float(number)
        except ValueError:
            rate = math.nan
        if not 0 <= rate < 1 or (not name and len(pieces) > 1):
            problems.append(Problem(option, rule, text, "range"))
        elif not name:
            return (rate,) * len(names), True
        elif name not in rates:
            problems.append(Problem(option, f"must name one of: {', '.join(names)}", name, "list"))
        else:
            rates[name] = rate
    return tuple(rates.values()), False


def read_link_probabilities(content: bytes) -> tuple[list[float], list[float]]:
    """Match probabilities of the pairs that were linked and of those that were not.

    content: CSV with the columns ``probability`` (0 to 1) and ``linked`` (0 or 1), a row per pair
    of records. Raises :class:`InvalidInput` by row and column.
    """
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace")))
    header = rows.fieldnames or ()
    raise_if_any(
        Problem("row 1", f"a column {name} is needed", code="header")
        for name in ("probability", "linked")
        if name not in header
    )
    problems: list[Problem] = []
    found: tuple[list[float], list[float]] = ([], [])
    for number, row in enumerate(rows, start=2):
        try:
            probability = float(row["probability"])
        except (TypeError, ValueError):
            probability = math.nan
        if not 0 <= probability <= 1:
            where = f'row {number}, column "probability"'
            problems.append(Problem(where, "must lie between 0 and 1", row["probability"], "range"))
        if row["linked"] not in ("0", "1"):
            where = f'row {number}, column "linked"'
            problems.append(Problem(where, "must be 0 or 1", row["linked"], "range"))
        found[row["linked"] != "1"].append(probability)
    raise_if_any(problems)
    return found


def rates_from_probabilities(
    linked: Sequence[float], unlinked: Sequence[float], single_records: int
) -> tuple[float, float]:
    """Missed-match and false-match rate from the match probabilities of candidate pairs.

    linked: probabilities of the pairs that were linked. unlinked: of those that were not.
    single_records: records left without a link. The missed rate is the expected share of true
    matches among the pairs not linked; the false rate, expected false links per record that had
    no true match.
    """
    raise_if_any(
        Problem("match probability", "must lie between 0 and 1", float(p), "range")
        for p in (*linked, *unlinked)
        if not 0 <= p <= 1
    )
    true_links, false_links = math.fsum(linked), math.fsum(1 - p for p in linked)
    missed = math.fsum(unlinked)
    matches = true_links + missed
    without_match = max(single_records - 2 * missed, 0.0) + 2 * false_links
    return (
        missed / matches if matches else 0.0,
        false_links / without_match if without_match else 0.0,
    )


def ding_fienberg(
    first: float, second: float, linked: float, *, missed: float, false: float = 0.0
) -> float:
    """Population size from two lists linked with errors.

    first, second: sizes of the lists. linked: records linked. missed: 1 - alpha, probability that
    a true match is not linked. false: beta, probability that a record of the first list without
    match is linked all the same. E[linked] = alpha m + beta (n1 - m); N = n1 n2 / m.

    Raises :class:`InvalidInput` when the rates leave no match, or more than the smaller list.
    """
    alpha = 1 - missed
    if not alpha > false:
        raise InvalidInput(
            Problem("link rates", "true matches must be linked more often than others", missed)
        )
    matches = (linked - false * first) / (alpha - false)
    if not 0 < matches <= min(first, second):
        raise InvalidInput(
            Problem(
                "link rates",
                f"imply {matches:.1f} true matches between lists of {first:.0f} and {second:.0f}",
                code="rates",
            )
        )
    return first * second / matches


def check_errors(lists: Lists, errors: LinkErrors) -> None:
    """Raise :class:`InvalidInput` unless there is one rate per list, each in [0, 1)."""
    problems = [
        Problem(name, f"one rate per list: {lists.lists} needed", len(rates), "length")
        for name, rates in (("missed", errors.missed), ("false", errors.false))
        if len(rates) != lists.lists
    ]
    problems += [
        Problem(f"{name}, list {i + 1}", "must be at least 0 and below 1", rate, "range")
        for name, rates in (("missed", errors.missed), ("false", errors.false))
        for i, rate in enumerate(rates)
        if not 0 <= rate < 1
    ]
    raise_if_any(problems)
