"""What the page says of how sure a change is: breaks, plan, chance, checks, other ways, what could be seen."""

import math
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from evaluering import wording
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure import protection
from evaluering.estimation.checks.check import Check
from evaluering.estimation.checks.specifications import Specification, SpecificationCurve
from evaluering.estimation.unit_change import Alternative, Sensitivity
from evaluering.estimation.unit_checks import UnitChecks, UnitPower, UnitSpecifications
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.figures.specifications import _width
from evaluering.presentation.sentences.change import change_message, since_agreement, units_message
from evaluering.presentation.sentences.checks import check_sentence
from evaluering.presentation.sentences.parts import about, range_of, with_and_without
from evaluering.presentation.tables.change import chance
from evaluering.presentation.uncertainty import answer, telling_decimals
from evaluering.wording.interrupted import CHECK_NAMES, CHECK_NOT_ASSESSED, cut, exclusion, ramp
from evaluering.wording.plan import NOT_PLANNED_NOTE, SOME_NOT_PLANNED_NOTE

S = "\N{NO-BREAK SPACE}"


def text(block):
    return block.markdown.replace(S, " ")


def rows(block):
    return [[cell.replace(S, " ") for cell in row] for row in block.description["rows"]]


def notes(block):
    return " ".join(block.description["notes"]).replace(S, " ")


def unplanned(change):
    estimates = tuple(replace(one, warnings=(NOT_PLANNED,)) for one in change.fit.estimates)
    return replace(change, fit=replace(change.fit, estimates=estimates))


def broken(maker):
    """A change with a break near the start: 4.1 days with it, 1.2 without."""
    without = maker.fit(maker.estimate(1.2, -0.6, 2.9, 0.92), rho=0.3, warnings=(), cut_months=8)
    return replace(maker.change(warnings=("break_near_start",)), beside=without, reason="break_near_start")


def test_a_word_is_never_surer_than_the_interval(maker):
    assert answer(maker.estimate(4.0, -0.01, 8.0, 0.99)) == "likely_up"
    assert answer(maker.estimate(-4.0, -8.0, 0.0, 0.01)) == "likely_down"
    assert answer(maker.estimate(-0.1, -8.0, 7.0, 0.99)) == "unclear"
    assert answer(maker.estimate(0.0, 0.0, 0.0, 1.0)) == "unclear"


def test_a_limit_keeps_its_side_of_zero(maker):
    assert telling_decimals(4.1, 0.004, least=0) == 3
    assert telling_decimals(4.1, 0.0001, least=1) == 3
    words = text(sentences.change(maker.protected(maker.change(maker.estimate(2.0, 0.04, 4.0))), data=maker.data))
    assert "mellem lige over 0 og 4 dage" in words


def test_prose_has_at_most_one_decimal(maker):
    small = maker.estimate(0.226, 0.003, 0.478, 0.99, measure="pct_point")
    words = text(sentences.change(maker.protected(maker.change(small)), data=maker.data))
    assert "med 0,2 procentpoint" in words
    assert "mellem lige over 0 og 0,5 procentpoint" in words
    tiny = maker.estimate(0.03, 0.01, 0.05, 0.99, measure="pct_point")
    words = text(sentences.change(maker.protected(maker.change(tiny)), data=maker.data))
    assert "med under 0,1 procentpoint" in words


def test_limits_that_are_not_known_are_said(maker):
    estimate = maker.estimate(4.0, math.nan, math.nan, math.nan)
    words = text(sentences.change(maker.protected(maker.change(estimate)), data=maker.data))
    assert "er der ingen sikker ændring" in words
    assert "Hvor usikkert tallet er, kan ikke regnes ud." in words
    assert range_of(estimate) == "usikkerheden kan ikke regnes ud"
    table = rows(tables.change(maker.protected(maker.change(estimate)), data=maker.data))
    assert [row[3] for row in table[:2]] == ["–", "–"]


@pytest.mark.parametrize(("value", "told"), [(371.6, 370), (-11.6, -12), (104.52, 100), (65127.0, 65000), (0.4, 0)])
def test_omkring_has_two_digits(value, told):
    assert about(value) == told


