"""The table of indicators, the sentences and the figure beside it: every answer, level and gap."""

import json
import math
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from evaluering.presentation import collect_indicators, collect_series, figures, sentences, tables
from evaluering.presentation.indicator_rows import indicator_rows, is_party, outsiders
from evaluering.presentation.tables.indicators import standard_cell
from evaluering.presentation.units import all_rows
from evaluering.wording import HIDDEN, NO_DATA, VERDICTS

SHARE, DAYS = "share_26w", "duration_mean"


def told(maker, verdict="endnu_ikke", value=17.4, *, indicator=SHARE, others=None, **more):
    """All units with the same numbers, some of them changed."""
    statuses = []
    for unit in all_rows(maker.data):
        given = {"verdict": verdict, "value": value, "unit": unit, **more, **(others or {}).get(unit, {})}
        one = maker.status(indicator=indicator, **given)
        other = maker.status(indicator=DAYS if indicator == SHARE else SHARE, unit=unit)
        statuses.append(maker.protected((one, other)))
    return tuple(statuses)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def rows_of(block):
    return {plain(row[0]).strip(): [plain(cell) for cell in row] for row in block.description["rows"]}


def test_the_rows_are_region_clusters_and_their_municipalities_in_the_agreements_order(prepared, maker):
    block = tables.indicator(told(maker), indicator=SHARE, data=maker.data)
    names = [plain(row[0]) for row in block.description["rows"]]
    assert names[:3] == ["Region Midtjylland", "Gødstrupklyngen", "  Herning"]
    assert names[-3:] == ["Aarhusklyngen", "  Aarhus og Samsø", "Samsø (ikke part)"]
    agreement = prepared.agreement
    assert [name for name in names if name.endswith("klyngen")] == [cluster.name for cluster in agreement.clusters]
    heads = [plain(column["label"]) for column in block.description["columns"]]
    assert heads == [
        "Enhed", "Standard opfyldt", "Tæller/nævner", "Uoplyst (%)", "2024/25: % (95 % CI)",
        "2023/24: antal", "2023/24", "2022/23",
    ]  # fmt: skip
    days = tables.indicator(told(maker, indicator=DAYS, value=112.5), indicator=DAYS, data=maker.data)
    assert [plain(column["label"]) for column in days.description["columns"]][2:] == [
        "Børn", "Uoplyst (%)", "2024/25: dage (95 % CI)", "2023/24: børn", "2023/24", "2022/23",
    ]  # fmt: skip
    region = rows_of(days)["Region Midtjylland"]
    assert region[2:] == ["2.200", "200 (8,3 %)", "112,5 (110,5 til 114,5)", "2.200", "112,5", "112,5"]


def test_a_municipality_that_is_no_party_stands_apart_and_tells_where_it_is_counted(maker):
    block = tables.indicator(told(maker), indicator=SHARE, data=maker.data)
    assert rows_of(block)["Samsø (ikke part)"][1:] == ["Vises kun i Aarhus og Samsø", *["–"] * 6]
    notes = plain(" ".join(block.description["notes"]))
    assert "Samsø er ikke part i aftalen. Børnene tæller med i klyngen og regionen." in notes


def test_births_before_the_agreement_are_shown_by_its_first_parties(maker):
    years = tuple(maker.year(13.8, str(year)) for year in (2022, 2021, 2020))
    names = list(rows_of(tables.indicator(told(maker, value=13.8, years=years), indicator=SHARE, data=maker.data)))
    assert [name for name in names if name.endswith("(ikke part)")] == ["Samsø (ikke part)"]


