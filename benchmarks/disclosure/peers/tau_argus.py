"""tau-ARGUS (pytauargus) on a CSV of records: counts of cells per status, CPU seconds, pattern."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from pathlib import Path

from pytauargus import protect

path, dimensions, method = sys.argv[1], sys.argv[2].split(","), sys.argv[3]
with Path(path).open(encoding="utf-8") as file:
    rows = [{**{d: row[d] for d in dimensions}, "n": 1} for row in csv.DictReader(file)]
spec = {"MOD": "MOD(1,5,1,1,1)", "OPT": "OPT(1,5)"}[method]
start = time.process_time()
with tempfile.TemporaryDirectory() as folder:
    result = protect(
        rows, dimensions, response="n", safety_rules="FREQ(10,30)", suppress=spec, workdir=folder
    )
    status = list(result.tables[0].status())
seconds = time.process_time() - start
kinds = {kind: status.count(kind) for kind in sorted(set(status))}
print(
    json.dumps({"seconds": seconds, "primary": kinds.get("U", 0), "secondary": kinds.get("M", 0)})
)
