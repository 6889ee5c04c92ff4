"""A municipality's sheet in words and tables, from records made by hand and from the small set."""

import math
from dataclasses import replace
from typing import get_args

import pytest

from evaluering import wording
from evaluering.estimation.data_quality.quality import MunicipalityQuality
from evaluering.estimation.unit_sheets import FindingName, SheetFinding, UnitSheet, difference_of_years
from evaluering.preparation.municipalities import protected_municipalities
from evaluering.presentation import sentences, tables
from evaluering.presentation.sentences.sheet import action_words, finding_words
from evaluering.wording.municipalities import NOT_ASSESSED_CLAUSES

HERNING = "0657"


@pytest.fixture(scope="module")
def levels(maker):
    """The municipalities' levels of the small set with nothing hidden, both outcomes."""
    indicators = ("duration_mean", "share_26w")
    data = maker.data
    return {one: protected_municipalities(data, indicator=one).value for one in indicators}


def sheet(maker, *, values=(110.0, 112.0, 125.0), row=HERNING, findings=(), **quality):
    days = maker.series(list(values), grain="agreement_year", first=2022, unit=row)
    share = maker.series([value / 8 for value in values], grain="agreement_year", first=2022, unit=row, measure="pct")
    given = {"verdict": "carries", "reasons": (), "years": ("2022", "2023", "2024")} | quality
    judged = MunicipalityQuality(row, births=3900.0, known=3600.0, exact=3000.0, **given)
    differences = tuple(difference_of_years(one) for one in (days, share))
    return UnitSheet(row, (days, share), differences, judged, tuple(SheetFinding(*one) for one in findings))


def lead(maker, record, levels):
    protected = maker.protected(record)
    both = tuple(maker.protected(one) for one in levels.values())
    block = sentences.sheet_conclusion(protected, levels=both, data=maker.data)
    assert block.description["lead"] is True
    return block.description["text"].replace(wording.NARROW, " ")


def with_row(levels, row, **changes):
    """The levels with the row's own ones changed."""
    return {
        name: replace(record, rows=tuple(replace(one, **changes) if one.unit == row else one for one in record.rows))
        for name, record in levels.items()
    }


def test_the_lead_says_level_place_movement_data_and_what_to_do(maker, levels):
    inside = with_row(levels, HERNING, reason="", standing="inside")
    text = lead(maker, sheet(maker), inside)
    assert text.startswith("**I aftaleår 2024/25 var den gennemsnitlige varighed af fuld amning i Herning 125 dage.**")
    assert "Med 95 % sikkerhed ligger tallet mellem 123 og 127 dage." in text
    assert "i Gødstrupklyngen og" in text
    assert "i Region Midtjylland." in text
    assert "Tallene ligger inden for de almindelige udsving for en kommune af den størrelse." in text
    assert "Siden aftaleår 2022/23 steg den gennemsnitlige varighed af fuld amning" in text
    assert "Drøft" not in text
    assert text.endswith("**Data er gode nok til at bruge.** Det vigtigste nu: Fortsæt med at registrere som nu.")


def test_the_first_action_is_that_of_the_gravest_finding(maker, levels):
    record = sheet(maker, findings=[("coverage_low",), ("few_births",)], verdict="with_reservations")
    text = lead(maker, record, levels)
    first = action_words(record.findings[0], data=maker.data)
    assert text.endswith(f"**Data kan bruges med forbehold.** Det vigtigste nu: {first}")


@pytest.mark.parametrize("reason", ["too_few_children", "coverage", "too_few_rows"])
def test_a_row_that_is_not_assessed_says_why(maker, levels, reason):
    text = lead(maker, sheet(maker), with_row(levels, HERNING, reason=reason, standing=""))
    assert f"Tallene kan ikke vurderes mod de andre kommuners, {NOT_ASSESSED_CLAUSES[reason]}." in text


def test_two_outcomes_in_different_places_are_told_one_by_one(maker, levels):
    days = with_row(levels, HERNING, reason="", standing="below_95")["duration_mean"]
    share = with_row(levels, HERNING, reason="", standing="inside")["share_26w"]
    text = lead(maker, sheet(maker), {"duration_mean": days, "share_26w": share})
    assert "Den gennemsnitlige varighed af fuld amning ligger under de almindelige udsving" in text
    assert "Andelen af børn ammet fuldt i mindst 26 uger ligger inden for" in text
    assert "Drøft i klyngens netværk" in text


def test_a_cluster_that_is_the_row_itself_is_not_compared_with_it(maker, levels):
    text = lead(maker, sheet(maker, row="aarhus_samsoe"), levels)
    assert "Aarhusklyngen" not in text
    assert "i Region Midtjylland" in text


def test_a_hidden_latest_year_is_said_and_the_year_before_shown(maker, levels):
    hiding = maker.hiding(unit=HERNING, period="2024")
    emptied = {name: hiding.protected(record).value for name, record in levels.items()}
    text = lead(hiding, sheet(hiding), emptied)
    assert text.startswith("**I aftaleår 2023/24 var")
    assert "For aftaleår 2024/25 kan tallet ikke vises, fordi så små tal ikke må vises." in text
    assert "Samme år var tallet" in text
    assert "125" not in text
    assert "almindelige udsving" not in text
    assert "Siden" not in text


