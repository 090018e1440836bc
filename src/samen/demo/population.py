"""The synthetic Netherlands: every victim of five years, also those nobody sees.

Pure and seeded. Each year has a hidden population; each victim has traits and a chance to be seen
by each of six lists. The chances are scaled until exactly as many victims are seen as were
registered that year (series B of the National Rapporteur), so that the demo's totals follow the
published series and the hidden part is known: what an estimate of it should find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samen.demo.names import LANGUAGE_WEIGHTS

REGISTERED: Mapping[int, int] = {2020: 984, 2021: 791, 2022: 814, 2023: 868, 2024: 944}
"""Possible victims registered a year: National Rapporteur, via TIP 2022, NRM 2022 and 2025."""

HIDDEN_TIMES = 4.5
"""How many victims there are for each registered one; WODC 2021 found three to four and more."""

LISTS = ("I", "K", "O", "P", "R", "Z")
"""Inspectorate, Marechaussee, other organisations, police, regional coordinators, shelters."""

FORMS = ("SEX-D", "SEX-X", "LAB", "CRIM", "BEG", "UNK")
_FORM_SHARE = (0.17, 0.27, 0.38, 0.11, 0.02, 0.05)
_SEEN: Mapping[str, tuple[float, ...]] = {
    #          I     K     O     P     R     Z
    "SEX-D": (0.00, 0.01, 0.05, 0.50, 0.30, 0.22),
    "SEX-X": (0.01, 0.10, 0.12, 0.45, 0.28, 0.25),
    "LAB": (0.14, 0.05, 0.38, 0.25, 0.16, 0.10),
    "CRIM": (0.01, 0.02, 0.06, 0.40, 0.22, 0.08),
    "BEG": (0.00, 0.02, 0.10, 0.30, 0.20, 0.05),
    "UNK": (0.02, 0.03, 0.15, 0.30, 0.20, 0.08),
}
_FEMALE = {"SEX-D": 0.93, "SEX-X": 0.90, "LAB": 0.36, "CRIM": 0.25, "BEG": 0.5, "UNK": 0.6}
_MEAN_AGE = {"SEX-D": 19.0, "SEX-X": 27.0, "LAB": 34.0, "CRIM": 19.0, "BEG": 30.0, "UNK": 26.0}
_REGION_SHARE: Mapping[str, float] = {
    "RE01": 0.09, "RE02": 0.17, "RE03": 0.12, "RE04": 0.09, "RE05": 0.10,
    "RE06": 0.11, "RE07": 0.13, "RE08": 0.09, "RE09": 0.06, "RE10": 0.04,
}  # fmt: skip
"""Share per police unit, roughly by population."""


@dataclass(frozen=True, slots=True)
class Population:
    """All victims of all years; arrays of one length, one row per victim and year.

    ``seen`` is rows × 6 booleans in the order of :data:`LISTS`; a row without any True is a victim
    nobody registered.
    """

    year: npt.NDArray[np.int64]
    form: npt.NDArray[np.str_]
    region: npt.NDArray[np.str_]
    female: npt.NDArray[np.bool_]
    age: npt.NDArray[np.int64]
    language: npt.NDArray[np.str_]
    day: npt.NDArray[np.int64]
    seen: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.year)

    def registered(self, year: int) -> int:
        """Victims of ``year`` on at least one list."""
        return int(self.seen[self.year == year].any(axis=1).sum())

    def true_total(self, year: int) -> int:
        """Victims of ``year``, seen or not."""
        return int((self.year == year).sum())


def _pick(rng: np.random.Generator, shares: Mapping[str, float], size: int) -> npt.NDArray[np.str_]:
    weights = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares)), size=size, p=weights / weights.sum())


def _scale(chance: npt.NDArray[np.float64], draw: npt.NDArray[np.float64], target: int) -> float:
    """The factor at which exactly ``target`` rows have a draw below their scaled chance."""
    with np.errstate(divide="ignore"):
        # A row is seen from the smallest factor at which one of its six draws falls below.
        threshold = np.sort(np.where(chance > 0, draw / chance, np.inf).min(axis=1))
    return float((threshold[target - 1] + threshold[target]) / 2)


def synthesise(seed: int = 2026) -> Population:
    """The whole population from a seed; the same seed gives the same Netherlands."""
    years: list[dict[str, npt.NDArray[np.generic]]] = []
    for year, registered in REGISTERED.items():
        rng = np.random.default_rng([seed, year])
        size = round(registered * HIDDEN_TIMES)
        form = rng.choice(np.array(FORMS), size=size, p=_FORM_SHARE)
        mean_age = np.array([_MEAN_AGE[code] for code in form])
        age = np.clip(np.round(rng.gamma(9.0, mean_age / 9.0)), 12, 75).astype(np.int64)
        # Some are easier to see than others, for every list alike; shelters see whom a
        # coordinator sees. Both are what makes an estimate from overlaps hard.
        visibility = rng.lognormal(0.0, 0.35, size=size)[:, None]
        chance = np.array([_SEEN[code] for code in form]) * visibility
        draw = rng.random((size, len(LISTS)))
        draw[:, 5] = 0.85 * draw[:, 5] + 0.15 * draw[:, 4]
        factor = _scale(chance, draw, registered)
        years.append(
            {
                "year": np.full(size, year),
                "form": form,
                "region": _pick(rng, _REGION_SHARE, size),
                "female": rng.random(size) < np.array([_FEMALE[code] for code in form]),
                "age": age,
                "language": _pick(rng, LANGUAGE_WEIGHTS, size),
                "day": rng.integers(0, 365, size),
                "seen": draw < chance * factor,
            }
        )
    return Population(
        **{name: np.concatenate([rows[name] for rows in years]) for name in years[0]}  # type: ignore[arg-type]
    )
