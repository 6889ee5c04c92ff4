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

from evaluering.estimation.unit_change import UnitTrend
from evaluering.estimation.unit_charts import UnitRunChart, unit_proportion_chart, unit_run_chart, unit_season
from evaluering.periods import Month
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.charts import extremes, months_words, pattern, run_message
from evaluering.presentation.tables.cells import NONE
from evaluering.presentation.units import units_beside
from evaluering.wording.charts import FALSE_SIGNALS, KINDS, LEVEL, LEVEL_PLAIN, NOTHING_NEW_SIGN_NOTE, RUN_VERDICTS
from evaluering.wording.plan import NOT_PLANNED_NOTE

S = "\N{NO-BREAK SPACE}"
SIGNS = {"above": f"lå varigheden over {LEVEL}", "below": f"lå varigheden under {LEVEL}", "waves": "i lange bølger"}
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
def test_the_sentence_is_that_of_the_table(maker, before, after):
    record = record_of(before, after)
    row = tables.run_charts((maker.protected(record), maker.protected(record)), data=maker.data).description["rows"][0]
    signal = row[-1] == RUN_VERDICTS["signal"]
    assert signal == (after != "no_signal")
    for probability in (0.99, 0.92, 0.5, 0.01):
        trended = trending(record, probability)
        message, short = run_message(trended, data=maker.data), months_words(trended)
        assert ("næppe tilfældigt" in message) == (signal and before == "no_signal" and after != "waves")
        assert ("siger intet nyt" in message) == (signal and before == "signal")
        for name, words in SIGNS.items():
            assert (words in message) == (name == after)
        assert ("ligner udsvingene" in message) == (after == "no_signal") == ("kan være tilfældigt" in short)
        assert ("samlet hverken op eller ned" in message) == (after == "waves")
        on_the_way = (after == "above" and probability > 0.9) or (after == "below" and probability < 0.1)
        assert ("allerede før aftalen" in message) == (signal and before == "no_signal" and on_the_way)
        assert ("sandsynligvis allerede" in message) == ("allerede" in message and probability == 0.92)
        for words in ("næppe tilfældigt", "siger intet nyt", "hverken op eller ned"):
            assert (words in short) == (words in message)
        assert "allerede" not in short, "its size is told beside this"


@pytest.mark.parametrize("after", LATER)
def test_months_are_counted_alike_in_title_text_and_table(maker, after):
    record = record_of("no_signal", after)
    points = record.chart.frame["value"].to_numpy()[-27:]
    above, below = int((points > record.chart.median).sum()), int((points < record.chart.median).sum())
    side, number = ("over", above) if above >= below else ("under", below)
    counted = f"I {number} af 27 måneder efter aftalens start lå tallet {side} {LEVEL_PLAIN}"
    assert (counted in months_words(record)) == (after != "waves")
    protected = maker.protected(record)
    figure = figures.run_chart(protected, data=maker.data).description
    assert figure["title"] == run_message(record, data=maker.data)
    if after in ("above", "below"):
        assert f"lå varigheden {side} {LEVEL} i {number} af 27 måneder efter aftalens start" in figure["title"]
    row = tables.months_above(((protected, protected),), data=maker.data).description["rows"][0]
    sign = RUN_VERDICTS["no_signal" if after == "no_signal" else "signal"][0]
    assert row[1] == f"{sign} {above} af 27{', i bølger' * (after == 'waves')}"
    assert "Efter aftalens start: " + ("kan være" if after == "no_signal" else "næppe tilfældigt.") in figure["alt"]


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
        assert SIGNS.get(found, "ligner udsvingene") in run_message(record, data=maker.data)


def test_both_sides_of_the_ramp_are_told(maker):
    values = patterned("no_signal", "above").frame["value"].to_numpy(copy=True)
    values[-15:] = 110.0 + noise(15) / 2
    record = unit_run_chart(monthly(values), design=design(), ramp_end=Month(2024, 3))
    message = run_message(record, data=maker.data)
    assert "over midterniveauet i 12 af 12 måneder under indfasningen" in message
    assert "ligner udsvingene i varigheden efter indfasningen tilfældigheder" in message
    assert "under indfasningen lå tallet over" in months_words(record)
    both = (maker.protected(record),) * 2
    assert "under indfasningen, ●" in tables.months_above((both,), data=maker.data).description["rows"][0][1]
    rows = tables.run_charts(both, data=maker.data).description["rows"]
    assert [row[0] for row in rows[:2]] == [
        "Region Midtjylland, under indfasningen", "Region Midtjylland, efter indfasningen",
    ]  # fmt: skip
    figure = figures.run_chart(maker.protected(record), data=maker.data).description
    assert "Den prikkede linje viser, hvornår indfasningen slutter." in figure["caption"]
    same = record_of("no_signal", "above", ramp_end=Month(2024, 3))
    assert run_message(same, data=maker.data).startswith(
        "I Region Midtjylland lå varigheden over midterniveauet i 27 af 27"
    )


