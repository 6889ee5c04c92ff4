import math
import re
from dataclasses import replace

import pandas as pd
import pytest
from tests.estimation.made_months import design, monthly

from evaluering import wording
from evaluering.disclosure.counts import CountTable, UnplacedTable
from evaluering.estimation.unit_change import Alternative, Sensitivity, UnitTrend
from evaluering.estimation.unit_charts import UnitRunChart
from evaluering.preparation.analyses import protected_calendar
from evaluering.presentation import sentences
from evaluering.presentation.sentences.change import change_message, units_message
from evaluering.presentation.sentences.robustness import robustness_message
from evaluering.presentation.sentences.targets import FOR_WHOM

S = "\N{NO-BREAK SPACE}"


def text(block):
    return block.markdown.replace(S, " ")


def told(maker, estimate, **more):
    return text(sentences.change(maker.protected(maker.change(estimate, **more)), data=maker.data))


def test_a_sure_rise_is_stated_plainly(maker):
    words = told(maker, maker.estimate())
    assert (
        "**I Region Midtjylland steg den gennemsnitlige varighed af fuld amning med 4 dage i forhold til det ventede.**"
        in words
    )
    assert "Det ventede er udviklingen fra årene før aftalen, trukket videre frem." in words
    assert "kunne vi ikke have set" not in words
    assert "Med 95 % sikkerhed ligger ændringen mellem 3 og 5 dage." in words
    assert (
        "Tallet er gennemsnittet for alle børn født fra april 2023 til juni 2025. Det bygger på 31.000 børn." in words
    )


def test_a_likely_fall_says_so(maker):
    words = told(maker, maker.estimate(-1.2, -2.9, 0.6, 0.07))
    assert (
        "faldt den gennemsnitlige varighed af fuld amning sandsynligvis med 1 dag i forhold til det ventede.**" in words
    )
    assert "mellem −3 og 1 dag." in words


def test_no_sure_change_names_what_could_have_been_seen(maker):
    words = told(maker, maker.estimate(0.8, -2.4, 3.9, 0.7, smallest_detectable=4.6))
    assert "er der ingen sikker ændring i den gennemsnitlige varighed" in words
    assert "Beregningen giver +1 dag. Med 95 % sikkerhed ligger ændringen mellem −2 og 4 dage." in words
    assert "En ændring under 5 dage kunne vi ikke have set med rimelig sikkerhed." in words
    assert "steg" not in words


def test_small_changes_keep_a_decimal(maker):
    assert "med 0,4 dage" in told(maker, maker.estimate(0.4, 0.1, 0.7))


def test_percentage_points_are_explained_and_told_in_children(maker):
    words = told(maker, maker.estimate(2.9, 1.9, 3.9, measure="pct_point"))
    assert "steg andelen af børn ammet fuldt i mindst 26 uger med 2,9 procentpoint" in words
    # 2.9 % of 31,000 in 27 months
    told_in_children = "Ændringen svarer til omkring 400 flere børn om året end ventet (mellem 260 og 540)."
    assert f"{told_in_children} Procentpoint er forskellen mellem to procenttal." in words
    fewer = told(maker, maker.estimate(-2.9, -3.9, -1.9, 0.0, "pct_point"), children=900)
    assert "omkring 12 færre børn om året" in fewer
    unsure = told(maker, maker.estimate(0.1, -1.9, 2.2, 0.55, "pct_point"))
    assert "om året" not in unsure
    assert "Procentpoint er forskellen" in unsure


