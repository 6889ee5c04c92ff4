from dataclasses import replace

import pytest
from tests.presentation.made_forecasts import DEADLINE, back_test, other_indicator, scores_of, unit_forecast

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import _DOOR, Protected
from evaluering.estimation.unit_forecast import deadline_births
from evaluering.preparation.analyses import protected_calendar
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.forecast import cluster_outlook, forecast_message, outlook_words
from evaluering.presentation.tables.cells import NONE
from evaluering.wording import forecast as words
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
        "Når varigheden i Region Midtjylland op på 120 dage? Meget usandsynligt, hvis niveauet bliver som i juni 2025. "
        "Meget sandsynligt, hvis udviklingen siden aftalen fortsætter"
    )
    same = unit_forecast(stays=19.9, continues=20.1, measure="pct")
    assert forecast_message(same, data=maker.data).replace(S, " ") == (
        "Når andelen i Region Midtjylland op på 20 %? Usikkert, både hvis niveauet bliver som i juni 2025, og hvis "
        "udviklingen siden aftalen fortsætter"
    )
    assert "ikke fremskrives" in forecast_message(unit_forecast(reason="coverage"), data=maker.data)


def test_an_indicator_of_another_agreement_goes_by_its_name(maker):
    record = replace(unit_forecast(), indicator="satisfaction")
    data = other_indicator(maker.data)
    assert forecast_message(record, data=data).startswith("Tilfredshed i Region Midtjylland: nås 120")
    block = tables.forecast((shut(maker, record),), data=data)
    assert rows(block)[0][0] == "Tilfredshed: mindst 120 dage"


def outlook(maker, *records, **more):
    return [one.replace(S, " ") for one in outlook_words(records, data=maker.data, **more)]


def test_the_outlook_tells_both_outcomes_under_each_assumption(maker):
    share = unit_forecast(stays=17.6, continues=20.03, measure="pct")
    assert outlook(maker, unit_forecast(), share) == [
        "At nå målet er meget usandsynligt for varigheden og andelen, hvis niveauet bliver som i juni 2025.",
        "Det er meget sandsynligt for varigheden og usikkert for andelen, hvis udviklingen siden aftalen fortsætter.",
    ]
    told = outlook(maker, unit_forecast(), share, trusted=["share_26w"])
    assert "meget usandsynligt for varigheden og meget usandsynligt (under 1 %) for andelen" in told[0]
    assert "usikkert (51 %) for andelen" in told[1]


def test_the_outlook_of_what_is_not_forecast(maker):
    assert outlook(maker, unit_forecast(reason="all_observed")) == []
    few = unit_forecast(reason="too_few_mature_months")
    assert outlook(maker, few) == ["En fremskrivning af varigheden kan ikke vises: der er for få måneder at måle på."]
    assert cluster_outlook([few], data=maker.data) == []


BETTER, WORSE = scores_of(0.15, 0.16), scores_of(0.15, 0.25)


def told_ahead(maker, record, *, status=None, rows=None):
    tests = () if rows is None else (shut(maker, back_test(rows, unit=record.unit)),)
    return text(
        sentences.conclusion(
            maker.protected((status or maker.status(unit=record.unit),)), (), data=maker.data,
            calendar=protected_calendar(maker.data), ahead=((shut(maker, record),), tests),
        )
    )  # fmt: skip


def test_the_conclusion_adds_the_outlook_where_there_is_a_verdict(maker):
    told = told_ahead(maker, unit_forecast())
    assert "Fremskrivning for børn født i aftaleår 2027/28: At nå målet er meget usandsynligt for varigheden" in told
    assert "Fremskrivning" not in told_ahead(
        maker, unit_forecast(), status=maker.status("kan_ikke_vurderes", reason="coverage")
    )
    done = told_ahead(maker, unit_forecast(reason="all_observed"), status=maker.status("nej"))
    assert "remskrivning" not in done
    assert NOT_PLANNED_NOTE in told_ahead(maker, unit_forecast(planned=False))


@pytest.mark.parametrize(
    ("rows", "caution", "per_cent"),
    [
        (BETTER, words.TOO_SURE, True),
        (WORSE, words.NO_PROMISE, False),
        ([], words.UNTRIED, False),
        (None, words.UNTRIED, False),
    ],
)
def test_per_cents_are_told_only_where_the_method_held(maker, rows, caution, per_cent):
    told = told_ahead(maker, unit_forecast(), rows=rows)
    assert caution in told
    assert ("usandsynligt (8 %) for varigheden" in told) == per_cent
    assert [one in told for one in (words.TOO_SURE, words.NO_PROMISE, words.UNTRIED)].count(True) == 1


