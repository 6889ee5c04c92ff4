"""Run charts, control charts and seasons: text, table and figure say the same of every pattern."""

import itertools
import re
from dataclasses import replace
from functools import cache
from math import nan
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from tests.estimation.made_months import BEFORE, LATER, PARTLY, design, monthly, noise, patterned

from evaluering.estimation.unit_charts import UnitRunChart, unit_proportion_chart, unit_run_chart, unit_season
from evaluering.periods import Month
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.charts import extremes, pattern, run_message, run_words
from evaluering.presentation.tables.cells import NONE
from evaluering.presentation.units import units_beside
from evaluering.wording.charts import FALSE_SIGNALS, KINDS, RUN_VERDICTS
from evaluering.wording.plan import NOT_PLANNED_NOTE

S = "\N{NO-BREAK SPACE}"
SIGNS = {"above": "ofte over", "below": "ofte under", "waves": "langsomt omkring"}
LARGEST = 45_000


@cache
def record_of(before, after, *, ramp_end=None, last=None, **more):
    shape = design() if last is None else design(last=last)
    return unit_run_chart(patterned(before, after, **more), design=shape, ramp_end=ramp_end)


def without(reason="too_few_months_before", **more):
    return UnitRunChart(monthly([110.0, 111.0], **more), design(), None, None, nan, reason)


def text(block):
    return block.description["text"].replace(S, " ")


def trending(record, probability):
    """The record with a trend before the agreement as sure as this."""
    sure = {0.99: (0.3, 0.1, 0.5), 0.92: (0.3, -0.1, 0.5), 0.5: (0.0, -0.2, 0.2), 0.01: (-0.3, -0.5, -0.1)}
    value, lower, upper = sure[probability]
    made = replace(record.trend, value=value, lower=lower, upper=upper, probability_positive=probability)
    return replace(record, trend=made)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(["no_signal", "signal"], LATER)))
@pytest.mark.parametrize("probability", [0.99, 0.92, 0.5, 0.01])
def test_the_sentence_is_that_of_the_table(maker, before, after, probability):
    record = trending(record_of(before, after), probability)
    message = run_message(record, data=maker.data)
    row = tables.run_charts((maker.protected(record), maker.protected(record)), data=maker.data).description["rows"][2]
    signal = row[-1] == RUN_VERDICTS["signal"]
    assert signal == (after != "no_signal")
    assert ("næppe tilfældigt" in message) == (signal and before == "no_signal")
    assert ("siger intet nyt" in message) == (signal and before == "signal")
    for name, words in SIGNS.items():
        assert (words in message) == (name == after)
    assert ("ligner udsvingene" in message) == (after == "no_signal")
    assert ("peger hverken op eller ned" in message) == (after == "waves" and before == "no_signal")
    on_the_way = (after == "above" and probability > 0.9) or (after == "below" and probability < 0.1)
    assert ("allerede før aftalen" in message) == (signal and before == "no_signal" and on_the_way)
    assert ("sandsynligvis allerede" in message) == ("allerede" in message and probability == 0.92)
    figure = figures.run_chart(maker.protected(record), data=maker.data).description
    assert figure["title"] == message
    assert "Efter aftalens start: " + ("næppe tilfældigt." if signal else "ligner") in figure["alt"]
    short = run_words(record)
    for words in ("næppe tilfældigt", "siger intet nyt", "allerede før aftalen", "ligner udsvingene", *SIGNS.values()):
        assert (words in short) == (words in message)


def test_without_a_trend_a_sign_stands_alone(maker):
    record = replace(record_of("no_signal", "above"), trend=None)
    assert run_message(record, data=maker.data).endswith("Det er næppe tilfældigt")


def test_a_walk_of_results_is_read_back(maker):
    """Whatever the months do, the words follow from their runs, counted here anew."""
    generator = np.random.default_rng(8)
    for _ in range(12):
        walk = np.cumsum(generator.standard_normal(BEFORE + PARTLY + 27)) * generator.choice([0.05, 0.3, 1.0])
        values = np.round(110 + walk + 2 * generator.standard_normal(len(walk)), 1)
        record = unit_run_chart(monthly(values), design=design())
        chart = record.chart
        points = chart.frame["value"].to_numpy()[-27:]
        off = points[points != chart.median] > chart.median
        runs = [len(list(group)) for _, group in itertools.groupby(off)]
        signal = max(runs) > round(np.log2(len(off))) + 3 or len(runs) - 1 < chart.phases["fewest_allowed"].iloc[-1]
        share = off.mean()
        found = "no_signal" if not signal else "above" if share >= 2 / 3 else "below" if share <= 1 / 3 else "waves"
        assert pattern(chart.phases.iloc[-1]) == found
        words = SIGNS.get(found, "ligner udsvingene")
        assert words in run_message(record, data=maker.data)