def test_a_row_without_a_party_comes_last_with_its_own_numbers(prepared, maker):
    agreement = prepared.agreement
    changed = [
        one.model_copy(update={"party_from": None}) if one.name == "Struer" else one for one in agreement.municipalities
    ]
    other = agreement.model_copy(update={"municipalities": tuple(changed)})
    maker = type(maker)(replace(maker.data, agreement=other))
    block = tables.indicator(told(maker), indicator=SHARE, data=maker.data)
    names = [plain(row[0]) for row in block.description["rows"]]
    assert names[-3:] == ["  Aarhus og Samsø", "Struer (ikke part)", "Samsø (ikke part)"]
    assert rows_of(block)["Struer (ikke part)"][4] == "17,4 (15,4 til 19,4)"
    assert "Struer og Samsø er ikke part" in " ".join(block.description["notes"])


def test_a_group_within_a_larger_cluster_names_the_group(prepared, maker):
    agreement = prepared.agreement
    aarhus = next(cluster for cluster in agreement.clusters if cluster.slug == "aarhus")
    randers = next(cluster for cluster in agreement.clusters if cluster.slug == "randers")
    merged = [cluster for cluster in agreement.clusters if cluster not in (aarhus, randers)]
    merged.append(aarhus.model_copy(update={"municipalities": (*aarhus.municipalities, *randers.municipalities)}))
    maker = type(maker)(replace(maker.data, agreement=agreement.model_copy(update={"clusters": tuple(merged)})))
    block = tables.indicator(told(maker), indicator=SHARE, data=maker.data)
    assert rows_of(block)["Samsø (ikke part)"][1] == "Vises kun i Aarhus og Samsø"
    assert "Aarhus og Samsø" in rows_of(block)


def test_all_parties_leave_nobody_apart(prepared, maker):
    everyone = tuple(
        one.model_copy(update={"party_from": date(2023, 4, 1)}) for one in prepared.agreement.municipalities
    )
    other = prepared.agreement.model_copy(update={"municipalities": everyone})
    maker = type(maker)(replace(maker.data, agreement=other))
    block = tables.indicator(told(maker), indicator=SHARE, data=maker.data)
    assert "ikke part" not in json.dumps(block.description, ensure_ascii=False)


def test_before_the_agreement_nobody_stands_apart_but_who_never_joined(maker):
    early = told(maker, years=(maker.year(15.0, "2021"), maker.year(15.0, "2020")))
    block = tables.indicator(early, indicator=SHARE, data=maker.data)
    assert [name for name in rows_of(block) if "ikke part" in name] == ["Samsø (ikke part)"]


def test_membership_has_a_first_and_a_last_day(prepared):
    one = prepared.agreement.municipalities[0]
    left = one.model_copy(update={"party_to": date(2024, 6, 30)})
    assert is_party(one, on=date(2023, 4, 1))
    assert not is_party(one, on=date(2023, 3, 31))
    assert is_party(left, on=date(2024, 6, 30))
    assert not is_party(left, on=date(2024, 7, 1))


@pytest.mark.parametrize(
    ("verdict", "crosses", "cell"),
    [
        ("ja", False, "● Ja"),
        ("ja", True, "● Ja (måske under)"),
        ("nej", False, "▲ Nej"),
        ("nej", True, "▲ Nej (måske nået)"),
        ("endnu_ikke", False, "◐ Endnu ikke"),
        ("endnu_ikke", True, "◐ Endnu ikke (måske nået)"),
    ],
)
def test_answer_and_doubt_stand_in_one_cell(maker, verdict, crosses, cell):
    status = maker.status(verdict, crosses=crosses)
    assert plain(standard_cell(status)) == cell
    assert len(cell) < 30, "one line of a narrow column"


@pytest.mark.parametrize(
    "reason", ["definition", "no_data", "coverage", "maturity", "baseline", "dates", "not_a_reason_of_ours"]
)
def test_what_cannot_be_judged_says_why(maker, reason):
    cell = standard_cell(maker.status("kan_ikke_vurderes", reason=reason))
    assert cell.startswith(f"{VERDICTS['kan_ikke_vurderes']}: ")
    assert len(cell) < 50