def test_a_cluster_is_told_its_outlook_in_one_sentence(maker):
    told = told_ahead(maker, unit_forecast(unit="midt"), rows=WORSE)
    assert (
        "At klyngen når op på regionens mål, er meget usandsynligt til meget sandsynligt for varigheden. "
        f"{words.NO_PROMISE}" in told
    )


def test_what_a_forecast_is_and_is_not(maker):
    told = text(sentences.forecast((shut(maker, unit_forecast()),), data=maker.data))
    assert "ikke resultater" in told
    assert "børn født i 2027 eller aftaleår 2027/28" in told
    assert "til og med juni 2025. Fremskrivningen går til marts 2028." in told
    assert "kun målt 27 måneder. Vi ser altså længere frem, end vi kan se tilbage" in told
    assert "ikke de eneste mulige" in told
    assert "Indsatsen skulle være på plads i december 2024. Flader stigningen ud" in told
    assert words.TOO_SURE in told
    trial = text(sentences.forecast_trial(maker.data))
    assert "91 til 97 af 100" in trial
    assert "70 til 84 af 100" in trial


def test_the_level_meant_is_told_beside_the_last_years_mean(maker):
    told = text(sentences.forecast((shut(maker, unit_forecast()),), data=maker.data))
    assert (
        "Niveauet i juni 2025 er for varigheden beregnet til 118,6 dage. Gennemsnittet for børn født fra juli 2024 til "
        "juni 2025 er 117,4 dage. Niveauet er slutpunktet på den beregnede linje" in told
    )


def test_nothing_is_said_of_a_rise_where_there_is_none(maker):
    told = text(sentences.forecast((shut(maker, unit_forecast(seen=-0.4)),), data=maker.data))
    assert "stigning" not in told
    assert "på plads" not in told


def test_a_forecast_within_what_was_seen_does_not_warn(maker):
    record = unit_forecast(warnings=())
    told = text(sentences.forecast((shut(maker, record),), data=maker.data))
    assert "længere frem, end" not in told


def test_births_already_counted_are_said_to_be(maker):
    record = unit_forecast(observed=deadline_births(DEADLINE)[:1])
    told = text(sentences.forecast((shut(maker, record),), data=maker.data))
    assert "Børn født i 2027 kan allerede tælles med og fremskrives ikke." in told
    (row,) = rows(tables.forecast((shut(maker, record),), data=maker.data))
    assert row[1] == "aftaleår 2027/28"


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("coverage", "amningen er kendt for for få af børnene"),
        ("baseline", "data stemmer ikke med aftalens udgangspunkt"),
        ("hidden", "tallet er skjult for at beskytte"),
        ("break_near_start", "noget andet skete for tæt på aftalens start"),
        ("no_target", "der er ikke sat et mål"),
        ("too_few_mature_months", "Der skal være mindst 12 måneder efter aftalens start. Nu er der 27."),
    ],
)
def test_why_nothing_is_forecast(maker, reason, why):
    record = shut(maker, unit_forecast(reason=reason))
    told = text(sentences.forecast((record,), data=maker.data))
    assert told.startswith("**Fremskrivningen af den gennemsnitlige varighed af fuld amning kan ikke vises.** Årsag: ")
    assert why in told
    assert "antagelser" not in told
    for table, width in ((tables.forecast, 6), (tables.slopes, 5)):
        block = table((record,), data=maker.data)
        (row,) = rows(block)
        assert len(row) == width
        assert row[1:-1] == [NONE] * (width - 2)
        assert row[-1].startswith("Ikke vist: ")
        assert block.description["results"] == []


