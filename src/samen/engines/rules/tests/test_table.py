"""The strict loader: what a jurist types wrong is said with its row and column."""

import datetime as dt

import pytest

from samen.engines.rules.policy import articles, policy_pages
from samen.engines.rules.sharing import Effect, Status, load_table, parse_table
from samen.engines.rules.sharing.load import COLUMNS, DATA
from samen.engines.rules.sharing.prove import load_invariants
from samen.kernel.errors import InvalidInput

TEXT = (DATA / "table.csv").read_text(encoding="utf-8")
HEADER = TEXT.splitlines()[0] + "\n"
GOOD = "A1,permit,ngo,police,hit,any,any,any,,,,AVG 5(1)(b),,2025-03-01,,draft,x,x\n"


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        parse_table(text)
    return [str(problem) for problem in caught.value.problems]


def test_the_table_holds_the_sixty_rows_of_the_draft_and_more() -> None:
    table = load_table()
    assert len(table.rules) >= 60
    assert sum(rule.effect is Effect.PROHIBIT for rule in table.rules) >= 13
    assert {rule.status for rule in table.rules} == {Status.DRAFT, Status.PROPOSED}
    assert all(rule.basis for rule in table.rules)


@pytest.mark.parametrize(
    ("old", "new", "column", "value"),
    [
        ("ngo", "ngoo", "from", "ngoo"),
        ("police", "polis", "to", "polis"),
        ("hit", "hitt", "category", "hitt"),
        ("hit,any", "hit,anything", "purpose", "anything"),
        ("any,,,,AVG", "any,danger=yes,,,AVG", "facts", "danger=yes"),
        ("any,,,,AVG", "any,acute_danger=maybe,,,AVG", "facts", "maybe"),
        ("any,,,,AVG", "any,,tickbox,,AVG", "records", "tickbox"),
        ("any,,,,AVG", "any,,consent,,AVG", "records", "consent"),
        ("any,,,,AVG", "any,,,dpia,AVG", "unless", "dpia"),
        ("AVG 5(1)(b)", "AVG 99", "basis", "AVG 99"),
        ("AVG 5(1)(b)", "somewhere", "basis", "somewhere"),
        ("AVG 5(1)(b),,", "AVG 5(1)(b),dance,", "obligations", "dance"),
        ("2025-03-01,", "1 maart,", "valid_from", "1 maart"),
        ("2025-03-01,,", "2025-03-01,2024-01-01,", "valid_to", "2024-01-01"),
        ("draft", "ready", "status", "ready"),
        ("permit", "allow", "effect", "allow"),
    ],
)
def test_a_wrong_cell_is_named(old: str, new: str, column: str, value: str) -> None:
    found = problems(HEADER + GOOD.replace(old, new, 1))
    assert any(f'row 2 (A1), column "{column}"' in text and value in text for text in found)


def test_all_problems_come_at_once() -> None:
    row = GOOD.replace("ngo", "ngoo").replace("draft", "ready").replace("AVG 5", "XYZ 5")
    assert len(problems(HEADER + row + GOOD.replace("A1", "A2").replace("police", "x"))) == 4


def test_double_ids_missing_and_unknown_columns() -> None:
    assert "must be unique; row 2 has it too" in problems(HEADER + GOOD + GOOD)[0]
    assert problems(HEADER.replace("basis", "bases") + GOOD)[:2] == [
        'header: column "basis" is missing',
        'header: column "bases" is not known; known are ' + HEADER.strip().replace(",", ", "),
    ]
    assert "at least one row" in problems(HEADER)[0]


def test_a_date_outside_the_table_is_refused() -> None:
    table = parse_table(HEADER + GOOD.replace("2025-03-01,,", "2025-03-01,2025-12-31,"))
    assert table.edition(dt.date(2025, 12, 31)).rules
    for day in (dt.date(2025, 2, 28), dt.date(2026, 1, 1)):
        with pytest.raises(InvalidInput, match="covers 2025-03-01 to 2025-12-31"):
            table.edition(day)


def test_rows_change_with_the_date() -> None:
    later = GOOD.replace("A1", "A2").replace("2025-03-01", "2026-01-01")
    table = parse_table(HEADER + GOOD + later)
    assert [rule.id for rule in table.edition(dt.date(2025, 6, 1)).rules] == ["A1"]
    assert [rule.id for rule in table.edition(dt.date(2026, 1, 1)).rules] == ["A1", "A2"]
    assert table.edition(dt.date(2025, 6, 1)) is table.edition(dt.date(2025, 7, 1))


def test_every_article_has_its_summary_and_says_how_it_was_read() -> None:
    for article in articles().values():
        assert article.summary_nl and article.summary_en
        assert article.read in ("statute", "secondary", "background")
        assert article.url.startswith("https://")


def test_the_pages_of_docs_policy_are_fresh(request) -> None:
    folder = request.config.rootpath / "docs" / "policy"
    pages = policy_pages()
    assert {path.name for path in folder.glob("*.md")} == set(pages)
    stale = [n for n, text in pages.items() if (folder / n).read_text("utf-8") != text]
    assert not stale, "run: samen rules articles --write docs/policy"


def test_every_column_is_explained_to_the_jurist(request) -> None:
    text = (request.config.rootpath / "docs" / "rules" / "editing.md").read_text("utf-8")
    assert [column for column in COLUMNS if f"`{column}`" not in text] == []


def test_every_claim_is_explained(request) -> None:
    text = (request.config.rootpath / "docs" / "rules" / "proofs.md").read_text("utf-8")
    assert [rule.id for rule in load_invariants() if f"| {rule.id} |" not in text] == []