def test_the_table_explains_only_the_words_it_uses(maker):
    def notes(*args, **more):
        return plain(
            " ".join(
                tables.indicator(told(maker, *args, **more), indicator=SHARE, data=maker.data).description["notes"]
            )
        )

    sure, doubted, met = notes(), notes(crosses=True), notes("ja", 21.0, reason="target_met")
    assert "I parentes" not in sure + met
    assert "I parentes" in doubted
    for text in (sure, doubted, met):
        assert "en ambition, ikke et minimumskrav" in text
        assert "ikke en rangliste" in text
        assert "Nævneren er børn med kendt amning" in text


def test_a_hidden_unit_shows_nothing_and_its_verdict_is_withheld(maker):
    hidden = maker.hiding(unit="0665", grain="agreement_year", period="2024", indicator=SHARE)
    block = tables.indicator(told(hidden), indicator=SHARE, data=hidden.data)
    row = rows_of(block)["Lemvig"]
    assert row[1] == "◯ Vises ikke i år"
    assert row[2:5] == [HIDDEN] * 3
    assert row[5:] == ["310/2.200", "17,4", "17,4"]
    assert any("Skjult" in note for note in block.description["notes"])
    entries = [entry for entry in block.description["results"] if entry["unit"] == "0665"]
    now = [entry for entry in entries if "2024-04_2025-03" in entry["id"]]
    assert len(now) == 2
    assert all(entry["hidden"] and entry["value"] is entry["n"] is entry["coverage_pct"] is None for entry in now)
    text = plain(sentences.indicator(told(hidden), indicator=SHARE, data=hidden.data).description["text"])
    assert "1 kommune vises ikke i år, fordi egne eller en nabokommunes små tal skal beskyttes." in text
    assert "17 af de 18 kommuner vises. Aarhus og Samsø regnes som én." in text


def test_a_year_whose_dates_are_missing_is_neither_shown_bare_nor_judged(maker):
    wide = {"known": 125.0, "births": 131.0, "lower": 2.5, "upper": 48.4}
    years = (maker.year(18.0, "2024"), maker.year(17.4, "2023", **wide), maker.year(17.4, "2022"))
    targets = told(maker, others={"0665": {"years": years}})
    block = tables.indicator(targets, indicator=SHARE, data=maker.data)
    assert rows_of(block)["Lemvig"][4:] == ["18,0 (16,0 til 20,0)", "–", "–", "17,4"]
    assert "slutdatoen mangler for mange børn" in " ".join(block.description["notes"])
    # As many children with dates have narrower limits, and few have wide ones: then the number is told.
    few = (maker.year(18.0, "2024"), maker.year(70.6, "2023", **wide | {"known": 17.0, "lower": 44.0, "upper": 89.7}))
    block = tables.indicator(told(maker, others={"0665": {"years": few}}), indicator=SHARE, data=maker.data)
    assert rows_of(block)["Lemvig"][6] == "70,6"
    assert "slutdatoen" not in " ".join(block.description["notes"])


def test_a_latest_year_without_dates_is_no_end_of_the_range(maker):
    wide = (maker.year(60.0, "2024", known=125.0, lower=10.0, upper=90.0),)
    given = {"verdict": "kan_ikke_vurderes", "reason": "dates", "years": wide}
    targets = told(maker, others={"0665": given, "0671": {"value": 15.0}})
    text = plain(sentences.indicator(targets, indicator=SHARE, data=maker.data).description["text"])
    assert "Tallet lå mellem 15,0 og 17,4 %. Alle 17 kommuner, der kan vurderes, ligger sikkert under målet." in text
    row = rows_of(tables.indicator(targets, indicator=SHARE, data=maker.data))["Lemvig"]
    assert row[1] == "◯ Kan ikke vurderes: slutdatoer mangler"


def test_a_numerator_read_off_a_curve_is_told_as_estimated(maker):
    years = (maker.year(17.4, "2024", at_least=382.8), maker.year(17.4, "2023"))
    targets = told(maker, others={"region": {"years": years}})
    text = plain(sentences.indicator(targets, indicator=SHARE, data=maker.data).description["text"])
    assert "I alt 383 (beregnet) af de 2.200 børn" in text


