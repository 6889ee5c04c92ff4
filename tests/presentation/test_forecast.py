from dataclasses import replace

import pytest
from tests.presentation.made_forecasts import DEADLINE, other_indicator, unit_forecast

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import _DOOR, Protected
from evaluering.estimation.unit_forecast import deadline_births
from evaluering.preparation.analyses import protected_calendar
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.forecast import forecast_message, outlook_words
from evaluering.presentation.tables.cells import NONE
from evaluering.wording.plan import NOT_PLANNED_NOTE

S = "\N{NO-BREAK SPACE}"


def shut(maker, record):
    """As `protect` would return it: the months and years of these records are not those of the small set."""
    return Protected(record, maker.data.decisions.fingerprint, _DOOR)


def text(block):
    return block.description["text"].replace(S, " ")


def rows(block):
    return [[cell.replace(S, " ") for cell in row] for row in block.description["rows"]]


def test_the_title_asks_and_answers_under_both_assumptions(maker):
    told = forecast_message(unit_forecast(), data=maker.data).replace(S, " ")
    assert told == (
        "Når varigheden i Region Midtjylland op på 120 dage? Sandsynligvis ikke, hvis niveauet bliver, som det er. "
        "Næsten sikkert, hvis udviklingen siden aftalen fortsætter"
    )
    same = unit_forecast(stays=19.9, continues=20.1, measure="pct")
    assert forecast_message(same, data=maker.data).replace(S, " ") == (
        "Når andelen i Region Midtjylland op på 20 %? Usikkert, både hvis niveauet bliver, som det er, og hvis "
        "udviklingen siden aftalen fortsætter"
    )
    assert "ikke fremskrives" in forecast_message(unit_forecast(reason="coverage"), data=maker.data)


def test_an_indicator_of_another_agreement_goes_by_its_name(maker):
    record = replace(unit_forecast(), indicator="satisfaction")
    data = other_indicator(maker.data)
    assert forecast_message(record, data=data).startswith("Tilfredshed i Region Midtjylland: nås 120")
    block = tables.forecast((shut(maker, record),), data=data)
    assert rows(block)[0][0] == "Tilfredshed: mindst 120 dage"


def test_the_outlook_stands_beside_a_verdict(maker):
    told = outlook_words(unit_forecast(), data=maker.data).replace(S, " ")
    assert told == (
        "Fremskrivning for børn født i aftaleår 2027/28: Bliver niveauet, som det er, er det meget usandsynligt (8 %), "
        "at målet nås. Fortsætter udviklingen siden aftalen, er det så godt som sikkert (over 99 %)."
    )
    told = outlook_words(unit_forecast(stays=119.5, continues=120.3, planned=False), data=maker.data).replace(S, " ")
    assert "er sandsynligheden for at nå målet omkring 3 ud af 10 (31 %). " in told
    assert "er sandsynligheden omkring 6 ud af 10 (62 %). " in told
    assert told.endswith(NOT_PLANNED_NOTE)
    assert outlook_words(unit_forecast(reason="all_observed"), data=maker.data) == ""
    few = outlook_words(unit_forecast(reason="too_few_mature_months"), data=maker.data)
    assert few == "En fremskrivning kan ikke vises: der er for få måneder at måle på."


def test_the_conclusion_adds_the_outlook_where_there_is_a_verdict(maker):
    ahead = (shut(maker, unit_forecast()),)
    told = text(sentences.conclusion(maker.protected((maker.status(),)), (), data=maker.data, forecasts=ahead))
    assert "at målet nås" in told
    closed = maker.protected((maker.status("kan_ikke_vurderes", reason="coverage"),))
    assert "Fremskrivning" not in text(sentences.conclusion(closed, (), data=maker.data, forecasts=ahead))
    done = (shut(maker, unit_forecast(reason="all_observed")),)
    told = text(sentences.conclusion(maker.protected((maker.status("nej"),)), (), data=maker.data, forecasts=done))
    assert "Fremskrivning" not in told
    assert "En fremskrivning" not in told


