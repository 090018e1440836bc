"""Somebody else's world: the noisy lists of ``pseudopeople`` (BSD-3-Clause) with their truth.

It needs an older SciPy, so it lives in an environment of its own and hands over CSV:

    PEER/bin/python -m benchmarks.linkage.pseudo make FOLDER     # in the peer's environment
    python -m benchmarks.linkage.pseudo link FOLDER
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import Any

COLUMNS = ("simulant_id", "first_name", "middle_initial", "last_name", "date_of_birth", "sex",
           "street_number", "street_name", "zipcode", "ssn")  # fmt: skip
FEW = ("name", "born", "sex")
FIELDS: dict[str, Any] = {
    "name": {"columns": ["first_name", "last_name"]},
    "born": {"kind": "date", "columns": ["date_of_birth"]},
    "sex": {"columns": ["sex"]},
    "address": {"kind": "address", "columns": ["street_number", "street_name", "zipcode"]},
    "ssn": {"kind": "identifier", "columns": ["ssn"]},
}


def make(folder: Path) -> None:
    """Write census, social security, tax (W-2) and WIC lists as CSV."""
    import pseudopeople as psp

    lists = {
        "census": psp.generate_decennial_census(seed=1),
        "w2": psp.generate_taxes_w2_and_1099(seed=1),
        "wic": psp.generate_women_infants_and_children(seed=1),
    }
    security = psp.generate_social_security(seed=1)
    lists["security"] = security.drop_duplicates("simulant_id", keep="first")
    for name, table in lists.items():
        out = table.copy()
        rename = {
            c: c.replace("employee_", "").replace("mailing_address_", "") for c in out.columns
        }
        out = out.rename(columns=rename)
        for column in COLUMNS:
            if column not in out:
                out[column] = ""
        out = out[list(COLUMNS)].drop_duplicates("simulant_id" if name == "w2" else list(COLUMNS))
        out.insert(0, "id", range(len(out)))
        out.to_csv(folder / f"{name}.csv", index=False)


def american_date(text: str) -> str:
    """MM/DD/YYYY and YYYYMMDD as ISO, whatever cannot be right as it is."""
    digits = "".join(c for c in text if c.isdigit())
    if "/" in text and len(digits) == 8:
        return f"{digits[4:]}{digits[:4]}"
    return digits


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """One list as rows for ``table_of``."""
    with (folder / f"{name}.csv").open(encoding="utf-8") as file:
        return [
            {**row, "__source": name, "date_of_birth": american_date(row["date_of_birth"])}
            for row in csv.DictReader(file)
        ]


def run(folder: Path) -> None:
    """Link census and social security, then four lists, and estimate."""
    import numpy as np

    from samen.engines import mse
    from samen.engines.linkage import capture_histories, evaluate, link, spec_from_mapping
    from samen.engines.linkage.linking import table_of
    from samen.engines.linkage.read import SOURCE

    few = {name: FIELDS[name] for name in FEW}
    spec = spec_from_mapping({"id": "id", "link": "link", "fields": few})
    both = rows(folder, "census") + rows(folder, "security")
    person = np.unique([r["simulant_id"] for r in both], return_inverse=True)[1]
    start = time.process_time()
    linked = link(table_of(both, spec), spec, lenient=True)
    cpu = time.process_time() - start
    found = evaluate(linked, person)
    print(f"census x social security, names, birth date, sex: P {found.pairs.precision:.3f}"
          f" R {found.pairs.recall:.3f} F1 {found.pairs.f1:.4f} best {found.best.f1:.4f}, {cpu:.1f} CPU-s")  # fmt: skip  # noqa: E501
    spec = spec_from_mapping({"id": "id", "link": "link", "fields": FIELDS})
    names = ("census", "w2", "security")
    everyone = [r for name in names for r in rows(folder, name)]
    linked = link(table_of(everyone, spec), spec, lenient=True)
    person = np.unique([r["simulant_id"] for r in everyone], return_inverse=True)[1]
    histories = capture_histories(linked)
    true: dict[str, int] = {}
    for row in everyone:
        true[row["simulant_id"]] = true.get(row["simulant_id"], 0) | 1 << histories.lists.index(
            row[SOURCE]
        )
    print("clusters", evaluate(linked, person).clusters)
    print(
        "linked table", dict(zip(histories.masks.tolist(), histories.counts.tolist(), strict=True))
    )
    print("true table  ", {m: list(true.values()).count(m) for m in sorted(set(true.values()))})
    for label, table in (("linked", dict(zip(histories.masks.tolist(), histories.counts.tolist(), strict=True))),  # noqa: E501
                         ("true", {m: list(true.values()).count(m) for m in set(true.values())})):  # fmt: skip  # noqa: E501
        lists = mse.Lists.from_counts(list(histories.lists), {
            tuple(n for i, n in enumerate(histories.lists) if m >> i & 1): c for m, c in table.items()})  # fmt: skip  # noqa: E501
        print(label, "estimate", mse.stepwise(lists, seed=1).total)


if __name__ == "__main__":
    (make if sys.argv[1] == "make" else run)(Path(sys.argv[2]))