def test_several_hidden_units_are_counted(maker):
    cells = maker.data.decisions.cells
    fits = cells["unit"].isin(["0665", "0671"]) & (cells["grain"] == "agreement_year") & (cells["period"] == "2024")
    decisions = replace(maker.data.decisions, cells=cells.assign(hidden=fits))
    hidden = type(maker)(replace(maker.data, decisions=decisions))
    text = plain(sentences.indicator(told(hidden), indicator=SHARE, data=hidden.data).description["text"])
    assert "2 kommuner vises ikke i år, fordi" in text


def test_a_unit_without_births_in_the_latest_year_has_no_verdict_of_an_older_one(maker):
    older = {"0741": {}, "0665": {"verdict": "ja", "years": (maker.year(25.0, "2023"), maker.year(25.0, "2022"))}}
    targets = told(maker, others=older)
    row = rows_of(tables.indicator(targets, indicator=SHARE, data=maker.data))["Lemvig"]
    assert row[1] == "◯ Kan ikke vurderes: ingen tal"
    assert row[2:] == [NO_DATA] * 3 + ["310/2.200", "25,0", "25,0"]
    shown = indicator_rows(targets, indicator=SHARE, data=maker.data)
    entries = [entry for entry in shown.entries(data=maker.data) if entry["unit"] == "0665"]
    assert [entry["verdict"] for entry in entries] == ["kan_ikke_vurderes"]


def test_before_any_year_can_be_counted_the_table_says_so(maker):
    none = told(maker, "kan_ikke_vurderes", years=(), reason="maturity")
    block = tables.indicator(none, indicator=SHARE, data=maker.data)
    heads = [plain(column["label"]) for column in block.description["columns"]]
    assert heads[4:] == ["Aktuelt år: % (95 % CI)", "Forrige år: antal", "Forrige år", "Året før"]
    region = rows_of(block)["Region Midtjylland"]
    assert region[1:] == ["◯ Kan ikke vurderes: ikke fulgt længe nok", *[NO_DATA] * 3, "–", "–", "–"]
    assert "intet helt aftaleår" in " ".join(block.description["notes"])
    assert rows_of(block)["Samsø (ikke part)"][1] == "Vises kun i Aarhus og Samsø"
    text = plain(sentences.indicator(none, indicator=SHARE, data=maker.data).description["text"])
    assert "Årsag: børnene er ikke fulgt længe nok." in text
    assert "Ingen klynger kan vurderes." in text
    assert "Ingen kommuner kan vurderes." in text
    lead = sentences.conclusion_of_indicators(none, data=maker.data).description
    assert lead["lead"]
    assert "Årsag: børnene er ikke fulgt længe nok." in lead["text"]


def test_the_model_sentence_has_numerator_denominator_value_and_interval(maker):
    year = {
        "known": 3185.0,
        "births": 3500.0,
        "at_least": 1133.0,
        "coverage_pct": 91.0,
        "lower": 33.9086,
        "upper": 37.26,
    }
    years = (maker.year(35.573, "2024", **year), maker.year(34.1, "2023"))
    targets = told(maker, "ja", others={"region": {"years": years}})
    text = plain(sentences.indicator(targets, indicator=SHARE, data=maker.data).description["text"])
    assert (
        "I alt 1.133 af de 3.185 børn født i aftaleår 2024/25 blev ammet fuldt i mindst 26 uger, "
        "svarende til 35,6 % (95 % CI: 33,9-37,3)."
    ) in text
    assert "Tallet var 34,1 % i aftaleår 2023/24." in text
    assert "Amningen er kendt for 91,0 % af de 3.500 levendefødte." in text