def test_too_few_months_are_told_with_the_rule(maker):
    words = told(maker, None, reason="too_few_mature_months")
    assert "kan ændringen i den gennemsnitlige varighed af fuld amning ikke vises" in words
    assert "mindst 12 måneder" in words
    assert "Nu er der 27." in words
    hidden = told(maker, None, reason="hidden")
    assert "Årsag: tallet er skjult for at beskytte egne eller en nabokommunes små tal." in hidden


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
    value, lower, upper = {1.0: (0.2, 0.1, 0.4), 0.5: (0.2, -0.1, 0.4), 0.05: (-0.2, -0.5, 0.1)}[probability]
    estimate = maker.estimate(value, lower, upper, probability, smallest_detectable=0.5)
    trend = UnitTrend("region", "duration_mean", "days", estimate, "", "2012-01", "2022-07")
    told = text(sentences.trend(maker.protected(trend), data=maker.data))
    assert words in told
    assert f"mellem {wording.number(lower)} og {wording.number(upper)} dage" in told
    assert ("En ændring under 0,5 dage om året kunne vi ikke" in told) == (probability == 0.5)


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
    made = []
    for place, one in enumerate(probabilities):
        value = (4.1 + place) * (1 if one >= 0.5 else -1)
        made.append(Alternative("default", maker.estimate(value, value - 1, value + 1, one)))
    return Sensitivity("region", "duration_mean", "days", tuple(made))


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ((1.0, 0.99), "Andre valg giver samme svar"),
        ((1.0, 0.95), "Ændringen holder, men én beregning er mindre sikker"),
        ((1.0, 0.95, 0.99, 0.92), "Ændringen holder, men 2 er mindre sikre"),
        ((0.95, 1.0), "Andre valg peger samme vej, og nogle gør svaret mere sikkert"),
        ((1.0, 0.5), "Andre valg gør svaret mindre sikkert"),
        ((1.0, 0.5, 0.0), "Andre valg giver modsatte svar"),
        ((0.5, 0.6), "Andre valg giver samme svar"),
        ((0.5, 1.0), "Andre valg gør svaret mere sikkert"),
    ],
)
def test_other_choices(maker, probabilities, words):
    record = sensitivity(maker, *probabilities)
    assert robustness_message(record) == words
    told = text(sentences.robustness(maker.protected(record), data=maker.data))
    assert "Hovedberegningen giver +4,1 dage." in told
    others = [one.estimate.value for one in record.alternatives[1:]]
    assert f"mellem {wording.number(min(others))} og {wording.number(max(others))} dage." in told


def test_no_other_choices_to_show(maker):
    record = replace(sensitivity(maker), reason="too_few_mature_months")
    words = text(sentences.robustness(maker.protected(record), data=maker.data))
    near = replace(record, reason="break_near_start")
    assert "noget andet skete for tæt på" in text(sentences.robustness(maker.protected(near), data=maker.data))
    assert words == "Andre beregninger kan ikke vises: der er for få måneder at måle på."


def test_units_are_counted_by_answer(maker):
    units = ("goedstrup", "horsens", "midt", "randers")
    changes = [
        maker.change(maker.estimate(probability=one), unit=unit)
        for one, unit in zip((1.0, 0.99, 0.95, 0.5), units, strict=True)
    ]
    missing = maker.change(unit="aarhus", reason="too_few_mature_months")
    words = units_message((*changes, missing), data=maker.data)
    assert words == (
        "Den gennemsnitlige varighed af fuld amning steg i 2 af 5 klynger i forhold til det ventede. "
        "Tallet steg sandsynligvis i Midtklyngen og kan ikke vises i Aarhusklyngen. "
        "I Randersklyngen kan vi ikke se en sikker ændring"
    )
    unclear = [maker.change(maker.estimate(probability=0.5), unit=unit) for unit in units[1:]]
    words = units_message((changes[0], *unclear), data=maker.data)
    assert words.endswith("i forhold til det ventede. I 3 klynger kan vi ikke se en sikker ændring")
    nothing = units_message((missing, missing), data=maker.data)
    assert nothing == "Ændringen i den gennemsnitlige varighed af fuld amning kan ikke vises i nogen af de 2 klynger"
    assert units_message((changes[0],), data=maker.data) == change_message(changes[0], data=maker.data)


def test_the_conclusion_on_changes_leads_the_page(maker):
    changes = (maker.protected(maker.change()), maker.protected(maker.change(maker.estimate(measure="pct_point"))))
    block = sentences.conclusion_of_changes(changes, data=maker.data)
    assert block.description["lead"] is True
    assert text(block).count("I Region Midtjylland steg") == 2
    assert "i forhold til det ventede.** Med 95 % sikkerhed ligger ændringen mellem 3 og 5 dage." in text(block)
    assert "En ændring siden april 2023 er ikke et bevis for, at aftalen er årsagen. Andet kan også" in text(block)
    assert "klynger" not in text(block)


def test_the_conclusion_of_the_region_names_its_clusters(maker):
    region, cluster = (maker.protected(maker.change(unit=unit)) for unit in ("region", "midt"))
    unsure = maker.protected(maker.change(maker.estimate(probability=0.5, smallest_detectable=4.6), unit="aarhus"))
    beside = ((region, cluster, unsure),)
    words = text(sentences.conclusion_of_changes((region,), data=maker.data, beside=beside))
    assert "steg i 1 af 2 klynger i forhold til det ventede. I Aarhusklyngen kan vi ikke se en sikker ændring." in words
    words = text(sentences.conclusion_of_changes((unsure,), data=maker.data, beside=((region, unsure),)))
    assert "af 2 klynger" not in words
    assert "En ændring under 5 dage kunne vi ikke have set med rimelig sikkerhed." in words
    missing = maker.protected(maker.change(reason="too_few_mature_months"))
    assert "Nu er der 27." in text(sentences.conclusion_of_changes((missing,), data=maker.data))


