"""The web in one run: cached pages, a report with its argon2id, a list of sealed rows.

``python benchmarks/web.py [SECONDS]`` starts the real server (two gunicorn workers) on a data
folder of its own, and prints a table with the targets. CPU is that of the server's processes, from
``/proc``: on a busy machine it is the fair figure, and ``possible`` is what two free cores would
give of it. The client is this script, on the same machine.

1. a public page from the cache, over kept-open connections;
2. whole reports, from the first page to the receipt, with argon2id at full strength;
3. the staff's list of 50 sealed rows out of 10,000, and again after ten times as many reports came
   in at another organisation: what others have must cost us nothing.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
OWN, OTHERS = 10_000, 100_000
REPORTS = 12
PASSWORD, PHRASE = "a long phrase for a benchmark", "four words for a vault"


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
    """User and system time of processes so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(folder: str) -> Iterator[tuple[int, list[int]]]:
    """Two workers; the port, and the process ids."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [Path(sys.executable).parent / "gunicorn", "-w", "2", "-k", "gthread", "--threads", "4",
         "--keep-alive", "30", "--no-control-socket", "-b", f"127.0.0.1:{port}",
         "samen.config.wsgi:application"],
        env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
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


class Browser:
    """A plain HTTP client that keeps cookies and the connection."""

    def __init__(self, port: int) -> None:
        for _ in range(100):
            try:
                self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                self._connection.connect()
                break
            except OSError:
                time.sleep(0.2)
        self.cookies: dict[str, str] = {}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, page

    def get(self, path: str) -> str:
        """A page that must be there."""
        status, page = self._send("GET", path, None)
        assert status == 200, (path, status)
        return page

    def post(self, path: str, **data: str) -> None:
        """A form that must be accepted."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrf", "")}
        status, _ = self._send("POST", path, urlencode(data | token))
        assert status == 302, (path, status)


def send_report(port: int, what: str = "The curtains are always closed.") -> str:
    """One report from the first page to the receipt."""
    browser = Browser(port)
    browser.get("/f/")
    browser.post("/f/", perspective="other")
    browser.post("/f/2", form_of_exploitation="SEX-X")
    browser.post("/f/3", what=what, when="", where="")
    browser.post("/f/4", municipality="GM0153", minor="no", danger="no")
    browser.post("/f/5", people="")
    browser.post("/f/6", next="1")
    browser.post("/f/7", consent="anonymous")
    browser.get("/f/overzicht")
    browser.post("/f/overzicht")
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", browser.get("/f/nummer"))
    browser.close()
    assert found is not None
    return found.group()


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


def cost(pids: list[int], act: Callable[[], object], times: int) -> float:
    """Smallest of three: CPU seconds of the server per act."""
    measured = []
    for _ in range(3):
        before = cpu_seconds(pids)
        for _ in range(times):
            act()
        measured.append((cpu_seconds(pids) - before) / times)
    return min(measured)


def in_django(folder: str, what: str) -> str:
    """Run a part of this file that needs Django, in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, what],
        env=environment(folder) | {"PYTHONPATH": str(ROOT / "src")},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return run.stdout


def make_world() -> None:
    """Two organisations of a kind, one member, and 10,000 sealed reports at the first."""
    from samen.guidance.public import load_content
    from samen.platform.organisations.public import Role, add_member, add_organisation
    from samen.platform.vault.public import found_vault, let_in, set_phrase

    load_content()
    ids = {}
    for name, unit in (("own", "RE02"), ("other", "RE07")):
        made = add_organisation(name=name, kind="care_coordination", region=("police_unit", unit))
        vault, _ = found_vault(organisation_id=made.id)
        ids[name] = str(made.id)
        if name == "own":
            member = add_member(
                None, organisation_id=made.id, email="own@samen.example", name="Own",
                roles=[Role.INTAKE_WORKER], password=PASSWORD,
            )  # fmt: skip
            set_phrase(member_id=member.id, phrase=PHRASE)
            let_in(vault, member_id=member.id)
    fill("GM0153", OWN)


def fill(municipality: str, reports: int) -> None:
    """Sealed reports by the verb itself; only the receipt's argon2id is left out."""
    from django.db import transaction

    from samen.reporting.public import store_report, unreachable

    answers = {
        "perspective": "other", "form_of_exploitation": "SEX-X", "what": "Closed curtains. " * 10,
        "municipality": municipality, "minor": "no", "danger": "no", "consent": "anonymous",
    }  # fmt: skip
    with transaction.atomic():
        for _ in range(reports):
            store_report(answers=answers, language="nl", slip=unreachable())