def test_what_a_forecast_is_and_is_not(maker):
    told = text(sentences.forecast((shut(maker, unit_forecast()),), data=maker.data))
    assert "ikke resultater" in told
    assert "børn født i 2027 eller aftaleår 2027/28" in told
    assert "til og med juni 2025. Fremskrivningen går 33 måneder længere." in told
    assert "kun målt 27 måneder. Vi ser altså længere frem, end vi kan se tilbage" in told
    assert "ikke de eneste mulige" in told
    assert "Indsatsen skulle være på plads i december 2024. Flader stigningen ud" in told
    assert "91 til 97 af 100" in told
    assert "70 til 84 af 100" in told


def test_a_forecast_within_what_was_seen_does_not_warn(maker):
    record = unit_forecast(warnings=())
    told = text(sentences.forecast((shut(maker, record),), data=maker.data))
    assert "længere frem, end" not in told


def test_births_already_counted_are_said_to_be(maker):
    record = unit_forecast(observed=deadline_births(DEADLINE)[:1])
    told = text(sentences.forecast((shut(maker, record),), data=maker.data))
    assert "Børn født i 2027 kan allerede tælles med og fremskrives ikke." in told
    assert [row[1] for row in rows(tables.forecast((shut(maker, record),), data=maker.data))] == [
        "aftaleår 2027/28"
    ] * 2


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("all_observed", "alle de børn, målet gælder, kan allerede tælles med"),
        ("coverage", "amningen er kendt for for få af børnene"),
        ("baseline", "data stemmer ikke med aftalens udgangspunkt"),
        ("hidden", "tallet bygger på så få børn, at det ikke må vises"),
        ("break_near_start", "noget andet skete for tæt på aftalens start"),
        ("no_target", "der er ikke sat et mål"),
        ("too_few_mature_months", "Der skal være mindst 12 måneder efter aftalens start. Nu er der 27."),
    ],
)
def test_why_nothing_is_forecast(maker, reason, words):
    record = shut(maker, unit_forecast(reason=reason))
    told = text(sentences.forecast((record,), data=maker.data))
    assert told.startswith("**Fremskrivningen af den gennemsnitlige varighed af fuld amning kan ikke vises.** Årsag: ")
    assert words in told
    assert "antagelser" not in told
    for table, width in ((tables.forecast, 7), (tables.slopes, 5)):
        block = table((record,), data=maker.data)
        (row,) = rows(block)
        assert len(row) == width
        assert row[1:-1] == [NONE] * (width - 2)
        assert row[-1].startswith("Ikke vist: ")
        assert block.description["results"] == []


def test_the_table_tells_value_intervals_and_probability(maker):
    both = (unit_forecast(), unit_forecast(stays=17.6, continues=20.03, measure="pct"))
    block = tables.forecast(tuple(shut(maker, one) for one in both), data=maker.data)
    found = rows(block)
    assert len(found) == 8
    assert found[0] == [
        "Varighed: mindst 120 dage", "2027", "Hvis niveauet bliver, som det er", "118,6 dage", "116,6 til 120,6",
        "117,3 til 119,9", "8 % (meget usandsynligt)",
    ]  # fmt: skip
    assert found[-1][2:4] == ["Hvis udviklingen siden aftalen fortsætter", "20,0 %"]
    assert found[-1][-1] == "51 % (omkring 5 ud af 10)"


def test_every_number_has_an_entry_of_its_own(maker):
    record = shut(maker, unit_forecast())
    entries = [
        *tables.forecast((record,), data=maker.data).description["results"],
        *tables.slopes((record,), data=maker.data).description["results"],
    ]
    ids = [one["id"] for one in entries]
    assert len(ids) == len(set(ids)) == 2 * 2 * 3 + 3
    likely = next(one for one in entries if one["id"].endswith("level_stays_probability/2027-04_2028-03"))
    assert (likely["measure"], likely["value"]) == ("ratio", pytest.approx(0.0808, abs=1e-4))
    assert (likely["from"], likely["to"], likely["lower"]) == ("2027-04", "2028-03", None)
    narrow = next(one for one in entries if "level_stays_80/2027-01" in one["id"])
    assert (narrow["confidence"], narrow["upper"]) == (0.8, pytest.approx(118.6 + 1.28))
    assert {one["estimand"] for one in entries if "slope_" in one["estimand"] and "year" in one["estimand"]} == {
        "forecast_slope_needed_per_year",
        "forecast_slope_observed_per_year",
    }


