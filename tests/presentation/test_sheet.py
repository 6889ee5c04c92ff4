"""A municipality's sheet in words and tables, from records made by hand and from the small set."""

import math
from dataclasses import replace
from typing import get_args

import pytest

from evaluering import wording
from evaluering.estimation.data_quality.quality import MunicipalityQuality
from evaluering.estimation.unit_sheets import FindingName, SheetFinding, UnitSheet, difference_of_years
from evaluering.periods import Month
from evaluering.preparation.analyses import protected_calendar
from evaluering.preparation.municipalities import protected_municipalities
from evaluering.presentation import sentences, tables
from evaluering.presentation.sentences.sheet_actions import action_words, finding_words
from evaluering.wording.municipalities import NOT_ASSESSED_CLAUSES, STANDINGS

HERNING = "0657"
CUT = Month(2022, 8)
SMALL = "fordi egne eller en nabokommunes små tal skal beskyttes"


@pytest.fixture(scope="module")
def levels(maker):
    """The municipalities' levels of the small set with nothing hidden, both outcomes."""
    indicators = ("duration_mean", "share_26w")
    data = maker.data
    return {one: protected_municipalities(data, indicator=one).value for one in indicators}


def sheet(maker, *, values=(110.0, 111.0, 112.0, 125.0), row=HERNING, findings=(), **quality):
    days = maker.series(list(values), grain="agreement_year", first=2021, unit=row)
    share = maker.series([value / 8 for value in values], grain="agreement_year", first=2021, unit=row, measure="pct")
    counts = {"births": 3900.0, "known": 3600.0, "exact": 3000.0}
    judged = MunicipalityQuality(
        row, **({"verdict": "carries", "reasons": (), "years": ("2022", "2023", "2024")} | counts | quality)
    )
    differences = tuple(difference_of_years(one, cut=CUT) for one in (days, share))
    return UnitSheet(row, (days, share), differences, judged, tuple(SheetFinding(*one) for one in findings))


def lead(maker, record, levels):
    protected = maker.protected(record)
    both = tuple(maker.protected(one) for one in levels.values())
    block = sentences.sheet_conclusion(protected, levels=both, data=maker.data)
    assert block.description["lead"] is True
    return block.description["text"].replace(wording.NARROW, " ")


def actions_table(maker, record, levels):
    both = tuple(maker.protected(one) for one in levels.values())
    return tables.sheet_actions(maker.protected(record), levels=both, data=maker.data).description


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
    assert "**I aftaleår 2024/25 var andelen af børn ammet fuldt i mindst 26 uger 15,6 %** (mellem" in text
    assert "Siden aftaleår 2021/22 steg den gennemsnitlige varighed af fuld amning" in text
    assert text.endswith("**Data er gode nok til at bruge.** Det vigtigste nu: Fortsæt med at registrere som nu.")


def test_the_first_action_is_that_of_the_gravest_finding(maker, levels):
    record = sheet(maker, findings=[("coverage_low",), ("few_births",)], verdict="with_reservations")
    text = lead(maker, record, with_row(levels, HERNING, standing="inside"))
    first = action_words(record.findings[0], data=maker.data)
    assert text.endswith(f"**Data kan bruges med forbehold.** Det vigtigste nu: {first}")


def test_a_row_that_is_not_held_against_the_others_says_why(maker, levels):
    text = lead(maker, sheet(maker), with_row(levels, HERNING, reason="too_few_rows", standing=""))
    assert f"Tallene kan ikke vurderes mod de andre kommuners, {NOT_ASSESSED_CLAUSES['too_few_rows']}." in text


@pytest.mark.parametrize("reason", ["too_few_children", "coverage"])
def test_a_row_with_too_little_known_has_no_number_in_the_lead(maker, levels, reason):
    text = lead(maker, sheet(maker), with_row(levels, HERNING, reason=reason, standing=""))
    told = f"**Tallene for Herning i aftaleår 2024/25 kan ikke vurderes, {NOT_ASSESSED_CLAUSES[reason]}.**"
    assert text.startswith(f"{told} De står i tabellen.")
    assert "125" not in text
    assert "almindelige udsving" not in text


