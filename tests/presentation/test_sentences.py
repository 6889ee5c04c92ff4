from dataclasses import replace

import pytest

from evaluering.estimation.unit_change import Alternative, Sensitivity, UnitTrend
from evaluering.presentation import sentences
from evaluering.presentation.sentences.change import change_message, robustness_message, units_message

S = "\N{NO-BREAK SPACE}"


def text(block):
    return block.markdown.replace(S, " ")


def told(maker, estimate, **more):
    return text(sentences.change(maker.protected(maker.change(estimate, **more)), data=maker.data))


def test_a_sure_rise_is_stated_plainly(maker):
    words = told(maker, maker.estimate())
    assert "**I Region Midtjylland steg den gennemsnitlige varighed af fuld amning med 4 dage.**" in words
    assert "Med 95 % sikkerhed ligger ændringen mellem 3 og 5 dage." in words
    assert "Tallet gælder børn født fra april 2023 til juni 2025. Det bygger på 31.000 børn." in words


def test_a_likely_fall_says_so(maker):
    words = told(maker, maker.estimate(-1.2, -2.9, 0.6, 0.07))
    assert "faldt den gennemsnitlige varighed af fuld amning sandsynligvis med 1 dag.**" in words
    assert "mellem −3 og 1 dag." in words


def test_no_sure_change_names_what_could_have_been_seen(maker):
    words = told(maker, maker.estimate(0.8, -2.4, 3.9, 0.7, smallest_detectable=4.6))
    assert "er der ingen sikker ændring i den gennemsnitlige varighed" in words
    assert "Beregningen giver +1 dag. Med 95 % sikkerhed ligger ændringen mellem −2 og 4 dage." in words
    assert "Den mindste ændring, vi med rimelighed kunne have set, er 5 dage." in words
    assert "steg" not in words


def test_small_changes_keep_a_decimal(maker):
    assert "med 0,4 dage" in told(maker, maker.estimate(0.4, 0.1, 0.7))


def test_percentage_points_are_explained_and_told_in_children(maker):
    words = told(maker, maker.estimate(2.9, 1.9, 3.9, measure="pct_point"))
    assert "steg andelen af børn ammet fuldt i mindst 26 uger med 2,9 procentpoint" in words
    assert "Procentpoint er forskellen mellem to procenttal." in words
    assert "omkring 400 flere børn om året" in words  # 2.9 % of 31,000 in 27 months
    fewer = told(maker, maker.estimate(-2.9, -3.9, -1.9, 0.0, "pct_point"), children=900)
    assert "omkring 12 færre børn om året" in fewer
    unsure = told(maker, maker.estimate(0.1, -1.9, 2.2, 0.55, "pct_point"))
    assert "om året" not in unsure


def test_too_few_months_are_told_with_the_rule(maker):
    words = told(maker, None, reason="too_few_mature_months")
    assert "kan ændringen i den gennemsnitlige varighed af fuld amning ikke vises" in words
    assert "mindst 12 måneder" in words
    assert "Nu er der 27." in words
    hidden = told(maker, None, reason="hidden")
    assert "Årsag: tallet bygger på så få børn, at det ikke må vises." in hidden


def test_the_compared_months_leave_out_the_partly_exposed(maker):
    change = maker.change()
    words = text(sentences.comparison(maker.protected(change), data=maker.data))
    assert "Før: børn født fra januar 2019 til juli 2022. Efter: børn født fra april 2023 til juni 2025" in words
    assert "Børn født fra august 2022 til marts 2023 holdes ude." in words
    uncut = text(sentences.comparison(maker.protected(maker.change(cut_months=0)), data=maker.data))
    assert "januar 2019 til marts 2023" in uncut
    assert "holdes ude" not in uncut


