"""The pages: what the public sees, who may do what, and that no picture carries style or script."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from uuid import UUID

import csvw
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from okfn_iati import IatiValidator
from tests.members import LogIn

from samen.monitor import queries
from samen.monitor.actions.counting import count_many
from samen.monitor.actions.releases import decide_release, prepare_release, publish_release
from samen.monitor.domain.programme import ActionState
from samen.monitor.domain.release_document import digest_of
from samen.monitor.tests.conftest import ANALYST, CASEWORKER, OFFICER, many
from samen.platform.web import pagecache

pytestmark = pytest.mark.django_db
BOARD = "/werk/programma/"
RELEASES = f"{BOARD}uitgaven/"


@pytest.fixture(autouse=True)
def _fresh_pages() -> None:
    pagecache.clear()


def prepared() -> UUID:
    return prepare_release(ANALYST, title="Cijfers 2024", first_year=2024, last_year=2024)


@pytest.fixture
def published(counted: None) -> int:
    release = prepared()
    decide_release(OFFICER, release_id=release, approve=True)
    publish_release(ANALYST, release_id=release)
    return queries.published_releases()[0].number


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", ["/cijfers/", "/cijfers/melders/", "/en/cijfers/"])
def test_every_public_figure_has_table_definition_source_date_and_warning(
    client: Client, address: str
) -> None:
    page = text_of(client.get(address))
    figures = page.count("<h2 id=")
    assert figures >= 1
    english = "/en/" in address
    words = ("Definition", "Source", "Date") if english else ("Definitie", "Bron", "Datum")
    for word in words:
        assert page.count(f"<dt>{word}</dt>") == figures
    warning = "Registered is not actual" if english else "niet het werkelijke aantal"
    assert page.count(warning) >= figures
    assert page.count("<caption>") == figures


def test_the_two_series_stand_apart_and_a_picture_shows_the_true_figures(client: Client) -> None:
    page = text_of(client.get("/cijfers/"))
    pictures = re.findall(r'<svg [^>]*aria-label="Geregistreerde.*?</svg>', page, re.S)
    text = "{http://www.w3.org/2000/svg}text"
    first, second = ([t.text for t in ET.fromstring(svg).iter(text)] for svg in pictures)
    assert first[-4:-1] == ["1.711", "868", "791"], "highest, last and lowest, then its name"
    assert second[-4:-1] == ["1.711", "944", "668"]
    assert all("<path" in svg and "<circle" in svg for svg in pictures)
    row = re.search(r'<th scope="row">2019</th>(.*?)</tr>', page, re.S)
    assert row
    assert re.findall(r">([\d.]+)<", row[1]) == ["1.372", "1.334"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ["/cijfers/", "/cijfers/melders/", "/cijfers/uitgaven/1/"])
def test_public_pages_carry_no_inline_style_or_script(client: Client, address: str) -> None:
    page = text_of(client.get(address))
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page)


def test_before_anything_is_published_the_page_says_so(client: Client) -> None:
    assert "Er is nog niets gepubliceerd" in text_of(client.get("/cijfers/"))
    assert client.get("/cijfers/uitgaven/1/").status_code == 404


def test_a_release_hides_small_figures_and_prints_its_digest(
    client: Client, published: int
) -> None:
    page = text_of(client.get(f"/cijfers/uitgaven/{published}/"))
    assert "Verzonnen cijfers" in page  # the tests run as a demonstration
    assert "×" in page
    assert not re.search(r'class="number">[1-9]</td>', page)
    document = client.get(f"/cijfers/uitgaven/{published}/release.json").content.decode()
    assert digest_of(document) in page.replace("<wbr>", "")


def test_a_release_has_a_page_for_every_figure(client: Client, published: int) -> None:
    address = f"/cijfers/uitgaven/{published}/"
    links = re.findall(rf'href="({address}[^"]+/)"', text_of(client.get(address)))
    assert len(links) == len(set(links)) == 5
    titles = {re.findall("<h2 id=.*?</h2>", text_of(client.get(link)))[0] for link in links}
    assert len(titles) == 5
    assert client.get(f"{address}nothing/").status_code == 404


def test_downloads_are_explained_and_readable_by_others(
    client: Client, published: int, tmp_path: Path
) -> None:
    names = ["national-series", "published-forms", "published-reporters", "sources"]
    names += [f"release-{published}-{t}" for t in ("region", "age", "sex", "reporter")]
    for name in names:
        table = client.get(f"/cijfers/bestanden/{name}.csv")
        described = client.get(f"/cijfers/bestanden/{name}.csv-metadata.json")
        assert table["Content-Type"].startswith("text/csv")
        assert f"{name}.csv-metadata.json" in table["Link"]
        (tmp_path / f"{name}.csv").write_bytes(table.content)
        (tmp_path / f"{name}.csv-metadata.json").write_bytes(described.content)
        found = csvw.CSVW(str(tmp_path / f"{name}.csv-metadata.json"), validate=True)
        assert found.is_valid, (name, [str(w.message) for w in found.warnings])
    for name in ("nothing", "release-9-region", f"release-{published}-nothing"):
        assert client.get(f"/cijfers/bestanden/{name}.csv").status_code == 404
    metadata = json.loads((tmp_path / "national-series.csv-metadata.json").read_text())
    assert "niet het werkelijke aantal" in metadata["dc:description"]


@pytest.mark.usefixtures("counted")
def test_a_release_on_its_way_through_three_hands(log_in: LogIn, client: Client) -> None:
    analyst, officer = log_in("analyst"), log_in("privacy_officer")
    wrong = analyst.post(f"{RELEASES}nieuw/", {"title": "", "threshold": 2})
    assert wrong.status_code == 200
    assert "error-summary" in wrong.content.decode() or "errorlist" in wrong.content.decode()
    sent = {"title": "Cijfers", "first_year": 2024, "last_year": 2024, "threshold": 10}
    address = analyst.post(f"{RELEASES}nieuw/", sent)["Location"]
    assert "<h2>Uw besluit</h2>" not in text_of(analyst.get(address))
    page = text_of(officer.get(address))
    assert "Geen enkel verborgen cijfer" in page
    assert client.get("/cijfers/uitgaven/1/").status_code == 404
    assert officer.post(address, {"approve": "no", "note": ""}).status_code == 200
    assert officer.post(address, {"approve": "yes"}).status_code == 302
    assert officer.post(f"{address}publiceren/").status_code == 403
    assert analyst.post(f"{address}publiceren/").status_code == 302
    assert client.get("/cijfers/uitgaven/1/").status_code == 200
    again = analyst.post(f"{RELEASES}nieuw/", sent)["Location"]
    assert "Naast eerdere uitgaven gelegd</dt><dd><a" in text_of(officer.get(again))
    low = text_of(analyst.post(f"{RELEASES}nieuw/", {**sent, "threshold": 5}))
    assert "is minstens die van wat al over deze jaren is gepubliceerd" in low


def test_a_year_keeps_its_figures_until_enough_was_counted_and_every_page_says_so(
    log_in: LogIn, client: Client, published: int
) -> None:
    analyst, officer = log_in("analyst"), log_in("privacy_officer")
    sent = {"title": "Opnieuw", "first_year": 2024, "last_year": 2024, "threshold": 10}

    def again() -> str:
        address = analyst.post(f"{RELEASES}nieuw/", sent)["Location"]
        assert officer.post(address, {"approve": "yes"}).status_code == 302
        assert analyst.post(f"{address}publiceren/").status_code == 302
        return text_of(officer.get(address))

    count_many(CASEWORKER, victims=many(1))
    assert "Deze uitgave vertelt lezers niets nieuws" in again()
    page = text_of(client.get(f"/cijfers/uitgaven/{published + 1}/"))
    assert page.count("De cijfers van 2024 zijn die van") == page.count("<h2 id=")
    assert ">86<" in page
    assert ">87<" not in page
    metadata = client.get(f"/cijfers/bestanden/release-{published + 1}-age.csv-metadata.json")
    assert "De cijfers van 2024 zijn die van" in metadata.json()["dc:description"]
    count_many(CASEWORKER, victims=many(9))
    assert "niets nieuws" not in again()
    page = text_of(client.get(f"/cijfers/uitgaven/{published + 2}/"))
    assert ">96<" in page
    assert "zijn die van" not in page


def test_what_cannot_be_published_is_told_with_its_years_and_cells(
    log_in: LogIn, published: int
) -> None:
    analyst = log_in("analyst")
    sent = {"title": "Nieuw", "first_year": 2024, "last_year": 2024, "threshold": 20}
    page = text_of(analyst.post(f"{RELEASES}nieuw/", sent))
    assert "2024, Criminele uitbuiting" in page
    assert "is klein onder deze grens" in page
    assert "region =" not in page
    count_many(CASEWORKER, victims=many(3, year=2025))
    sent |= {"first_year": 2025, "last_year": 2025, "threshold": 10}
    page = text_of(analyst.post(f"{RELEASES}nieuw/", sent))
    assert "2025: te weinig registraties" in page


@pytest.mark.usefixtures("counted")
def test_nobody_else_sees_unpublished_figures(log_in: LogIn, client: Client) -> None:
    release = prepared()
    for address in (RELEASES, f"{RELEASES}nieuw/", f"{RELEASES}{release}/"):
        assert client.get(address).status_code == 302
        assert log_in("caseworker").get(address).status_code == 403
    assert log_in("privacy_officer").get(f"{RELEASES}nieuw/").status_code == 403


def test_an_empty_board_says_what_to_do(log_in: LogIn) -> None:
    assert "Een programmabestand laden" in text_of(log_in("programme_manager").get(BOARD))
    assert "Nog geen programma" in text_of(log_in("caseworker").get(BOARD))


def test_a_file_is_loaded_on_the_page_and_mistakes_are_told_with_their_line(
    log_in: LogIn, example_text: str
) -> None:
    manager = log_in("programme_manager")

    def send(text: str):
        file = SimpleUploadedFile("programma.yaml", text.encode())
        return manager.post(f"{BOARD}laden/", {"file": file})

    broken = send(example_text.replace("state: delayed", "state: late", 1))
    assert re.search(r"regel \d+, lines\[1\]\.actions\[0\]\.states\[1\]\.state", text_of(broken))
    misspelt = text_of(send(example_text.replace("title:", "tittle:", 1)))
    assert "ontbreekt" in misspelt and "is hier geen veld; bedoelde u title" in misspelt
    assert "is geen YAML: " in text_of(send("a: [1"))
    assert send(example_text).status_code == 302
    assert "Aanpak van arbeidsuitbuiting" in text_of(manager.get(BOARD))


def test_every_member_reads_the_board_and_only_two_roles_write(log_in: LogIn, board: str) -> None:
    reader, writer = log_in("caseworker"), log_in("chain_coordinator")
    address = f"{BOARD}acties/5.2/"
    change = {"form": "state", "state": "running", "day": "2026-01-01", "explanation": "gestart"}
    assert "Bijwerken" not in text_of(reader.get(address))
    assert reader.post(address, change).status_code == 403
    assert reader.get(f"{BOARD}laden/").status_code == 403
    assert writer.post(address, change).status_code == 302
    assert "gestart" in text_of(reader.get(address))
    action = next(a for a in queries.programme(None, board).actions if a.code == "5.2")
    assert action.state is ActionState.RUNNING


def test_a_wrong_entry_keeps_the_form_and_names_the_field(log_in: LogIn, board: str) -> None:
    writer = log_in("programme_manager")
    address = f"{BOARD}acties/1.1/"
    early = {"form": "state", "state": "done", "day": "2001-01-01", "explanation": "klaar ermee"}
    page = text_of(writer.post(address, early))
    assert "klaar ermee" in page
    assert "id_day" in page
    money = text_of(writer.post(address, {"form": "spending", "period": "2025Q1", "euros": "-3"}))
    assert "2025H1" in money
    assert 'value="2025Q1"' in money


def test_the_board_takes_a_figure_and_an_amount(log_in: LogIn, board: str) -> None:
    writer = log_in("programme_manager")
    address = f"{BOARD}acties/1.1/"
    figure = {"form": "measurement", "indicator": "verdachten", "period": "2023", "actual": "199"}
    assert writer.post(address, figure).status_code == 302
    amount = {"form": "spending", "period": "2025h2", "euros": "1000"}
    assert writer.post(address, amount).status_code == 302
    page = text_of(writer.get(address))
    assert ">199<" in page
    assert "€\u00a01.000" in page


def test_the_half_yearly_report_as_page_and_pdf(log_in: LogIn, board: str) -> None:
    reader = log_in("auditor")
    page = text_of(reader.get(f"{BOARD}rapport/2025H1/"))
    for question in (
        "Wat wij beloofden",
        "Wat er gebeurde",
        "Wat het kostte",
        "Hoe zeker wij het weten",
    ):
        assert question in page
    assert "€\u00a0655.000" in page
    assert "4.2 Elke gemeente een verankerde aanpak" in page
    pdf = reader.get(f"{BOARD}rapport/2025H1.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert reader.get(f"{BOARD}rapport/voorjaar/").status_code == 404


def test_the_board_exports_valid_iati(log_in: LogIn, board: str) -> None:
    response = log_in("analyst").get(f"{BOARD}iati.xml")
    valid, found = IatiValidator().validate(response.content.decode())
    assert valid, found


def test_an_unknown_action_is_not_found(log_in: LogIn, board: str) -> None:
    assert log_in("analyst").get(f"{BOARD}acties/9.9/").status_code == 404
