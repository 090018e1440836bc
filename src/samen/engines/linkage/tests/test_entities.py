from __future__ import annotations

from samen.engines.linkage.entities import EMPLOYER, for_columns, households, repeats, series_of
from samen.engines.linkage.linking import Linked, link, table_of

ROWS = [
    {
        "id": "1",
        "name": "Bouwbedrijf De Hoek B.V.",
        "kvk": "12345678",
        "address": "Havenkade 3 3011AB",
    },
    {"id": "2", "name": "De Hoek Bouw", "kvk": "12345678", "address": "Havenkade 3, 3011 AB"},
    {"id": "3", "name": "Aspergekwekerij Janssen", "kvk": "", "address": "Dorpsstraat 90 5961CD"},
    {
        "id": "4",
        "name": "Asperges Janssen VOF",
        "kvk": "87654321",
        "address": "Dorpsstraat 90 5961CD",
    },
    {"id": "5", "name": "Nagelstudio Roos", "kvk": "11112222", "address": "Kerkstraat 1 1011AA"},
]
SPEC = for_columns(EMPLOYER, {"employer": ["name"], "kvk": ["kvk"], "address": ["address"]})


def employers() -> Linked:
    spread = [
        {
            "id": f"x{k}",
            "name": f"{w} {k}",
            "kvk": str(20000000 + 37 * k),
            "address": f"{w}weg {k} {2000 + k}XY",
        }
        for k, w in enumerate(["Bakker", "Kwekerij", "Garage", "Hotel", "Wasserij"] * 8)
    ]
    return link(table_of([dict(r, id=r["id"]) for r in ROWS + spread], SPEC), SPEC)


def test_signals_about_one_employer_over_years() -> None:
    linked = employers()
    days = {("records", r["id"]): f"202{k}-01-01" for k, r in enumerate(ROWS)}
    found = series_of(linked, days, lambda source, record: True)
    assert {tuple(r for _, r, _ in s.signals) for s in found} == {("1", "2"), ("3", "4")}


def test_a_hidden_signal_does_not_show_in_the_count() -> None:
    found = series_of(employers(), {}, lambda source, record: record != "2")
    assert all("1" not in {r for _, r, _ in s.signals} for s in found)


def test_households_and_repeats(linked: Linked) -> None:
    homes = households(linked, "address")
    assert all(2 <= len(home) <= 12 for home in homes)
    keys = [tuple(key.split("/")) for key in linked.keys()]  # noqa: SIM118
    days = {(s, r): f"2024-01-{1 + k % 28:02d}" for k, (s, r) in enumerate(keys)}
    again = repeats(linked, days)
    assert all(list(d) == sorted(d) and len(d) > 1 for d in again.values())