def test_a_trend_that_cannot_be_told_says_why(maker):
    trend = UnitTrend("region", "duration_mean", "days", None, "too_few_months_before", "2021-01", "2022-07")
    told = sentences.trend(maker.protected(trend), data=maker.data).description["text"]
    assert told.endswith("kan ikke vises, fordi der er for få måneder før aftalen at måle på.")


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "steg den gennemsnitlige varighed af fuld amning i Region Midtjylland med 0,2 dage om året.**"),
        (0.5, "**Før aftalen var der ingen sikker ændring i den gennemsnitlige varighed af fuld amning"),
        (0.05, "**Før aftalen faldt den gennemsnitlige varighed af fuld amning sandsynligvis i Region Midtjylland"),
    ],
)
def test_the_trend_before(maker, probability, words):
    estimate = maker.estimate(0.2, -0.1, 0.4, probability, smallest_detectable=0.5)
    trend = UnitTrend("region", "duration_mean", "days", estimate, "", "2012-01", "2022-07")
    told = text(sentences.trend(maker.protected(trend), data=maker.data))
    assert words in told
    assert "mellem −0,1 og 0,4 dage" in told
    assert ("0,5 dage" in told) == (probability == 0.5)


@pytest.mark.parametrize(("rho", "word"), [(0.1, "næsten ingen"), (-0.3, "nogen"), (0.6, "tydelig"), (0.97, "stærk")])
def test_the_tie_between_months_has_a_word(maker, rho, word):
    change = maker.protected(maker.change(rho=rho, warnings=("near_unit_root", "unknown")))
    words = text(sentences.model((change,), data=maker.data))
    assert f"Der er {word} sammenhæng mellem nabomåneder" in words
    assert "tæt på enhedsrod" in words
    assert "næsten ingen sammenhæng tilbage (0,03)" in words


def test_a_model_that_was_not_fitted(maker):
    change = maker.protected(maker.change(reason="too_few_mature_months"))
    assert "mindst 12 måneder" in text(sentences.model((change,), data=maker.data))


def sensitivity(maker, *probabilities):
    made = [
        Alternative("default", maker.estimate(4.1 + place, probability=one)) for place, one in enumerate(probabilities)
    ]
    return Sensitivity("region", "duration_mean", "days", tuple(made))


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ((1.0, 0.99), "Andre valg giver samme svar"),
        ((1.0, 0.95), "Andre valg peger samme vej, men er ikke lige sikre"),
        ((1.0, 0.5), "Andre valg gør svaret mindre sikkert"),
        ((1.0, 0.5, 0.0), "Andre valg giver modsatte svar"),
        ((0.5, 0.6), "Andre valg giver samme svar"),
    ],
)
def test_other_choices(maker, probabilities, words):
    record = sensitivity(maker, *probabilities)
    assert robustness_message(record) == words
    told = text(sentences.robustness(maker.protected(record), data=maker.data))
    assert "Hovedberegningen giver +4,1 dage." in told
    assert f"mellem 5,1 og {4.1 + len(probabilities) - 1:.1f}".replace(".", ",") in told


def test_no_other_choices_to_show(maker):
    words = text(sentences.robustness(maker.protected(sensitivity(maker)), data=maker.data))
    assert words == "Andre beregninger kan ikke vises: der er for få måneder at måle på."


def test_units_are_counted_by_answer(maker):
    changes = [maker.change(maker.estimate(probability=one)) for one in (1.0, 0.99, 0.95, 0.5)]
    missing = maker.change(reason="too_few_mature_months")
    words = units_message((*changes, missing), data=maker.data)
    assert words == (
        "Den gennemsnitlige varighed af fuld amning steg i 2 af 5 klynger, steg sandsynligvis i 1, "
        "er uden sikker ændring i 1 og kan ikke vises i 1"
    )
    assert units_message((changes[0],), data=maker.data) == change_message(changes[0], data=maker.data)


