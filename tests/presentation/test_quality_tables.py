"""Tables of how the data were registered, from records made by hand."""

from dataclasses import replace
from math import nan
from typing import get_args

import pandas as pd
import pytest

from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck
from evaluering.estimation.data_quality.practice import Practice, PracticeChange
from evaluering.estimation.data_quality.quality import (
    ContradictionTable,
    MunicipalityQuality,
    QualityReason,
    QualityWord,
)
from evaluering.estimation.data_quality.unknown_children import DELTAS, UNEQUAL_DELTAS, ChangeScenarios, DeltaChange
from evaluering.estimation.data_quality.vintage_comparison import VintageTable
from evaluering.presentation import tables
from evaluering.study.contradictions import CONTRADICTIONS
from evaluering.wording.quality import PRACTICES, QUALITY_REASONS, QUALITY_WORDS, SCENARIOS

S = "\N{NO-BREAK SPACE}"


def rows(block):
    return [[cell.replace(S, " ") for cell in row] for row in block.description["rows"]]


def notes(block):
    return " ".join(block.description["notes"]).replace(S, " ")


@pytest.fixture
def hiding(maker):
    """Data of which one year of Struer is hidden."""
    return maker.hiding(unit="0671", period="2023")


def test_every_slug_has_words():
    assert set(QUALITY_WORDS) == set(get_args(QualityWord))
    assert set(QUALITY_REASONS) == set(get_args(QualityReason))
    assert set(PRACTICES) == set(get_args(Practice))
    assert set(SCENARIOS) == {*((delta, delta) for delta in DELTAS), *UNEQUAL_DELTAS}


def test_every_row_has_one_sentence_in_the_order_of_the_agreement(hiding):
    units = ("0657", "0671", "aarhus_samsoe")
    verdicts = [MunicipalityQuality(unit, "carries", (), ("2023", "2024"), 900.0, 810.0, 800.0) for unit in units]
    changes = hiding.protected((change(),))
    block = tables.quality(hiding.protected(tuple(verdicts)), changes=changes, data=hiding.data)
    assert rows(block) == [
        ["Herning", "● Kan bruges: Amningen kendes for 90,0 % af børnene, og intet taler imod."],
        ["Struer", "● Kan bruges: Intet taler imod."],
        ["Aarhus og Samsø", "● Kan bruges: Amningen kendes for 90,0 % af børnene, og intet taler imod."],
    ]
    assert notes(block).startswith("Svaret bygger mest på børn født april 2023 til marts 2025.")
    assert "under 80 %" in notes(block)
    assert "ikke en rangliste" in notes(block)


@pytest.mark.parametrize("verdicts", [(), (MunicipalityQuality("0657", "does_not_carry", ("no_data",), (), 0, 0, 0),)])
def test_nothing_mature_is_said(maker, verdicts):
    block = tables.quality(maker.protected(verdicts), changes=maker.protected(()), data=maker.data)
    assert notes(block).startswith("Ingen børn er gamle nok til, at tallene kan vurderes.")
    assert len(rows(block)) == len(verdicts)


def change(**more):
    given = {"unit": "0671", "practice": "whole_weeks", "month": "2022-01", "earliest": "2022-01", "latest": "2022-01"}
    return PracticeChange(**(given | {"before_pct": 23.5, "after_pct": 77.7, "fewest": 90} | more))


def test_a_change_of_practice_is_dated(maker):
    wide = change(unit="0657", practice="exact_ends", earliest="2021-11", latest="2022-03", fewest=4)
    block = tables.practice(maker.protected((change(), wide)), data=maker.data)
    assert rows(block) == [
        ["Struer", "Varigheder, der er hele uger", "januar 2022", "23,5 %", "77,7 %"],
        [
            "Herning",
            "Børn, hvis slutdato er kendt",
            "januar 2022 (mellem nov. 2021 og mar. 2022)",
            "Skjult",
            "Skjult",
        ],
    ]
    assert "mindst 10 procentpoint" in notes(block)
    assert "højst 1 ud af 100 rapporter" in notes(block)
    assert "små tal" in notes(block)


def test_no_change_of_practice_is_said(maker):
    block = tables.practice(maker.protected(()), data=maker.data)
    assert rows(block) == [["Ingen kommune", "Intet skift fundet", "–", "–", "–"]]
    assert "små tal" not in notes(block)


