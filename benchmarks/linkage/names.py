"""Names of many languages: quality and microseconds a pair, beside the peers on the same pairs.

    python -m benchmarks.linkage.names [PYTHON]     # PYTHON: an environment with nomenklatura

First the generator's eleven languages, then ``names_by_hand.csv``: 238 pairs of fifteen
languages written by hand without the generator (pairs of one person, and of two people whose
names are close). Nobody is meant.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from benchmarks.linkage.speed import cpu

from samen.engines.linkage.encode import name_similarities
from samen.engines.linkage.synthetic import LANGUAGES, name_pairs

Pairs = list[tuple[str, str]]


def score(same: np.ndarray, hard: np.ndarray, random: np.ndarray) -> tuple[float, float, float]:
    """(cut at 0.2 % random false positives, recall there, AUC on hard negatives)."""
    cut = float(np.nextafter(np.quantile(random, 0.998), 2))
    auc = float((same[:, None] > hard[None]).mean() + (same[:, None] == hard[None]).mean() / 2)
    return cut, float((same >= cut).mean()), auc


_PEER = """
import json, sys, time
import numpy as np
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.distance import JaroWinkler
from anyascii import anyascii
from followthemoney import model
from nomenklatura.matching.logic_v2.model import LogicV2
pairs = json.load(sys.stdin)
config = LogicV2.default_config()
n = [0]
def person(name):
    n[0] += 1
    e = model.make_entity("Person"); e.id = f"p{n[0]}"; e.add("name", name); return e
def logic(a, b):
    return LogicV2.compare(person(a), person(b), config).score
def fold(a, b):
    return token_sort_ratio(anyascii(a).lower(), anyascii(b).lower()) / 100
out = {}
for label, method in (("anyascii + token_sort", fold), ("nomenklatura logic-v2", logic)):
    start = time.process_time()
    out[label] = [[method(a, b) for a, b in group] for group in pairs]
    out[label].append((time.process_time() - start) / sum(map(len, pairs)) * 1e6)
json.dump(out, sys.stdout)
"""


def generated(peer: str | None) -> None:
    """Quality and microseconds a pair on generated names of eleven languages."""
    pairs = name_pairs(per_language=60, random=5000, seed=11)
    groups = [[p[-2:] for p in group] for group in (pairs.same, pairs.hard, pairs.random)]
    flat = [p for group in groups for p in group]
    name_similarities(*zip(*flat[:50], strict=True))
    cold = cpu(lambda: name_similarities(*zip(*flat, strict=True)), 1)
    warm = cpu(lambda: name_similarities(*zip(*flat, strict=True)))
    found = [name_similarities(*zip(*group, strict=True)) for group in groups]
    cut, recall, auc = score(found[0], found[1], found[2])
    print(f"samen: recall {recall:.3f} at 0.2 %, AUC hard {auc:.3f}, cut {cut:.2f};"
          f" {cold / len(flat) * 1e6:.1f} us a pair first time, {warm / len(flat) * 1e6:.2f} cached")  # fmt: skip  # noqa: E501
    for language in LANGUAGES:
        s = found[0][[k for k, p in enumerate(pairs.same) if p[0] == language]]
        h = found[1][[k for k, p in enumerate(pairs.hard) if p[0] == language]]
        print(f"  {language}: recall {(s >= cut).mean():.2f}, AUC {score(s, h, found[2])[2]:.2f}")
    if peer:
        show_peers(peer, groups)


def show_peers(peer: str, groups: list[Pairs]) -> None:
    """The peers on the same pairs, in their own environment."""
    answer = subprocess.run(
        [peer, "-c", _PEER], input=json.dumps(groups), capture_output=True, text=True, check=True
    )
    for label, (same, hard, random, us) in json.loads(answer.stdout).items():
        _, recall, auc = score(np.array(same), np.array(hard), np.array(random))
        print(f"{label}: recall {recall:.3f} at 0.2 %, AUC hard {auc:.3f}; {us:.1f} us a pair")


def by_hand(peer: str | None) -> None:
    """The set written by hand; random pairs are of rows that lie well apart."""
    text = Path(__file__).with_name("names_by_hand.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    same = [(r["left"], r["right"]) for r in rows if r["kind"] == "same"]
    hard = [(r["left"], r["right"]) for r in rows if r["kind"] == "hard"]
    a, b = np.random.default_rng(1).integers(0, len(same), (2, 20_000))
    # Rows beside each other may be the same person written a third way.
    apart = np.abs(a - b) > 3
    random = [(same[i][0], same[j][1]) for i, j in zip(a[apart], b[apart], strict=True)]
    groups = [same, hard, random]
    found = [name_similarities(*zip(*group, strict=True)) for group in groups]
    _, recall, auc = score(found[0], found[1], found[2])
    languages = sorted({r["language"] for r in rows})
    print(
        f"by hand, {len(same)} + {len(hard)} pairs of {len(languages)} languages:"
        f" recall {recall:.3f} at 0.2 %, AUC hard {auc:.3f}"
    )
    if peer:
        show_peers(peer, [same, hard, random[:4000]])


if __name__ == "__main__":
    environment = sys.argv[1] if len(sys.argv) > 1 else None
    generated(environment)
    by_hand(environment)