def test_days_are_whole_unless_the_side_of_the_target_would_be_lost(maker):
    def text(value):
        targets = told(maker, indicator=DAYS, value=value)
        return plain(sentences.indicator(targets, indicator=DAYS, data=maker.data).description["text"])

    assert "varighed af fuld amning 111 dage (95 % CI: 109-113)" in text(111.0)
    assert "Tallet var 111 dage i aftaleår 2023/24 og 111 dage i aftaleår 2022/23." in text(111.0)
    assert "varighed af fuld amning 119,9 dage (95 % CI: 117,9-121,9)" in text(119.9)
    assert "varighed af fuld amning 119,97 dage" in text(119.97)


def test_a_number_without_limits_is_told_without_them(maker):
    years = (maker.year(17.4, "2024", lower=math.nan, upper=math.nan),)
    targets = told(maker, others={"region": {"years": years}})
    text = plain(sentences.indicator(targets, indicator=SHARE, data=maker.data).description["text"])
    assert "svarende til 17,4 %." in text
    assert "Tallet var" not in text.partition("**Klynger")[0]


def test_where_clusters_and_municipalities_lie_is_counted_and_never_ranked(maker):
    over = {"verdict": "ja", "value": 21.0}
    targets = told(maker, others={"midt": over | {"crosses": True}, "randers": over, "horsens": {"value": 15.0}})
    text = plain(sentences.indicator(targets, indicator=SHARE, data=maker.data).description["text"])
    clusters = text.partition("**Klynger.** ")[2].partition("\n\n")[0]
    assert clusters == (
        "Alle 5 klynger vises. Tallet lå mellem 15,0 og 21,0 %. Af de 5 klynger, der kan vurderes, ligger "
        "1 sikkert på eller over målet, 3 sikkert under målet og 1 så tæt på målet, at det er usikkert."
    )
    rows = text.partition("**Kommuner.** ")[2]
    assert rows.startswith(
        "Alle 18 kommuner vises. Aarhus og Samsø regnes som én. Tallet var 17,4 %. "
        "Alle 18 kommuner, der kan vurderes, ligger sikkert under målet."
    )
    assert not re.search("bedst|dårligst|højest|lavest|rangliste", text)
    every = told(maker, "ja", 21.0, crosses=True)
    text = plain(sentences.indicator(every, indicator=SHARE, data=maker.data).description["text"])
    assert "Alle 5 klynger, der kan vurderes, ligger så tæt på målet, at det er usikkert." in text


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"verdict": "ja", "value": 21.0}, "Én klynge kan vurderes. Den ligger på eller over målet."),
        ({"crosses": True}, "Én klynge kan vurderes. Den ligger under målet, men det er usikkert."),
    ],
)
def test_a_single_unit_that_can_be_judged(maker, more, expected):
    gone = {"verdict": "kan_ikke_vurderes", "reason": "coverage"}
    others = {cluster.slug: gone for cluster in maker.data.agreement.clusters} | {"midt": more}
    text = plain(sentences.indicator(told(maker, others=others), indicator=SHARE, data=maker.data).description["text"])
    assert expected in text


def test_a_verdict_that_cannot_be_given_is_told_with_the_number_but_without_a_side(maker):
    targets = told(maker, "kan_ikke_vurderes", reason="coverage")
    text = plain(sentences.indicator(targets, indicator=SHARE, data=maker.data).description["text"])
    region = text.partition("\n\n")[0]
    assert "Årsag: amningen er kendt for for få af børnene." in region
    assert "svarende til 17,4 %" in region
    assert "Tallet ligger" not in region
    assert "Alle 5 klynger vises. Tallet var 17,4 %. Ingen klynger kan vurderes." in text
    lead = plain(sentences.conclusion_of_indicators(targets, data=maker.data).description["text"])
    assert "Tallet ligger" not in lead.partition("mindst 20 %")[2]