def test_a_likely_change_in_children_may_go_either_way(maker):
    estimate = maker.estimate(2.0, -0.4, 4.4, 0.95, measure="pct_point")
    words = text(sentences.change(maker.protected(maker.change(estimate)), data=maker.data))
    assert "omkring 280 flere børn om året end ventet (fra 55 færre til 610 flere)." in words
    nobody = maker.protected(maker.change(estimate, children=0))
    assert "om året" not in text(sentences.change(nobody, data=maker.data))
    assert all("året" not in row[0] for row in rows(tables.change(nobody, data=maker.data)))


def test_a_break_near_the_start_leaves_no_verdict(maker):
    change = broken(maker)
    protected = maker.protected(change)
    words = text(sentences.change(protected, data=maker.data))
    assert "kan det ikke afgøres, om den gennemsnitlige varighed af fuld amning er ændret.**" in words
    assert "Med bruddet giver beregningen +4 dage (mellem 3 og 5 dage)." in words
    assert "Uden bruddet giver den +1 dag (mellem −1 og 3 dage)." in words
    assert "der gives ingen vurdering" in words
    assert "steg" not in words
    assert "steg" not in since_agreement(change, data=maker.data)
    assert "kan det ikke afgøres" in text(sentences.conclusion_of_changes((protected,), data=maker.data))
    block = tables.change(protected, data=maker.data)
    assert [row[-1] for row in rows(block)[:3]] == ["Ingen vurdering"] * 3
    assert rows(block)[1][:3] == ["Gennemsnitlig ændring, uden bruddet", "apr. 2023 – jun. 2025", "+1,2 dage"]
    assert "Ændringen er svær at skille fra bruddet." in notes(block)
    beside = (maker.protected(maker.change()), maker.protected(replace(change, unit="midt")))
    drawn = figures.unit_changes(beside, data=maker.data).description["data"]["rows"]
    assert [row[2] for row in drawn] == ["Steget", "Ingen vurdering"]
    told = units_message((maker.change(unit="randers"), replace(change, unit="midt")), data=maker.data)
    assert told.endswith("Tallet vurderes ikke i Midtklyngen")
    assert change_message(change, data=maker.data) == figures.change(protected, data=maker.data).description["title"]
    family = tables.family((protected, maker.protected(shared(maker))), data=maker.data)
    assert rows(family)[0][1:] == ["Ingen vurdering (tæller stadig med)", "–", "–"]
    assert "Et mål uden p tæller stadig med i rettelsen, for planen nævner det." in notes(family)
    alone = shared(maker).fit.estimate("mean_change").p_value
    (entry,) = family.description["results"]
    assert entry["value"] == pytest.approx(2 * alone, abs=1e-4), "the family keeps its size"
    assert with_and_without(maker.change()) == ""


def test_what_was_not_planned_is_marked(maker):
    protected = maker.protected(unplanned(maker.change()))
    assert NOT_PLANNED_NOTE in text(sentences.change(protected, data=maker.data))
    assert NOT_PLANNED_NOTE in text(sentences.conclusion_of_changes((protected,), data=maker.data))
    block = tables.change(protected, data=maker.data)
    assert notes(block).count(NOT_PLANNED_NOTE) == 1
    assert "not_planned" in block.description["results"][0]["notes"]
    made = (
        Alternative("default", maker.estimate()),
        Alternative("cut_5", replace(maker.estimate(), warnings=(NOT_PLANNED,))),
    )
    record = maker.protected(Sensitivity("region", "duration_mean", "days", made))
    assert "Dem, der ikke var forud planlagt, er mærket." in text(sentences.robustness(record, data=maker.data))
    names = [row[0] for row in figures.alternatives(record, data=maker.data).description["data"]["rows"]]
    assert names == ["Hovedberegningen", "5 måneder holdt ude (ikke forud planlagt)"]
    some = replace(maker.change(), fit=replace(maker.change().fit, estimates=(made[1].estimate, made[0].estimate)))
    assert SOME_NOT_PLANNED_NOTE in notes(tables.change(maker.protected(some), data=maker.data))


def test_the_warnings_of_a_calculation_stand_under_its_table(maker):
    change = maker.protected(maker.change(warnings=("near_unit_root", "not_converged", "no_such_slug")))
    told = notes(tables.change(change, data=maker.data))
    assert "tæt på enhedsrod" in told
    assert "Beregningen faldt ikke helt på plads." in told