def test_the_conclusion_on_changes_leads_the_page(maker):
    changes = (maker.protected(maker.change()), maker.protected(maker.change(maker.estimate(measure="pct_point"))))
    block = sentences.conclusion_of_changes(changes, data=maker.data)
    assert block.description["lead"] is True
    assert text(block).count("I Region Midtjylland steg") == 2
    assert "De viser ikke hvorfor." in text(block)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            [109.4, 111.0, 112.6],
            "I Region Midtjylland gik den gennemsnitlige varighed af fuld amning fra 109 dage i 2020",
        ),
        ([109.4], "I Region Midtjylland var den gennemsnitlige varighed af fuld amning 109 dage i 2020"),
        ([], "I Region Midtjylland er der endnu intet helt år at vise for den gennemsnitlige varighed"),
    ],
)
def test_the_first_and_last_year(maker, values, words):
    block = sentences.conclusion_of_years((maker.protected(maker.series(values)),), data=maker.data)
    assert words in text(block)
    assert block.description["lead"] is True


def test_the_population_tells_who_waits(maker):
    months = maker.series([110.0, 111.0, 140.0], grain="month", mature=[True, True, False])
    words = text(sentences.population(maker.protected(months), data=maker.data))
    assert "Tallene gælder børn, der bor i Region Midtjylland. De er født fra januar 2020 til februar 2020." in words
    assert "Der er født 2.600 børn. Amningen er kendt for 2.400 af dem (92,3 %)." in words
    assert "Børn født fra marts 2020 er endnu ikke fulgt længe nok." in words
    assert "betydelige forbehold" in words
    young = text(sentences.population(maker.protected(maker.series([110.0], mature=[False])), data=maker.data))
    assert "Der er født" not in young
    grown = text(sentences.population(maker.protected(maker.series([110.0])), data=maker.data))
    assert "endnu ikke fulgt" not in grown


def test_a_sum_never_gives_a_hidden_month_back(maker):
    hiding = maker.hiding(unit="region", grain="month", period="2020-02", indicator="duration_mean")
    months = hiding.protected(hiding.series([110.0, 111.0], grain="month"))
    assert "Der er født" not in text(sentences.population(months, data=hiding.data))


def test_a_low_coverage_is_named(maker):
    good, poor = maker.series([110.0]), maker.series([110.0], unit="midt")
    poor.frame["coverage_pct"] = 71.0
    words = text(sentences.coverage((maker.protected(good), maker.protected(poor)), data=maker.data))
    assert "I 2020 kendes amningen for 92,3 % af børnene i Region Midtjylland." in words
    assert "under 80 % her: Midtklyngen." in words
    young = maker.protected(maker.series([110.0], mature=[False]))
    assert (
        text(sentences.coverage((young,), data=maker.data)) == "Ingen enhed har haft et år med en dækning under 80 %."
    )


def test_the_baseline_is_a_gate(maker):
    checks = (maker.check(), maker.check(agrees=False, measure="pct"))
    words = text(sentences.reconciliation(maker.protected(checks), data=maker.data))
    assert "Aftalen skriver 109 dage for 2012-2020. Vores data giver 109,6 dage." in words
    assert "Det passer inden for den margen, der er sat på forhånd: 3,0 dage." in words
    assert "**Det passer ikke** inden for" in words
    assert words.count("Derfor vurderes dette mål ikke.") == 1
    assert words.startswith("**Data kan ikke bære en vurdering af alle målene.**")
    good = sentences.reconciliation(maker.protected((maker.check(),)), data=maker.data)
    assert text(good).startswith("**Data kan bære en vurdering af målene.** De rammer aftalens udgangspunkt.")
    assert good.description["lead"] is True


def test_when_a_child_can_be_counted(maker):
    words = text(sentences.maturity(maker.data))
    assert "Derfor kan børn født til og med juni 2025 tælles med nu." in words
    assert "fra 31. oktober 2026" in words


def concluded(maker, status, change=None, **more):
    changes = (maker.protected(change),) if change else ()
    return text(sentences.conclusion(maker.protected((status,)), changes, data=maker.data, **more))


