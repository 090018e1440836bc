"""A visit opens with its browser's key alone, for half an hour."""

import json

from hypothesis import given
from hypothesis import strategies as st

from samen.reporting.domain import visit

STATES = st.dictionaries(st.text(max_size=10), st.text(max_size=200), max_size=5)
NOW = 1_800_000_000.0


@given(STATES)
def test_what_is_kept_comes_back_and_is_not_readable_before(state: dict[str, str]):
    key = visit.new_visit_key()
    sealed = visit.seal_state(key, state, NOW)
    assert visit.open_state(key, sealed, NOW + 1) == state
    assert json.dumps(state).encode() not in sealed or not state


@given(st.integers(0, 5000), st.integers(1, 255))
def test_one_changed_byte_ends_the_visit(at: int, change: int):
    key = visit.new_visit_key()
    sealed = bytearray(visit.seal_state(key, {"a": "b"}, NOW))
    sealed[at % len(sealed)] ^= change
    assert visit.open_state(key, bytes(sealed), NOW) is None


def test_another_browser_opens_nothing():
    key, other = visit.new_visit_key(), visit.new_visit_key()
    sealed = visit.seal_state(key, {"a": "b"}, NOW)
    assert visit.open_state(other, sealed, NOW) is None


def test_half_an_hour_idle_is_the_end_and_so_is_a_clock_that_runs_back():
    key = visit.new_visit_key()
    sealed = visit.seal_state(key, {"a": "b"}, NOW)
    assert visit.open_state(key, sealed, NOW + visit.IDLE_SECONDS) == {"a": "b"}
    assert visit.open_state(key, sealed, NOW + visit.IDLE_SECONDS + 1) is None
    assert visit.open_state(key, sealed, NOW - 1) is None


def test_the_row_tells_neither_the_key_nor_the_cookie():
    key = visit.new_visit_key()
    assert key.row_id != key.key and len(key.row_id) == len(key.key) == 32
    assert key.cookie not in repr(key)
    assert visit.new_visit_key() != key