def shared(maker, *, probability=1.0):
    estimate = replace(maker.estimate(2.9, 1.9, 3.9, probability, "pct_point"), p_value=0.03)
    return maker.change(estimate)


def test_the_family_is_judged_by_holm(maker):
    days = maker.change(replace(maker.estimate(), p_value=0.02))
    both = (maker.protected(shared(maker)), maker.protected(days))
    block = tables.family(both, data=maker.data)
    assert rows(block) == [
        ["Gennemsnitlig varighed af fuld amning", "Steget", "0,02", "0,04"],
        ["Andel børn ammet fuldt i mindst 26 uger", "Steget", "0,03", "0,04"],
    ]
    assert {entry["id"]: entry["value"] for entry in block.description["results"]} == {
        "duration_mean/region/mean_change_p_holm": 0.04,
        "share_26w/region/mean_change_p_holm": 0.04,
    }
    assert "p er chancen for at se mindst så stor en forskel ved et tilfælde" in notes(block)
    with pytest.raises(ValueError, match="the family of the plan is duration_mean, share_26w"):
        tables.family(both[:1], data=maker.data)
    hidden = maker.protected(maker.change(reason="too_few_mature_months"))
    share = maker.protected(shared(maker))
    assert rows(tables.family((hidden, share), data=maker.data))[0][1:] == ["Ikke vist (tæller stadig med)", "–", "–"]


@pytest.mark.parametrize(
    ("p_value", "told"), [(0.0004, "under 0,001"), (0.004, "0,004"), (0.2, "0,20"), (1.0, "1,00"), (math.nan, "–")]
)
def test_a_p_is_told_with_few_decimals(p_value, told):
    assert chance(p_value) == told


def power(maker, **more):
    given = {
        "unit": "region", "indicator": "share_26w", "measure": "pct_point", "smallest_detectable": 1.44,
        "months_before": 120, "months_after": 27, "standard_error": 0.5, "degrees_of_freedom": 90.0,
        "simulated": False, "reason": "", "children": 120_000,
    }  # fmt: skip
    return maker.protected(UnitPower(**(given | more)))


def test_what_could_be_seen_is_said_before_results(maker):
    words = text(sentences.power((power(maker),), data=maker.data))
    assert (
        "**Før resultatet var kendt, kunne vi med rimelig sikkerhed vente at se en ændring på 1,4 procentpoint" in words
    )
    assert "Det er omkring 170 børn om året. Fra aftalens udgangspunkt til målet er der 8,0 procentpoint." in words
    assert "Det bygger på 120 måneder før aftalen og 27 måneder efter." in words
    assert "i fire af fem tilfælde" in words
    (entry,) = sentences.power((power(maker),), data=maker.data).description["results"]
    assert (entry["id"], entry["value"]) == ("share_26w/region/smallest_detectable_change", 1.44)
    days = power(maker, indicator="duration_mean", measure="days", smallest_detectable=2.4, simulated=True)
    words = text(sentences.power((days,), data=maker.data))
    assert "en ændring på 2,4 dage eller mere" in words, "whole days would promise more than can be seen"
    assert "ved at gøre forsøget efter mange gange" in words
    missing = power(maker, smallest_detectable=math.nan, reason="too_few_months_before")
    words = text(sentences.power((missing,), data=maker.data))
    assert words.endswith("kan ikke siges, fordi der er for få måneder før aftalen at måle på.")


TABLES = {
    "placebo_dates": {"start": ["2016-04", "2016-05"], "value": [0.4, -2.9], "lower": [-1.0, -4.0],
                      "upper": [1.8, -1.8], "t": [0.6, -4.1]},
    "leave_one_out": {"left_out": ["midt", "0791"], "value": [4.1, math.nan], "lower": [2.9, math.nan],
                      "upper": [5.2, math.nan], "probability": [1.0, math.nan], "hidden": [False, True]},
    "residual_autocorrelation": {"lag": [1, 2], "autocorrelation": [0.03, -0.4], "limit": [0.16, 0.16]},
    "residual_season": {"season": [1, 2], "periods": [13, 13], "mean": [0.05, -0.4]},
    "alternative_models": {"method": ["marginal", "ols", "marginal"], "cut_periods": [8, 8, 0],
                           "ramp_periods": [0, 0, 12], "value": [4.1, 4.2, 4.3], "lower": [2.9, 3.0, -math.inf],
                           "upper": [5.2, 5.3, 6.0], "probability": [1.0, 1.0, 0.8],
                           "contradicts": [False, False, True]},
    "hidden_cause": {"number": ["value", "limit"], "risk_ratio": [1.22, 1.13], "e_value": [1.73, 1.5]},
}  # fmt: skip
FACTS = {"dates": 2, "as_clear": 1, "t_value": 3.9, "smallest": 2.9, "largest": 5.2, "models": 9, "contradicting": 2,
         "e_value": 1.73, "e_value_limit": 1.5, "risk_ratio": 1.22, "largest_season": 2}  # fmt: skip


