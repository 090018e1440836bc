"""A server outside the demo, begun as docs/operations.md says, and people with browsers."""

from __future__ import annotations

import base64
import hmac
import os
import re
import socket
import struct
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.live import PROGRAMS, ROOT

ADMINISTRATOR = "first@shelter.example"


def environment(folder: Path, more: dict[str, str]) -> dict[str, str]:
    """The least that an operator sets; without HTTPS, which a browser needs not for localhost."""
    return {name: value for name, value in os.environ.items() if name[:6] != "SAMEN_"} | {
        "SAMEN_SECRET_KEY": "s" * 40,
        "SAMEN_PEPPER": "p" * 40,
        "SAMEN_SECURITY_CONTACT": "mailto:security@samen.example",
        "SAMEN_HTTPS": "no",
        "SAMEN_DATA_DIR": str(folder / "not yet there"),
        "DJANGO_SETTINGS_MODULE": "samen.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        **more,
    }


@contextmanager
def serving(tmp_path: Path, **more: str) -> Iterator[tuple[str, str]]:
    """A server with these settings besides the least; its address and the first password."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    setting = environment(tmp_path, more)

    def admin(*words: str) -> str:
        command = [PROGRAMS / "django-admin", *words]
        return subprocess.run(
            command, env=setting, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    admin("migrate")
    said = admin(
        "add_organisation", "A shelter", "--type", "shelter", "--region", "police_unit:RE02",
        "--administrator", ADMINISTRATOR, "--administrator-name", "First",
    )  # fmt: skip
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [PROGRAMS / "samen", "serve", "--port", str(port), "--workers", "1"],
            env=setting, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    base = f"http://localhost:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{base}/ready", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield base, said.splitlines()[0].rpartition(" ")[2]
    finally:
        server.terminate()
        server.wait()


def code_now(secret: str) -> str:
    """The six digits that an authenticator app shows for a secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Any, base: str) -> None:
        self.base = base
        self.page = browser.new_context(locale="en-GB").new_page()

    def go(self, path: str) -> None:
        """Open a page of the English site."""
        self.page.goto(f"{self.base}/en{path}")

    def send(self, button: str = "main button[type=submit]", **fields: str) -> None:
        """Fill in a form and press its button."""
        for name, value in fields.items():
            self.page.fill(f"main input[name={name}]", value)
        self.page.locator(button).first.click()
        self.page.wait_for_load_state()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def log_in(self, email: str, password: str) -> None:
        """With e-mail address and password."""
        self.go("/werk/")
        self.send(login=email, password=password)

    def set_up_an_app(self, password: str) -> None:
        """Enrol an authenticator app, and find the recovery codes."""
        self.go("/account/2fa/totp/activate/")
        self.send(password=password)  # proves once more that it is them
        secret = re.search(r'value="([A-Z2-7]{32})"', self.page.content())
        assert secret is not None
        self.send(code=code_now(secret.group(1)))
        assert "10 out of 10 recovery codes" in self.text

    def reaches(self, path: str) -> bool:
        """Whether the page is theirs to see."""
        self.go(path)
        return self.page.url == f"{self.base}/en{path}"