@pytest.mark.parametrize(
    ("reasons", "why"),
    [
        (("statuses_only",), "fordi slutdatoen mangler for de fleste børn"),
        (("few_births",), "fordi der er for få oplysninger om børnene"),
    ],
)
def test_an_interval_too_wide_is_no_headline(maker, levels, reasons, why):
    record = sheet(maker, verdict="with_reservations", reasons=reasons)
    days, share = record.years
    wide = replace(share, frame=share.frame.assign(lower=3.0, upper=41.6))
    inside = with_row(levels, HERNING, reason="", standing="inside")
    text = lead(maker, replace(record, years=(days, wide)), inside)
    assert f"**Andelen af børn ammet fuldt i mindst 26 uger i aftaleår 2024/25 kan ikke vurderes, {why}.**" in text
    assert "41,6" not in text
    assert "i Herning 125 dage" in text


def test_two_outcomes_in_different_places_are_told_one_by_one(maker, levels):
    days = with_row(levels, HERNING, reason="", standing="below_95")["duration_mean"]
    share = with_row(levels, HERNING, reason="", standing="inside")["share_26w"]
    text = lead(maker, sheet(maker), {"duration_mean": days, "share_26w": share})
    assert "Den gennemsnitlige varighed af fuld amning ligger under de almindelige udsving" in text
    assert "Andelen af børn ammet fuldt i mindst 26 uger ligger inden for" in text
    assert text.endswith("Det vigtigste nu: Tag tallet med til klyngens netværk. Spørgsmålene står lige herunder.")


@pytest.mark.parametrize(
    ("standing", "question"), [("below_998", "før eller efter 17 uger?"), ("above_95", "som andre kan bruge?")]
)
def test_a_row_outside_the_limits_takes_questions_to_the_network_before_all_else(maker, levels, standing, question):
    record = sheet(maker, findings=[("coverage_low",)], verdict="with_reservations")
    outside = with_row(levels, HERNING, reason="", standing=standing)
    (seen, do), (second, _) = actions_table(maker, record, outside)["rows"]
    assert "Den gennemsnitlige varighed af fuld amning og andelen af børn ammet fuldt i mindst 26 uger ligger" in seen
    assert do.startswith("Tag tallet med til klyngens netværk, og spørg:")
    assert question in do
    assert "Hvem er de 100 børn, hvis amning er ukendt?" in do
    assert second == finding_words(record.findings[0], data=maker.data)
    everyone = replace(record.years[0], frame=record.years[0].frame.assign(known=record.years[0].frame["births"]))
    whole = replace(record, years=(everyone, record.years[1]))
    assert "ukendt" not in actions_table(maker, whole, outside)["rows"][0][1]


def test_a_row_whose_interval_is_too_wide_is_not_sent_to_the_network(maker, levels):
    wide = {
        name: replace(
            record, rows=tuple(replace(one, level=replace(one.level, lower=0.0, upper=90.0)) for one in record.rows)
        )
        for name, record in with_row(levels, HERNING, reason="", standing="below_998").items()
    }
    assert actions_table(maker, sheet(maker), wide)["rows"] == [
        ["Vi har ikke fundet fejl i data.", "Fortsæt med at registrere som nu."]
    ]


def test_a_cluster_that_is_the_row_itself_is_not_compared_with_it(maker, levels):
    text = lead(maker, sheet(maker, row="aarhus_samsoe"), levels)
    assert "Aarhusklyngen" not in text
    assert "i Region Midtjylland" in text


def test_a_hidden_latest_year_is_said_and_the_year_before_shown(maker, levels):
    hiding = maker.hiding(unit=HERNING, period="2024")
    emptied = {name: hiding.protected(record).value for name, record in levels.items()}
    text = lead(hiding, sheet(hiding), emptied)
    hidden = f"**Tallene for Herning i aftaleår 2024/25 vises ikke, {SMALL}.** **I aftaleår 2023/24 var"
    assert text.startswith(hidden)
    assert "Det år var tallet" in text
    assert "125" not in text
    assert "almindelige udsving" not in text
    assert "Siden" not in text


