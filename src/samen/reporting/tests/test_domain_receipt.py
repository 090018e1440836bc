"""Sixteen digits: read however they are typed, found wherever they are written, split in two."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from samen.platform.vault.domain import envelope
from samen.reporting.domain import receipt

DIGITS = st.text("0123456789", min_size=16, max_size=16)
PEPPER = b"a pepper of a test"


@given(DIGITS, st.lists(st.sampled_from(["", " ", "-", ".", "  ", "\t"]), min_size=17, max_size=17))
def test_digits_are_read_whatever_stands_between_them(digits: str, between: list[str]):
    typed = "".join(gap + digit for gap, digit in zip(between, digits, strict=False)) + between[-1]
    assert receipt.normalise(typed) == digits
    assert receipt.normalise(receipt.grouped(digits)) == digits


@given(st.text(max_size=40))
def test_anything_else_is_not_a_receipt(typed: str):
    found = receipt.normalise(typed)
    assert found is None or (len(found) == 16 and found.isascii() and found.isdecimal())


def test_fifteen_seventeen_and_foreign_digits_are_refused():
    for typed in ("1" * 15, "1" * 17, "", "١" * 16, "1234 5678 9012 345x"):
        assert receipt.normalise(typed) is None


def test_new_digits_are_sixteen_and_differ():
    made = {receipt.new_digits() for _ in range(200)}
    assert len(made) == 200
    assert all(receipt.normalise(digits) == digits for digits in made)


NOISE = st.text("abc ,.-\n0123456789", max_size=30)


@given(NOISE, DIGITS, NOISE, st.booleans())
def test_a_receipt_is_found_in_a_text_whatever_numbers_stand_around_it(
    before: str, digits: str, after: str, grouped: bool
):
    written = receipt.grouped(digits) if grouped else digits
    assert digits in receipt.candidates(f"{before} x {written} x {after}")
    assert digits in receipt.candidates(f"2026-11-23 {written} 06-12345678")


@settings(max_examples=10, deadline=None)
@given(DIGITS, DIGITS)
def test_the_halves_follow_from_the_digits_and_the_pepper_alone(one: str, other: str):
    first = receipt.derive(one, PEPPER)
    assert first == receipt.derive(one, PEPPER)
    assert (first == receipt.derive(other, PEPPER)) is (one == other)
    salted = receipt.derive(one, b"another pepper")
    assert salted.lookup != first.lookup and salted.keys != first.keys


def test_what_is_stored_gives_away_neither_the_digits_nor_the_keys(cheap_argon2):
    digits = "1234567890123456"
    slip = receipt.derive(digits, PEPPER)
    assert len(cheap_argon2) == 1
    salt = hashlib.sha256(b"samen receipt 1" + PEPPER).digest()[:16]
    stretched = envelope.stretch(digits.encode(), salt, 64)
    assert slip.lookup == hashlib.sha256(stretched[:32]).digest()
    assert slip.keys == envelope.new_key_pair(stretched[32:])
    assert digits not in repr(slip) and "private" not in repr(slip)


def test_a_pepper_is_what_keeps_a_stolen_database_from_being_guessed():
    """With the true code among a thousand candidates, only the right pepper finds it."""
    digits = "4444333322221111"
    stolen = receipt.derive(digits, PEPPER).lookup
    guesses = [f"{n:016d}" for n in range(999)] + [digits]
    assert not any(receipt.derive(guess, b"").lookup == stolen for guess in guesses)
    assert [g for g in guesses if receipt.derive(g, PEPPER).lookup == stolen] == [digits]


def test_a_receipt_of_an_invented_reporter_opens_nothing():
    assert receipt.unreachable() != receipt.unreachable()
