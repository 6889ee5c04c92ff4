import pytest

from evaluering.analysis_plan import AnalysisPlan
from evaluering.wording.plan import CHOICES, choice


@pytest.mark.parametrize(
    ("slug", "used", "planned", "text"),
    [
        ("cut_months", 6, 8, "måneder før aftalen, der holdes ude: 6 (planen: 8)"),
        ("ramps_months", (), (3, 6), "længder af en gradvis start, i måneder: ingen (planen: 3, 6)"),
        ("indicator", "coverage", "duration_mean", "resultat: coverage (planen: duration_mean)"),
    ],
)
def test_a_departure_is_told_with_both_values(slug, used, planned, text):
    assert choice(slug, used=used, planned=planned) == text


def test_every_choice_a_plan_can_be_departed_from_has_words():
    asked = {name for name in AnalysisPlan.departures.__annotations__ if name != "return"}
    assert set(CHOICES) == asked
