"""The routing table: every rule can fire, the first that fits does, mistakes name their place."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.kernel.codes import FormOfExploitation, OrganisationType
from samen.kernel.errors import InvalidInput
from samen.reporting.domain.routing import (
    Facts,
    Receiver,
    Route,
    Rule,
    parse_rules,
    route,
    rules,
)

HERE = {"country": "NL", "police_unit": "RE02", "province": "PV26"}
COORDINATION = Receiver(UUID(int=1), "care_coordination", ("police_unit", "RE02"))
INSPECTORATE = Receiver(UUID(int=2), "labour_inspectorate", ("country", "NL"))
NGO = Receiver(UUID(int=3), "ngo", ("country", "NL"))
COMENSHA = Receiver(UUID(int=4), "comensha", ("country", "NL"))
ELSEWHERE = Receiver(UUID(int=5), "care_coordination", ("police_unit", "RE09"))
EVERYBODY = [COORDINATION, INSPECTORATE, NGO, COMENSHA, ELSEWHERE]
FACTS = st.builds(
    Facts,
    form=st.sampled_from([code.value for code in FormOfExploitation]),
    minor=st.booleans(),
    consent=st.sampled_from(["share", "confidential", "anonymous"]),
    regions=st.sampled_from([HERE, {"country": "NL"}]),
)
HEADER = "id,receiver_type,region_types,forms,minor,consents,why_en,why_nl"


def facts(form: str = "SEX-D", minor: bool = False, consent: str = "share", where=HERE) -> Facts:
    return Facts(form=form, minor=minor, consent=consent, regions=where)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (facts("LAB", minor=True), Route(COORDINATION.id, "R1")),
        (facts("LAB"), Route(INSPECTORATE.id, "R2")),
        (facts("LAB", consent="confidential"), Route(NGO.id, "R3")),
        (facts("LAB", consent="anonymous"), Route(NGO.id, "R3")),
        (facts(), Route(COORDINATION.id, "R4")),
        (facts(where={"country": "NL"}), Route(COMENSHA.id, "R5")),
    ],
)
def test_who_receives_what(asked: Facts, expected: Route):
    assert route(asked, EVERYBODY, rules()) == expected


def test_every_rule_is_reached_by_the_cases_above():
    (mark,) = test_who_receives_what.pytestmark
    assert {expected.rule_id for _, expected in mark.args[1]} == {rule.id for rule in rules()}


def test_every_rule_says_why_in_both_languages():
    assert all(rule.why["nl"] and rule.why["en"] for rule in rules())
    assert len({rule.id for rule in rules()}) == len(rules())


@given(FACTS, st.permutations(EVERYBODY))
def test_the_order_of_organisations_changes_nothing(asked: Facts, order: list[Receiver]):
    assert route(asked, order, rules()) == route(asked, EVERYBODY, rules())


@given(FACTS)
def test_a_report_always_reaches_somebody_who_serves_its_place(asked: Facts):
    found = route(asked, EVERYBODY, rules())
    assert found is not None
    receiver = next(known for known in EVERYBODY if known.id == found.receiver_id)
    assert receiver.region[1] == asked.regions[receiver.region[0]]


@given(FACTS)
def test_the_first_rule_that_fits_wins(asked: Facts):
    anything = Rule("first", "comensha", {"nl": "x", "en": "x"}, region_types=("country",))
    assert route(asked, EVERYBODY, [anything, *rules()]) == Route(COMENSHA.id, "first")
    assert route(asked, EVERYBODY, [*rules(), anything]) == route(asked, EVERYBODY, rules())


def test_who_does_not_want_to_be_known_never_goes_to_an_authority():
    for consent in ("confidential", "anonymous"):
        found = route(facts("LAB", consent=consent), EVERYBODY, rules())
        assert found is not None and found.receiver_id != INSPECTORATE.id


def test_nobody_receives_where_nobody_is():
    assert route(facts(), [ELSEWHERE], rules()) is None
    assert route(facts(), [], rules()) is None


def test_a_wrong_table_names_every_row_and_column_at_once():
    lines = [
        HEADER,
        "A,police_office,country,,,,because,omdat",
        "B,ngo,country,LAB NONSENSE,maybe,share nobody,because,omdat",
    ]
    with pytest.raises(InvalidInput) as caught:
        parse_rules(lines)
    said = [str(problem) for problem in caught.value.problems]
    assert [text.split(":")[0] for text in said] == [
        'routing.csv row 2, column "receiver_type"',
        'routing.csv row 3, column "forms"',
        'routing.csv row 3, column "consents"',
        'routing.csv row 3, column "minor"',
    ]
    assert "NONSENSE" in said[1] and "police_office" in said[0]


def test_a_right_table_is_read_as_it_is_written():
    (rule,) = parse_rules([HEADER, "A,ngo,province country,LAB BEG,yes,share,because,omdat"])
    assert rule == Rule(
        "A",
        OrganisationType.NGO,
        {"en": "because", "nl": "omdat"},
        frozenset({"LAB", "BEG"}),
        True,
        frozenset({"share"}),
        ("province", "country"),
    )