def test_a_row_without_any_shown_year_has_a_lead_that_reads(maker, levels):
    hiding = maker.hiding(unit=HERNING)
    emptied = {name: hiding.protected(record).value for name, record in levels.items()}
    text = lead(hiding, sheet(hiding), emptied)
    assert text.startswith(f"**Tallene for Herning kan ikke vises, {SMALL}.**")
    bad = {"verdict": "does_not_carry", "reasons": ("no_data",)}
    nothing = sheet(maker, values=(math.nan,) * 4, findings=[("no_data",)], **bad)
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
    record = sheet(maker, values=(112.0, 112.0, 112.0, 112.1))
    assert "Der er ingen sikker ændring siden aftaleår 2021/22." in lead(maker, record, levels)
    text = sentences.sheet_change(maker.protected(record), data=maker.data).description["text"]
    assert text.count("kan ses i en kommune af den størrelse.") == 2
    assert "hvorfor" not in text, "where nothing changed there is nothing to explain"


def test_movements_that_differ_are_told_apart(maker, levels):
    record = sheet(maker, values=(100.0, 110.0, 112.0, 125.0))
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
    assert text.startswith("Fra aftaleår 2021/22 til 2024/25 steg")
    assert "ligger ændringen" in text
    assert text.endswith("Forskellen viser ikke hvorfor.")
    doubtful = sheet(maker, verdict="with_reservations", reasons=("practice_change",))
    text = sentences.sheet_change(maker.protected(doubtful), data=maker.data).description["text"]
    assert text.endswith("Den kan også skyldes, at registreringen er ændret.")
    hiding = maker.hiding(unit=HERNING, period="2021")
    text = sentences.sheet_change(hiding.protected(sheet(hiding)), data=hiding.data).description["text"]
    assert text == "Det kan ikke vises. Tallene for det seneste år eller for året før aftalen må ikke vises."


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
    for other in (sheet(maker), sheet(maker, verdict="with_reservations", reasons=("few_births",))):
        assert "Det kan komme af måden at registrere på." not in lead(maker, other, levels)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("carries", "**● Data er gode nok til at bruge.** Amningen kendes for 92,3 % af børnene. Vi har ikke fundet"),
        (
            "with_reservations",
            "**◐ Data kan bruges med forbehold.** Amningen kendes for 92,3 % af børnene. Det, vi har",
        ),
        ("does_not_carry", "**▲ Data kan ikke bruges til at vurdere amningen.** Amningen kendes for 92,3 %"),
    ],
)
def test_the_quality_is_told_with_what_it_means(maker, levels, verdict, told):
    text = quality(maker, sheet(maker, verdict=verdict), levels)
    assert text.startswith(told)
    assert "Vi har også set" not in text


def quality(maker, record, levels):
    both = tuple(maker.protected(one) for one in levels.values())
    block = sentences.sheet_quality(maker.protected(record), levels=both, data=maker.data)
    return block.description["text"].replace(wording.NARROW, " ")


def test_only_three_actions_stand_first_and_the_rest_with_the_quality(maker, levels):
    names = ("coverage_low", "slow_reporting", "contradictions", "few_births")
    record = sheet(maker, findings=[(name,) for name in names], verdict="with_reservations", births=math.nan)
    inside = with_row(levels, HERNING, reason="", standing="inside")
    assert len(actions_table(maker, record, inside)["rows"]) == 3
    text = quality(maker, record, inside)
    assert f"Vi har også set dette: {finding_words(record.findings[3], data=maker.data)}" in text
    assert "kendes for" not in text, "no coverage where the births are hidden"


def test_the_targets_are_the_regions_and_the_next_year_has_its_day(maker):
    cohorts = protected_calendar(maker.data)
    text = sentences.sheet_targets(cohorts, data=maker.data).description["text"].replace(wording.NARROW, " ")
    assert "varer mindst 120 dage, og at mindst 20 % af børnene" in text
    assert "ikke krav til den enkelte kommune" in text
    assert text.endswith("Børn født i aftaleår 2025/26 kan tælles med fra 1. juli 2027.")
    done = maker.protected(tuple(replace(row, mature=True) for row in cohorts.value))
    assert "kan tælles med" not in sentences.sheet_targets(done, data=maker.data).description["text"]