def checks(maker, verdict, *, facts=FACTS, unit="region", reason=""):
    made = tuple(Check(name, verdict, facts, pd.DataFrame(TABLES[name])) for name in CHECK_NAMES)
    return maker.protected(UnitChecks(unit, "duration_mean", "days", () if reason else made, reason, 31000))


@pytest.fixture
def maker_of_checks(maker, monkeypatch):
    """Checks as they come out of the door, whose rule is tested with the door."""
    monkeypatch.setattr(maker, "protected", lambda record: _shut(record, maker))
    return maker


def _shut(record, maker):
    return protection.Protected(record, maker.data.decisions.fingerprint, protection._DOOR)


@pytest.mark.parametrize(
    ("lower", "verdict", "told"),
    [
        ((2.9, -0.4, 1.0), "holds", "Én måde giver dog ikke en sikker ændring."),
        ((2.9, -0.4, -1.0), "holds", "2 måder giver dog ikke en sikker ændring."),
        ((2.9, 0.4, 1.0), "holds", ""),
        ((-0.1, -0.4, -1.0), "holds", ""),
        ((2.9, -0.4, -1.0), "in_doubt", ""),
    ],
)
def test_a_model_that_is_less_sure_is_told_beside_a_change_that_holds(lower, verdict, told):
    table = pd.DataFrame(TABLES["alternative_models"]).assign(lower=lower)
    words = check_sentence(Check("alternative_models", verdict, FACTS, table), measure="days", part="klynge")
    assert words.endswith(told)
    assert ("dog ikke en sikker ændring" in words) == bool(told)


def test_every_check_has_a_verdict_and_a_meaning(maker_of_checks):
    maker = maker_of_checks
    for verdict, shape in (("holds", "● Holder"), ("in_doubt", "▲ Giver tvivl"), ("not_assessed", "◯ Ikke vurderet"),
                           ("told", "◇ Til vurdering")):  # fmt: skip
        block = tables.checks((checks(maker, verdict),), data=maker.data)
        assert [row[1] for row in rows(block)] == list(CHECK_NAMES.values())
        assert {row[2] for row in rows(block)} == {shape}
        assert len({row[3] for row in rows(block)}) == len(CHECK_NAMES)
    unknown = tables.checks((checks(maker, "not_assessed"),), data=maker.data)
    assert {row[3] for row in rows(unknown)} == set(CHECK_NOT_ASSESSED.values())
    told = {row[1]: row[3] for row in rows(tables.checks((checks(maker, "in_doubt"),), data=maker.data))}
    assert told["Falske startdatoer"].endswith("På 1 af dem var ændringen mindst lige så tydelig. "
                                               "Så tydelige ændringer kommer også af sig selv.")  # fmt: skip
    assert (
        "Udelades én kommune eller klynge ad gangen, ligger ændringen mellem 2,9 og 5,2 dage."
        in told["Én udeladt ad gangen"]
    )
    assert "2 af dem siger imod." in told["Andre måder at regne på"]
    assert told["En skjult årsag"] == (
        "En ukendt årsag skulle findes 1,7 gange så ofte efter som før (eller omvendt) og gøre lang amning 1,7 gange "
        "så sandsynlig. Så kunne den alene give ændringen. 1,5 gange er nok til, at ændringen ikke længere er sikker. "
        "Læseren må selv vurdere, om der kan være sådan en årsag."
    )
    fewer = checks(maker, "told", facts=FACTS | {"risk_ratio": 0.8})
    assert "usandsynlig" in str(rows(tables.checks((fewer,), data=maker.data)))
    cluster = tables.checks((checks(maker, "holds", unit="midt"),), data=maker.data)
    assert "Udelades én kommune ad gangen" in str(rows(cluster))
    hidden = checks(maker, "holds", facts=FACTS | {"smallest": math.nan, "as_clear": 0})
    told = str(rows(tables.checks((hidden,), data=maker.data)))
    assert "er tallene skjult" in told
    assert "På ingen af dem" in told


