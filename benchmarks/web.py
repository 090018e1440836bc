"""The web in one run: cached pages, a report with its argon2id, a list of sealed rows.

``python benchmarks/web.py [SECONDS]`` starts the real server (two gunicorn workers) on a data
folder of its own, and prints a table with the targets. CPU is that of the server's processes, from
``/proc``: on a busy machine it is the fair figure, and ``possible`` is what two free cores would
give of it. The client is this script, on the same machine.

1. a public page from the cache, over kept-open connections, and the same page made anew;
2. whole reports, from the first page to the receipt, with argon2id at full strength;
3. the staff's list of 50 sealed rows out of 10,000, and again after ten times as many reports came
   in at another organisation: what others have must cost us nothing.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from live.browser import Browser, send_report, staff
from live.server import cost, cpu_seconds, environment, server
from live.world import OTHERS, OWN

HERE = Path(__file__).resolve().parent
REPORTS, LISTS = 12, 30
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"


def ask_for_pages(port: int, until: float, counts: list[int]) -> None:
    """Ask for the home page again and again, as cheaply as Python can."""
    done, buffer = 0, bytearray()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while time.monotonic() < until:
            connection.sendall(REQUEST)
            while (end := buffer.find(b"\r\n\r\n")) < 0:
                buffer += connection.recv(65536)
            assert buffer[9:12] == b"200"
            length = int(re.search(rb"(?i)content-length: *(\d+)", buffer).group(1))  # type: ignore[union-attr]
            while len(buffer) < end + 4 + length:
                buffer += connection.recv(65536)
            del buffer[: end + 4 + length]
            done += 1
    counts.append(done)


def cached_pages(port: int, pids: list[int], seconds: float) -> tuple[float, float]:
    """Requests per second, and CPU seconds per request."""
    counts: list[int] = []
    used, start = cpu_seconds(pids), time.monotonic()
    threads = [
        threading.Thread(target=ask_for_pages, args=(port, start + seconds, counts))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - start), (cpu_seconds(pids) - used) / sum(counts)


def in_django(folder: str, what: str) -> None:
    """Make a part of the world, in a process of its own."""
    subprocess.run([sys.executable, "-m", "live.world", what], env=environment(folder), check=True,
                   cwd=HERE)  # fmt: skip


def tell(what: str, measured: str, target: str, met: bool) -> None:
    """One line of the table."""
    print(f"{what:<36}{measured:<60}{target:<14}{'met' if met else 'MISSED'}", flush=True)


def main() -> None:
    """Run and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [Path(sys.executable).parent / "django-admin", "migrate", "--verbosity", "0"],
            env=environment(folder),
            check=True,
        )
        in_django(folder, "make_world")
        with server(folder) as (port, pids):
            cached_pages(port, pids, 1)
            rate, each = cached_pages(port, pids, seconds)
            possible = 2 / each
            here = f"{rate:,.0f}/s here, {1000 * each:.2f} ms CPU"
            told = f"{possible:,.0f}/s possible on 2 cores ({here})"
            tell("cached page", told, ">= 1,500/s", possible >= 1500)
            visitor = Browser(port)
            rendered = cost(pids, lambda: visitor.get("/?x"), 20)
            told = f"{1000 * rendered:.1f} ms CPU ({rendered / each:.0f} times the cached page)"
            tell("the same page, rendered", told, "-", True)
            report = cost(pids, lambda: send_report(port), REPORTS // 3)
            tell("report, incl. argon2id", f"{report:.3f} s CPU", "<= 0.25 s", report <= 0.25)
            browser = staff(port)
            alone = cost(pids, lambda: browser.get("/werk/meldingen/"), LISTS)
            told = f"{1000 * alone:.0f} ms CPU"
            tell(f"50 sealed rows of {OWN:,}", told, "<= 60 ms", alone <= 0.06)
        in_django(folder, "copy_to_other")
        with server(folder) as (port, pids):
            browser = staff(port)
            among = cost(pids, lambda: browser.get("/werk/meldingen/"), LISTS)
            told = f"{1000 * among:.0f} ms CPU ({among / alone:.2f} times)"
            tell(
                f"the same beside {OTHERS:,} of others", told, "<= 1.2 times", among <= 1.2 * alone
            )
    print(f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
