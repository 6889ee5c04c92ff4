import numpy as np
import pytest

from evaluering.wording import forecast as words

S = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("probability", "per_cent", "told"),
    [
        (0.0, "under 1 %", "meget usandsynligt"),
        (0.0099, "under 1 %", "meget usandsynligt"),
        (0.01, "1 %", "meget usandsynligt"),
        (0.104, "10 %", "meget usandsynligt"),
        (0.105, "11 %", "usandsynligt"),
        (0.334, "33 %", "usandsynligt"),
        (0.336, "34 %", "usikkert"),
        (0.5, "50 %", "usikkert"),
        (0.664, "66 %", "usikkert"),
        (0.666, "67 %", "sandsynligt"),
        (0.894, "89 %", "sandsynligt"),
        (0.895, "90 %", "meget sandsynligt"),
        (0.99, "99 %", "meget sandsynligt"),
        (1.0, "over 99 %", "meget sandsynligt"),
    ],
)
def test_a_probability_has_one_per_cent_and_one_word(probability, per_cent, told):
    assert words.chance(probability).replace(S, " ") == per_cent
    assert words.likely(probability) == words.likelihood(probability).words == told
    assert words.likely(probability, per_cent=True).replace(S, " ") == f"{told} ({per_cent})"


def test_words_never_weaken_as_the_probability_rises():
    order = [one.words for one in words.LIKELIHOODS]
    places = [order.index(words.likelihood(float(one)).words) for one in np.linspace(0, 1, 2001)]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


def test_the_scale_is_the_same_from_both_ends():
    limits = [one.most_pct for one in words.LIKELIHOODS]
    assert [99 - limit for limit in reversed(limits[:-1])] == limits[:-1]


def test_a_probability_is_never_told_as_certain():
    shown = {words.chance(float(one)).replace(S, " ") for one in np.linspace(0, 1, 5001)}
    assert not {"0 %", "100 %"} & shown
    assert not any("udelukket" in one.words or "sikkert" in one.words.split() for one in words.LIKELIHOODS)


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