def test_both_e_values_are_published(maker_of_checks):
    maker = maker_of_checks
    found = {one["id"]: one for one in tables.checks((checks(maker, "told"),), data=maker.data).description["results"]}
    assert {name: one["value"] for name, one in found.items()} == {
        "duration_mean/region/mean_change_e_value": 1.73,
        "duration_mean/region/mean_change_e_value_limit": 1.5,
    }
    assert {one["measure"] for one in found.values()} == {"ratio"}
    assert not any(one["notes"] for one in found.values())
    other = replace(checks(maker, "told").value, planned=False)
    unplanned = tables.checks((_shut(other, maker),), data=maker.data).description["results"]
    assert all(one["notes"] == ["not_planned"] for one in unplanned)
    assert not tables.checks((checks(maker, "not_assessed"),), data=maker.data).description["results"]


def test_checks_of_a_change_that_is_not_shown(maker_of_checks):
    maker = maker_of_checks
    block = tables.checks((checks(maker, "holds", reason="break_near_start"),), data=maker.data)
    assert rows(block) == [
        [
            "Varighed", "Alle prøver", "◯ Ikke vurderet",
            "Ændringen kan ikke vises: noget andet skete for tæt på aftalens start.",
        ]
    ]  # fmt: skip
    asked = maker.data.parameters.interruption.model_copy(update={"cut_months": 6})
    departing = replace(maker.data, parameters=maker.data.parameters.model_copy(update={"interruption": asked}))
    assert NOT_PLANNED_NOTE in notes(tables.checks((checks(maker, "holds"),), data=departing))
    assert NOT_PLANNED_NOTE in notes(
        tables.check_details((checks(maker, "holds"),), check="hidden_cause", data=departing)
    )


@pytest.mark.parametrize(
    ("check", "first", "last"),
    [
        ("leave_one_out", ["Varighed", "Midtklyngen", "+4,1 dage", "2,9 til 5,2"],
         ["Varighed", "Viborg", "Skjult", "Skjult"]),
        ("residual_autocorrelation", ["Varighed", "1 måned", "0,03", "Ja"],
         ["Varighed", "2 måneder", "−0,40", "▲ Nej"]),
        ("residual_season", ["Varighed", "Januar", "13", "0,05"], ["Varighed", "Februar", "13", "−0,40"]),
        ("alternative_models", ["Varighed", "Hovedberegningen", "+4,1 dage", "2,9 til 5,2", "Nej"],
         ["Varighed", "Indfaset over 12 måneder, Ingen måneder holdt ude", "+4,3 dage", "–", "▲ Ja"]),
        ("hidden_cause", ["Varighed", "Ændringen selv", "1,22", "1,73"],
         ["Varighed", "Intervallets nærmeste grænse", "1,13", "1,50"]),
    ],
)  # fmt: skip
def test_the_numbers_behind_a_check(maker_of_checks, check, first, last):
    maker = maker_of_checks
    found = rows(tables.check_details((checks(maker, "holds"),), check=check, data=maker.data))
    assert found[0] == first
    assert found[-1] == last
    missing = tables.check_details((checks(maker, "holds", reason="hidden"),), check=check, data=maker.data)
    assert rows(missing)[0][1] == "Ikke vist"


def test_fake_dates_are_drawn_beside_the_real_one(maker_of_checks):
    maker = maker_of_checks
    described = figures.placebo(checks(maker, "holds"), data=maker.data).description
    assert described["title"].endswith("på 1 af 2 tidligere datoer var ændringen mindst lige så tydelig")
    assert "Figuren viser 2 tidligere datoer" in described["alt"]
    assert "Ved aftalens start er den 3,9." in described["alt"]
    row = [cell.replace(S, " ") for cell in described["data"]["rows"][1]]
    assert row == ["maj 2016", "−2,9 dage (−4,0 til −1,8)", "−4,1"]
    nothing = figures.placebo(checks(maker, "holds", reason="hidden"), data=maker.data).description
    assert nothing["title"].endswith("ingen tidligere datoer kan prøves")
    assert "Figuren har ingen punkter." in nothing["alt"]
    clean = figures.placebo(checks(maker, "holds", facts=FACTS | {"as_clear": 0}), data=maker.data).description
    assert "på ingen af 2 tidligere datoer" in clean["title"]


