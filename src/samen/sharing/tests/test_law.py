"""The law behind the rules, for everyone; and problems in the language of the page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.translation import override

from samen.engines.rules.policy import articles, articles_by_law
from samen.engines.rules.sharing import load_table
from samen.kernel.errors import InvalidInput
from samen.sharing.domain.table_text import check_row, packaged_text, rows_of, text_of
from samen.sharing.templatetags.sharing import article_id, cell, cited
from samen.sharing.web.problems import SAYINGS, is_known, say

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", list(articles_by_law()))
def test_every_citable_article_has_a_public_place_with_its_official_text(name):
    page = Client().get(f"/mag-ik-delen/wet/{name}/")
    text = page.content.decode()
    assert page.status_code == 200 and len(page.content) < 50_000
    for article in articles_by_law()[name]:
        assert f'id="{article_id(article.number)}"' in text
        assert article.source.replace("&", "&amp;") in text
    assert f"/wet/{name}/" in Client().get("/mag-ik-delen/wet/").content.decode()


def test_an_article_of_a_dutch_law_links_to_the_article_itself():
    source = articles()["Wpg", "16"].source
    assert source == "https://wetten.overheid.nl/jci1.3:c:BWBR0022463&artikel=16"
    books = {"7:616": "BWBR0005290", "3:308": "BWBR0005291", "6:162": "BWBR0005289"}
    for number, book in books.items():  # each book of the Civil Code is a text of its own
        own = number.partition(":")[2]
        assert articles()["BW", number].source.endswith(f"jci1.3:c:{book}&artikel={own}")
    assert Client().get("/mag-ik-delen/wet/XYZ/").status_code == 404


def test_a_citation_links_to_its_article_and_an_unknown_one_stays_text():
    assert 'href="/mag-ik-delen/wet/Wpg/#16"' in cited(["Wpg 16(1)(a)"])
    assert cited(["Oud 1", "<b>"]) == "Oud 1, &lt;b&gt;"
    for rule in load_table().rules:
        for link in re.findall(r'href="([^"#]+)#', cited(rule.basis)):
            assert Client().get(link).status_code == 200
            break


def test_every_cell_of_the_table_is_said_in_words():
    codes = re.compile(r"\w_\w|[=|!]")
    with override("nl"):
        for rule in load_table().rules:
            for column in ("from", "to", "category", "purpose", "subject", "regime", "facts",
                           "records", "unless", "obligations", "effect", "status"):  # fmt: skip
                assert not codes.search(cell(rule.cells, column)), (rule.id, column)


BAD = {
    "id": "S01", "effect": "may", "from": "aliens", "to": "police|x", "category": "soul",
    "purpose": "any", "subject": "any", "regime": "any", "facts": "minor; young=yes",
    "records": "consent; promise", "unless": "maybe", "basis": "Wpg; Wpg 999",
    "obligations": "shout", "valid_from": "soon", "valid_to": "2020-01-01", "status": "perhaps",
    "note_nl": "", "note_en": "",
}  # fmt: skip


def test_every_complaint_of_the_loader_is_said_in_dutch():
    rows = rows_of(packaged_text())
    worse = BAD | {"effect": "permit", "unless": "necessity", "valid_from": "2025-03-01", "id": ""}
    for bad in (BAD, worse, BAD | {"id": "X1", "valid_from": "2025-03-01"}):
        with pytest.raises(InvalidInput) as caught:
            check_row(text_of([*rows, bad]), bad["id"])
        for problem in caught.value.problems:
            assert is_known(problem.rule), problem
            with override("nl"):
                assert say(problem.rule) != problem.rule


def test_what_is_not_known_stays_as_it_is():
    assert say("something new") == "something new"
    assert len(set(SAYINGS)) == len(SAYINGS)
