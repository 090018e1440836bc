"""Two evaluators, one table: they agree, and nothing that goes missing opens a door."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from samen.engines.rules.sharing import load_table
from samen.engines.rules.sharing.bulk import BulkIndex, request_at, sample
from samen.engines.rules.sharing.vocabulary import ATTRIBUTES

EDITION = load_table().edition(dt.date(2026, 3, 2))
REQUESTS = st.fixed_dictionaries({n: st.sampled_from(v) for n, v in ATTRIBUTES.items()})


def test_cedar_and_the_oracle_agree_on_100_000_requests() -> None:
    columns = sample(EDITION, 100_000, seed=2024)
    bulk = BulkIndex(EDITION.index).permitted(columns)
    assert 0.2 < bulk.mean() < 0.8
    for row in range(100_000):
        request = request_at(columns, row)
        outcome = EDITION.index.outcome(request)
        allowed, rows = EDITION.cedar.decide(request)
        assert allowed is outcome.permitted is bool(bulk[row]), request
        held = outcome.prohibitions or outcome.permits
        assert rows == frozenset(rule.id for rule in held), request


@settings(max_examples=300, deadline=None)
@given(REQUESTS)
def test_a_slice_decides_as_the_whole_table(request) -> None:
    assert EDITION.cedar.decide(request) == EDITION.cedar.whole.decide(request)


def test_dropping_any_attribute_never_turns_a_deny_into_a_permit() -> None:
    columns = sample(EDITION, 1_500, seed=7)
    opened = closed = 0
    for row in range(1_500):
        request = request_at(columns, row)
        before = EDITION.index.permitted(request)
        for name in ATTRIBUTES:
            less = {key: value for key, value in request.items() if key != name}
            cedar, _ = EDITION.cedar.decide(less)
            oracle = EDITION.index.permitted(less)
            assert before or not (cedar or oracle), (name, request)
            opened += cedar
            closed += before and not cedar
    assert opened and closed, "the sample must hold requests that do and do not need each attribute"


def test_without_a_schema_cedar_itself_would_fail_open() -> None:
    """The reason for the mandatory schema: a silenced prohibition."""
    import cedarpy

    text = EDITION.cedar.whole.text
    request = {
        "principal": 'Organisation::"ngo"',
        "action": 'Action::"identifying"',
        "resource": 'Organisation::"comensha"',
        "context": {"subject": "victim", "consent": "given", "purpose": "registration"},
    }
    assert cedarpy.is_authorized(request, text, "[]").allowed
    guarded = cedarpy.is_authorized(request, text, "[]", schema=EDITION.cedar.whole.schema)
    assert not guarded.allowed
