"""Proofs over all requests, and that each of them can fail."""

import datetime as dt

import pytest

from samen.engines.rules.sharing import parse_table
from samen.engines.rules.sharing.diff import diff
from samen.engines.rules.sharing.evaluate import clauses
from samen.engines.rules.sharing.load import DATA
from samen.engines.rules.sharing.prove import load_invariants, overlaps, prove

DAY = dt.date(2026, 3, 2)
TEXT = (DATA / "table.csv").read_text(encoding="utf-8")
EDITION = parse_table(TEXT).edition(DAY)
INVARIANTS = {rule.id: rule for rule in load_invariants()}


def changed(old: str, new: str):
    assert TEXT.count(old) == 1, old
    return parse_table(TEXT.replace(old, new)).edition(DAY)


def test_every_claim_holds() -> None:
    proof = prove(EDITION)
    assert [claim.id for claim in proof.claims if not claim.holds] == []
    assert len(proof.claims) >= 11


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("F01,prohibit,any,riec,health", "F01,prohibit,any,riec,sexual", {"I1"}),
        ("G07,permit,mayor|municipality|labour_inspectorate,riec,identifying",
         "G07,permit,mayor|municipality|labour_inspectorate,riec,identifying|health", set()),
        ("any,wpg_14,,,,Wpg 14(2)", "any,wpg_13,,,,Wpg 14(2)", {"I2", "permits-reachable"}),
        ("aliens_enforcement,victim", "aliens_enforcement,suspect", {"I3"}),
        ("consent=given,medical_release,,BW 7:457(1)", "consent=given,,,BW 7:457(1)", {"I4"}),
        ("!care,lawyer", "any,lawyer", {"I4"}),
        ("F14,prohibit,care", "F14,prohibit,comensha", {"I4"}),
        ("F05,prohibit,!riec_senders,riec", "F05,prohibit,ngo,riec", {"I6"}),
        ("acute_danger=yes; incapable_of_consent=yes,necessity", "acute_danger=yes,necessity",
         {"I7"}),
        ("consent=given,,,UAVG 32(a)", ",necessity,,UAVG 32(a)", {"I7", "I8"}),
    ],
)  # fmt: skip
def test_a_weakened_table_is_caught(old: str, new: str, broken: set[str]) -> None:
    proof = prove(changed(old, new))
    assert {claim.id for claim in proof.claims if not claim.holds} == broken


def test_a_counterexample_is_a_permitted_request_that_breaks_the_claim() -> None:
    edition = changed("!care,lawyer", "any,lawyer")
    claim = next(claim for claim in prove(edition).claims if not claim.holds)
    assert claim.counterexample is not None
    assert edition.index.permitted(claim.counterexample)
    assert edition.cedar.decide(claim.counterexample)[0]
    assert any(
        all(claim.counterexample[name] in values for name, values in clause.items())
        for clause in clauses(INVARIANTS[claim.id])
    )


def test_a_dead_permit_is_named() -> None:
    dead = "X1,permit,any,riec,health,any,any,any,,,,WGS 1.5,,2025-03-01,,draft,x,x\n"
    proof = prove(parse_table(TEXT + dead).edition(DAY))
    claim = next(c for c in proof.claims if c.id == "permits-reachable")
    assert not claim.holds and claim.rows == ("X1",)


def test_overlaps_are_exactly_the_pairs_that_can_hold_together() -> None:
    pairs = set(overlaps(EDITION))
    assert ("P03", "F03") not in pairs, "P03 asks art. 8/13 data, F03 stops 10(1)(b)"
    assert ("P11", "F03") not in pairs, "P11 brings the decision that lifts F03"
    assert ("P11", "F07") in pairs or ("P12", "F07") in pairs


def test_a_diff_is_exact_and_says_which_way() -> None:
    new = changed("N05,permit,helpers", "N05,permit,shelter")
    assert diff(EDITION, new, sampled=1000).changes == ()
    opened = parse_table(
        TEXT.replace("Sv 161,,2025-03-01,,proposed", "Sv 161,,2025-03-01,,draft")
    ).edition(DAY)
    found = diff(EDITION, opened, sampled=20_000)
    assert found.added == ("N05",) and found.complete
    # five senders, three services, two categories
    assert len(found.changes) == 5 * 3 * 2
    for change in found.changes:
        assert change.now_permitted
        assert not EDITION.index.permitted(change.example)
        assert opened.index.permitted(change.example)
    assert found.opened > 0 and found.closed == 0
    assert len(diff(opened, EDITION, sampled=1000).changes) == 30
