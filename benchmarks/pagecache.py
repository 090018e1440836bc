"""Cached public pages: requests per second of two gunicorn workers, and CPU per request.

``python benchmarks/pagecache.py [SECONDS]`` starts the real server on an empty demo data folder,
asks for the home page over kept-open connections, and prints a table. The client shares the
machine, so the CPU figure is the fair one; ``possible`` is what two free cores would give.
The third row is the same page with the cache switched off, in the same run.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PORT = 8790
CONNECTIONS = 8
WORKERS = 2
REQUEST = b"GET /%s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of processes so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def read_answer(connection: socket.socket, buffer: bytearray) -> int:
    """Read one answer; its status."""
    while (end := buffer.find(b"\r\n\r\n")) < 0:
        buffer += connection.recv(65536)
    head = bytes(buffer[:end]).lower()
    start = head.index(b"content-length:") + 15
    length = int(
        head[start : head.index(b"\r\n", start)] if b"\r\n" in head[start:] else head[start:]
    )
    while len(buffer) < end + 4 + length:
        buffer += connection.recv(65536)
    del buffer[: end + 4 + length]
    return int(head[9:12])


def ask(path: bytes, until: float, counts: list[int]) -> None:
    """Ask for one page again and again."""
    done, buffer = 0, bytearray()
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        while time.monotonic() < until:
            connection.sendall(REQUEST % path)
            if (status := read_answer(connection, buffer)) != 200:
                raise SystemExit(f"status {status}")
            done += 1
    counts.append(done)


def measure(pids: list[int], path: bytes, seconds: float) -> tuple[float, float]:
    """Requests per second, and server CPU in milliseconds per request."""
    counts: list[int] = []
    before, start = cpu_seconds(pids), time.monotonic()
    threads = [
        threading.Thread(target=ask, args=(path, start + seconds, counts))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, used = time.monotonic() - start, cpu_seconds(pids) - before
    return sum(counts) / elapsed, 1000 * used / sum(counts)


def main() -> None:
    """Run and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "SAMEN_DEMO": "yes",
            "SAMEN_HTTPS": "no",
            "SAMEN_DATA_DIR": folder,
            "SAMEN_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "samen.config.settings",
        }
        bin_folder = Path(sys.executable).parent
        for command in ("migrate", "load_content"):
            subprocess.run(
                [bin_folder / "django-admin", command],
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        server = subprocess.Popen(
            [
                bin_folder / "gunicorn",
                "-w",
                str(WORKERS),
                "-k",
                "gthread",
                "--threads",
                "4",
                "--keep-alive",
                "30",
                "-b",
                f"127.0.0.1:{PORT}",
                "samen.config.wsgi:application",
            ],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            time.sleep(6)
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            pids = [int(pid) for pid in children]
            measure(pids, b"", 1)
            print(f"{'page':<34}{'requests/s':>12}{'CPU ms':>9}{'possible/s on 2 cores':>24}")
            for label, path in (("home, from the cache", b""), ("home, rendered (?x)", b"?x")):
                rate, cost = measure(pids, path, seconds)
                print(f"{label:<34}{rate:>12,.0f}{cost:>9.3f}{2000 / cost:>24,.0f}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
