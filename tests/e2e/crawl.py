"""Following every link of the public zone without a browser, and weighing what it brings."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from functools import cache

_LINK = re.compile(r'<a\s[^>]*?href="(/[^"#]*)')
_ELSEWHERE = re.compile(r'<a\s[^>]*?href="https?://[^>]*>')
_LOADED = re.compile(r'<(?:link|script|img)\s[^>]*?(?:href|src)="(/[^"#]*)')


def crawl(site: str, starts: Iterable[str]) -> tuple[dict[str, int], set[str]]:
    """Bytes of every HTML page, uncompressed, with all it loads; and every address found.

    A page behind the login counts for the page that it leads to: the login.
    """
    weights: dict[str, int] = {}
    todo, found = list(starts), set(starts)

    @cache
    def size(path: str) -> int:
        return len(fetch(site, path)[1])

    while todo:
        path = todo.pop()
        kind, body = fetch(site, path)
        if not kind.startswith("text/html"):
            continue
        text = body.decode()
        tell_tales = [link for link in _ELSEWHERE.findall(text) if "noreferrer" not in link]
        assert not tell_tales, f"{path} tells another site where its visitor comes from"
        loaded = {link.replace("&amp;", "&") for link in _LOADED.findall(text)}
        weights[path] = len(body) + sum(size(link) for link in loaded)
        links = {link.replace("&amp;", "&") for link in _LINK.findall(text)} - found
        found |= links
        todo += links
    return weights, found


def fetch(site: str, path: str) -> tuple[str, bytes]:
    """Media type and body; a page that is not there is a mistake of the page that links to it."""
    try:
        with urllib.request.urlopen(site + path, timeout=30) as answer:
            return answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{path} answers {error.code}") from error