def contradicted(**counts):
    """Municipalities by number of children (of 1,000) with each contradiction; ``either`` flags above 20."""
    lines = [
        (unit, rule, count if rule != "full_after_less" else again, known)
        for unit, (count, again, known) in counts.items()
        for rule in CONTRADICTIONS
    ]
    frame = pd.DataFrame(lines, columns=["unit", "rule", "count", "known"])
    frame["unit"] = frame["unit"].str[1:]
    pct = (100 * frame["count"] / frame["known"]).where(frame["known"] > 0)
    return ContradictionTable(frame.assign(pct=pct, flagged=frame["count"] > 20))


def test_contradictions_by_row(maker):
    record = contradicted(u0657=(0, 12, 1000), u0661=(30, 0, 1000), u0671=(3, 7, 1000), u0740=(4, 0, 1000),
                          u0665=(0, 0, 0))  # fmt: skip
    block = tables.contradictions(maker.protected(record), data=maker.data)
    assert rows(block) == [
        ["Herning", "0", "12 (1,2 %)"],
        ["Holstebro", "▲ 30 (3,0 %)", "0"],
        ["Struer", "Skjult", "7 (0,7 %)"],
        ["Silkeborg", "Skjult", "0"],
        ["Lemvig", "Ingen data", "Ingen data"],
    ]
    assert "▲ Over 2 % af børnene og mindst 5 børn." in notes(block)
    assert "små tal" in notes(block)
    calm = tables.contradictions(maker.protected(contradicted(u0657=(9, 9, 1000))), data=maker.data)
    assert "▲" not in notes(calm)
    assert "små tal" not in notes(calm)


def deliveries(excess=(), outliers=(), holes=()):
    return DeliveriesCheck(
        pd.DataFrame(excess, columns=["unit", "year", "births", "children", "known", "flagged"]),
        pd.DataFrame(outliers, columns=["unit", "month", "births", "expected", "z"]),
        pd.DataFrame(holes, columns=["unit", "month", "births", "children", "expected_pct"]),
    )


def test_what_is_unusual_in_births_and_children(hiding):
    record = deliveries(
        excess=[("0657", "2022", 900, 990, 800, True), ("0661", "2022", 900, 905, 800, False),
                ("0671", "2023", 150, 170, 140, True)],
        outliers=[("0657", "2021-05", 160, 75.2, 9.0)],
        holes=[("0671", "2020-01", 40, 2, 93.0), ("0657", "2020-02", 80, 0, 91.0)],
    )  # fmt: skip
    block = tables.unusual(hiding.protected(record), data=hiding.data)
    assert rows(block) == [
        ["Herning", "2022", "Flere børn end fødte", "900", "990"],
        ["Struer", "2023", "Flere børn end fødte", "Skjult", "Skjult"],
        ["Herning", "maj 2021", "Usædvanligt antal fødte, ventet omkring 75", "160", "–"],
        ["Struer", "januar 2020", "Få børn, ventet omkring 93 for hver 100 fødte", "40", "Skjult"],
        ["Herning", "februar 2020", "Få børn, ventet omkring 91 for hver 100 fødte", "80", "0"],
    ]
    assert "små tal" in notes(block)


def test_nothing_unusual_is_said(maker):
    empty = deliveries(excess=[("0661", "2022", 900, 905, 800, False)])
    block = tables.unusual(maker.protected(empty), data=maker.data)
    assert rows(block) == [["Ingen afvigelser fundet", "–", "–", "–", "–"]]
    assert "små tal" not in notes(block)


def vintage(year, *, changed=0, absent=0, unit="0756", then=400, differs=False, value=110.0):
    return {
        "unit": unit, "extracted": "2025-10-01", "year": year, "births": 460, "known_then": then, "known_now": 430,
        "settled": 380, "changed": changed, "absent": absent, "duration_mean_then": value,
        "duration_mean_now": value, "share_26w_then": 12.0, "share_26w_now": 12.5, "differs": differs,
    }  # fmt: skip


