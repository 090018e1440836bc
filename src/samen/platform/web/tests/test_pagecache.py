from __future__ import annotations

import gzip
from itertools import count

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from samen.platform.web import pagecache
from samen.platform.web.access import public, reporter


@pytest.fixture(autouse=True)
def empty():
    pagecache.clear()
    yield
    pagecache.clear()


def serve(view, **options):
    """A server of one view behind the cache; the view gets a number that rises with each call."""
    numbers = count(1)

    def get_response(request):
        middleware.process_view(request, view, (), {})
        return view(request, next(numbers))

    with override_settings(PAGE_CACHE_SECONDS=options.get("seconds", 60)):
        middleware = pagecache.PageCacheMiddleware(get_response)
    return middleware


@public
def page(request, number):
    return HttpResponse(f"<p>{number}</p>" * 100, headers={"X-Kept": "yes"})


def get(server, path="/", **headers):
    return server(RequestFactory().get(path, headers=headers))


def test_a_public_page_is_made_once_with_its_headers():
    server = serve(page)
    first, second = get(server), get(server)
    assert first.content == second.content
    assert second["X-Kept"] == "yes"
    assert second["Cache-Control"] == "no-store"
    assert second["Content-Length"] == str(len(second.content))


def test_it_is_zipped_for_who_can_read_that():
    server = serve(page)
    plain, zipped = get(server), get(server, **{"Accept-Encoding": "gzip, br"})
    assert zipped["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert gzip.decompress(zipped.content) == plain.content
    assert plain["Vary"] == zipped["Vary"] == "Accept-Encoding"


@public
def with_cookie(request, number):
    response = HttpResponse(f"{number}")
    response.set_cookie("a", "b")
    return response


@public
def missing(request, number):
    return HttpResponse(f"{number}", status=404)


@public
def data(request, number):
    return HttpResponse(f"{number}", content_type="application/json")


@reporter
def private(request, number):
    return HttpResponse(f"{number}")


def undeclared(request, number):
    return HttpResponse(f"{number}")


@pytest.mark.parametrize("view", [with_cookie, missing, data, private, undeclared])
def test_nothing_else_is_kept(view):
    server = serve(view)
    assert get(server).content == b"1"
    assert get(server).content == b"2"


def test_a_question_and_a_sent_form_pass_through():
    server = serve(page)
    get(server)
    assert b"<p>2</p>" in get(server, "/?a=1").content
    assert b"<p>3</p>" in server(RequestFactory().post("/")).content


def test_addresses_hosts_and_schemes_are_apart():
    server = serve(page)
    assert b"<p>1</p>" in get(server, "/").content
    assert b"<p>2</p>" in get(server, "/en/").content
    assert b"<p>3</p>" in get(server, "/", Host="localhost").content
    assert b"<p>4</p>" in server(RequestFactory().get("/", secure=True)).content


def test_a_change_of_content_shows_at_once(monkeypatch):
    server = serve(page)
    get(server)
    pagecache.clear()
    assert b"<p>2</p>" in get(server).content


def test_it_is_made_again_after_its_time(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: now[0])
    server = serve(page)
    get(server)
    now[0] += 59
    assert b"<p>1</p>" in get(server).content
    now[0] += 2
    assert b"<p>2</p>" in get(server).content


def test_many_addresses_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(pagecache, "MOST_PAGES", 3)
    server = serve(page)
    for number in range(10):
        get(server, f"/{number}")
    assert len(pagecache._pages) == 3
    assert b"<p>11</p>" in get(server, "/0").content
    assert b"<p>10</p>" in get(server, "/9").content
