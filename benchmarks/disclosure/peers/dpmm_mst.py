"""dpmm's MST on a CSV of whole numbers: writes synthetic records, prints CPU seconds and memory."""

from __future__ import annotations

import json
import resource
import sys
import time

import pandas as pd
from dpmm.pipelines import MSTPipeline

source, target, sizes, epsilon = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4]
frame = pd.read_csv(source)
start = time.process_time()
pipeline = MSTPipeline(epsilon=float(epsilon), delta=1e-6, disable_processing=True, n_jobs=1)
domain = dict(sizes)
pipeline.fit(frame, domain, random_state=1)
made = pipeline.generate(len(frame), random_state=1)
seconds = time.process_time() - start
made.to_csv(target, index=False)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": seconds, "megabytes": memory}))
