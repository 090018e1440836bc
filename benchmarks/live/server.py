"""The real server on a data folder of its own, and what its processes cost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .browser import Browser


def environment(folder: str) -> dict[str, str]:
    """An operator's settings for a throw-away server."""
    return os.environ | {
        "SAMEN_DEMO": "yes",
        "SAMEN_HTTPS": "no",
        "SAMEN_DATA_DIR": folder,
        "SAMEN_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "samen.config.settings",
    }


def cpu_seconds(pids: list[int]) -> float:
    """Time on a processor of all threads of these processes so far, to the nanosecond."""
    tasks = (task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir())
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def server(folder: str, **settings: str) -> Iterator[tuple[int, list[int]]]:
    """Two workers, with ``settings`` besides; the port, and the process ids."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [Path(sys.executable).parent / "gunicorn", "-w", "2", "-k", "gthread", "--threads", "4",
         "--keep-alive", "30", "--no-control-socket", "-b", f"127.0.0.1:{port}",
         "samen.config.wsgi:application"],
        env=environment(folder) | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while len(children.read_text().split()) < 2:
            time.sleep(0.2)
        pids = [process.pid, *map(int, children.read_text().split())]
        for _ in range(40):  # both workers have loaded the application
            Browser(port).get("/?warm")
        yield port, pids
    finally:
        process.terminate()
        process.wait()


def cost(pids: list[int], act: Callable[[], object], times: int) -> float:
    """Smallest of three: CPU seconds of the server per act."""
    measured = []
    for _ in range(3):
        before = cpu_seconds(pids)
        for _ in range(times):
            act()
        measured.append((cpu_seconds(pids) - before) / times)
    return min(measured)
