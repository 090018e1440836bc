"""What of a person is compared, how a record is pointed at, how figures are told."""

from __future__ import annotations

from uuid import uuid4

import pytest

from samen.engines.linkage.matchkeys import match_keys
from samen.kernel.errors import InvalidInput
from samen.sharing.domain.probes import (
    at_most,
    handle_of,
    one_in,
    recognisable,
)


@pytest.mark.parametrize(
    ("people", "told"), [(0, 10), (1, 10), (10, 10), (11, 20), (21, 50), (51, 100), (4001, 5000)]
)
def test_how_many_can_be_found_is_told_coarsely(people, told):
    assert at_most(people) == told


@pytest.mark.parametrize(("expected", "number"), [(0.01, 100), (0.0004, 2500), (1.3e-7, 7600000)])
def test_a_small_expectation_is_told_as_one_in_so_many(expected, number):
    assert one_in(expected) == number


def test_every_name_counts_and_what_tells_nobody_apart_does_not():
    both = {
        "name": "Ioana Popescu",
        "other_names": "Joana Popa; Ioana P",
        "birth_date": "1999-04-21",
    }
    plain = match_keys(recognisable(both))
    assert len(recognisable(both).names) == 3
    assert plain == match_keys(recognisable({**both, "sex": "female", "nationality": "RO"}))
    assert match_keys(recognisable({"name": "Ioana Popescu", "birth_date": "1999"})) == []


def test_what_cannot_be_read_is_refused_field_by_field():
    with pytest.raises(InvalidInput) as caught:
        recognisable({"name": "Ioana Popescu", "birth_date": "30-02-1999", "phone": "1"})
    assert {problem.where for problem in caught.value.problems} == {"birth_date", "phone"}
    assert "30-02" not in str(caught.value), "a refusal repeats nothing about the person"


def test_a_handle_is_of_one_part_in_one_epoch_under_one_key():
    part = uuid4()
    told = {
        handle_of(part, "2026", b"a" * 32),
        handle_of(part, "2027", b"a" * 32),
        handle_of(part, "2026", b"b" * 32),
        handle_of(uuid4(), "2026", b"a" * 32),
    }
    assert len(told) == 4 and all(len(handle) == 32 for handle in told)