def test_few_months_after_the_start_are_not_judged(maker):
    record = record_of("no_signal", "above", last=Month(2023, 12))
    assert "er der for få måneder efter aftalens start til at vurdere varigheden" in run_message(
        record, data=maker.data
    )
    assert months_words(record) == "Der er for få måneder efter aftalens start til en vurdering"
    rows = tables.run_charts((maker.protected(record),) * 2, data=maker.data).description["rows"]
    assert rows[0][-3:] == [NONE, NONE, "◯ For få måneder"]


def test_before_the_start_there_is_no_month_to_judge(maker):
    record = record_of("no_signal", "above", last=Month(2023, 1))
    block = tables.run_charts((maker.protected(record),) * 2, data=maker.data)
    assert block.description["rows"][0][3] == "0"
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
    up, flat, waves = (record_of("no_signal", one) for one in ("above", "no_signal", "waves"))
    charts = beside(maker, up, trending(up, 0.99), flat, record_of("signal", "above"), up, without())
    words = text(lead := sentences.conclusion_of_charts((charts,), data=maker.data))
    assert "I 3 klynger ligger tallet højere end før." in words
    assert "I Horsensklyngen ligner udsvingene tilfældigheder." in words
    assert "Det siger intet nyt i Midtklyngen, hvor månederne før heller ikke svinger tilfældigt." in words
    assert "I Aarhusklyngen kan tallet ikke vises måned for måned." in words
    assert FALSE_SIGNALS in lead.description["text"]
    assert lead.description["lead"] is True
    none = text(sentences.conclusion_of_charts((beside(maker, waves),), data=maker.data))
    assert "I alle 5 klynger svinger tallet i lange bølger, men samlet hverken op eller ned." in none


def test_the_small_table_says_per_unit_how_many_lie_above_and_how_it_went_before(maker):
    up = record_of("no_signal", "above")
    charts = beside(maker, up, trending(up, 0.99), record_of("signal", "above"), without())
    block = tables.months_above((charts, charts), data=maker.data)
    rows = {row[0]: row[1:] for row in block.description["rows"]}
    assert rows["Gødstrupklyngen"] == ["◆ 27 af 27", "Steget"] * 2
    assert rows["Horsensklyngen"][0] == "◇ 27 af 27"
    assert rows["Midtklyngen"][0].startswith("Ikke vist: der er for få måneder")
    assert rows["Midtklyngen"][1] == NONE
    notes = " ".join(block.description["notes"])
    assert NOTHING_NEW_SIGN_NOTE in notes
    assert FALSE_SIGNALS in notes
    alone = tables.months_above((beside(maker, up),), data=maker.data)
    assert NOTHING_NEW_SIGN_NOTE not in " ".join(alone.description["notes"])
    assert {entry["id"] for entry in alone.description["results"]} == {
        "duration_mean/region/run_chart_median_baseline",
        "duration_mean/region/run_chart_longest_run_after",
        "duration_mean/region/run_chart_crossings_after",
    }


def test_a_cluster_is_told_alone(maker):
    up, flat = record_of("no_signal", "above"), record_of("no_signal", "no_signal", unit="midt")
    charts = (maker.protected(up), maker.protected(flat))
    words = text(sentences.conclusion_of_charts((charts,), data=maker.data))
    assert words.count("Midtklyngen") == 1
    assert "klynger" not in words
    for block in (tables.run_charts(charts, data=maker.data), tables.months_above((charts,), data=maker.data)):
        assert {entry["unit"] for entry in block.description["results"]} == {"midt"}


def test_a_chart_that_cannot_be_made_says_why(maker):
    missing = maker.protected(without())
    charts = (missing, missing)
    block = sentences.conclusion_of_charts((charts,), data=maker.data)
    assert "kan varigheden ikke vises måned for måned.**" in text(block)
    assert "Årsag: der er for få måneder før aftalen at måle på." in text(block)
    assert block.description["results"] == []
    row = tables.run_charts(charts, data=maker.data).description["rows"][0]
    assert row[1:6] == [NONE] * 5
    assert "for få måneder før" in row[-1]
    figure = figures.run_chart(missing, data=maker.data).description
    assert "Figuren er tom" in figure["caption"]
    assert "Figuren har ingen punkter" in figure["alt"]
    assert figure["data"]["rows"] == []
    assert months_words(without()) == ""


