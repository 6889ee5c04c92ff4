import numpy as np
import pytest

from evaluering.wording import forecast as words

S = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("probability", "per_cent", "told", "answer"),
    [
        (0.0, "under 1 %", "så godt som udelukket", "Næsten sikkert ikke"),
        (0.0099, "under 1 %", "så godt som udelukket", "Næsten sikkert ikke"),
        (0.01, "1 %", "meget usandsynligt", "Sandsynligvis ikke"),
        (0.104, "10 %", "meget usandsynligt", "Sandsynligvis ikke"),
        (0.105, "11 %", "omkring 1 ud af 10", "Usikkert"),
        (0.28, "28 %", "omkring 3 ud af 10", "Usikkert"),
        (0.5, "50 %", "omkring 5 ud af 10", "Usikkert"),
        (0.894, "89 %", "omkring 9 ud af 10", "Usikkert"),
        (0.895, "90 %", "meget sandsynligt", "Sandsynligvis"),
        (0.99, "99 %", "meget sandsynligt", "Sandsynligvis"),
        (0.9901, "over 99 %", "så godt som sikkert", "Næsten sikkert"),
        (1.0, "over 99 %", "så godt som sikkert", "Næsten sikkert"),
    ],
)
def test_a_probability_has_one_per_cent_and_one_word(probability, per_cent, told, answer):
    assert words.chance(probability).replace(S, " ") == per_cent
    assert words.chance_words(probability) == told
    assert words.likelihood(probability).answer == answer


def test_words_never_weaken_as_the_probability_rises():
    order = [one.answer for one in words.LIKELIHOODS]
    places = [order.index(words.likelihood(float(one)).answer) for one in np.linspace(0, 1, 2001)]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


def test_a_probability_is_never_told_as_certain():
    shown = {words.chance(float(one)).replace(S, " ") for one in np.linspace(0, 1, 5001)}
    assert not {"0 %", "100 %"} & shown
    tenths = {words.chance_words(float(one)) for one in np.linspace(0, 1, 5001) if not words.likelihood(one).words}
    assert tenths == {f"omkring {tenth} ud af 10" for tenth in range(1, 10)}


def test_reasons_are_the_forecasts_own_or_those_of_every_page():
    assert words.forecast_reason("all_observed") == "alle de børn, målet gælder, kan allerede tælles med"
    assert words.forecast_reason("coverage") == "amningen er kendt for for få af børnene"
    with pytest.raises(KeyError, match="nonsense"):
        words.forecast_reason("nonsense")


def test_a_target_is_asked_about():
    assert words.question("share_26w", name="Midtklyngen", value="20 %", about="Andel") == (
        "Når andelen i Midtklyngen op på 20 %?"
    )
    assert words.question("other", name="Midtklyngen", value="4", about="Tilfredshed") == (
        "Tilfredshed i Midtklyngen: nås 4?"
    )


def test_months_and_births_in_words():
    assert (words.months(1), words.months(33)) == ("1 måned", "33 måneder")
    assert words.born([("calendar_year", 2027), ("agreement_year", 2027)]) == "2027 eller aftaleår 2027/28"
