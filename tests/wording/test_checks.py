import pytest

from evaluering.intake.checks.validation import REMARKS, RULES
from evaluering.wording.checks import BRIEF_STATES, PUBLISHED_STATES, SHAPES, STATES, row_remedy, verdict


@pytest.mark.parametrize("rule", [*RULES, *REMARKS], ids=lambda rule: rule.slug)
def test_every_rule_has_a_remedy_of_its_own(rule):
    assert row_remedy(rule.slug) != row_remedy("a rule that nobody has thought of")


def test_every_state_has_its_word_and_its_shape():
    assert STATES.keys() == SHAPES.keys() == BRIEF_STATES.keys()
    assert all(BRIEF_STATES[state].startswith(shape) for state, shape in SHAPES.items())
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert PUBLISHED_STATES.keys() < STATES.keys()


def test_the_verdict_counts_what_is_to_be_mended():
    assert verdict(0) == "Kørslen kan starte."
    assert verdict(1234) == "Kørslen kan ikke starte: 1.234 fejl skal rettes først."
