"""The page: who may use it, what stays in the form, and that nothing of a table is kept."""

import csv
import json
import re
from html import unescape
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.members import LogIn

from samen.kernel.codes import FormOfExploitation
from samen.monitor.public import Victim, count_many
from samen.platform.logbook.models import Entry
from samen.platform.organisations.public import Actor

pytestmark = pytest.mark.django_db
PAGE = "/werk/analyse/schatten/"
TABLE = """year,police,shelter,ngo,count
2023,1,0,0,60
2023,0,1,0,40
2023,0,0,1,30
2023,1,1,0,9
2024,1,0,1,6
2024,0,1,1,5
2024,1,0,0,50
2024,0,0,1,20
2024,1,1,1,2
"""


@pytest.fixture
def counted() -> None:
    """Victims of 2023 and 2024 whom police and NGO brought in, some of them both."""
    kinds = ("police", "ngo", "labour_inspectorate")
    actors = [
        Actor(UUID(int=i), UUID(int=i), kind, kind, frozenset({"caseworker"}))
        for i, kind in enumerate(kinds, start=1)
    ]
    told = [
        Victim(
            victim=uuid4(),
            year=2023 + number % 2,
            form=FormOfExploitation.LABOUR,
            region=("police_unit", "RE03"),
        )
        for number in range(60)
    ]
    for actor, victims in zip(actors, (told[:40], told[30:], told[20:34]), strict=True):
        count_many(actor, victims=victims)


def choices(**changes: object) -> dict[str, object]:
    return {
        "source": "file",
        "methods": ["independence", "stepwise", "bic"],
        "by": "",
        "level": "0.95",
        "replicates": "50",
        "seed": "5",
        **changes,
    }


def upload(text: str | bytes = TABLE) -> SimpleUploadedFile:
    return SimpleUploadedFile("lists.csv", text if isinstance(text, bytes) else text.encode())


def html_of(response) -> str:
    """The page, also when it comes in pieces; kept, because those come only once."""
    if not hasattr(response, "html"):
        response.html = (response.getvalue() if response.streaming else response.content).decode()
    return response.html