def curve(maker, values, *, skipped=0, reason=""):
    found = []
    for place, value in enumerate(values):
        choices = (("marginal", "ols")[place % 2], (8, 0)[place % 2], (None, 12)[place % 2], "restricted_mean_365")
        exclusion_of = ("none", "without_midt", "from_2016", "pandemic_births")[place % 4]
        estimate = maker.estimate(value, value - 1.5, value + 1.5)
        found.append(Specification(*choices, exclusion_of, estimate, place == 0))
    made = None if reason else SpecificationCurve(tuple(found), skipped)
    return maker.protected(UnitSpecifications("region", "duration_mean", "days", made, reason, 31000))


def test_every_way_to_calculate_in_words_and_table(maker):
    record = curve(maker, [4.1, 5.0, -2.0, 1.0], skipped=3)
    words = text(sentences.specifications(record, data=maker.data))
    assert words.startswith("**3 af 4 beregninger peger op, når det gælder den gennemsnitlige varighed")
    assert "I 3 af dem er ændringen sikker." in words
    assert "Den laveste giver −2,0 dage, den højeste +5,0 dage. Den midterste giver +2,6 dage." in words
    assert words.endswith("3 valg kunne ikke regnes ud.")
    table = rows(tables.specifications(record, data=maker.data))
    assert table[0] == ["Alle", "Alle valg", "4", "−2,0", "+2,6", "+5,0", "3 af 4"]
    entries = tables.specifications(record, data=maker.data).description["results"]
    assert [entry["value"] for entry in entries] == [-2.0, 2.55, 5.0]
    assert entries[0]["id"] == "duration_mean/region/mean_change_lowest_of_specifications"
    named = {(row[0], row[1]) for row in table}
    assert {("Udeladt", "Uden Midtklyngen"), ("Udeladt", "Uden børn født før 2016")} <= named
    assert ("Opgørelse", "Højst 365 dage talt med") in named
    none = text(sentences.specifications(curve(maker, [0.0, 1.0]), data=maker.data))
    assert "Hovedberegningen viser ingen ændring" in none
    falling = text(sentences.conclusion_of_choices((curve(maker, [-4.0, -5.0]),), data=maker.data))
    assert "**Alle 2 beregninger peger ned" in falling
    assert "ikke, om aftalen er årsagen" in falling


def test_another_definition_has_another_scale_and_is_told_apart(maker):
    record = curve(maker, [4.1, 5.0, 2.0, 40.0]).value
    *own, other = record.curve.specifications
    shorter = replace(other, definition="restricted_mean_182")
    mixed = maker.protected(replace(record, curve=SpecificationCurve((*own, shorter), 0)))
    words = text(sentences.specifications(mixed, data=maker.data))
    assert "4 beregninger peger op" in words
    assert (
        "Blandt de 3 med aftalens egen opgørelse er tallene disse: "
        "Den laveste giver +2,0 dage, den højeste +5,0 dage. Den midterste giver +4,1 dage." in words
    )
    lead = text(sentences.conclusion_of_choices((mixed,), data=maker.data))
    assert "De 3 med aftalens egen opgørelse giver mellem 2,0 og 5,0 dage." in lead
    block = tables.specifications(mixed, data=maker.data)
    found = {row[1]: row[2:] for row in rows(block)}
    assert found["Alle valg"] == ["4", "+2,0", "+4,1", "+5,0", "4 af 4"]
    assert found["Højst 182 dage talt med"] == ["1", "+40,0", "+40,0", "+40,0", "1 af 1"]
    assert found["Uden børn født i pandemien"] == ["1", "–", "–", "–", "1 af 1"]
    assert "En anden opgørelse har en anden skala." in notes(block)


def test_no_way_to_calculate_to_show(maker):
    record = curve(maker, [], reason="too_few_mature_months")
    assert "kan ikke vises: der er for få måneder" in text(sentences.specifications(record, data=maker.data))
    assert rows(tables.specifications(record, data=maker.data))[0][0] == "Ikke vist"
    assert "kan ikke vises: der er for få måneder" in text(sentences.conclusion_of_choices((record,), data=maker.data))
    described = figures.specifications(record, data=maker.data).description
    assert described["title"].endswith("ingen beregninger kan vises")
    assert "Figuren har ingen punkter." in described["alt"]


