"""The questions: which are asked after which answers, and what is sent of them."""

from hypothesis import given
from hypothesis import strategies as st

from samen.reporting.domain import form
from samen.reporting.web.forms import STEP_FORMS

ANSWERS = st.dictionaries(
    st.sampled_from([name for step in form.STEPS for name in step.fields]),
    st.sampled_from(["share", "confidential", "anonymous", "yes", "no", "some text"]),
)


@given(ANSWERS)
def test_next_and_previous_walk_the_same_way(answers: dict[str, str]):
    slugs = [step.slug for step in form.steps_for(answers)]
    assert [form.next_slug(answers, slug) for slug in slugs] == [*slugs[1:], None]
    assert [form.previous_slug(answers, slug) for slug in slugs] == [None, *slugs[:-1]]
    assert all(form.step_by_slug(answers, slug).slug == slug for slug in slugs)


def test_contact_details_are_asked_of_nobody_who_wants_to_stay_anonymous():
    for consent, asked in (("anonymous", False), ("share", True), ("confidential", True)):
        assert (form.step_by_slug({"consent": consent}, "8") is not None) is asked
    assert form.step_by_slug({}, "8") is None
    assert form.step_by_slug({}, "overzicht") is None


@given(ANSWERS)
def test_an_answer_that_is_no_longer_asked_is_not_sent(answers: dict[str, str]):
    sent = form.asked_answers(answers)
    asked = {name for step in form.steps_for(answers) for name in step.fields}
    assert sent == {name: value for name, value in answers.items() if name in asked}


def test_who_turns_anonymous_in_the_end_sends_no_name():
    told = {"what": "x", "consent": "share", "name": "Me", "contact": "06", "safe_contact": "never"}
    assert form.asked_answers(told) == told
    assert form.asked_answers(told | {"consent": "anonymous"}) == {
        "what": "x",
        "consent": "anonymous",
    }


def test_the_drawn_form_of_every_step_asks_exactly_its_fields():
    assert set(STEP_FORMS) == {step.slug for step in form.STEPS}
    for step in form.STEPS:
        fields = {"attachment" if name == "attachments" else name for name in step.fields}
        assert set(STEP_FORMS[step.slug]().fields) == fields