def test_the_latest_years_of_an_earlier_extract_stand_beside_the_present(maker):
    lines = [vintage("2020", differs=True), vintage("2021", changed=20), vintage("2022", changed=3), vintage("2023")]
    block = tables.vintages(maker.protected(VintageTable(pd.DataFrame(lines))), data=maker.data)
    assert rows(block) == [
        ["Ikast-Brande, oktober 2025", "2021", "400 / 430", "20", "0", "110,0 / 110,0", "12,0 / 12,5"],
        ["Ikast-Brande, oktober 2025", "2022", "400 / 430", "Skjult", "0", "Skjult / 110,0", "Skjult / 12,5"],
        ["Ikast-Brande, oktober 2025", "2023", "400 / 430", "0", "0", "110,0 / 110,0", "12,0 / 12,5"],
    ]
    assert "Der er forskelle at forklare i Ikast-Brande." in notes(block)
    assert "små tal" in notes(block)
    assert block.description["row_headers"] == 2


def test_a_hidden_year_and_an_unknown_one_of_an_extract(hiding):
    lines = [vintage("2023", unit="0671"), vintage("2023", value=nan)]
    block = tables.vintages(hiding.protected(VintageTable(pd.DataFrame(lines))), data=hiding.data)
    assert rows(block)[0][2:] == ["Skjult / Skjult", "Skjult", "Skjult", "Skjult / Skjult", "Skjult / Skjult"]
    assert rows(block)[1][5] == "Ingen data / Ingen data"
    assert "forskelle at forklare" not in notes(block)


def test_one_extract_of_each_is_said(maker):
    empty = VintageTable(pd.DataFrame([vintage("2023")]).iloc[:0])
    block = tables.vintages(maker.protected(empty), data=maker.data)
    assert rows(block) == [["Ingen kommune har sendt to udtræk", *["–"] * 6]]


def scenario(maker, before, after, measure="days", **more):
    return DeltaChange(before, after, maker.estimate(measure=measure, **more))


def changed(maker, *pairs, measure="days", reason=""):
    indicator = "duration_mean" if measure == "days" else "share_26w"
    found = tuple(scenario(maker, *pair, measure=measure) for pair in pairs)
    return maker.protected(ChangeScenarios("region", indicator, measure, found, reason))


def test_scenarios_of_both_outcomes_side_by_side(maker):
    days = changed(maker, (0.0, 0.0), (1.0, 1.0), (1.0, 0.5))
    share = changed(maker, (1.0, 1.0), measure="pct_point")
    block = tables.scenarios((days, share), data=maker.data)
    assert rows(block) == [
        ["Ingen af de ukendte blev ammet fuldt", "+4,1 dage (2,9 til 5,2)", "Ikke vist"],
        [
            "De ukendte er som de kendte (hovedberegningen)",
            "+4,1 dage (2,9 til 5,2)",
            "+4,1 procentpoint (2,9 til 5,2)",
        ],
        ["Før: som de kendte. Efter: det halve", "+4,1 dage (2,9 til 5,2)", "Ikke vist"],
    ]
    assert notes(block).startswith("Svaret på, om amningen er ændret, er det samme")
    ids = [result["id"] for result in block.description["results"]]
    assert ids == ["duration_mean/region/mean_change_unknown_0_0", "duration_mean/region/mean_change_unknown_100_50"]
    first = block.description["results"][0]
    assert (first["value"], first["lower"], first["n"], first["coverage_pct"]) == (4.1, 2.9, 31000, 91.2)


@pytest.mark.parametrize(
    ("reason", "words"),
    [("too_few_mature_months", "der er for få måneder at måle på"), ("no_variation", "tallet kan ikke regnes ud")],
)
def test_a_change_that_cannot_be_told_has_no_scenarios(maker, reason, words):
    block = tables.scenarios((changed(maker, reason=reason),), data=maker.data)
    assert rows(block) == [["Ændringen kan ikke vises", "–"]]
    assert f"Ikke vist: {words}." in notes(block)
    assert block.description["results"] == []


def test_few_children_hide_the_scenarios(maker):
    few = ChangeScenarios("region", "duration_mean", "days", (scenario(maker, 1.0, 1.0),), "")
    few = replace(few, scenarios=(DeltaChange(1.0, 1.0, replace(few.scenarios[0].estimate, n=3)),))
    block = tables.scenarios((maker.protected(few),), data=maker.data)
    assert "skjult for at beskytte" in notes(block)