def test_where_the_numbers_come_from_is_one_paragraph(maker):
    block = sentences.sheet_provenance(maker.data).description
    assert block["kind"] == "provenance"
    assert "\n" not in block["text"]
    assert maker.data.version in block["text"]
    assert maker.data.plan.fingerprint() in block["text"]


def test_the_years_are_listed_the_latest_first_and_published(maker):
    block = tables.sheet_years(maker.protected(sheet(maker)), data=maker.data).description
    assert [row[0] for row in block["rows"]] == ["2024/25", "2023/24", "2022/23", "2021/22"]
    assert sum("2022/23 er overgangsåret" in note for note in block["notes"]) == 1
    assert block["rows"][0][1:3] == ["1.300", f"100 (7,7{wording.NARROW}%)"]
    assert {entry["id"] for entry in block["results"]} >= {f"duration_mean/{HERNING}/level/2024-04_2025-03"}
    assert len(block["results"]) == 8
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
    assert block["rows"][0][1] == STANDINGS["inside"], "the judgement stands beside the name"
    assert block["rows"][0][3:] == ["105,0 til 121,0", f"112,0 (110,0{wording.NARROW}til{wording.NARROW}114,0)"]
    assert {entry["estimand"] for entry in block["results"]} == {"level_shrunken"}
    left_out = with_row(levels, HERNING, reason="coverage", standing="", fitted=False)
    both = tuple(maker.protected(one) for one in left_out.values())
    row = tables.sheet_levels(both, row=HERNING, data=maker.data).description["rows"][1]
    assert row[3:] == ["–", "–"]
    assert row[1].startswith("◯ Kan ikke vurderes")


def test_levels_hidden_whole_are_one_line_and_still_published_as_hidden(maker, levels):
    hiding = maker.hiding(unit=HERNING)
    both = tuple(hiding.protected(one) for one in levels.values())
    block = tables.sheet_levels(both, row=HERNING, data=hiding.data).description
    assert block["kind"] == "sentence"
    assert (
        block["text"] == f"Tallene for 2024/25 vises ikke og kan derfor ikke holdes op mod de andre kommuners, {SMALL}."
    )
    assert all(entry["hidden"] and entry["value"] is None for entry in block["results"])


def test_a_level_hidden_alone_is_hidden_in_every_cell(maker, levels):
    hiding = maker.hiding(unit=HERNING, indicator="share_26w")
    both = tuple(hiding.protected(one) for one in levels.values())
    block = tables.sheet_levels(both, row=HERNING, data=hiding.data).description
    assert block["rows"][1][2:] == [wording.HIDDEN] * 3
    assert wording.HIDDEN not in block["rows"][0]


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


@pytest.mark.parametrize(("more", "word"), [(True, "oftere"), (False, "sjældnere"), (None, "på en anden måde")])
def test_a_change_of_practice_says_what_changed_and_when(maker, more, word):
    rounded = action_words(SheetFinding("practice_change", ("2020-01", "2022-02"), more), data=maker.data)
    assert rounded.startswith(
        f"For børn født fra februar 2022 skrives alderen {word} i hele uger. Fortæl sekretariatet"
    )
    dated = action_words(SheetFinding("reporting_form_change", ("2022-02",), more), data=maker.data)
    assert dated.startswith(f"For børn født fra februar 2022 skrives slutdatoen {word}. Fortæl sekretariatet")


def test_the_actions_stand_beside_their_findings_with_whom_to_tell(maker, levels):
    record = sheet(maker, findings=[("coverage_low",), ("few_births",)], verdict="with_reservations")
    inside = with_row(levels, HERNING, reason="", standing="inside")
    block = actions_table(maker, record, inside)
    told = [[finding_words(one, data=maker.data), action_words(one, data=maker.data)] for one in record.findings]
    assert block["rows"] == told
    assert block["notes"] == [f"Sekretariatet er {maker.data.agreement.secretariat}."]
    nameless = type(maker)(replace(maker.data, agreement=maker.data.agreement.model_copy(update={"secretariat": ""})))
    fine = actions_table(nameless, sheet(maker), inside)
    assert fine["rows"] == [["Vi har ikke fundet fejl i data.", "Fortsæt med at registrere som nu."]]
    assert fine["notes"] == []