def test_a_lone_cluster_and_no_municipalities_of_their_own(prepared, maker):
    agreement = prepared.agreement
    aarhus = next(cluster for cluster in agreement.clusters if cluster.slug == "aarhus")
    alone = agreement.model_copy(update={"clusters": (aarhus,)})
    small = type(maker)(replace(maker.data, agreement=alone))
    assert all_rows(small.data) == ("region", "aarhus", "aarhus_samsoe")
    text = plain(sentences.indicator(told(small), indicator=SHARE, data=small.data).description["text"])
    assert "**Klynger.** Alle 1 klynger vises." not in text
    assert "Én klynge kan vurderes. Den ligger under målet." in text
    assert "**Kommuner.** Aarhus og Samsø regnes som én. Én kommune kan vurderes." in text


def test_an_indicator_without_words_of_its_own_goes_by_its_name(prepared, maker):
    other = prepared.agreement.indicators[1].model_copy(update={"id": "other", "name": "Noget andet"})
    renamed = prepared.agreement.model_copy(update={"indicators": (other,)})
    maker = type(maker)(replace(maker.data, agreement=renamed))
    cells = maker.data.decisions.cells
    both = [cells, cells[cells["indicator"] == SHARE].assign(indicator="other")]
    maker = type(maker)(replace(maker.data, decisions=replace(maker.data.decisions, cells=pd.concat(both))))
    statuses = tuple(
        maker.protected((replace(maker.status(indicator=SHARE, value=17.4, unit=unit), indicator="other"),))
        for unit in all_rows(maker.data)
    )
    text = plain(sentences.indicator(statuses, indicator="other", data=maker.data).description["text"])
    assert "I alt 310 af de 2.200 børn født i aftaleår 2024/25 tæller med i “Noget andet”, svarende til 17,4 %" in text
    block = tables.indicator(statuses, indicator="other", data=maker.data)
    assert plain(block.description["caption"]) == "Noget andet, 2024/25. Standard: mindst 20 % senest 31. marts 2028"


def years_of(maker, values, *, measure="pct", mature=None):
    return tuple(
        maker.protected(
            maker.series(found, grain="agreement_year", first=2020, measure=measure, unit=unit, mature=mature)
        )
        for unit, found in zip(maker.data.agreement.units, values, strict=True)
    )


def test_the_figure_has_a_panel_per_unit_the_target_and_its_data(maker):
    values = [[12.0, 13.0, 14.0, 15.0, 17.4 + place] for place in range(6)]
    block = figures.indicator_years(years_of(maker, values), data=maker.data).description
    assert plain(block["title"]) == (
        "Andelen af børn ammet fuldt i mindst 26 uger nåede ikke 20 % i regionen i aftaleår 2024/25. "
        "Det samme gælder 2 af de 5 klynger"
    )
    open_ = maker.protected((maker.status("kan_ikke_vurderes", indicator=SHARE, measure="pct", target=20.0),))
    unjudged = figures.indicator_years(years_of(maker, values), data=maker.data, targets=(open_,)).description
    assert plain(unjudged["title"]) == (
        "Andelen af børn ammet fuldt i mindst 26 uger var 17,4 % i regionen i aftaleår 2024/25. Målet kan ikke vurderes"
    )
    alt = plain(block["alt"])
    assert alt.startswith(plain(block["title"]))
    assert "Målet er mindst 20 %." in alt
    for place, unit in enumerate(maker.data.agreement.units):
        name = maker.data.agreement.name_of(unit)
        last = f"{17.4 + place:.1f}".replace(".", ",")
        assert f"{name}: 12,0 % (aftaleår 2020/21) og senest {last} % (aftaleår 2024/25)" in alt
    rows = block["data"]["rows"]
    assert [row[0] for row in rows] == ["2020/21", "2021/22", "2022/23", "2023/24", "2024/25"]
    assert [plain(cell) for cell in rows[-1][1:3]] == ["17,4 (15,4 til 19,4)", "18,4 (16,4 til 20,4)"]
    assert "“" not in block["caption"]