def test_signs_come_with_how_often_they_are_false(maker):
    up, flat = (maker.protected(record_of("no_signal", one)) for one in ("above", "no_signal"))
    assert FALSE_SIGNALS in sentences.run_charts(((up, up),), data=maker.data).description["text"]
    assert FALSE_SIGNALS not in sentences.run_charts(((flat, flat),), data=maker.data).description["text"]


def test_both_sides_of_the_ramp_are_told(maker):
    values = patterned("no_signal", "above").frame["value"].to_numpy(copy=True)
    values[-15:] = 110.0 + noise(15) / 2
    record = unit_run_chart(monthly(values), design=design(), ramp_end=Month(2024, 3))
    message = run_message(record, data=maker.data)
    assert (
        "Under indfasningen ligger den gennemsnitlige varighed af fuld amning i Region Midtjylland ofte over" in message
    )
    assert "Efter indfasningen ligner udsvingene" in message
    figure = figures.run_chart(maker.protected(record), data=maker.data).description
    assert "Den prikkede linje viser, hvornår indfasningen slutter." in figure["caption"]
    same = record_of("no_signal", "above", ramp_end=Month(2024, 3))
    assert run_message(same, data=maker.data).startswith("Efter aftalens start ligger")


def test_few_months_after_the_start_are_not_judged(maker):
    record = record_of("no_signal", "above", last=Month(2023, 12))
    assert "er der for få måneder til at vurdere" in run_message(record, data=maker.data)
    rows = tables.run_charts((maker.protected(record),) * 2, data=maker.data).description["rows"]
    assert rows[2][-3:] == [NONE, NONE, "◯ For få måneder"]


def test_before_the_start_there_is_no_month_to_judge(maker):
    record = record_of("no_signal", "above", last=Month(2023, 1))
    block = tables.run_charts((maker.protected(record),) * 2, data=maker.data)
    assert block.description["rows"][2][3] == "0"
    assert "Efter aftalens start: født" not in block.description["notes"][0]
    assert "Midterniveau før:" in figures.run_chart(maker.protected(record), data=maker.data).description["alt"]


def beside(maker, *records):
    """The region and its clusters, each with one of the records in turn."""
    units = units_beside(maker.data, scope="region")
    made = (
        replace(record, series=replace(record.series, unit=unit))
        for unit, record in zip(units, itertools.cycle(records), strict=False)
    )
    return tuple(maker.protected(one) for one in made)


def test_the_region_tells_its_clusters_that_do_the_same_together(maker):
    up, flat = record_of("no_signal", "above"), record_of("no_signal", "no_signal")
    charts = beside(maker, up, trending(up, 0.99), flat, record_of("signal", "above"), without())
    block = sentences.run_charts((charts,), data=maker.data)
    words = text(block)
    assert "I Gødstrupklyngen, Midtklyngen og Aarhusklyngen ligger tallet ofte over midterniveauet." in words
    assert "I Gødstrupklyngen var udviklingen i gang allerede før aftalen." in words
    assert "I Horsensklyngen ligner udsvingene tilfældigheder." in words
    assert "Det siger intet nyt i Midtklyngen, hvor månederne før heller ikke svinger tilfældigt." in words
    assert "I Randersklyngen kan tallet ikke vises måned for måned." in words
    names = {entry["id"] for entry in block.description["results"]}
    assert names == {
        "duration_mean/region/run_chart_median_baseline",
        "duration_mean/region/run_chart_longest_run_after",
        "duration_mean/region/run_chart_crossings_after",
    }
    lead = sentences.conclusion_of_charts((charts,), data=maker.data)
    assert "Af 5 klynger giver 3 et tegn." in text(lead)
    assert lead.description["lead"] is True
    none = sentences.conclusion_of_charts((beside(maker, flat),), data=maker.data)
    assert "Af 5 klynger giver ingen et tegn." in text(none)


def test_a_cluster_is_told_alone(maker):
    up, flat = record_of("no_signal", "above"), record_of("no_signal", "no_signal", unit="midt")
    charts = (maker.protected(up), maker.protected(flat))
    assert text(sentences.run_charts((charts,), data=maker.data)).count("Midtklyngen") == 1
    assert "klynger" not in text(sentences.conclusion_of_charts((charts,), data=maker.data)).split("Uden")[0]
    block = tables.run_charts(charts, data=maker.data)
    assert block.description["id"] == "duration_mean-midt-runs"
    assert {entry["unit"] for entry in block.description["results"]} == {"midt"}