def test_the_table_has_a_row_per_births_with_both_assumptions(maker):
    both = (unit_forecast(), unit_forecast(stays=17.6, continues=20.03, measure="pct"))
    block = tables.forecast(tuple(shut(maker, one) for one in both), data=maker.data)
    found = rows(block)
    assert len(found) == 4
    assert found[0] == [
        "Varighed: mindst 120 dage", "2027", "118,6 dage (116,6 til 120,6)", "Meget usandsynligt (8 %)",
        "124,5 dage (122,5 til 126,5)", "Meget sandsynligt (over 99 %)",
    ]  # fmt: skip
    assert found[-1][4:] == ["20,0 % (18,1 til 22,0)", "Usikkert (51 %)"]
    heads = [column["label"] for column in block.description["columns"]]
    assert len(set(heads)) == len(heads)
    assert "Samme niveau: hvis niveauet bliver som i juni 2025." in block.description["notes"]


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
    ("continues", "told"),
    [
        (118.0, "Meget usandsynligt, at stigningen er nok, hvis den fortsætter"),
        (119.4, "Usandsynligt, at stigningen er nok, hvis den fortsætter"),
        (120.2, "Usikkert, om stigningen er nok, hvis den fortsætter"),
        (120.8, "Sandsynligt, at stigningen er nok, hvis den fortsætter"),
        (121.5, "Meget sandsynligt, at stigningen er nok, hvis den fortsætter"),
    ],
)
def test_whether_the_slope_seen_is_enough(maker, continues, told):
    record = unit_forecast(stays=117.0, continues=continues)
    found = rows(tables.slopes((shut(maker, record),), data=maker.data))
    assert [row[-1] for row in found] == [told] * 2
    ahead = rows(tables.forecast((shut(maker, record),), data=maker.data))
    assert all(row[-1].startswith(told.split(",")[0]) for row in ahead), "one target, one word"


@pytest.mark.parametrize(
    ("stays", "continues", "needed", "told"),
    [
        (123.0, 124.5, "Ingen stigning", "Niveauet er over målet"),
        (123.0, 121.5, "Ingen stigning", "Niveauet er sandsynligvis over målet"),
        (119.5, 120.2, "0,2 dage (højst 1,2)", "Tallet er ikke steget hidtil"),
        (117.0, 112.0, "1,5 dage (højst 2,4)", "Tallet er ikke steget hidtil"),
    ],
)
def test_without_a_rise_no_rise_is_spoken_of(maker, stays, continues, needed, told):
    record = unit_forecast(stays=stays, continues=continues, seen=-0.4)
    row = rows(tables.slopes((shut(maker, record),), data=maker.data))[0]
    assert row[2:] == [needed, "−0,4 dage (−1,8 til 1,0)", told]


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
    assert "Født i aftaleår 2027/28, hvis niveauet bliver som i juni 2025: 118,6 dage (116,6 til 120,6)." in alt
    assert alt.endswith("Målet er mindst 120 dage.")
    data = [[cell.replace(S, " ") for cell in row] for row in block.description["data"]["rows"]]
    assert [row[1] for row in data[:3]] == ["Målt"] * 3
    assert data[-1] == [
        "april 2027 til marts 2028", "Hvis niveauet bliver som i juni 2025", "118,6 dage (116,6 til 120,6)",
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


def test_nothing_is_forecast_when_all_children_were_counted(maker):
    record = unit_forecast(reason="all_observed")
    days, share = shut(maker, record), shut(maker, replace(record, indicator="share_26w"))
    blocks = [made((days, share), data=maker.data) for made in (sentences.forecast, tables.forecast, tables.slopes)]
    assert text(blocks[0]) == "Alle børn, som målene gælder, er talt med. Der er intet at fremskrive."
    blocks.append(drawn(maker, record))
    assert text(blocks[-1]) == "Alle børn er talt med, så varigheden fremskrives ikke."
    assert {block.description["kind"] for block in blocks} == {"sentence"}
    assert len({block.description["id"] for block in blocks}) == len(blocks)


def test_one_target_that_can_be_forecast_keeps_the_table(maker):
    done = shut(maker, unit_forecast(reason="all_observed"))
    told = text(sentences.forecast((done, shut(maker, unit_forecast())), data=maker.data))
    assert "Årsag: alle de børn, målet gælder, kan allerede tælles med." in told
    assert len(rows(tables.forecast((done, shut(maker, unit_forecast())), data=maker.data))) > 1


def test_the_calendar_says_when_the_last_births_can_be_judged(prepared):
    block = tables.calendar(protected_calendar(prepared), data=prepared)
    told = " ".join(block.description["notes"])
    assert "for børn født i 2027 afgøres fra 1.\N{NO-BREAK SPACE}april 2029" in told
    assert "for børn født i aftaleår 2027/28 afgøres fra 1.\N{NO-BREAK SPACE}juli 2029" in told
