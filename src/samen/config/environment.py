"""Every setting an operator can choose, read once from environment variables ``SAMEN_*``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from samen.kernel.errors import Problem, raise_if_any

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The operator's choices; the field ``secret_key`` is the variable ``SAMEN_SECRET_KEY``."""

    secret_key: str = ""
    """Signs cookies and tokens. Required outside the demo."""
    pepper: str = ""
    """Mixed into receipt hashes, so that a database alone cannot be guessed. Required likewise."""
    data_dir: Path = Path("var")
    """Where the embedded database and sealed attachments live."""
    database_url: str = ""
    """``postgresql://user:password@host/name``; empty means SQLite in ``data_dir``."""
    hosts: str = "localhost,127.0.0.1,[::1]"
    """Host names served, separated by commas."""
    demo: bool = False
    """The synthetic Netherlands: login without second factor, banner on every page."""
    https: bool = True
    """Secure cookies and HSTS. Off only in the demo and on an onion address."""
    debug: bool = False
    """Development only: template reloading and Django's error pages. Refused with ``https``."""
    trusted_proxies: int = 0
    """How many reverse proxies stand in front (for the rate limiter's address only)."""
    oidc_provider: str = ""
    """Address of the organisation's OpenID Connect provider; empty means no such login."""
    oidc_client_id: str = ""
    """Client id at the OpenID Connect provider."""
    oidc_client_secret: str = ""
    """Client secret at the OpenID Connect provider."""
    key_holder: str = ""
    """Address of who holds the key of hit/no-hit tokens; empty means no such question."""
    key_holder_secret: str = ""
    """What this deployment shows to the key holder."""
    key_holder_key: str = ""
    """What the key holder published: the epoch and its public key, as ``2026:hex``."""
    security_contact: str = ""
    """``mailto:`` or ``https:`` address for who finds a weakness (RFC 9116). Required likewise."""
    exit_url: str = "https://www.knmi.nl/"
    """Where the quick exit leads: a neutral page, never one of ours."""
    log_level: str = "INFO"
    """Level of the structured log; it holds no personal data at any level."""


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read and check the environment.

    Raises:
        InvalidInput: with every variable that is unknown, malformed or missing.
    """
    known = {f"SAMEN_{field.name.upper()}": field for field in fields(Environment)}
    problems = [
        Problem(name, "is not a setting of Samen; see docs/operations.md")
        for name in sorted(variables)
        if name.startswith("SAMEN_") and name not in known
    ]
    values: dict[str, object] = {}
    for name, field in known.items():
        text = variables.get(name)
        if text is None:
            continue
        default = field.default
        if isinstance(default, bool):
            if text.lower() not in _TRUE | _FALSE:
                problems.append(Problem(name, "must be yes or no", text))
            values[field.name] = text.lower() in _TRUE
        elif isinstance(default, int):
            if not text.isdecimal():
                problems.append(Problem(name, "must be a whole number", text))
                continue
            values[field.name] = int(text)
        else:
            values[field.name] = Path(text) if isinstance(default, Path) else text
    environment = Environment(**values)  # type: ignore[arg-type]
    problems += _key_holder_problems(environment)
    if not environment.exit_url.startswith(("https://", "http://")):
        rule = "must be the whole address of a neutral page of another site"
        problems.append(Problem("SAMEN_EXIT_URL", rule, environment.exit_url))
    if not environment.demo:
        problems += [
            Problem(f"SAMEN_{name.upper()}", "must hold at least 32 random characters")
            for name in ("secret_key", "pepper")
            if len(getattr(environment, name)) < 32
        ]
        if not environment.security_contact.startswith(("mailto:", "https://")):
            rule = "must be a mailto: or https: address where a weakness can be told"
            problems.append(
                Problem("SAMEN_SECURITY_CONTACT", rule, environment.security_contact or None)
            )
        if environment.debug:
            problems.append(Problem("SAMEN_DEBUG", "is for the demo only"))
    raise_if_any(problems)
    return environment


def _key_holder_problems(environment: Environment) -> list[Problem]:
    told = (environment.key_holder, environment.key_holder_secret, environment.key_holder_key)
    if not any(told):
        return []
    epoch, _colon, public_key = environment.key_holder_key.partition(":")
    problems = []
    if not _is_safe_address(environment.key_holder):
        rule = "must be an https: address (http: only on this machine)"
        problems.append(Problem("SAMEN_KEY_HOLDER", rule, environment.key_holder or None))
    if len(environment.key_holder_secret) < 32:
        problems.append(
            Problem("SAMEN_KEY_HOLDER_SECRET", "must hold at least 32 random characters")
        )
    if not epoch or not re.fullmatch(r"[0-9a-f]{64}", public_key):
        rule = "must be the epoch and the public key that samen tokens keygen printed, as 2026:hex"
        problems.append(Problem("SAMEN_KEY_HOLDER_KEY", rule, environment.key_holder_key or None))
    return problems


def _is_safe_address(address: str) -> bool:
    """Whether an address is ``https``, or on this very machine."""
    parts = urlsplit(address)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))