def no_chart(maker):
    return maker.protected(UnitRunChart(monthly([110.0]), design(), None, None, math.nan, "too_few_months_before"))


def no_trend(maker):
    return maker.protected(UnitTrend("region", "duration_mean", "days", None, "too_few_months_before", "", ""))


def years_concluded(maker, years):
    more = {"charts": (no_chart(maker),), "trends": (no_trend(maker),)}
    return sentences.conclusion_of_years((maker.protected(years),), **more, data=maker.data)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([109.4, 110.6, 112.6, 140.0, 113.2], "113 dage.** I 2020–2021 lå tallet mellem 109 og 111 dage."),
        ([109.4, 109.3, 109.2, 109.1], "109 dage.** I 2020–2021 var tallet 109 dage."),
        ([109.4, 109.3, 109.2, 109.1, 116.0], "116,0 dage.** I 2020–2021 lå tallet mellem 109,3 og 109,4 dage."),
        (
            [109.4, 111.0],
            "I 2021 var den gennemsnitlige varighed af fuld amning i Region Midtjylland 111 dage.** I 2020",
        ),
        ([109.4], "**I 2020 var den gennemsnitlige varighed af fuld amning i Region Midtjylland 109 dage.**\n"),
        ([], "I Region Midtjylland er der endnu intet helt år at vise for den gennemsnitlige varighed"),
    ],
)
def test_the_latest_year_beside_those_before(maker, values, words):
    """A year with months of the transition, or of the start, is on neither side."""
    block = years_concluded(maker, maker.series(values))
    assert words in text(block)
    assert block.description["lead"] is True


def test_a_hidden_year_is_not_in_the_range(maker):
    hiding = maker.hiding(unit="region", grain="calendar_year", period="2020", indicator="duration_mean")
    words = text(years_concluded(hiding, hiding.series([109.4, 90.0, 112.6, 111.0], first=2019)))
    assert "I de viste år fra 2019 til 2021 lå tallet mellem 109 og 113 dage." in words


def test_agreement_years_have_their_own_names(maker):
    words = text(years_concluded(maker, maker.series([109.4, 111.0, 112.6, 113.0], grain="agreement_year")))
    assert "I aftaleår 2023/24 var" in words
    assert "I aftaleår 2020/21–2021/22 lå tallet mellem 109 og 111 dage." in words


def test_the_population_tells_who_waits(maker):
    months = maker.series([110.0, 111.0, 140.0], grain="month", mature=[True, True, False])
    words = text(sentences.population(maker.protected(months), data=maker.data))
    assert "Tallene gælder børn, der bor i Region Midtjylland. De er født fra januar til februar 2020." in words
    assert "Der er født 2.600 børn. Amningen er kendt for 2.400 af dem (92,3 %)." in words
    assert "Børn født marts 2020: Besøget er holdt, men indberetningen kan mangle." in words
    assert "betydelige forbehold" in words
    young = text(sentences.population(maker.protected(maker.series([110.0], mature=[False])), data=maker.data))
    assert "Der er født" not in young
    grown = text(sentences.population(maker.protected(maker.series([110.0])), data=maker.data))
    assert "foreløbige" not in grown


def test_the_flow_ends_with_those_in_the_calculations(maker):
    def told(maker, count, *, hidden=False):
        flow = maker.protected(CountTable(pd.DataFrame(
            {"rule": ["rows_read", "children_counted"], "unit": ["rows", "children"], "count": [9000.0, count]}
        )))  # fmt: skip
        nobody = UnplacedTable(pd.DataFrame({"period": [], "unplaced": [], "nation": []}))
        unplaced = maker.protected(nobody)
        return text(sentences.counted(flow, (maker.protected(months(maker)),), unplaced=unplaced, data=maker.data))

    def months(maker):
        return maker.series([110.0, 111.0, 140.0], grain="month", mature=[True, True, False])

    words = told(maker, 3000.0)
    assert words == ("3.000 børn tælles med. Heraf er 2.400 født til og med juni 2025. Kun de indgår i beregningerne.")
    rule = "Kun børn født til og med juni 2025 indgår i beregningerne."
    assert told(maker, 2403.0) == rule, "the three younger ones would follow by subtraction"
    hiding = maker.hiding(unit="region", grain="month", period="2020-02", indicator="duration_mean")
    assert told(hiding, 3000.0) == rule