def test_a_row_without_any_shown_year_has_a_lead_that_reads(maker, levels):
    hiding = maker.hiding(unit=HERNING)
    emptied = {name: hiding.protected(record).value for name, record in levels.items()}
    text = lead(hiding, sheet(hiding), emptied)
    assert text.startswith("**Tallene for Herning kan ikke vises, fordi så små tal ikke må vises.**")
    bad = {"verdict": "does_not_carry", "reasons": ("no_data",)}
    nothing = sheet(maker, values=(math.nan,) * 3, findings=[("no_data",)], **bad)
    text = lead(maker, nothing, with_row(levels, HERNING, reason="no_data", standing="", level=_nothing(levels)))
    assert text.startswith("**Data kan ikke bruges til at vurdere amningen.** Det vigtigste nu: Send")
    assert text.endswith("**Tallene for Herning kan ikke vises, fordi der ingen data er.**")
    same = sheet(hiding, findings=[("no_data",)], **bad)
    assert "fordi der ingen data er" in lead(hiding, same, emptied), "hidden for another's sake is still no data"
    none = sheet(maker, values=())
    assert "fordi børnene ikke er fulgt længe nok" in lead(maker, none, levels)


def _nothing(levels):
    level = levels["duration_mean"].row(HERNING).level
    return replace(level.emptied(), hidden=False)


def test_no_sure_change_is_said_with_what_could_not_be_seen(maker, levels):
    record = sheet(maker, values=(112.0, 112.0, 112.1))
    assert "Der er ingen sikker ændring siden aftaleår 2022/23." in lead(maker, record, levels)
    text = sentences.sheet_change(maker.protected(record), data=maker.data).description["text"]
    assert text.count("kunne vi ikke have set") == 2


def test_movements_that_differ_are_told_apart(maker, levels):
    record = sheet(maker, values=(100.0, 112.0, 125.0))
    up, _ = record.differences
    both = "steg den gennemsnitlige varighed af fuld amning og andelen af børn ammet fuldt i mindst 26 uger."
    assert both in lead(maker, replace(record, differences=(up, replace(up, indicator="share_26w"))), levels)
    unclear = replace(record.differences[1], value=0.1, lower=-2.0, upper=2.2, probability_positive=0.5)
    text = lead(maker, replace(record, differences=(up, unclear)), levels)
    assert "steg den gennemsnitlige varighed af fuld amning. Der er ingen sikker ændring i andelen" in text
    down = replace(unclear, value=-3.0, lower=-5.0, upper=-1.0, probability_positive=0.0)
    text = lead(maker, replace(record, differences=(up, down)), levels)
    told = "steg den gennemsnitlige varighed af fuld amning. Andelen af børn ammet fuldt i mindst 26 uger faldt."
    assert told in text


def test_the_change_has_limits_or_says_that_it_cannot_be_shown(maker):
    text = sentences.sheet_change(maker.protected(sheet(maker)), data=maker.data).description["text"]
    assert text.startswith("Fra aftaleår 2022/23 til 2024/25 steg")
    assert "ligger ændringen" in text
    assert text.endswith("Den kan også skyldes, at registreringen er ændret.")
    hiding = maker.hiding(unit=HERNING, period="2022")
    text = sentences.sheet_change(hiding.protected(sheet(hiding)), data=hiding.data).description["text"]
    assert text == "Det kan ikke vises. Der er ikke to år, hvor tallene må vises."


def test_numbers_that_cannot_be_used_come_last_and_their_movement_is_not_judged(maker, levels):
    bad = {"verdict": "does_not_carry", "reasons": ("coverage_below_gate",)}
    record = sheet(maker, findings=[("coverage_below_gate",)], **bad)
    text = lead(maker, record, with_row(levels, HERNING, reason="coverage", standing=""))
    assert text.startswith("**Data kan ikke bruges til at vurdere amningen.** Det vigtigste nu: Se efter")
    assert "Siden" not in text
    change = sentences.sheet_change(maker.protected(record), data=maker.data).description["text"]
    assert change == "Det vurderes ikke, fordi amningen er kendt for for få af børnene."


def test_a_movement_in_doubtful_data_says_so(maker, levels):
    record = sheet(maker, verdict="with_reservations", reasons=("practice_change",), findings=[("practice_change",)])
    assert "Det kan komme af måden at registrere på." in lead(maker, record, levels)
    assert "Det kan komme af måden at registrere på." not in lead(maker, sheet(maker), levels)


@pytest.mark.parametrize("verdict", ["carries", "with_reservations", "does_not_carry"])
def test_the_quality_is_told_with_what_it_means(maker, verdict):
    record = sheet(maker, verdict=verdict, reasons=() if verdict == "carries" else ("few_births",))
    text = sentences.sheet_quality(maker.protected(record), data=maker.data).description["text"]
    assert text.startswith("**")
    assert len(text.split("** ")) == 2


