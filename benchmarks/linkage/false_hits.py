"""False hits per query: coincidence rates of match keys, and recall at a stated number of them.

python -m benchmarks.linkage.false_hits --febrl DIR 50000
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
from benchmarks.linkage import febrl, generated

from samen.engines.linkage import link, spec_from_mapping
from samen.engines.linkage.hitnohit import BUCKET_LIMIT, Stored, coincidence_rates
from samen.engines.linkage.matchkeys import match_keys, persons_of
from samen.engines.linkage.read import ID, ROW, SOURCE

FIELDS = {
    "name": {"columns": ["given_name", "surname"]},
    "born": {"kind": "date", "columns": ["date_of_birth"]},
    "address": {"kind": "address", "columns": ["street", "street_number", "postcode"]},
}


def main() -> None:
    """Rates among different persons, then recall against false hits in the whole register."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    febrl.add_option(parser)
    parser.add_argument("records", type=int, nargs="?", default=50_000)
    given = parser.parse_args()
    n = given.records
    table, person = generated.make(n, given.febrl)
    table = table.append_column(SOURCE, pa.array(["register"] * n))
    table = table.append_column(ROW, pa.array(range(n))).append_column(ID, table["id"])
    counts = np.bincount(person)
    true = int((counts * (counts - 1) // 2).sum())
    first = np.unique(person, return_index=True)[1]
    for label, names in (("nda", ("name", "born", "address")), ("nd", ("name", "born"))):
        spec = spec_from_mapping({"id": "id", "fields": {k: FIELDS[k] for k in names}})
        keys = [match_keys(p) for _, p in persons_of(table, spec, lenient=True)] if label else []
        buckets: dict[bytes, list[tuple[int, str]]] = defaultdict(list)
        for row, found in enumerate(keys):
            for kind, key in found:
                buckets[key].append((row, kind))
        kept = set(first.tolist())
        apart = [
            [Stored(key[:16], kind, "s", str(row)) for row, kind in rows if row in kept]
            for key, rows in buckets.items()
            if len(rows) > 1
        ]
        rates = coincidence_rates(apart, {"s": len(kept)})
        print(
            f"{label}: rates for 1..5 key types {[f'{r:.2g}' for r in rates]} ({len(kept):,} persons)"  # noqa: E501
        )
        agreed: Counter[tuple[int, int]] = Counter()
        seen: set[tuple[int, int, str]] = set()
        for rows in buckets.values():
            if 1 < len(rows) <= BUCKET_LIMIT:
                for i, (a, kind) in enumerate(rows):
                    for b, _ in rows[i + 1 :]:
                        if a != b and (a, b, kind) not in seen:
                            seen.add((a, b, kind))
                            agreed[a, b] += 1
        for needed in range(1, 6):
            pairs = [p for p, k in agreed.items() if k >= needed]
            right = sum(person[a] == person[b] for a, b in pairs)
            print(
                f"  tokens, >= {needed} types: recall {right / true:.3f}, false hits a query {2 * (len(pairs) - right) / n:.5f}"  # noqa: E501
            )
        linked = link(table, spec, lenient=True)
        left, right_ = linked.scored["left"].to_numpy(), linked.scored["right"].to_numpy()
        order = np.argsort(-linked.scored["match_probability"].to_numpy(), kind="stable")
        ok = (person[left] == person[right_])[order]
        false = 2 * np.cumsum(~ok) / n
        for allowed in (0.001, 0.01, 0.1):
            place = int(np.searchsorted(false, allowed, side="right"))
            print(
                f"  in the clear, <= {allowed} false hits a query: recall {ok[:place].sum() / true:.3f}"  # noqa: E501
            )


if __name__ == "__main__":
    main()