def test_a_sum_never_gives_a_hidden_month_back(maker):
    hiding = maker.hiding(unit="region", grain="month", period="2020-02", indicator="duration_mean")
    months = hiding.protected(hiding.series([110.0, 111.0], grain="month"))
    assert "Der er født" not in text(sentences.population(months, data=hiding.data))


def test_the_baseline_is_a_gate(maker):
    checks = (maker.check(), maker.check(agrees=False, measure="pct"))
    words = text(sentences.reconciliation(maker.protected(checks), data=maker.data))
    assert "Ifølge aftalen var tallet 109 dage i 2012–2020. Vores data giver 109,6 dage." in words
    assert "Det passer inden for den margen, der er sat på forhånd: 3,0 dage." in words
    assert "**Det passer ikke** inden for" in words
    assert words.count("Derfor vurderes dette mål ikke.") == 1
    assert words.startswith("**Data er ikke gode nok til at vurdere alle målene.**")
    good = sentences.reconciliation(maker.protected((maker.check(),)), data=maker.data)
    assert text(good).startswith("**Data er gode nok til at vurdere målene.** De stemmer med aftalens udgangspunkt.")
    assert "lead" not in good.description


def concluded(maker, status, change=None, **more):
    changes = (maker.protected(change),) if change else ()
    more = {"data": maker.data, "calendar": protected_calendar(maker.data)} | more
    return text(sentences.conclusion(maker.protected((status,)), changes, **more))


def test_not_yet_reached_with_progress(maker):
    words = concluded(maker, maker.status(), maker.change())
    assert (
        "**Region Midtjylland har endnu ikke nået målet om, at fuld amning i gennemsnit varer mindst 120 dage.**"
        in words
    )
    assert "I aftaleår 2024/25 var tallet 112,5 dage, året før 112,5 dage. Der mangler 7,5 dage." in words
    assert "Fristen er 31. marts 2028. Det endelige svar kan tidligst gives 1. juli 2029." in words
    assert "Næste årgang, aftaleår 2025/26, kan vurderes fra 1. juli 2027." in words
    assert (
        "Siden april 2023 lå varigheden i gennemsnit 4 dage højere, end udviklingen fra før pegede på "
        "(mellem 3 og 5 dage)." in words
    )
    assert "Amningen er kendt for 92 % af børnene. Svaret viser ikke, om aftalen er årsagen." in words
    assert "Målene er aftalens ambitioner." in words
    assert "hele regionen" not in words


def test_whole_days_are_enough_far_from_the_target(maker):
    years = (maker.year(112.5), maker.year(108.2, "2023"))
    assert "var tallet 113 dage, året før 108 dage. Der mangler 7 dage." in concluded(maker, maker.status(years=years))


def test_a_change_that_is_not_sure_stands_beside_the_verdict(maker):
    unsure = maker.change(maker.estimate(0.8, -2.4, 3.9, 0.7, smallest_detectable=4.6))
    words = concluded(maker, maker.status(), unsure)
    assert "Siden april 2023 er der ingen sikker ændring i varigheden" in words
    assert "(mellem −2 og 4 dage). En ændring under 5 dage kunne vi ikke have set med rimelig sikkerhed." in words
    missing = concluded(maker, maker.status(), maker.change(reason="too_few_mature_months"))
    assert "Ændringen i varigheden kan ikke vises. Der skal være mindst 12" in missing


@pytest.mark.parametrize(
    ("verdict", "value", "crosses", "placed"),
    [
        ("ja", 123.4, False, "Det er over regionens mål på 120 dage."),
        ("endnu_ikke", 111.0, False, "Det er under regionens mål på 120 dage."),
        ("ja", 120.2, True, "Om tallet i virkeligheden ligger over regionens mål på 120 dage, er usikkert."),
        ("nej", 119.2, True, "Om tallet i virkeligheden ligger over regionens mål på 120 dage, er usikkert."),
    ],
)
def test_a_cluster_is_told_its_level_and_no_verdict(maker, verdict, value, crosses, placed):
    years = (maker.year(value), maker.year(116.9, "2023"))
    words = concluded(maker, maker.status(verdict, unit="horsens", years=years, crosses=crosses))
    assert words.startswith(f"{FOR_WHOM} Målene gælder hele regionen, ikke den enkelte klynge.")
    level = re.search(r"\*\*(.*?)\.\*\*", words)[1]
    assert level.startswith("I Horsensklyngen var den gennemsnitlige varighed af fuld amning 1")
    assert level.endswith((" i aftaleår 2024/25 og 116,9 dage året før", " og 117 dage året før"))
    assert placed in words
    assert "nået" not in words
    assert "nåede" not in words


