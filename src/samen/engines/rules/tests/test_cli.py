"""The command line: answers for people, JSON for machines, exit 2 with the field when wrong."""

import json

import pytest
from click.testing import CliRunner

from samen.cli import main
from samen.engines.rules.sharing import load_table
from samen.engines.rules.sharing.load import DATA


@pytest.fixture
def examples(request):
    return request.config.rootpath / "docs" / "rules" / "examples"


def run(*arguments: str, text: str | None = None):
    return CliRunner().invoke(main, list(arguments), input=text)


def test_decide_in_words_and_json(examples) -> None:
    words = run("decide", str(examples / "request.json"))
    assert words.exit_code == 0
    assert words.output.startswith("JA, dit mag: strafrechtelijke gegevens.")
    assert "[UAVG 32(a); AVG 6(1)(a)]" in words.output
    data = json.loads(run("decide", str(examples / "request.json"), "--json").output)
    assert data["permitted"] is True and data["rung_granted"] == "criminal"
    assert data["rules"][0]["basis"] == ["UAVG 32(a)", "AVG 6(1)(a)"]
    assert data["table_version"] == load_table().version


def test_decide_without_the_record_says_what_is_missing(examples) -> None:
    data = json.loads((examples / "request.json").read_text("utf-8")) | {"evidence": []}
    output = run("decide", "-", "--language", "en", text=json.dumps(data)).output
    assert output.startswith("NOT YET: criminal data.")
    assert "[ ] explicit consent (GDPR), signed by the person concerned" in output
    assert "(not known: consent)" in output


def test_decide_names_every_wrong_field_at_once(examples) -> None:
    data = json.loads((examples / "request.json").read_text("utf-8"))
    del data["minor"]
    data |= {"from_organisation_type": "ngoo", "subject_ref": ["a", "b"], "purpse": "x"}
    data["records"][0]["kind"] = "tickbox"
    result = run("decide", "-", text=json.dumps(data))
    assert result.exit_code == 2
    for part in (
        "minor: must be given",
        "from_organisation_type: must be one of police",
        "did you mean 'ngo'?",
        "subject_ref: must name one person",
        "purpse: is no field of this object; did you mean 'purpose'?",
        "records[0].kind: must be one of consent",
    ):
        assert part in result.output


@pytest.mark.parametrize("text", ["{", "[]", '"x"', ""])
def test_decide_something_else_than_a_request(text: str) -> None:
    result = run("decide", "-", text=text)
    assert result.exit_code == 2 and "must be" in result.output


def test_a_contradiction_and_a_date_outside_the_table(examples) -> None:
    data = json.loads((examples / "request.json").read_text("utf-8"))
    wrong = data | {"regime": "wpg_8"}
    assert (
        "regime: ngo does not hold data under wpg_8"
        in run("decide", "-", text=json.dumps(wrong)).output
    )
    wrong = json.loads(json.dumps(data))
    wrong["records"][0]["consent"] = "withdrawn"
    assert "record C-1 says withdrawn" in run("decide", "-", text=json.dumps(wrong)).output
    result = run("decide", "-", text=json.dumps(data | {"date": "2019-01-01"}))
    assert result.exit_code == 2 and "the table covers 2025-03-01" in result.output


def test_rules_check_passes_and_fails(tmp_path) -> None:
    good = run("rules", "check", "--date", "2026-03-02")
    assert good.exit_code == 0 and "BROKEN" not in good.output
    text = (DATA / "table.csv").read_text("utf-8").replace("!care,lawyer", "any,lawyer")
    (tmp_path / "weak.csv").write_text(text, "utf-8")
    bad = run("rules", "check", str(tmp_path / "weak.csv"), "--date", "2026-03-02")
    assert bad.exit_code == 1
    assert "BROKEN  I4" in bad.output and "rows: N04" in bad.output
    data = json.loads(run("rules", "check", "--json", "--date", "2026-03-02").output)
    assert all(claim["holds"] for claim in data["claims"])


def test_rules_check_of_a_broken_file(tmp_path) -> None:
    text = (DATA / "table.csv").read_text("utf-8").replace("Wpg 16(1)(a)", "Wpg 99")
    (tmp_path / "t.csv").write_text(text, "utf-8")
    result = run("rules", "check", str(tmp_path / "t.csv"))
    assert result.exit_code == 2
    assert "must cite an article that is in docs/policy/" in result.output
    assert run("rules", "check", str(tmp_path / "none.csv")).exit_code == 2


def test_rules_diff_and_gaps(tmp_path) -> None:
    old = str(DATA / "table.csv")
    text = (DATA / "table.csv").read_text("utf-8")
    (tmp_path / "new.csv").write_text(
        text.replace("Sv 161,,2025-03-01,,proposed", "Sv 161,,2025-03-01,,draft"), "utf-8"
    )
    result = run("rules", "diff", old, str(tmp_path / "new.csv"), "--date", "2026-03-02")
    assert "Added rows: N05" in result.output
    assert "30 combinations of sender, recipient and category change" in result.output
    same = run("rules", "diff", old, old, "--date", "2026-03-02")
    assert "No request changes its answer." in same.output
    out = tmp_path / "gaps.csv"
    shown = run("rules", "gaps", "--csv", str(out), "--svg", str(tmp_path / "g.svg"))
    assert "zonder wettelijke route" in shown.output
    assert len(out.read_text("utf-8").splitlines()) == 34 * 33 * 4 + 1
    assert "<svg" in (tmp_path / "g.svg").read_text("utf-8")


def test_rights(examples) -> None:
    path = str(examples / "facts.json")
    words = run("rights", path, "--date", "2026-03-02", "--cost", "--steps")
    assert words.exit_code == 0
    assert "laatste dag van de bedenktijd: 2026-04-30" in words.output
    assert 'Afgesloten als "slecht werkgever"' in words.output
    data = json.loads(run("rights", path, "--date", "2026-03-02", "--json").output)
    assert data["assessment"]["entitlements"][0]["basis"][0] == "Vw 8(k)"
    wrong = run("rights", "-", "--date", "2026-03-02", text='[{"minor": true}, {"minor": false}]')
    assert wrong.exit_code == 2 and "about one person" in wrong.output


def test_every_field_of_a_request_must_be_there(examples) -> None:
    data = json.loads((examples / "request.json").read_text("utf-8"))
    for name in data:
        if name == "records":
            continue
        less = {key: value for key, value in data.items() if key != name}
        result = run("decide", "-", text=json.dumps(less))
        assert result.exit_code == 2 and f"{name}: must be given" in result.output