def test_the_curve_is_sorted_light_and_marks_the_planned_one(maker):
    values = [4.1, *(4 + 3 * math.sin(place) for place in range(299))]
    block = figures.specifications(curve(maker, values), data=maker.data)
    table = block.description["data"]["rows"]
    assert len(table) == 300
    assert sum("hovedberegningen" in row[0] for row in table) == 1
    shown = [float(row[-1].split(S)[0].replace(",", ".").replace("−", "-")) for row in table]
    assert shown == sorted(shown)
    assert len(block.svg.encode("utf-8")) < 130_000
    assert "Laveste: +1,0" in block.description["alt"]
    assert block.svg == figures.specifications(curve(maker, values), data=maker.data).svg


def test_new_drawings_stand_on_a_page_like_all_others(maker_of_checks):
    maker = maker_of_checks
    for block in (
        figures.specifications(curve(maker, [4.1, 5.0, -2.0, 1.0]), data=maker.data),
        figures.placebo(checks(maker, "holds"), data=maker.data),
    ):
        ET.fromstring(block.svg)
        ids = re.findall(r' id="([^"]+)"', block.svg)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', block.svg)) <= set(ids)
        assert "<style" not in block.svg
        assert block.description["title"] in block.description["alt"]
        assert block.description["caption"].endswith(".")


def test_a_spread_that_is_not_known_is_no_number(maker):
    change = maker.change()
    unknown = replace(change, fit=replace(change.fit, tau=math.nan, rho=math.nan))
    words = text(sentences.model((maker.protected(unknown),), data=maker.data))
    assert words.startswith("Metoden regner ikke ud, hvordan nabomåneder hænger sammen i den gennemsnitlige varighed")
    assert "er der næsten ingen sammenhæng tilbage (0,03)." in words
    assert rows(tables.model((maker.protected(unknown),), data=maker.data))[0][2:4] == ["–", "–"]


def test_many_strokes_are_thin():
    def curve_of(count):
        return type("Curve", (), {"found": (None,) * count})

    assert _width(curve_of(2)) == 2.2
    assert _width(curve_of(200)) < 1.0
    assert _width(curve_of(5000)) == 0.5


def test_choices_have_words():
    assert (ramp(None), ramp(12)) == ("Spring og stigning", "Indfaset over 12 måneder")
    assert (cut(0), cut(8)) == ("Ingen måneder holdt ude", "8 måneder holdt ude")
    assert exclusion("pandemic_births") == "Uden børn født i pandemien"
    assert exclusion("without_x") == "Uden x"
    slugs = (
        "no_cut",
        "cut_6",
        "ramp_21",
        "definition_over_182_days",
        "kenward_roger",
        "reml",
        "prais_winsten",
        "arima",
    )
    assert len({wording.alternative(slug) for slug in slugs}) == len(slugs)


def test_a_declared_break_is_marked_and_lifts_the_line(maker):
    change = maker.protected(maker.change())
    described = figures.change(change, data=maker.data).description
    assert "Mellem de prikkede linjer: Pandemien (covid-19), marts 2020 til juni 2021." in described["caption"]
    assert "Pandemien (covid-19)" in described["alt"]
    parts = {row[0]: row[1] for row in described["data"]["rows"]}
    assert parts["marts 2020"] == "Før, Pandemien (covid-19)"
    assert (parts["juli 2021"], parts["april 2023"], parts["august 2022"]) == ("Før", "Efter", "Holdt ude")
    step = replace_breaks(maker.data, last=None)
    assert (
        "Ved den prikkede linje: Pandemien (covid-19), fra marts 2020."
        in (figures.change(change, data=step).description["caption"])
    )
    none = replace(maker.data, plan=maker.data.plan.model_copy(update={"breaks": ()}))
    assert "prikkede" not in figures.change(change, data=none).description["caption"]


def replace_breaks(data, **update):
    (one,) = data.plan.breaks
    return replace(data, plan=data.plan.model_copy(update={"breaks": (one.model_copy(update=update),)}))