def test_the_figure_says_when_all_clusters_are_alike_or_none_is(maker):
    def title(*ends):
        values = [[12.0, 13.0, 14.0, 15.0, end] for end in ends]
        return plain(figures.indicator_years(years_of(maker, values), data=maker.data).description["title"])

    assert title(*[21.0] * 6).endswith("nåede 20 % i regionen i aftaleår 2024/25. Det samme gælder alle klynger")
    assert title(21.0, *[15.0] * 5).endswith("Det samme gælder ingen af de 5 klynger")
    assert title(21.0, *[math.nan] * 5).endswith("nåede 20 % i regionen i aftaleår 2024/25")
    assert title(math.nan, *[15.0] * 5).endswith("Der er endnu intet helt aftaleår at vise")


def test_a_figure_before_any_year_can_be_counted_is_empty_and_says_so(maker):
    empty = years_of(maker, [[15.0] * 5] * 6, mature=[False] * 5)
    block = figures.indicator_years(empty, data=maker.data).description
    assert block["title"].endswith("Der er endnu intet helt aftaleår at vise")
    assert "Region Midtjylland: ingen tal" in plain(block["alt"])
    assert block["data"]["rows"] == []


def test_a_hidden_year_is_neither_drawn_nor_told(maker):
    hidden = maker.hiding(unit="midt", grain="agreement_year", period="2024", indicator=SHARE)
    values = [[12.0, 13.0, 14.0, 15.0, 17.4 + place] for place in range(6)]
    shown = figures.indicator_years(years_of(hidden, values), data=hidden.data)
    block = shown.description
    place = hidden.data.agreement.units.index("midt") + 1
    assert block["data"]["rows"][-1][place] == HIDDEN
    assert "Midtklyngen: 12,0 % (aftaleår 2020/21) og senest 15,0 % (aftaleår 2023/24)" in plain(block["alt"])
    # Another hidden number gives the very same drawing.
    values[place - 1][-1] = 33.0
    assert figures.indicator_years(years_of(hidden, values), data=hidden.data).svg == shown.svg


@pytest.fixture(scope="module")
def small_targets(prepared):
    """The targets of all units of the small set, in which many cells are hidden."""
    return collect_indicators(prepared)


def test_the_page_of_the_small_set_agrees_with_itself(prepared, small_targets):
    years = collect_series(prepared, indicator=SHARE, grain="agreement_year", scope="region")
    shown = indicator_rows(small_targets, indicator=SHARE, data=prepared)
    figure = figures.indicator_years(years, data=prepared).description
    cells = {
        row[0]: row[4] for row in tables.indicator(small_targets, indicator=SHARE, data=prepared).description["rows"]
    }
    for row, place in zip([shown.region, *shown.of("cluster")], range(1, 7), strict=True):
        assert figure["data"]["rows"][-1][place] == cells[prepared.agreement.name_of(row.status.unit)]
    assert [one.name for one in outsiders(shown, data=prepared)] == ["Samsø"]


def numbers_in(cell):
    """The whole numbers that a cell begins with; none where it is hidden."""
    return [int(found.replace(".", "")) for found in re.findall(r"[\d.]+", cell.partition(" (")[0])]


def test_no_hidden_count_is_had_by_subtracting_shown_rows_from_their_cluster(prepared, small_targets):
    threshold, hidden_cells = prepared.decisions.threshold, 0
    for indicator in (SHARE, DAYS):
        rows = rows_of(tables.indicator(small_targets, indicator=indicator, data=prepared))
        names = prepared.agreement.name_of
        for cluster in prepared.agreement.clusters:
            parts = [rows[names(code)] for code in cluster.municipalities if names(code) in rows]
            for column in (2, 3, 5):
                whole, shown = numbers_in(rows[cluster.name][column]), [numbers_in(part[column]) for part in parts]
                concealed = sum(not found for found in shown)
                hidden_cells += concealed
                if not concealed or not whole:
                    continue
                rest = [one - sum(found[at] for found in shown if found) for at, one in enumerate(whole)]
                if len(rest) == 2:
                    rest.append(rest[1] - rest[0])
                assert concealed > 1, "what is left would be the hidden row itself"
                assert all(one == 0 or one >= threshold for one in rest)
    assert hidden_cells > 0