def copy_to_other(times: int) -> None:
    """Ten times as many reports at the other organisation, copied row by row in SQL.

    Their ciphertexts are short and open nothing, which nobody notices: nobody may open them.
    """
    from django.db import connection

    from samen.platform.organisations.public import partners

    ids = {row.name: row.id.hex for row in partners()}
    theirs, fresh = f"'{ids['other']}'", "lower(hex(randomblob(16)))"
    changes = {
        ("reporting_report", "t.id = c.old_report"): {
            "id": "c.report",
            "receiver_id": theirs,
            "receipt_lookup": "randomblob(32)",
        },
        ("vault_sealedpart", "t.id = c.old_part"): {
            "id": "c.part",
            "subject_id": "c.report",
            "owner_id": theirs,
            "ciphertext": "zeroblob(64)",
        },
        ("vault_grant", "t.part_id = c.old_part AND t.holder_kind = 'organisation'"): {
            "id": fresh,
            "part_id": "c.part",
            "holder_id": theirs,
        },
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE TEMP TABLE copies AS
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times})
            SELECT r.id AS old_report, p.id AS old_part, {fresh} AS report, {fresh} AS part
            FROM reporting_report r JOIN vault_sealedpart p
            ON p.subject_id = r.id AND p.kind = 'report', n WHERE r.receiver_id = %s""",
            [ids["own"]],
        )
        for (table, join), changed in changes.items():
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            names = [column[0] for column in cursor.description]
            values = ", ".join(changed.get(name, f"t.{name}") for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) "
                f"SELECT {values} FROM copies c JOIN {table} t ON {join}"
            )
        cursor.execute(
            "SELECT count(*) FROM reporting_report WHERE receiver_id = %s", [ids["other"]]
        )
        assert cursor.fetchone()[0] >= times * OWN
        cursor.execute("ANALYZE")


def staff(port: int) -> Browser:
    """A member with an open vault."""
    browser = Browser(port)
    browser.get("/account/login/")
    browser.post("/account/login/", login="own@samen.example", password=PASSWORD)
    browser.get("/werk/kluis/")
    browser.post("/werk/kluis/", phrase=PHRASE)
    page = browser.get("/werk/meldingen/")
    assert len(re.findall(r'<th scope="row"><a href="[^"]+">Closed curtains', page)) == 50
    return browser


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
            report = cost(pids, lambda: send_report(port), REPORTS // 3)
            tell("report, incl. argon2id", f"{report:.3f} s CPU", "<= 0.25 s", report <= 0.25)
            browser = staff(port)
            alone = cost(pids, lambda: browser.get("/werk/meldingen/"), 10)
            told = f"{1000 * alone:.0f} ms CPU"
            tell(f"50 sealed rows of {OWN:,}", told, "<= 60 ms", alone <= 0.06)
        in_django(folder, "copy_to_other")
        with server(folder) as (port, pids):
            browser = staff(port)
            among = cost(pids, lambda: browser.get("/werk/meldingen/"), 10)
            told = f"{1000 * among:.0f} ms CPU ({among / alone:.2f} times)"
            tell(
                f"the same beside {OTHERS:,} of others", told, "<= 1.2 times", among <= 1.2 * alone
            )
    print(f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    if sys.argv[1:] in (["make_world"], ["copy_to_other"]):
        import django

        django.setup()
        make_world() if sys.argv[1] == "make_world" else copy_to_other(OTHERS // OWN)
    else:
        main()
