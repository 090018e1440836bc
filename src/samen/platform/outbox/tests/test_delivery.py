"""What goes over the wire, against a real server on this machine."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from samen.platform.outbox import tasks


@pytest.fixture
def receiver(monkeypatch):
    """A server that answers with the status in its path, and the requests it got."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers["Content-Type"], json.loads(body)))
            self.send_response(int(self.path[1:]))
            self.send_header("Location", "/200")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # The wire is plain HTTP here: the certificate is not what is tested.
    monkeypatch.setattr(tasks, "SCHEME", "http")
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()


EVENT = {"specversion": "1.0", "id": "1", "source": "https://x.example", "type": "nl.samen.test"}


@pytest.mark.parametrize(
    ("status", "arrived"), [(200, True), (204, True), (302, False), (404, False), (503, False)]
)
def test_only_a_2xx_answer_counts_and_a_redirect_is_not_followed(receiver, status, arrived):
    address, got = receiver
    assert tasks.send(f"{address}/{status}", EVENT) is arrived
    assert got == [("application/cloudevents+json", EVENT)]


def test_a_plain_http_address_is_refused():
    assert tasks.send("http://127.0.0.1:9/", EVENT) is False


def test_an_unreachable_receiver_is_a_failure_not_an_error():
    assert tasks.send("https://127.0.0.1:9/", EVENT) is False
