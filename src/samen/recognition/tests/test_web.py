from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samen.guidance.public import load_content
from samen.platform.web import pagecache
from samen.recognition.domain.catalogue import lists

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def content():
    pagecache.clear()
    load_content()
    yield
    pagecache.clear()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_catalogue_shows_every_list_with_its_source(client, prefix):
    html = client.get(f"{prefix}/signalen/").content.decode()
    for group in lists():
        assert f"{prefix}/signalen/{group.code}/" in html
        assert group.source in html


@pytest.mark.parametrize("code", [group.code for group in lists()])
def test_ticking_answers_with_the_signs_what_to_ask_and_whom_to_call(client, code):
    group = next(group for group in lists() if group.code == code)
    ticked = [sign.code for sign in group.indicators][:3]
    response = client.post(f"/signalen/{code}/", {"sign": ticked})
    html = response.content.decode()
    assert response.status_code == 200
    assert 'href="tel:112"' in html
    assert ("Denk hierover na" if code == "self" else "Wat u kunt vragen") in html
    for sign in group.indicators:
        shown = sign.text["nl"].replace("'", "&#x27;") in html
        assert shown == (sign.code in ticked)


def test_the_answer_holds_no_score_and_no_verdict(client):
    group = lists()[1]
    html = client.post(
        f"/en/signalen/{group.code}/", {"sign": [sign.code for sign in group.indicators]}
    ).content.decode()
    text = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main")]).lower()
    for word in ("score", "probab", "risk", "likely", "percent", "%", "is a victim"):
        assert word not in text
    assert not re.search(r"\b\d+ of \d+\b", text)


def test_nothing_is_stored_and_no_session_is_opened(client):
    client.get("/signalen/self/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.post("/signalen/self/", {"sign": ["self-papers", "made-up"]})
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert not [q for q in queries if not q["sql"].lstrip().upper().startswith("SELECT")]


def test_ticking_nothing_does_not_say_that_all_is_well(client):
    html = client.post("/en/signalen/self/", {}).content.decode()
    assert "does not mean that nothing is wrong" in html


def test_nationality_is_not_asked(client):
    for group in lists():
        html = client.get(f"/en/signalen/{group.code}/").content.decode()
        assert "nationality" not in html.lower()


def test_an_unknown_list_is_a_404(client):
    assert client.get("/signalen/made-up/").status_code == 404
