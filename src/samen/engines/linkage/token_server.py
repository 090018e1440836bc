"""The key holder K at an address of its own: a small HTTP service, and how a source asks it.

One question, one answer: ``POST /evaluate`` with the source, the epoch and blinded elements, and
back come evaluated elements with their proofs. A blinded element is a random point of the group:
K, and whoever reads along, learns who asks how much, and nothing else. Who may ask is in a file
of K's with one secret for each deployment; K counts and limits per source and day.

The service speaks plain HTTP to a proxy on its own machine, which does TLS.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from samen.engines.linkage.oprf import OprfError, Proof
from samen.engines.linkage.tokens import Evaluated, KeyHolder
from samen.kernel.errors import InvalidInput, Problem

MOST_BYTES: Final = 4 << 20
"""The longest question: well over a day's limit of elements."""
_SECONDS: Final = 10
_JSON: Final = ("Content-Type", "application/json")
Answer = tuple[str, dict[str, Any]]
Start = Callable[[str, list[tuple[str, str]]], object]


class KeyHolderSilent(Exception):
    """K cannot be reached or answered something that is no answer; nothing was asked of anybody."""


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _refusal(status: str, *problems: Problem) -> Answer:
    told = [{"where": p.where, "rule": p.rule, "code": p.code} for p in problems]
    return status, {"problems": told}


@dataclass(frozen=True, slots=True)
class TokenService:
    """A WSGI application around one :class:`.tokens.KeyHolder`.

    ``secrets``: what a deployment shows (``Authorization: Bearer …``), by its name. A source is
    counted as ``deployment/source``, so that one deployment never uses up another's limit.
    """

    holder: KeyHolder
    secrets: Mapping[str, str] = field(repr=False)
    today: Callable[[], dt.date]

    def __call__(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        """WSGI: one request, one JSON answer."""
        status, body = self._answer(environ)
        start(status, [_JSON, ("Cache-Control", "no-store")])
        return [json.dumps(body).encode()]

    def _answer(self, environ: Mapping[str, Any]) -> Answer:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if (method, path) == ("GET", "/key"):
            return "200 OK", {
                "epoch": self.holder.epoch,
                "public_key": self.holder.public_key.hex(),
            }
        if (method, path) != ("POST", "/evaluate"):
            return _refusal("404 Not Found", Problem(path, "GET /key and POST /evaluate are here"))
        deployment = self._deployment(environ.get("HTTP_AUTHORIZATION", ""))
        if deployment is None:
            return _refusal("401 Unauthorized", Problem("Authorization", "a secret of this K"))
        try:
            size = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if not 0 < size <= MOST_BYTES:
            return _refusal("413 Content Too Large", Problem("body", f"at most {MOST_BYTES} bytes"))
        try:
            asked = json.loads(environ["wsgi.input"].read(size))
            source, epoch = str(asked["source"]), str(asked["epoch"])
            elements = [_bytes(element) for element in asked["elements"]]
        except (ValueError, KeyError, TypeError, binascii.Error):
            return _refusal("400 Bad Request", Problem("body", "source, epoch and elements"))
        try:
            done = self.holder.evaluate(f"{deployment}/{source}", epoch, elements, self.today())
        except InvalidInput as error:
            return _refusal("422 Unprocessable Content", *error.problems)
        except OprfError as error:
            return _refusal("400 Bad Request", Problem("elements", str(error)))
        return "200 OK", {
            "epoch": done.epoch,
            "elements": [_text(element) for element in done.elements],
            "proofs": [_text(bytes(proof)) for proof in done.proofs],
        }

    def _deployment(self, authorization: str) -> str | None:
        shown = authorization.removeprefix("Bearer ").encode()
        known = [name for name, secret in self.secrets.items()
                 if hmac.compare_digest(secret.encode(), shown)]  # fmt: skip
        return known[0] if known else None


@dataclass(frozen=True, slots=True)
class RemoteKeyHolder:
    """K at another address, as a :class:`.tokens.TokenServer`.

    ``epoch`` and ``public_key`` are what K published once, not what it says now: an answer made
    with another key is refused by its proof.
    """

    address: str
    secret: str = field(repr=False)
    epoch: str
    public_key: bytes

    def evaluate(
        self,
        source: str,
        epoch: str,
        elements: Sequence[bytes],
        today: dt.date,  # noqa: ARG002  K looks at its own calendar
    ) -> Evaluated:
        """Ask K.

        Raises :class:`InvalidInput` with K's own words when it refuses, :class:`KeyHolderSilent`
        when there is no answer.
        """
        body = {"source": source, "epoch": epoch, "elements": [_text(e) for e in elements]}
        request = urllib.request.Request(  # noqa: S310  the operator's setting: https, or this machine
            f"{self.address.rstrip('/')}/evaluate",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                told = json.loads(answer.read(MOST_BYTES))
            return Evaluated(
                str(told["epoch"]),
                tuple(_bytes(element) for element in told["elements"]),
                tuple(Proof.read(_bytes(proof)) for proof in told["proofs"]),
            )
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyHolderSilent(f"{self.address}: {error}") from error

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        try:
            problems = [
                Problem(str(p["where"]), str(p["rule"]), code=str(p["code"]))
                for p in json.loads(error.read(MOST_BYTES))["problems"]
            ]
        except (OSError, ValueError, KeyError, TypeError):
            problems = []
        if error.code == 422 and problems:
            return InvalidInput(problems)
        return KeyHolderSilent(f"{self.address}: {error.code} {'; '.join(map(str, problems))}")