def test_the_years_are_listed_the_latest_first_and_published(maker):
    block = tables.sheet_years(maker.protected(sheet(maker)), data=maker.data).description
    assert [row[0] for row in block["rows"]] == ["2024/25", "2023/24", "2022/23"]
    assert block["rows"][0][1:3] == ["1.300", f"100 (7,7{wording.NARROW}%)"]
    assert {entry["id"] for entry in block["results"]} >= {f"duration_mean/{HERNING}/level/2024-04_2025-03"}
    assert len(block["results"]) == 6
    assert any("80" in note for note in block["notes"])


def test_a_hidden_year_is_hidden_in_every_cell_and_entry(maker):
    hiding = maker.hiding(unit=HERNING, period="2024")
    block = tables.sheet_years(hiding.protected(sheet(hiding)), data=hiding.data).description
    assert block["rows"][0] == ["2024/25", *[wording.HIDDEN] * 4]
    gone = [entry for entry in block["results"] if entry["from"] == "2024-04"]
    assert all(entry["hidden"] and entry["value"] is None and entry["n"] is None for entry in gone)
    assert len(gone) == 2


def test_without_years_the_table_says_so(maker):
    block = tables.sheet_years(maker.protected(sheet(maker, values=())), data=maker.data).description
    assert block["rows"] == [[wording.NO_DATA, "–", "–", "–", "–"]]
    assert block["results"] == []


def test_the_levels_of_a_row_that_took_part_and_of_one_that_did_not(maker, levels):
    fitted = with_row(
        levels, HERNING, reason="", standing="inside", fitted=True, shrunken=112.0, shrunken_lower=110.0,
        shrunken_upper=114.0, lower_95=105.0, upper_95=121.0,
    )  # fmt: skip
    both = tuple(maker.protected(one) for one in fitted.values())
    block = tables.sheet_levels(both, row=HERNING, data=maker.data).description
    assert block["rows"][0][2:] == [
        f"112,0 (110,0{wording.NARROW}til{wording.NARROW}114,0)", "105,0 til 121,0", "● Inden for almindelige udsving"
    ]  # fmt: skip
    assert {entry["estimand"] for entry in block["results"]} == {"level_shrunken"}
    left_out = with_row(levels, HERNING, reason="coverage", standing="", fitted=False)
    both = tuple(maker.protected(one) for one in left_out.values())
    row = tables.sheet_levels(both, row=HERNING, data=maker.data).description["rows"][1]
    assert row[2:4] == ["–", "–"]
    assert row[4].startswith("◯ Kan ikke vurderes")


def test_hidden_levels_are_hidden_in_every_cell(maker, levels):
    hiding = maker.hiding(unit=HERNING)
    both = tuple(hiding.protected(one) for one in levels.values())
    block = tables.sheet_levels(both, row=HERNING, data=hiding.data).description
    assert all(row[1:4] == [wording.HIDDEN] * 3 for row in block["rows"])


def test_without_a_mature_year_there_are_no_levels(maker, levels):
    empty = {name: replace(one, period="", from_month="", to_month="") for name, one in levels.items()}
    both = tuple(maker.protected(one) for one in empty.values())
    block = tables.sheet_levels(both, row=HERNING, data=maker.data).description
    assert block["columns"][0]["label"] == f"Født i {wording.NO_DATA}"
    assert block["results"] == []


@pytest.mark.parametrize("name", get_args(FindingName))
def test_every_finding_and_action_reads_as_sentences(maker, name):
    for periods in ((), ("2022-02",), ("2022", "2023")):
        finding = SheetFinding(name, periods)
        for text in (finding_words(finding, data=maker.data), action_words(finding, data=maker.data)):
            assert text[0].isupper()
            assert text.endswith(".")
            assert "{" not in text
            assert all(len(part.split()) < 25 for part in text.split(". "))


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        (("2022-02",), "februar 2022"),
        (("2022", "2024"), "2022 og 2024"),
        (("2020-01", "2020-02", "2020-05", "2021-03"), "4 måneder fra januar 2020 til marts 2021"),
        (("2018", "2019", "2020", "2021"), "4 år fra 2018 til 2021"),
    ],
)
def test_many_months_are_told_by_how_far_they_reach(maker, periods, words):
    assert words in finding_words(SheetFinding("delivery_hole", periods), data=maker.data)


def test_actions_name_the_limit_and_the_start(maker):
    slow = action_words(SheetFinding("slow_reporting"), data=maker.data)
    assert "122 dage" in slow
    assert "april 2023" in action_words(SheetFinding("coverage_step"), data=maker.data)
    assert "80" in finding_words(SheetFinding("coverage_below_gate"), data=maker.data)


def test_the_actions_stand_beside_their_findings_and_all_fine_is_said(maker):
    record = sheet(maker, findings=[("coverage_low",), ("few_births",)], verdict="with_reservations")
    block = tables.sheet_actions(maker.protected(record), data=maker.data).description
    told = [[finding_words(one, data=maker.data), action_words(one, data=maker.data)] for one in record.findings]
    assert block["rows"] == told
    fine = tables.sheet_actions(maker.protected(sheet(maker)), data=maker.data).description
    assert fine["rows"] == [["Intet taler imod data.", "Fortsæt med at registrere som nu."]]