def test_a_chart_that_cannot_be_made_says_why(maker):
    missing = maker.protected(without())
    charts = (missing, missing)
    block = sentences.run_charts((charts,), data=maker.data)
    assert "kan den gennemsnitlige varighed af fuld amning ikke vises måned for måned.**" in text(block)
    assert "Årsag: der er for få måneder før aftalen at måle på." in text(block)
    assert block.description["results"] == []
    row = tables.run_charts(charts, data=maker.data).description["rows"][0]
    assert row[1:6] == [NONE] * 5
    assert "for få måneder før" in row[-1]
    figure = figures.run_chart(missing, data=maker.data).description
    assert "Figuren er tom" in figure["caption"]
    assert "Figuren har ingen punkter" in figure["alt"]
    assert figure["data"]["rows"] == []
    assert run_words(without()) == ""


def test_the_season_is_said_to_be_out_or_in(maker):
    months = BEFORE + PARTLY + 27
    season = 3 * np.sin(2 * np.pi * np.arange(months) / 12)
    out = maker.protected(unit_run_chart(monthly(110 + season + noise(months)), design=design()))
    told = figures.run_chart(out, data=maker.data).description
    assert "Årstidens udsving er trukket fra" in told["caption"]
    assert [column["label"] for column in told["data"]["columns"]] == ["Født i", "Del", "Målt", "Uden årstid"]
    assert tables.run_charts((out, out), data=maker.data).description["rows"][0][2].endswith("*")
    flat = maker.protected(record_of("no_signal", "above"))
    told = figures.run_chart(flat, data=maker.data).description
    assert "Årstiden er ikke trukket fra" in told["caption"]
    assert len(told["data"]["columns"]) == 3


def test_hidden_months_are_counted_and_not_drawn(maker):
    record = record_of("no_signal", "above")
    one = maker.hiding(unit="region", grain="month", period="2020-02", indicator="duration_mean")
    block = figures.run_chart(one.protected(record), data=one.data)
    assert "1 måned er skjult og ikke regnet med." in block.description["caption"]
    assert "Figuren viser 161 måneder" in block.description["alt"]
    assert "februar 2020" not in str(block.description["data"])
    cells = one.data.decisions.cells
    two = replace(one.data.decisions, cells=cells.assign(
        hidden=cells["hidden"] | ((cells["unit"] == "region") & (cells["period"] == "2020-04"))))  # fmt: skip
    both = type(maker)(replace(one.data, decisions=two))
    assert "2 måneder er skjult" in figures.run_chart(both.protected(record), data=both.data).description["caption"]
    shown = figures.run_chart(maker.protected(record), data=maker.data)
    assert block.svg.count("V") < shown.svg.count("V"), "a point less"


@pytest.mark.parametrize("cut_months", [0, 8])
def test_a_cut_is_marked_where_there_is_one(maker, cut_months):
    record = unit_run_chart(patterned("no_signal", "above"), design=design(cut_months=cut_months))
    caption = figures.run_chart(maker.protected(record), data=maker.data).description["caption"]
    assert ("Overgang er måneder" in caption) == bool(cut_months)
    share = unit_proportion_chart(patterned("no_signal", "above", measure="pct"), design=design(cut_months=cut_months))
    parts = {
        row[1] for row in figures.proportion_chart(maker.protected(share), data=maker.data).description["data"]["rows"]
    }
    assert ("Overgang" in parts) == bool(cut_months)


def share_chart(after, **more):
    return unit_proportion_chart(patterned("no_signal", after, measure="pct", **more), design=design())


@pytest.mark.parametrize(
    ("after", "words"),
    [("above", "over den øvre grænse"), ("below", "under den nedre"), ("no_signal", "ingen uden for grænserne")],
)
def test_months_outside_are_counted_alike_everywhere(maker, after, words):
    record = share_chart(after)
    frame = record.chart.frame[-27:]
    count = int(frame["outside"].sum())
    block = sentences.proportion_chart(maker.protected(record), data=maker.data)
    assert words in text(block)
    assert "Af 27 måneder efter aftalens start" in text(block)
    assert KINDS[record.chart.kind] in block.description["text"]
    row = tables.proportion_charts((maker.protected(record),) * 2, data=maker.data).description["rows"][0]
    assert row[4] == f"{count} af 27"
    assert row[5].count(",") + row[5].count("Over:") + row[5].count("Under:") == count + (row[5] != "Ingen") * 0
    figure = figures.proportion_chart(maker.protected(record), data=maker.data).description
    assert sum(cells[-1] == "Ja" for cells in figure["data"]["rows"][-27:]) == count
    assert figure["title"] in text(block)
    if count and after != "no_signal":
        assert f"ligger {count} {words}" in figure["title"]


def test_limits_that_cannot_be_told_say_why(maker):
    nothing = unit_proportion_chart(monthly(np.zeros(BEFORE + PARTLY + 27), measure="pct"), design=design())
    protected = maker.protected(nothing)
    assert "Årsag: for få børn er ammet så længe" in text(sentences.proportion_chart(protected, data=maker.data))
    assert tables.proportion_charts((protected,) * 2, data=maker.data).description["rows"][0][1] == NONE
    figure = figures.proportion_chart(protected, data=maker.data).description
    assert "Figuren er tom" in figure["caption"]


