"""An operator's settings: all that is wrong is said at once, before anything starts."""

from __future__ import annotations

import pytest

from samen.config.environment import read_environment
from samen.kernel.errors import InvalidInput

PRODUCTION = {
    "SAMEN_SECRET_KEY": "s" * 32,
    "SAMEN_PEPPER": "p" * 32,
    "SAMEN_SECURITY_CONTACT": "mailto:veilig@samen.example",
}


def places(variables: dict[str, str]) -> set[str]:
    with pytest.raises(InvalidInput) as caught:
        read_environment(variables)
    return {problem.where for problem in caught.value.problems}


def test_outside_the_demo_secrets_and_a_contact_are_required():
    assert read_environment(PRODUCTION).https
    assert places({}) == set(PRODUCTION)
    assert read_environment({"SAMEN_DEMO": "yes"}).security_contact == ""


@pytest.mark.parametrize("contact", ["security@samen.example", "http://samen.example", "ring us"])
def test_a_security_contact_is_a_mail_or_https_address(contact):
    assert places(PRODUCTION | {"SAMEN_SECURITY_CONTACT": contact}) == {"SAMEN_SECURITY_CONTACT"}


def test_unknown_malformed_and_forbidden_settings_are_named_together():
    wrong = {"SAMEN_PEPER": "x", "SAMEN_HTTPS": "perhaps", "SAMEN_DEBUG": "yes"}
    assert places(PRODUCTION | wrong) == set(wrong)


@pytest.mark.parametrize("address", ["weather.example", "", "/", "javascript:0"])
def test_the_way_out_is_a_whole_address(address):
    assert places(PRODUCTION | {"SAMEN_EXIT_URL": address}) == {"SAMEN_EXIT_URL"}


def test_a_problem_never_repeats_a_secret():
    with pytest.raises(InvalidInput) as caught:
        read_environment(PRODUCTION | {"SAMEN_PEPPER": "too short a secret"})
    assert "too short a secret" not in str(caught.value)


HOLDER = {
    "SAMEN_KEY_HOLDER": "https://keys.example",
    "SAMEN_KEY_HOLDER_SECRET": "k" * 32,
    "SAMEN_KEY_HOLDER_KEY": "2026:" + "ab" * 32,
}


def test_a_key_holder_is_told_whole_or_not_at_all():
    assert read_environment(PRODUCTION | HOLDER).key_holder == "https://keys.example"
    assert read_environment(PRODUCTION).key_holder == ""
    for name, value in HOLDER.items():
        assert places(PRODUCTION | {name: value}) == set(HOLDER) - {name}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMEN_KEY_HOLDER", "http://keys.example"),
        ("SAMEN_KEY_HOLDER", "file:///var/key.json"),
        ("SAMEN_KEY_HOLDER", "keys.example"),
        ("SAMEN_KEY_HOLDER_KEY", "ab" * 32),
        ("SAMEN_KEY_HOLDER_KEY", "2026:short"),
        ("SAMEN_KEY_HOLDER_SECRET", "too short"),
    ],
)
def test_a_key_holder_elsewhere_is_asked_over_https_and_known_by_its_key(name, value):
    assert places(PRODUCTION | HOLDER | {name: value}) == {name}


def test_a_key_holder_on_this_machine_may_be_asked_plainly():
    here = HOLDER | {"SAMEN_KEY_HOLDER": "http://127.0.0.1:8100"}
    assert read_environment(PRODUCTION | here).key_holder == "http://127.0.0.1:8100"