def test_a_cluster_with_one_year_or_none(maker):
    words = concluded(maker, maker.status(unit="midt", years=(maker.year(111.2),)))
    assert "fuld amning 111 dage i aftaleår 2024/25.** Det er under" in words
    words = concluded(maker, maker.status("kan_ikke_vurderes", unit="midt", reason="maturity", years=()))
    assert "**Det kan ikke vurderes, hvordan Midtklyngen ligger i forhold til regionens mål om, at fuld amning" in words


def test_the_regions_conclusion_names_no_cluster(maker):
    assert "klynge" not in concluded(maker, maker.status(), maker.change()).lower()


def test_when_all_can_be_judged_no_date_is_promised(maker):
    rows = tuple(replace(row, mature=True) for row in protected_calendar(maker.data).value)
    words = concluded(maker, maker.status("nej", reason="target_not_met"), calendar=maker.protected(rows))
    assert "tidligst" not in words
    assert "Næste årgang" not in words


def test_not_reached_after_the_deadline(maker):
    words = concluded(maker, maker.status("nej", reason="target_not_met"), maker.change())
    assert "Region Midtjylland nåede ikke målet" in words


@pytest.mark.parametrize(
    ("value", "calendar", "words"),
    [
        (
            112.0,
            104.0,
            ["**Nej, kalenderår giver samme svar.**", "104,0 dage. Det er under målet.", "også under målet."],
        ),
        (
            121.0,
            119.4,
            ["**Ja, kalenderår giver et andet svar.**", "119,4 dage. Det er under målet, men det er usikkert."],
        ),
        (121.0, 120.0, ["120,0 dage. Det er lige på målet, men det er usikkert.", "var tallet 121,0 dage, også over"]),
    ],
)
def test_whether_calendar_years_answer_alike(maker, value, calendar, words):
    status = maker.status(years=(maker.year(value),), calendar_years=(maker.year(calendar, grain="calendar_year"),))
    told = text(sentences.by_calendar_year(maker.protected((status,)), data=maker.data))
    assert [word for word in words if word not in told] == []


def test_no_calendar_year_to_compare(maker):
    status = maker.protected((maker.status(calendar_years=()),))
    assert "at sammenligne" in text(sentences.by_calendar_year(status, data=maker.data))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (122.4, "var tallet 122,4 dage, året før 122,4 dage. Det er 2,4 dage over målet."),
        (120.0, "Det er lige på målet."),
        (120.2, "Det er 0,2 dage over målet."),
    ],
)
def test_reached(maker, value, words):
    told = concluded(maker, maker.status("ja", value, reason="target_met"), maker.change())
    assert "Region Midtjylland har nået målet" in told
    assert words in told
    assert "fremgang" not in told


def test_just_short_of_the_target(maker):
    words = concluded(maker, maker.status(value=119.7, crosses=True))
    assert "var tallet 119,7 dage, året før 119,7 dage. Der mangler 0,3 dage." in words
    assert "Tallet ligger under 120 dage, men kan i virkeligheden være over." in words
    words = concluded(maker, maker.status("ja", 120.3, crosses=True))
    assert "Tallet ligger over 120 dage, men kan i virkeligheden være under." in words
    words = concluded(maker, maker.status("ja", 120.0, crosses=True))
    assert "Tallet ligger lige på 120 dage, men kan i virkeligheden være under." in words


def test_a_share_is_missing_percentage_points(maker):
    words = concluded(maker, maker.status(value=17.9, indicator="share_26w"))
    assert "at mindst 20 % af børnene ammes fuldt i mindst 26 uger.**" in words
    assert "var tallet 17,9 %, året før 17,9 %. Der mangler 2,1 procentpoint, altså omkring 46 af 2.200 børn." in words
    few = maker.year(17.9, known=200.0)
    words = concluded(maker, maker.status(years=(few,), indicator="share_26w"))
    assert "Der mangler 2,1 procentpoint." in words, "four children are not told"


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
    assert "Årsag: tallet er skjult for at beskytte egne eller en nabokommunes små tal." in words


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
    words = text(sentences.conclusion(maker.protected((status,)), (), data=data, calendar=protected_calendar(data)))
    assert "målet om, at andel ammet i ni uger er mindst 120 dage" in words