def seasonal(size, *, measure="days"):
    months = BEFORE + PARTLY + 27
    level = 110 if measure == "days" else 13
    values = level + size * np.sin(2 * np.pi * np.arange(months) / 12) + noise(months)
    return unit_season(monthly(values, measure=measure), design=design())


def test_a_clear_season_names_its_months_with_limits(maker):
    record = seasonal(3.0)
    block = sentences.seasons((maker.protected(record),), data=maker.data)
    frame = record.season.frame.set_index("season")
    assert frame["value"].idxmax() == 4
    assert "højest for børn født i april og lavest i oktober.**" in text(block)
    high, low = frame.loc[4], frame.loc[10]
    assert f"april lå {high.value:.1f} dage over årets gennemsnit".replace(".", ",") in text(block)
    assert f"mellem {high.lower:.1f} og {high.upper:.1f} dage".replace(".", ",") in text(block)
    assert f"oktober lå {-low.value:.1f} dage under".replace(".", ",") in text(block)
    assert f"mellem {-low.upper:.1f} og {-low.lower:.1f} dage".replace(".", ",") in text(block)
    assert len(block.description["results"]) == 12
    figure = figures.season(maker.protected(record), data=maker.data).description
    assert figure["title"] in text(block)
    assert [row[0] for row in figure["data"]["rows"]][:2] == ["Januar", "Februar"]


def test_an_unclear_season_names_no_month(maker):
    record = seasonal(0.0, measure="pct")
    block = sentences.seasons((maker.protected(record),), data=maker.data)
    assert "følger andelen af børn ammet fuldt i mindst 26 uger ingen klar årstid" in text(block)
    assert "procentpoint fra årets gennemsnit" in text(block)
    assert not re.search(r"børn født i (?!regionen)[a-z]+ lå", text(block))


def test_a_season_that_cannot_be_told_says_why(maker):
    missing = replace(seasonal(0.0), season=None, reason="break_not_told")
    block = sentences.seasons((maker.protected(missing),), data=maker.data)
    assert "kan årstiden i den gennemsnitlige varighed af fuld amning ikke vises.**" in text(block)
    assert block.description["results"] == []
    with pytest.raises(ValueError, match="no highest month"):
        extremes(missing)
    assert "Figuren er tom" in figures.season(maker.protected(missing), data=maker.data).description["caption"]


def test_what_was_not_planned_is_marked(maker):
    run = maker.protected(replace(record_of("no_signal", "above"), planned=False))
    share = maker.protected(replace(share_chart("above"), planned=False))
    season = maker.protected(replace(seasonal(3.0), planned=False))
    data = maker.data
    for caption in (
        figures.run_chart(run, data=data).description["caption"],
        figures.proportion_chart(share, data=data).description["caption"],
        figures.season(season, data=data).description["caption"],
        sentences.run_charts(((run, run),), data=data).description["text"],
        sentences.proportion_chart(share, data=data).description["text"],
        sentences.seasons((season,), data=data).description["text"],
        " ".join(tables.run_charts((run, run), data=data).description["notes"]),
        " ".join(tables.proportion_charts((share, share), data=data).description["notes"]),
    ):
        assert NOT_PLANNED_NOTE in caption
    noted = sentences.seasons((season,), data=data).description["results"]
    assert all(entry["notes"] == ["not_planned"] for entry in noted)


def test_drawings_are_small_and_always_the_same(maker):
    drawings = {
        "run": lambda: figures.run_chart(maker.protected(record_of("no_signal", "above")), data=maker.data),
        "share": lambda: figures.proportion_chart(maker.protected(share_chart("above")), data=maker.data),
        "season": lambda: figures.season(maker.protected(seasonal(3.0)), data=maker.data),
    }
    for draw in drawings.values():
        block = draw()
        assert block.svg == draw().svg
        assert len(block.svg) < LARGEST
        ET.fromstring(block.svg)
        assert block.description["title"] in block.description["alt"]


def test_the_conclusion_tells_years_and_months(maker):
    years = maker.protected(maker.series([109.4, 111.0, 112.6, 140.0, 113.2]))
    up = maker.protected(record_of("no_signal", "above"))
    words = text(sentences.conclusion_of_years((years,), charts=(up,), data=maker.data))
    assert "I 2020–2022 lå tallet mellem 109 og 113 dage. Efter aftalens start ligger tallet ofte over" in words
    other = maker.protected(record_of("no_signal", "above", unit="midt"))
    with pytest.raises(ValueError, match="the same unit and outcome"):
        sentences.conclusion_of_years((years,), charts=(other,), data=maker.data)
