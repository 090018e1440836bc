"""The same cases through an independent second implementation: decision tables in zen-engine.

The tables are written by hand from the articles, not derived from the rule files: first row that
fits decides. A difference is a mistake in one of the two.
"""

import datetime as dt
import json
import random

import pytest

from samen.engines.rules.rights import Answer, assess, load_rights

zen = pytest.importorskip("zen")

DAY = dt.date(2026, 3, 2)
TABLE = load_rights()
NO_STAY = '"none", "eu_none"'
VICTIM = {"indication": "true", "witness_only": "false"}

# right -> rows of conditions (all must hold); the last row of each table is "no".
ROWS: dict[str, list[dict[str, str]]] = {
    "reflection_period": [
        {**VICTIM, "residence": '"reflection"'},
        {**VICTIM, "residence": NO_STAY, "reported": "false"},
        {**VICTIM, "residence": '"asylum"', "dublin": "true", "reported": "false"},
    ],
    "permit_victim": [
        {**VICTIM, "residence": f'{NO_STAY}, "asylum", "reflection", "trafficking_permit"',
         "dismissed": "false", how: "true", why: value}
        for how in ("reported", "cooperates")
        for why, value in (("dublin", "false"), ("presence_needed", "true"))
    ],
    "permit_witness": [
        {"witness_only": "true", "reported": "true", "presence_needed": "true",
         "dismissed": "false", "residence": f'{NO_STAY}, "asylum", "trafficking_permit"'},
    ],
    "shelter_protected_minor": [
        {"indication": "true", "needs_shelter": "true", "minor": "true", "unaccompanied": "true",
         "residence": f'{NO_STAY}, "asylum", "reflection", "trafficking_permit", "other_permit"'},
    ],
    "shelter_youth": [
        {"needs_shelter": "true", "minor": "true", "unaccompanied": "false"},
        {"needs_shelter": "true", "minor": "true", "residence": '"dutch", "eu_lawful"'},
    ],
    "shelter_cosm": [
        {**VICTIM, "needs_shelter": "true", "minor": "false", "residence": '"reflection"'},
        {**VICTIM, "needs_shelter": "true", "minor": "false", "residence": NO_STAY,
         "reported": "false"},
        {**VICTIM, "needs_shelter": "true", "minor": "false", "residence": '"asylum"',
         "dublin": "true", "reported": "false"},
    ],
    "shelter_wmo": [
        {"needs_shelter": "true", "minor": "false",
         "residence": '"dutch", "eu_lawful", "trafficking_permit", "other_permit"'},
    ],
    "income_rvb": [{"minor": "false", "residence": '"reflection"'}],
    "income_assistance": [
        {"minor": "false", "residence": '"dutch", "trafficking_permit", "other_permit"'},
    ],
    "care_necessary": [{"residence": NO_STAY}],
    "victim_support": [VICTIM],
    "lawyer": [VICTIM],
    "interpreter": [{"indication": "true", "understands_dutch": "false"}],
    "information_rights": [
        {"indication": "true", "reported": "true"},
        {"indication": "true", "cooperates": "true"},
    ],
    "complaint_art_12": [
        {"dismissed": "true", "reported": "true"},
        {"dismissed": "true", "cooperates": "true"},
    ],
    "damages_claim": [{**VICTIM, "prosecution": "true"}],
    "state_advance": [{"compensation_order": "true", "paid_in_full": "false"}],
    "non_punishment": [{"indication": "true", "forced_offences": "true"}],
    "compensation_fund": [{**VICTIM, "in_netherlands": "true"}],
    "compensation_fund_evidence": [
        *({**VICTIM, "in_netherlands": "true", name: "true"}
          for name in ("evidence_police", "evidence_judgment", "evidence_authority",
                       "evidence_witness_to_police")),
        {**VICTIM, "in_netherlands": "true", "minor": "true", "evidence_medical": "true"},
    ],
    "back_wages": [{"wages_unpaid": "true"}],
    "care_insured": [
        {"residence": '"dutch", "eu_lawful", "reflection", "trafficking_permit", "asylum", '
                      '"other_permit"'},
    ],
}  # fmt: skip


def decision_table(rows: list[dict[str, str]]) -> str:
    columns = sorted({name for row in rows for name in row})
    return json.dumps(
        {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "in"},
                {
                    "id": "table",
                    "type": "decisionTableNode",
                    "name": "table",
                    "content": {
                        "hitPolicy": "first",
                        "inputs": [{"id": c, "name": c, "field": c} for c in columns],
                        "outputs": [{"id": "answer", "name": "answer", "field": "answer"}],
                        "rules": [
                            *(
                                {"_id": str(i), "answer": '"yes"'}
                                | {c: row.get(c, "") for c in columns}
                                for i, row in enumerate(rows)
                            ),
                            {"_id": "else", "answer": '"no"', **dict.fromkeys(columns, "")},
                        ],
                    },
                },
                {"id": "out", "type": "outputNode", "name": "out"},
            ],
            "edges": [
                {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
                {"id": "b", "type": "edge", "sourceId": "table", "targetId": "out"},
            ],
        }
    )  # fmt: skip


def cases(count: int) -> list[dict]:
    rng = random.Random(20260302)
    found: list[dict] = []
    while len(found) < count:
        facts = {
            fact.name: rng.random() < 0.6
            if fact.type == "boolean"
            else rng.choice(sorted(fact.values))
            for fact in TABLE.facts.values()
            if fact.type != "date"
        }
        if not any(
            facts[c.first[0]] == c.first[1] and facts[c.second[0]] == c.second[1]
            for c in TABLE.contradictions
        ):
            found.append(facts)
    return found


def test_every_right_has_a_second_opinion() -> None:
    assert set(ROWS) == {right.name for right in TABLE.rights}


@pytest.mark.parametrize("right", ROWS)
def test_zen_agrees(right: str) -> None:
    decision = zen.ZenEngine().create_decision(decision_table(ROWS[right]))
    answers = set()
    for facts in cases(400):
        second = decision.evaluate(facts)["result"]["answer"]
        ours = assess(facts, DAY)[right].answer
        assert ours is Answer(second), facts
        answers.add(ours)
    assert answers == {Answer.YES, Answer.NO}, "the cases must reach both answers"