@pytest.mark.parametrize(
    ("continues", "words"),
    [
        (118.0, "Det sete er ikke nok"),
        (118.5, "Det sete er sandsynligvis ikke nok"),
        (120.2, "Usikkert, om det sete er nok"),
        (121.5, "Det sete er sandsynligvis nok"),
        (124.0, "Det sete er nok, hvis det fortsætter"),
    ],
)
def test_whether_the_slope_seen_is_enough(maker, continues, words):
    record = unit_forecast(stays=117.0, continues=continues)
    found = rows(tables.slopes((shut(maker, record),), data=maker.data))
    assert [row[-1] for row in found] == [words] * 2


def test_a_level_over_the_target_needs_no_rise(maker):
    found = rows(tables.slopes((shut(maker, unit_forecast(stays=123.0)),), data=maker.data))
    assert found[0][2].startswith("−1,5 dage (")
    assert found[0][3] == "+2,6 dage (1,2 til 4,0)"


def test_not_planned_is_said(maker):
    record = shut(maker, unit_forecast(planned=False, warnings=(NOT_PLANNED,)))
    assert NOT_PLANNED_NOTE in tables.forecast((record,), data=maker.data).description["notes"]
    years = maker.protected(maker.series([110.0, 111.0], grain="agreement_year", first=2023))
    block = figures.forecast(record, years=years, data=maker.data)
    assert NOT_PLANNED_NOTE in block.description["caption"]


def drawn(maker, record, values=(110.0, 111.0, 112.0), first=2022, **hiding):
    own = maker.hiding(**hiding) if hiding else maker
    years = own.protected(own.series(values, grain="agreement_year", first=first))
    return figures.forecast(shut(own, record), years=years, data=own.data)


def test_the_figure_tells_what_was_measured_and_both_scenarios(maker):
    block = drawn(maker, unit_forecast())
    alt = block.description["alt"].replace(S, " ")
    assert "Figuren viser 3 målte år. Det seneste er aftaleår 2024/25: 112,0 dage." in alt
    assert "Født i aftaleår 2027/28, hvis niveauet bliver, som det er: 118,6 dage (116,6 til 120,6)." in alt
    assert alt.endswith("Målet er mindst 120 dage.")
    data = [[cell.replace(S, " ") for cell in row] for row in block.description["data"]["rows"]]
    assert [row[1] for row in data[:3]] == ["Målt"] * 3
    assert data[-1] == [
        "april 2027 til marts 2028", "Hvis niveauet bliver, som det er", "118,6 dage (116,6 til 120,6)",
        "117,3 til 119,9",
    ]  # fmt: skip
    assert block.svg.startswith("<svg")
    assert len(block.svg) < 45_000
    assert block.description["caption"].startswith("Fremskrivning, ikke et resultat.")


def test_a_hidden_year_is_not_drawn(maker):
    where = {"unit": "region", "grain": "agreement_year", "period": "2023", "indicator": "duration_mean"}
    block = drawn(maker, unit_forecast(), **where)
    assert "Figuren viser 2 målte år." in block.description["alt"]
    assert "111,0" not in str(block.description)


def test_only_the_latest_years_are_drawn(maker):
    block = drawn(maker, unit_forecast(), values=tuple(range(100, 113)), first=2012)
    assert "Figuren viser 8 målte år." in block.description["alt"]
    assert [row[0] for row in block.description["data"]["rows"]][:2] == ["2017/18", "2018/19"]


def test_a_figure_without_a_forecast_says_so(maker):
    block = drawn(maker, unit_forecast(reason="coverage"), values=(float("nan"),), first=2024)
    assert "kan den gennemsnitlige varighed af fuld amning ikke fremskrives" in block.description["title"]
    assert "Født i" not in block.description["alt"]


def test_the_calendar_says_when_the_last_births_can_be_judged(prepared):
    block = tables.calendar(protected_calendar(prepared), data=prepared)
    told = " ".join(block.description["notes"])
    assert "for børn født i 2027 afgøres fra 1. april 2029" in told
    assert "for børn født i aftaleår 2027/28 afgøres fra 1. juli 2029" in told