def test_not_yet_reached_with_progress(maker):
    words = concluded(maker, maker.status(), maker.change())
    assert (
        "**Region Midtjylland har endnu ikke nået målet om, at fuld amning i gennemsnit varer mindst 120 dage.**"
        in words
    )
    assert "I aftaleår 2024/25 var tallet 113 dage. Der mangler 7 dage." in words
    assert "Fristen er 31. marts 2028." in words
    assert "steg den gennemsnitlige varighed af fuld amning med 4 dage, når vi sammenligner med årene før" in words
    assert "Det er fremgang, men målet er ikke nået endnu." in words
    assert "Målene er aftalens ambitioner." in words


def test_not_reached_after_the_deadline(maker):
    words = concluded(maker, maker.status("nej", reason="target_not_met"), maker.change())
    assert "Region Midtjylland nåede ikke målet" in words
    assert "Det er fremgang, men ikke nok til at nå målet." in words
    assert "Fristen" not in words


@pytest.mark.parametrize(
    ("value", "words"),
    [(122.4, "Det er 2 dage over målet."), (120.0, "Det er lige på målet."), (120.2, "Det er 0,2 dage over målet.")],
)
def test_reached(maker, value, words):
    told = concluded(maker, maker.status("ja", value, reason="target_met"), maker.change())
    assert "Region Midtjylland har nået målet" in told
    assert words in told
    assert "fremgang" not in told


def test_just_short_of_the_target(maker):
    words = concluded(maker, maker.status(value=119.7, crosses=True))
    assert "var tallet 119,7 dage. Der mangler 0,3 dage." in words
    assert "Tallet er så usikkert, at det sande tal kan ligge på den anden side af målet." in words


def test_a_share_is_missing_percentage_points(maker):
    words = concluded(maker, maker.status(value=17.9, indicator="share_26w"))
    assert "at mindst 20 % af børnene ammes fuldt i mindst 26 uger.**" in words
    assert "var tallet 17,9 %. Der mangler 2,1 procentpoint." in words


def test_a_target_with_a_decimal(maker):
    assert "mindst 120,5 dage" in concluded(maker, maker.status(target=120.5))


def test_not_to_be_judged(maker):
    words = concluded(maker, maker.status("kan_ikke_vurderes", reason="coverage"))
    assert "Det kan ikke vurderes, om Region Midtjylland har nået målet" in words
    assert "Årsag: amningen er kendt for for få af børnene." in words
    assert "mangler" not in words
    empty = maker.status("kan_ikke_vurderes", reason="maturity", years=(), calendar_years=())
    assert "var tallet" not in concluded(maker, empty)


def test_a_hidden_year_is_not_told(maker):
    hiding = maker.hiding(unit="region", grain="agreement_year", period="2024", indicator="duration_mean")
    words = concluded(hiding, hiding.status(value=112.5))
    assert "113" not in words
    assert "112" not in words
    assert "Årsag: tallet bygger på så få børn, at det ikke må vises." in words


def test_which_births_are_judged(maker):
    words = text(sentences.judged(maker.protected((maker.status(),)), data=maker.data))
    assert "aftaleår 2024/25, altså fra april 2024 til marts 2025" in words
    empty = maker.status(years=(), calendar_years=())
    assert "endnu intet helt aftaleår" in text(sentences.judged(maker.protected((empty,)), data=maker.data))


def test_an_indicator_of_another_agreement_goes_by_its_name(maker):
    agreement = maker.data.agreement
    other = agreement.indicators[0].model_copy(update={"id": "share_9w", "name": "Andel ammet i ni uger"})
    data = replace(maker.data, agreement=agreement.model_copy(update={"indicators": (other,)}))
    change = replace(maker.change(), indicator="share_9w")
    assert "steg andel ammet i ni uger med 4" in text(sentences.change(maker.protected(change), data=data))
    status = replace(maker.status(), indicator="share_9w")
    words = text(sentences.conclusion(maker.protected((status,)), (), data=data))
    assert "målet om, at andel ammet i ni uger er mindst 120 dage" in words