def text_of(response) -> str:
    page = re.sub(r"<svg.*?</svg>", "", html_of(response), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def hidden_of(response) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    form = html_of(response).split(f'action="{PAGE}uitvoer/json/"')[1].split("</form>")[0]
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(unescape(value))
    return fields


@pytest.mark.parametrize("role", ["analyst", "programme_manager", "chain_coordinator"])
def test_who_may_estimate(log_in: LogIn, role: str) -> None:
    assert log_in(role).get(PAGE).status_code == 200


@pytest.mark.parametrize("role", ["caseworker", "intake_worker", "editor"])
def test_who_may_not(log_in: LogIn, role: str) -> None:
    assert log_in(role).get(PAGE).status_code == 403
    assert log_in(role).post(f"{PAGE}uitvoer/json/").status_code == 403


def test_a_file_becomes_ranges_and_leaves_no_trace(log_in: LogIn) -> None:
    client = log_in("programme_manager")
    with CaptureQueriesContext(connection) as queries:
        response = client.post(PAGE, choices(file=upload()))
        html_of(response)
    words = {query["sql"].split()[0].upper() for query in queries}
    assert words.isdisjoint({"INSERT", "UPDATE", "DELETE", "REPLACE"})
    page = text_of(response)
    assert "222 mensen geregistreerd" in page
    for method in ("stapsgewijs", "onafhankelijke lijsten", r"beste model \(BIC\)"):
        assert re.search(rf"{method} [\d.]+ \([\d.?]+ – ([\d.]+|geen bovengrens)\)", page)


def test_the_steps_come_before_the_answer(log_in: LogIn) -> None:
    response = log_in("analyst").post(PAGE, choices(file=upload(), replicates="1500"))
    assert response["X-Accel-Buffering"] == "no"
    pieces = [piece.decode() for piece in response.streaming_content]
    assert "<h1>" in pieces[0] and 'class="working"' in pieces[0]
    assert "<p>Bezig: stapsgewijs, 1 van 3</p>" in pieces
    assert 'id="believe"' in pieces[-2] and pieces[-1].strip().endswith("</html>")


def test_a_failure_halfway_is_told_and_the_page_still_ends(log_in: LogIn, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ArithmeticError("no such number")

    monkeypatch.setattr("samen.analysis.web.estimation.carry_out", broken)
    response = log_in("analyst").post(PAGE, choices(file=upload()))
    page = html_of(response)
    assert "Hier ging iets mis" in page and "no such number" not in page
    assert page.strip().endswith("</html>")


def test_where_nothing_can_be_said_the_page_says_why(log_in: LogIn) -> None:
    apart = upload("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n")
    page = text_of(log_in("analyst").post(PAGE, choices(file=apart)))
    assert "is uit deze lijsten niet te zeggen: geen twee lijsten overlappen" in page


def test_pictures_carry_no_style_and_have_a_name(log_in: LogIn) -> None:
    page = html_of(log_in("analyst").post(PAGE, choices(file=upload(), by="year")))
    pictures = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    drawn = [picture for picture in pictures if 'role="img"' in picture]
    assert len(drawn) == 3
    for picture in drawn:
        assert "style" not in picture and "<script" not in picture
        assert 'aria-label="' in picture


def test_a_mistake_names_row_and_column_and_keeps_the_choices(log_in: LogIn) -> None:
    wrong = upload("police,ngo,count\n1,0,60\n2,1,-4\n0,1,30\n")
    response = log_in("analyst").post(PAGE, choices(file=wrong, seed="41", methods=["chao"]))
    page = text_of(response)
    assert "rij 3, kolom “police”: een lijst is 0 of 1 (gegeven: 2)" in page
    assert "rij 3, kolom “count”: een aantal is een heel aantal mensen, 0 of meer" in page
    form = response.context["form"]
    assert form["seed"].value() == "41" and form["methods"].value() == ["chao"]


def test_a_table_once_read_stays_in_the_form(log_in: LogIn) -> None:
    client = log_in("analyst")
    response = client.post(PAGE, choices(file=upload(), by="region"))
    assert "kolom “region”: deze kolom is er niet; wel: " in text_of(response)
    assert response.context["form"].errors.keys() == {"by"}
    assert response.context["form"]["source"].value() == "kept"
    kept = response.context["form"]["table"].value()
    again = client.post(PAGE, choices(source="kept", table=kept, by="year"))
    assert "222 mensen geregistreerd" in text_of(again)
    assert "2023: 139 geregistreerd" in text_of(again)


def test_a_table_that_was_changed_on_the_way_is_not_taken(log_in: LogIn) -> None:
    client = log_in("analyst")
    response = client.post(PAGE, choices(file=upload()))
    fields = hidden_of(response)
    fields["table"] = [fields["table"][0][:-2] + "xx"]
    assert client.post(f"{PAGE}uitvoer/json/", fields).status_code == 400
    assert client.post(PAGE, fields).context["form"].errors["source"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "file"),
        ({"file": upload(b"")}, "file"),
        ({"replicates": "100000"}, "replicates"),
        ({"replicates": "-1"}, "replicates"),
        ({"seed": "-1"}, "seed"),
        ({"level": "2"}, "level"),
        ({"methods": ["magic"]}, "methods"),
        ({"source": "monitor"}, "source"),
    ],
)
def test_what_a_form_may_not_hold(log_in: LogIn, changes: dict[str, object], field: str) -> None:
    response = log_in("programme_manager").post(PAGE, choices(**changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_a_file_that_is_too_large_is_told_so(log_in: LogIn, settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2000
    response = log_in("analyst").post(PAGE, choices(file=upload(TABLE + "2024,1,0,0,1\n" * 200)))
    assert "groter dan 2,0 KB" in text_of(response)


@pytest.mark.usefixtures("counted")
def test_only_an_analyst_takes_the_counts_and_it_is_logged(log_in: LogIn) -> None:
    manager, analyst = log_in("programme_manager"), log_in("analyst")
    assert "De tellingen van Samen" not in text_of(manager.get(PAGE))
    refused = manager.post(PAGE, choices(source="monitor"))
    assert "source" in refused.context["form"].errors
    response = analyst.post(PAGE, choices(source="monitor", years=["2024"]))
    page = text_of(response)
    assert "30 mensen geregistreerd" in page and "Arbeidsinspectie" in page
    logged = Entry.objects.filter(name="monitor.capture_histories")
    assert logged.count() == 1
    analyst.post(f"{PAGE}uitvoer/json/", hidden_of(response))
    assert logged.count() == 1, "the table travelled with the page"


def test_the_files_hold_the_same_numbers_as_the_page(log_in: LogIn) -> None:
    client = log_in("chain_coordinator")
    response = client.post(PAGE, choices(file=upload(), by="year"))
    fields = hidden_of(response)
    files = {
        kind: client.post(f"{PAGE}uitvoer/{kind}/", fields)
        for kind in ("json", "svg", "html", "pdf")
    }
    made = json.loads(files["json"].content)
    assert made["seed"] == 5 and len(made["strata"]) == 2 and "comparison" in made
    assert made["input_sha256"] in html_of(response).replace("<wbr>", "")
    total = f"{made['methods']['stepwise']['total']:,.0f}".replace(",", ".")
    assert f"stapsgewijs {total} (" in text_of(response)
    assert files["svg"].content.startswith(b"<svg") and files["html"].content.startswith(
        b"<!doctype"
    )
    assert files["pdf"].content.startswith(b"%PDF")
    assert all("attachment" in answer["Content-Disposition"] for answer in files.values())
    assert client.post(f"{PAGE}uitvoer/docx/", fields).status_code == 404


def test_the_truth_stands_beside_the_estimate_only_in_the_demo(
    log_in: LogIn, settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    with (tmp_path / "truth.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["year", "registered", "true_total"], [2024, 222, 1234]])
    (tmp_path / "lists-2024.csv").write_text(TABLE)
    client = log_in("analyst")
    settings.DEMO = True
    assert "werkelijk 1.234 slachtoffers" in text_of(client.post(PAGE, choices(file=upload())))
    other = client.post(PAGE, choices(file=upload(TABLE.replace("60", "61"))))
    assert "1.234" not in text_of(other)
    settings.DEMO = False
    assert "1.234" not in text_of(client.post(PAGE, choices(file=upload())))


@pytest.mark.usefixtures("counted")
def test_the_truth_of_the_counts_needs_every_year_as_the_demo_made_it(
    log_in: LogIn, settings, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.DEMO = tmp_path, True
    client = log_in("analyst")
    for registered, shown in ((30, True), (29, False)):
        rows = [["year", "registered", "true_total"], [2023, 30, 300], [2024, registered, 400]]
        with (tmp_path / "truth.csv").open("w", newline="") as file:
            csv.writer(file).writerows(rows)
        page = text_of(client.post(PAGE, choices(source="monitor", by="year")))
        assert ("werkelijk 700 slachtoffers" in page) is shown