def test_the_season_is_said_to_be_out_or_in(maker):
    months = BEFORE + PARTLY + 27
    season = 3 * np.sin(2 * np.pi * np.arange(months) / 12)
    out = maker.protected(unit_run_chart(monthly(110 + season + noise(months)), design=design()))
    told = figures.run_chart(out, data=maker.data).description
    assert "Årstidens udsving er trukket fra" in told["caption"]
    assert [column["label"] for column in told["data"]["columns"]] == ["Født i", "Del", "Målt", "Uden årstid"]
    assert tables.run_charts((out, out), data=maker.data).description["rows"][0][1].endswith("*")
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
    strokes = [len(re.findall(r"v[-.\d]", one.svg)) for one in (block, shown)]
    assert strokes[0] < strokes[1], "a point less"


@pytest.mark.parametrize("cut_months", [0, 8])
def test_a_cut_is_marked_where_there_is_one(maker, cut_months):
    record = unit_run_chart(patterned("no_signal", "above"), design=design(cut_months=cut_months))
    caption = figures.run_chart(maker.protected(record), data=maker.data).description["caption"]
    assert ("I overgangen blev" in caption) == bool(cut_months)
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
    over = int((frame["value"] > frame["upper"]).sum())
    assert row[3:] == [f"{over} af 27", f"{count - over} af 27"]
    assert row[1].endswith("*") == (record.chart.kind == "p_prime")
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
        sentences.conclusion_of_charts(((run, run),), data=data).description["text"],
        " ".join(tables.months_above(((run, run),), data=data).description["notes"]),
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


def before_and_since(maker, *, unit="region", planned=True):
    run = replace(record_of("no_signal", "above", unit=unit), planned=planned)
    trend = UnitTrend(unit, "duration_mean", "days", trending(run, 0.99).trend, "", "2012-01", "2022-07")
    return {"charts": (maker.protected(run),), "trends": (maker.protected(trend),), "data": maker.data}


def test_the_conclusion_weighs_the_rise_since_against_the_slope_before(maker):
    years = maker.protected(maker.series([109.4, 111.0, 112.6, 113.0, 117.2], grain="agreement_year"))
    words = text(sentences.conclusion_of_years((years,), **before_and_since(maker)))
    assert (
        "I aftaleår 2024/25 var den gennemsnitlige varighed af fuld amning i Region Midtjylland 117,2 dage.**" in words
    )
    assert "I 2023/24 var det 113,0 dage. I aftaleår 2020/21–2021/22 lå tallet mellem 109,4 og 111,0 dage." in words
    assert "I 27 af 27 måneder efter aftalens start lå tallet over det midterste tal fra før. Det er næppe" in words
    assert "Før aftalen steg tallet med 0,3 dage om året. Fra 2021/22 til 2024/25 steg tallet med 6,2 dage." in words
    assert "I 2022/23 ligger overgangen" in words
    assert NOT_PLANNED_NOTE not in words
    same = maker.protected(maker.series([109.4, 111.0, 112.6, 113.0, 111.0], grain="agreement_year"))
    told = text(sentences.conclusion_of_years((same,), **before_and_since(maker, planned=False)))
    assert "Fra 2021/22 til 2024/25 er tallet det samme." in told
    assert NOT_PLANNED_NOTE in told


def test_a_conclusion_is_on_one_unit_and_outcome(maker):
    years = maker.protected(maker.series([109.4], grain="agreement_year"))
    with pytest.raises(ValueError, match="the same unit and outcome"):
        sentences.conclusion_of_years((years,), **before_and_since(maker, unit="midt"))


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.92, "Før aftalen steg tallet sandsynligvis med 0,3 dage om året"),
        (0.5, "steg eller faldt tallet ikke sikkert"),
    ],
)
def test_the_slope_before_is_as_sure_as_it_is(maker, probability, words):
    years = maker.protected(maker.series([109.4], grain="agreement_year"))
    record = record_of("no_signal", "above")
    trend = UnitTrend("region", "duration_mean", "days", trending(record, probability).trend, "", "2012-01", "2022-07")
    more = {"charts": (maker.protected(record),), "trends": (maker.protected(trend),), "data": maker.data}
    assert words in text(sentences.conclusion_of_years((years,), **more))
