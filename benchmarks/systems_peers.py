"""What ``systems.py`` measures beside: a plain NumPy loop, PySD and FCMpy."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from samen.engines.systems import Model
from samen.engines.systems.formats import xmile
from samen.engines.systems.network import network_of
from samen.engines.systems.plan import Plan


def naive_run(made: Plan, seed: int) -> np.ndarray:
    """One run as a first implementation has it: a NumPy loop over the steps, bounded."""
    stream = np.random.default_rng(seed)
    network = made.network
    tau = stream.choice([3, 1, 0.5, 0.25], network.source.size)
    weight = network.link_weights(made.attenuation) * stream.lognormal(0, 0.35, tau.size)
    decay = np.exp(-made.step / tau)
    y, d = np.zeros(tau.size), np.zeros(network.nodes)
    room_up, room_down = 1 - network.baseline, network.baseline
    steps = made.forcing.shape[1]
    out = np.empty((steps, network.nodes))
    for step in range(steps):
        y = decay * y + (1 - decay) * weight * d[network.source]
        z = np.bincount(network.target, weights=y, minlength=network.nodes) + made.forcing[0, step]
        c = np.where(z > 0, room_up, room_down)
        d = c * np.tanh(z / c)
        out[step] = d
    return out


PEERS = r"""
import json, sys, time, warnings, logging
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
folder, runs = sys.argv[1], int(sys.argv[2])
answer = {}
try:
    import pysd
    model = pysd.read_xmile(folder + "/model.xmile")
    def once():
        wanted = ["v0", "v1", "v2"]
        return model.run(params={"push_v0": 0.2}, return_columns=wanted, time_step=1 / 16)
    found = once()
    times = []
    for _ in range(3):
        start = time.process_time()
        for _ in range(runs): found = once()
        times.append((time.process_time() - start) / runs)
    answer["pysd"] = {"version": pysd.__version__, "rate": 1 / min(times),
                      "final": [float(found[n].iloc[-1]) for n in ("v0", "v1", "v2")]}
except Exception as error:
    answer["pysd"] = {"error": repr(error)[:200]}
try:
    import numpy as np, pandas as pd
    from importlib.metadata import version
    from fcmpy import FcmSimulator
    matrix = np.load(folder + "/matrix.npy")
    names = ["v%d" % n for n in range(len(matrix))]
    frame = pd.DataFrame(matrix, index=names, columns=names)
    state = {name: 0.5 for name in names}
    sim = FcmSimulator()
    def once():
        return sim.simulate(initial_state=state, weight_matrix=frame, transfer="tanh",
                            inference="kosko", thresh=0.0, iterations=160, l=1)
    import io, contextlib
    times = []
    with contextlib.redirect_stdout(io.StringIO()):
        once()
        for _ in range(3):
            start = time.process_time()
            for _ in range(runs): once()
            times.append((time.process_time() - start) / runs)
    answer["fcmpy"] = {"version": version("fcmpy"), "rate": 1 / min(times)}
except Exception as error:
    answer["fcmpy"] = {"error": repr(error)[:200]}
print("ANSWER" + json.dumps(answer))
"""


def peers(python: str, model: Model, runs: int) -> dict[str, dict[str, object]]:
    """Run the peers in their own interpreter, on our own XMILE export and influence matrix."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "model.xmile").write_text(xmile.render(model).text, encoding="utf-8")
        influence = network_of(model).influence(model.settings.attenuation or 1.0)
        np.save(Path(folder, "matrix.npy"), influence.T)
        command = [python, "-c", PEERS, folder, str(runs)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    line = next((x for x in done.stdout.splitlines() if x.startswith("ANSWER")), None)
    if line is None:
        return {"pysd": {"error": done.stderr[-200:]}, "fcmpy": {"error": done.stderr[-200:]}}
    return json.loads(line.removeprefix("ANSWER"))
