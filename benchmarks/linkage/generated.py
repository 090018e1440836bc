"""A register of any size with known duplicates and the faults of the research note.

80 % of the records are persons, 20 % duplicates with one to four faults: typing errors 62 %, a
field left out 10 %, given name and surname swapped 8 %, day and month swapped or 1 January 8 %,
moved 6 %, other surname 6 %. Names: the frequencies of FEBRL 4, and a tail of names recombined
from their syllables (30 % of given names, 60 % of surnames, 50 % of streets; Zipf 1.3). Births
are even over sixty years. Harder than FEBRL on purpose.

    python -m benchmarks.linkage.generated --febrl DIR 100000 out.csv
"""

from __future__ import annotations

import argparse
import re
import string
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from benchmarks.linkage import febrl

FIELDS = ("given_name", "surname", "date_of_birth", "street_number", "street", "postcode")


def _syllables(name: str) -> list[str]:
    return re.findall(r"[^aeiouy]*[aeiouy]+(?:[^aeiouy]*$)?", name) or [name]


class _Source:
    """Values drawn by frequency from a list, or from a long tail made of its syllables."""

    def __init__(self, values: list[str], tail: float, size: int, rng: np.random.Generator) -> None:
        counts = Counter(v for v in values if v)
        self.common = np.array(list(counts), object)
        self.weight = np.array(list(counts.values()), float) / sum(counts.values())
        parts = [_syllables(v.replace(" ", "")) for v in counts]
        first = [p[0] for p in parts]
        middle = [s for p in parts for s in p[1:-1]] or first
        last = [p[-1] for p in parts if len(p) > 1] or first
        made = {
            rng.choice(first)
            + (rng.choice(middle) if rng.random() < 0.5 else "")
            + rng.choice(last)
            for _ in range(size)
        }
        self.made = np.array(sorted(made), object)
        rng.shuffle(self.made)
        self.tail = tail

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        out = self.common[rng.choice(len(self.common), n, p=self.weight)]
        from_tail = rng.random(n) < self.tail
        ranks = rng.zipf(1.3, int(from_tail.sum())) - 1
        over = ranks >= len(self.made)
        ranks[over] = rng.integers(0, len(self.made), int(over.sum()))
        out[from_tail] = self.made[ranks]
        return out


def _typo(text: str, rng: np.random.Generator) -> str:
    if not text:
        return text
    place = int(rng.integers(len(text)))
    letters = string.digits if text[place].isdigit() else string.ascii_lowercase
    letter = letters[int(rng.integers(len(letters)))]
    kind = int(rng.integers(4))
    if kind == 0:
        return text[:place] + letter + text[place + 1 :]
    if kind == 1:
        return text[:place] + letter + text[place:]
    if kind == 2 and len(text) > 1:
        return text[:place] + text[place + 1 :]
    return text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :] if place else text


def make(n: int, folder: Path, seed: int = 7) -> tuple[pa.Table, np.ndarray]:
    """``n`` records (text columns ``id`` and :data:`FIELDS`) and the person of each.

    ``folder``: the FEBRL files (:mod:`.febrl`).
    """
    rng = np.random.default_rng(seed)
    base = [*febrl.rows(folder, "dataset4a"), *febrl.rows(folder, "dataset4b")]
    tail = min(max(n // 20, 2_000), 60_000)
    given = _Source([r["given_name"] for r in base], 0.3, tail, rng)
    surname = _Source([r["surname"] for r in base], 0.6, tail, rng)
    street = _Source([r["address_1"] for r in base], 0.5, tail, rng)
    postcode = _Source([r["postcode"] for r in base], 0.0, 2, rng)
    persons = round(n * 0.8)

    def fresh(k: int) -> dict[str, np.ndarray]:
        days = rng.integers(0, 60 * 365, k)
        dates = (np.datetime64("1945-01-01") + days.astype("timedelta64[D]")).astype(str)
        return {
            "given_name": given.draw(k, rng),
            "surname": surname.draw(k, rng),
            "date_of_birth": dates.astype(object),
            "street_number": rng.integers(1, 250, k).astype(str).astype(object),
            "street": street.draw(k, rng),
            "postcode": postcode.draw(k, rng),
        }

    data = fresh(persons)
    copies = rng.integers(0, persons, n - persons)
    person = np.concatenate((np.arange(persons), copies))
    columns = {f: np.concatenate((data[f], data[f][copies])) for f in FIELDS}
    moved = fresh(n - persons)
    for k, row in enumerate(range(persons, n)):
        for _ in range(int(rng.integers(1, 5))):
            fault = rng.random()
            if fault < 0.62:
                field = FIELDS[int(rng.integers(6))]
                value = columns[field][row]
                if field == "date_of_birth" and len(value) == 10:
                    place = (0, 1, 2, 3, 5, 6, 8, 9)[int(rng.integers(8))]
                    value = value[:place] + str(rng.integers(10)) + value[place + 1 :]
                    columns[field][row] = value
                else:
                    columns[field][row] = _typo(value, rng)
            elif fault < 0.72:
                columns[FIELDS[int(rng.integers(6))]][row] = ""
            elif fault < 0.80:
                first, last = columns["given_name"][row], columns["surname"][row]
                columns["given_name"][row], columns["surname"][row] = last, first
            elif fault < 0.88:
                value = columns["date_of_birth"][row]
                if len(value) == 10:
                    swap = rng.random() < 0.5
                    columns["date_of_birth"][row] = (
                        f"{value[:4]}-{value[8:]}-{value[5:7]}" if swap else f"{value[:4]}-01-01"
                    )
            elif fault < 0.94:
                for field in ("street_number", "street", "postcode"):
                    columns[field][row] = moved[field][k]
            else:
                columns["surname"][row] = moved["surname"][k]
    order = rng.permutation(n)
    table = pa.table(
        {
            "id": pa.array([str(i) for i in range(n)]),
            **{f: pa.array(columns[f][order], pa.string()) for f in FIELDS},
        }
    )
    return table, person[order]


def main() -> None:
    """Write a generated register with its truth in the last column."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    febrl.add_option(parser)
    parser.add_argument("records", type=int)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    table, person = make(given.records, given.febrl)
    pacsv.write_csv(table.append_column("person", pa.array(person.astype(str))), given.out)


if __name__ == "__main__":
    main()
