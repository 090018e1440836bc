from __future__ import annotations

import re

import pytest
from django.urls import reverse

from samen.guidance.actions import load_content
from samen.guidance.domain.content import read_package
from samen.guidance.queries.directory import offers
from samen.platform.web import pagecache

pytestmark = pytest.mark.django_db
PAGES = [page.key for page in read_package().pages]


@pytest.fixture(autouse=True)
def content():
    pagecache.clear()
    load_content()
    yield
    pagecache.clear()


def get(client, url, status=200, **query):
    response = client.get(url, query)
    assert response.status_code == status, url
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path",
    ["/", "/ik/", "/ander/", "/beroep/", "/contact/", "/hulpaanbod/", "/toegankelijkheid/"]
    + [f"/info/{key}/" for key in PAGES],
)
def test_public_pages_set_nothing_and_stay_small(client, prefix, path):
    response = client.get(prefix + path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert b"csrfmiddlewaretoken" not in response.content
    assert b"style=" not in response.content
    assert len(response.content) < 20_000
    assert response.content.count(b"<h1>") == 1


def test_every_page_leads_to_112_and_out(client):
    html = get(client, "/info/police/")
    first = re.search(r"<(a|button|input|select|textarea)\b[^>]*>", html)
    assert first is not None and first[0] == '<button type="submit">'
    assert f'action="{reverse("web:exit")}"' in html
    assert 'href="tel:112"' in html


def test_three_questions_lead_to_numbers_that_can_be_tapped(client):
    url = "/contact/"
    for number in (1, 2, 3):
        html = get(client, url)
        assert f"Vraag {number} van 3" in html or f"Question {number} of 3" in html
        url = re.findall(r'<ul class="answers"><li><a href="([^"]+)"', html)[0]
    html = get(client, url)
    assert html.index('href="tel:112"') < html.index('href="tel:0800')
    assert '<bdi dir="ltr">0800-5151</bdi>' in html


@pytest.mark.parametrize("path", ["/contact/x/", "/contact/me/x/", "/info/x/", "/hulpaanbod/x/"])
def test_what_does_not_exist_is_a_helpful_404(client, path):
    html = get(client, path, 404)
    assert reverse("guidance:contact") in html


def test_the_directory_filters_by_place_and_kind(client):
    everything = get(client, "/hulpaanbod/")
    assert "FairWork" in everything and "Veilig Thuis" in everything
    some = get(client, "/hulpaanbod/", place="Utrecht", kind="outreach")
    assert "FairWork" in some and "Veilig Thuis ·" not in some
    unknown = get(client, "/hulpaanbod/", place="Nergenshuizen")
    assert 'value="Nergenshuizen"' in unknown and 'class="errorlist"' in unknown
    nothing = get(client, "/hulpaanbod/", kind="youth_shelter")
    assert 'class="empty"' in nothing


def test_a_service_shows_what_is_known_and_what_is_not(client):
    found = next(item for item in offers() if item.organisation_name == "CoMensha")
    html = get(client, f"/hulpaanbod/{found.service_id}/")
    assert "tel:0334481186" in html
    assert "18+" in html


def test_arabic_home_runs_right_to_left_and_other_pages_lead_to_english(client):
    html = get(client, "/ar/")
    assert '<html lang="ar" dir="rtl">' in html
    response = client.get("/ar/info/police/")
    assert (response.status_code, response["Location"]) == (302, "/en/info/police/")


def test_the_editors_list_is_closed_to_the_public(client):
    assert client.get("/werk/redactie/").status_code == 302


def test_the_national_services_speak_english_and_other_dutch_is_marked(client):
    page = get(client, "/en/hulpaanbod/")
    assert "Help with exploitation at work" in page and "Hulp bij uitbuiting" not in page
    address = re.search(r'href="(/en/hulpaanbod/[0-9a-f-]+/)"><b>Helpdesk and placement', page)
    one = get(client, address[1])
    assert "For a place the victim has to agree." in one and "Bel op werkdagen" not in one
    assert 'lang="nl"' not in one[one.index("<main") :]
    assert "Helpdesk en plaatsing" in get(client, "/hulpaanbod/")
