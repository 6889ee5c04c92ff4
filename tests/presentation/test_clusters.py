"""Clusters side by side, told and drawn from records made by hand."""

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.presentation.conftest import Maker
from tests.presentation.municipal_set import MunicipalMaker

from evaluering.agreement import REGION
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.clusters.joint import WaldTest
from evaluering.estimation.clusters.pooling import pool
from evaluering.estimation.clusters.shared_shocks import SharedTest
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import MunicipalityQuality
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.beside_others import beside_others
from evaluering.presentation.sentences.clusters import alike, alike_message, changed_message, times
from evaluering.presentation.sentences.one_cluster import standing
from evaluering.presentation.units import BesideOthers, collect_beside, collect_series
from evaluering.wording.clusters import ALIKE_OTHERS, NOT_COMPARED
from evaluering.wording.municipalities import OUTSIDE_MEANS
from evaluering.wording.plan import NOT_PLANNED_NOTE

MONTHS = [str(month) for month in pd.period_range("2012-01", "2025-06", freq="M")]
CHANGES = {"goedstrup": 6.0, "horsens": 6.0, "midt": -0.5, "randers": 2.0, "aarhus": -6.0}


def estimate(value, unit, *, error=1.0, measure="days", estimand="mean_change", **more):
    positive = {1: 0.999, 0: 0.5, -1: 0.001}[(value > 1.96 * error) - (value < -1.96 * error)]
    positive = 0.95 if 1.6 * error < value < 1.96 * error else positive
    return Estimate(
        estimand, value, value - 1.96 * error, value + 1.96 * error, 0.95, measure, error, 90.0, 0.01, positive,
        "2023-04", "2025-06", "marginal", n=900, coverage_pct=90.0,
        indicator="duration_mean" if measure == "days" else "share_26w", definition="restricted_mean_365", unit=unit,
        smallest_detectable=2.8 * error, **more,
    )  # fmt: skip


def one(unit, value, data, *, against=0.0, p=0.6, measure="days", **more):
    course = pd.DataFrame({
        "period": MONTHS, "fitted_trend": 110.0, "counterfactual_trend": 109.0,
        "exposed": [month >= "2023-04" for month in MONTHS],
        "cut": ["2022-08" <= month < "2023-04" for month in MONTHS],
    })  # fmt: skip
    names = tuple(declared.name for declared in data.plan.breaks)
    other = None if unit == REGION else estimate(against, unit, measure=measure, estimand="mean_change_against_others")
    made = ClusterChange(
        unit, estimate(value, unit, measure=measure), other, 0.03, 0.051, p, "", 900, 1000, below_gate=False,
        course=course, breaks=names,
    )  # fmt: skip
    return replace(made, p_holm=math.nan, p_bh=math.nan) if unit == REGION else replace(made, **more)


def untold(made, reason="too_few_mature_months"):
    return replace(
        made, change=None, against=None, p_holm=math.nan, p_bh=math.nan, against_p_holm=math.nan, reason=reason,
        children=0, births=0, course=made.course.iloc[:0], breaks=(),
    )  # fmt: skip


@pytest.fixture
def prepared(prepared):
    """The small set, with numbers of children behind estimates that may be told."""
    return replace(prepared, decisions=replace(prepared.decisions, counts_told=True))


@pytest.fixture
def make(prepared):
    """A record of the five clusters, with what is asked changed."""

    def made(*, measure="days", p_alike=0.01, **more):
        clusters = tuple(one(unit, value, prepared, measure=measure) for unit, value in CHANGES.items())
        indicator = "duration_mean" if measure == "days" else "share_26w"
        record = ClusterChanges(
            indicator, "restricted_mean_365", measure, one(REGION, 3.0, prepared, measure=measure), clusters,
            pool(list(CHANGES.values()), [1.0] * 5), WaldTest(9.0, 4.0, 0.01, 3.0, 90.0, p_alike),
            SharedTest(3.0, 4.0, 90.0, p_alike / 2, 0.0, 0.0, 0.0), 140, "", "", "2023-04", "2025-06", 8,
        )  # fmt: skip
        return replace(record, **more)

    return made


@pytest.fixture
def shut(prepared):
    return lambda record: protect(record, decisions=prepared.decisions)


def text_of(block):
    return block.description["text"].replace("\N{NO-BREAK SPACE}", " ")


def cells_of(block):
    return [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in block.description["rows"]]


def changed(record, unit, **more):
    return replace(
        record, clusters=tuple(replace(part, **more) if part.unit == unit else part for part in record.clusters)
    )


@pytest.mark.parametrize(
    ("p_value", "word"),
    [(0.049, "differ"), (0.05, "differ"), (0.051, "likely_differ"), (0.19, "likely_differ"), (0.21, "unclear")],
)
def test_whether_the_clusters_changed_alike_follows_the_larger_p(make, prepared, shut, p_value, word):
    record = make(p_alike=p_value)
    assert alike(record) == word
    text = text_of(sentences.clusters(shut(record), data=prepared))
    assert text.startswith(f"**{alike_message(record, data=prepared)}.**")
    assert text.endswith(f".** {times(p_value)} ville så store forskelle opstå tilfældigt.")
    assert ("sandsynligvis" in text.split(".**")[0]) == (word == "likely_differ")


@pytest.mark.parametrize(
    ("p_value", "told"),
    [
        (0.0002, "Færre end 1 af 1.000 gange"),
        (0.0052, "Kun omkring 1 af 190 gange"),
        (0.055, "Kun omkring 1 af 18 gange"),
        (0.19, "Omkring 1 af 5 gange"),
        (0.42, "Omkring 4 af 10 gange"),
        (0.97, "Næsten hver gang"),
    ],
)
def test_a_probability_is_told_as_so_many_times(p_value, told):
    assert times(p_value) == told


def test_clusters_that_cannot_be_held_together_are_not_judged(make, prepared, shut):
    record = make(independent=None, shared=None, compared_reason="too_few_shared_months", pooled=None,
                  pooled_reason="too_few_clusters")  # fmt: skip
    text = text_of(sentences.clusters(shut(record), data=prepared))
    assert "Vi kan ikke vurdere" in text
    assert "for få måneder med tal fra alle klynger" in text
    assert "kan ikke regnes ud: for få klynger" in text_of(sentences.spread((shut(record),), data=prepared))
    spread = sentences.spread((shut(make(pooled=pool([1.0, 1.1, 1.2], [1.0, 1.0, 1.0]))),), data=prepared)
    assert "ikke større, end tilfældige udsving kan give" in text_of(spread)
    lead = text_of(sentences.conclusion_of_clusters((shut(record),), levels=(), data=prepared))
    assert "rangliste" in lead
    assert "skiller sig" not in lead


def test_the_spread_is_told_with_the_doubt_about_it(make, prepared, shut):
    both = (shut(make()), shut(make(measure="pct_point")))
    block = sentences.spread(both, data=prepared)
    text = text_of(block)
    assert block.description["lead"] is True
    for once in (
        "Med kun 5 klynger ved vi næsten ikke, hvor forskellige klynger plejer at være.",
        "beregning er svaret",
    ):
        assert text.count(once) == 1
    pooled = make().pooled
    low, high = (f"{number:.0f}".replace("-", "−") for number in pooled.prediction)
    assert f"I en tænkt klynge mere ville ændringen omtrent ligge mellem {low} og {high} dage." in text
    assert NOT_PLANNED_NOTE not in text
    unplanned = sentences.spread((shut(make(planned=False)),), data=prepared)
    assert text_of(unplanned).endswith(NOT_PLANNED_NOTE)


def test_a_mean_close_to_zero_keeps_its_side_without_decimals(make, prepared, shut):
    near = pool([4.4, 4.0, 4.9, 4.4], [2.8, 2.8, 2.8, 2.8])
    near = replace(near, interval=type(near.interval)(-0.02, 8.86))
    text = text_of(sentences.spread((shut(make(pooled=near)),), data=prepared))
    assert "i gennemsnit +4 dage (mellem lige under 0 og 9 dage)" in text
    rows = {row[0]: row[1] for row in cells_of(tables.spread((shut(make(pooled=near)),), data=prepared))}
    assert rows["Klyngernes gennemsnit"] == "+4,4 dage (lige under 0 til 8,9)"


def test_many_units_are_pooled_without_the_warning(make, prepared, shut):
    many = pool([1.0, 5.0] * 6, [1.0] * 12)
    assert "ved vi næsten ikke" not in text_of(sentences.spread((shut(make(pooled=many)),), data=prepared))


def test_each_cluster_has_a_paragraph_in_the_agreements_order(make, prepared, shut):
    share = make(measure="pct_point")
    share = changed(share, "midt", against=estimate(-3.0, "midt", measure="pct_point"), against_p_holm=0.01)
    share = changed(share, "randers", against=estimate(3.0, "randers", measure="pct_point"), against_p_holm=0.1)
    none = protect((), decisions=prepared.decisions)
    block = sentences.each_cluster((shut(make()), shut(share)), quality=none, practices=none, data=prepared)
    told = text_of(block).split("\n\n")
    assert [part.split(".**")[0].strip("*") for part in told] == [
        cluster.name for cluster in prepared.agreement.clusters
    ]
    assert "Det skiller sig ikke sikkert ud fra de andre klynger." in told[0]
    assert "Ændringen ligger 3,0 procentpoint under den gennemsnitlige ændring i de andre klynger" in told[2]
    assert "(mellem 1,0 og 5,0 procentpoint)" in told[2]
    assert "Vi kan ikke se en sikker ændring i varigheden: −1 dag (mellem −2 og 1 dag)." in told[2]
    assert "kunne vi ikke have set" in told[2]
    assert "ligger sandsynligvis 3,0 procentpoint over den gennemsnitlige ændring" in told[3]
    assert "Varigheden faldt med 6 dage" in told[4]


def test_a_cluster_that_cannot_be_told_says_why(make, prepared, shut):
    record = make()
    clusters = list(record.clusters)
    clusters[0] = untold(clusters[0])
    clusters[1] = untold(clusters[1], "break_near_start")
    clusters[2] = replace(clusters[2], below_gate=True, children=700)
    clusters[3] = replace(clusters[3], below_gate=True, children=0, births=0)
    record = replace(record, clusters=tuple(clusters))
    none = protect((), decisions=prepared.decisions)
    block = sentences.each_cluster((shut(record),), quality=none, practices=none, data=prepared)
    told = text_of(block).split("\n\n")
    assert told[0].endswith("kan ikke vises: der er for få måneder at måle på.")
    assert told[1].endswith("vurderes ikke: noget andet skete for tæt på aftalens start.")
    assert "kun kendt for 70 % af børnene" in told[2]
    assert "kun kendt for en mindre del af børnene" in told[3]
    lead = text_of(sentences.conclusion_of_clusters((shut(record),), levels=(), data=prepared))
    assert "vurderes ikke i Horsensklyngen" in lead
    assert "kan ikke vises i Gødstrupklyngen" in lead
    rows = cells_of(tables.cluster_changes(shut(record), data=prepared))
    assert rows[1] == ["Gødstrupklyngen", "–", "–", "–", "Ikke vist", "–", "–", "–"]
    assert rows[2][4] == "Ingen vurdering"
    assert rows[3][0] == "Midtklyngen ▲"
    against = cells_of(tables.against_others((shut(record),), data=prepared))
    assert against[0][2:] == ["–", "–", "Ikke vist", "–", "–"]
    drawn = figures.forest(shut(record), data=prepared)
    assert drawn.description["data"]["rows"][1] == ["Gødstrupklyngen", "–", "Ikke vist"]


def test_a_change_of_practice_is_told_with_the_cluster_it_lies_in(make, prepared, shut):
    def judged(unit, *reasons):
        return MunicipalityQuality(unit, "with_reservations", reasons, ("2024",), 900.0, 800.0, 700.0)

    def told(*verdicts, steps=()):
        changes = tuple(PracticeChange("0671", name, *["2021-04"] * 3, *step, 0) for name, step in steps)
        quality, practices = (protect(one, decisions=prepared.decisions) for one in (verdicts, changes))
        block = sentences.each_cluster((shut(make()),), quality=quality, practices=practices, data=prepared)
        return text_of(block).split("\n\n")

    verdict = judged("0671", "practice_change", "few_births", "coverage_step")
    one_alone = told(verdict, judged("0710", "few_births"))
    assert one_alone[0].endswith(
        "Forbehold i Struer: brugen af hele uger er ændret undervejs og der kendes pludselig flere eller færre børn, "
        "fra aftalen begynder."
    )
    assert "Forbehold" not in " ".join(one_alone[1:])
    up, down, unknown = (("whole_weeks", step) for step in ((20.0, 60.0), (60.0, 20.0), (math.nan, math.nan)))
    assert "Struer: alderen skrives oftere i hele uger end før" in told(verdict, steps=(up,))[0]
    assert (
        "Struer: alderen skrives sjældnere i hele uger end før" in told(verdict, steps=(down, ("exact_ends", up[1])))[0]
    )
    for steps in ((up, down), (unknown,)):
        assert "Struer: brugen af hele uger er ændret undervejs" in told(verdict, steps=steps)[0]
    fewer_dates = told(judged("0671", "reporting_form_change"), steps=(("exact_ends", (90.0, 40.0)),))
    assert "Struer: slutdatoen skrives sjældnere end før." in fewer_dates[0]
    many = told(*(judged(code, "practice_change") for code in ("0657", "0661", "0671")))
    assert many[0].endswith("Forbehold: Data fra 3 kommuner kan ligne eller skjule en ændring.")


def test_the_lead_tells_both_outcomes_and_who_stands_out(make, prepared, shut):
    days = changed(make(), "midt", against=estimate(-5.0, "midt"), against_p_holm=0.01)
    both = (shut(days), shut(make(measure="pct_point", p_alike=0.4)))
    block = sentences.conclusion_of_clusters(both, levels=(), data=prepared)
    text = text_of(block)
    assert block.description["lead"] is True
    assert "Ændringen i Midtklyngen ligger 5 dage under den gennemsnitlige ændring i de andre klynger" in text
    assert "Ingen enkelt klynge skiller sig sikkert ud." in text
    assert "Vi kan ikke se, om ændringen i andelen er den samme" in text
    assert "Hovedresultatet er regionens egen ændring." in text
    assert text.count("Med kun 5 klynger") == 1
    assert "Varigheden steg med 3 dage i forhold til det ventede (mellem 1 og 5 dage)." in text
    assert not re.search(r"\b(bedst|dårligst|størst|mindst)\b", text.replace("mindst 26 uger", ""))


@pytest.mark.parametrize(("value", "words"), [(1.8, "stigningen stor, men mere"), (-1.8, "faldet stort, men mere")])
def test_a_large_change_that_is_only_likely_is_told_as_large(make, prepared, shut, value, words):
    sign = math.copysign(1, value)
    unsure = replace(estimate(value, "randers"), probability_positive=0.5 + 0.45 * sign)
    record = changed(make(pooled=pool([0.9 * sign, 1.0 * sign, 1.1 * sign], [1.0] * 3)), "randers", change=unsure)
    lead = text_of(sentences.conclusion_of_clusters((shut(record),), levels=(), data=prepared))
    assert f"I Randersklyngen er {words}" in lead
    small = replace(record, pooled=pool([2.9 * sign, 3.0 * sign, 3.1 * sign], [1.0] * 3))
    for other in (small, replace(record, pooled=None, pooled_reason="too_few_clusters")):
        assert "stor" not in text_of(sentences.conclusion_of_clusters((shut(other),), levels=(), data=prepared))


def test_the_lead_tells_of_the_municipalities(make, prepared):
    levels = tuple(MunicipalMaker(Maker(prepared)) for _ in range(2))
    data = levels[0].data
    made = tuple(one.protected(measure) for one, measure in zip(levels, ("days", "pct"), strict=True))
    changes = tuple(protect(make(measure=measure), decisions=data.decisions) for measure in ("days", "pct_point"))
    text = text_of(sentences.conclusion_of_clusters(changes, levels=made, data=data))
    assert "**Kommunerne i aftaleår 2024/25:** Varighed af fuld amning: Af de 16 kommuner" in text
    assert ": Skive (under). Lemvig og Struer kan ikke vurderes. Andel ammet fuldt i mindst 26 uger: Af de 18" in text


def test_the_table_of_changes_has_every_p_and_its_entries(make, prepared, shut):
    record = make()
    block = tables.cluster_changes(shut(record), data=prepared)
    rows = cells_of(block)
    assert rows[0] == ["Region Midtjylland", "900 (90,0 %)", "+3,0 dage", "1,0 til 5,0", "Steget", "0,01", "–", "–"]
    assert rows[1][-3:] == ["0,01", "0,03", "0,051"], "never 0,05 for a number above it"
    entries = {entry["id"]: entry for entry in block.description["results"]}
    assert entries["duration_mean/midt/mean_change_p_holm_clusters"]["value"] == 0.03
    assert entries["duration_mean/midt/mean_change_p_bh_clusters"]["method"] == "bh"
    gone = changed(record, "midt", p_holm=math.nan, p_bh=math.nan, children=0, births=0)
    gone = replace(gone, region=replace(gone.region, children=0, births=0))
    gone = replace(gone, clusters=tuple(replace(part, children=0, births=0) for part in gone.clusters))
    again = tables.cluster_changes(shut(gone), data=prepared)
    assert "duration_mean/midt/mean_change_p_holm_clusters" not in {one["id"] for one in again.description["results"]}
    assert any("Antallet af børn er skjult" in note for note in again.description["notes"])


def test_the_table_against_the_others_says_what_could_be_seen(make, prepared, shut):
    record = changed(make(), "aarhus", against=estimate(-5.0, "aarhus"), against_p_holm=0.004)
    record = changed(record, "midt", against=replace(estimate(1.0, "midt"), smallest_detectable=math.nan))
    block = tables.against_others((shut(record),), data=prepared)
    rows = cells_of(block)
    assert rows[4] == ["Varighed af fuld amning", "Aarhusklyngen", "−5,0 dage", "−7,0 til −3,0", "Under de andre",
                       "0,004", "2,8 dage"]  # fmt: skip
    assert rows[2][-1] == "–"
    entries = {entry["id"]: entry for entry in block.description["results"]}
    assert entries["duration_mean/aarhus/mean_change_against_others"]["lower"] == pytest.approx(-6.96)
    assert entries["duration_mean/aarhus/mean_change_against_others"]["n"] is None
    assert entries["duration_mean/aarhus/mean_change_against_others_p_holm"]["value"] == 0.004


def test_the_table_of_spread_holds_both_outcomes_and_its_entries(make, prepared, shut):
    record, none = make(), make(measure="pct_point", pooled=None, pooled_reason="too_few_clusters", independent=None,
                                shared=None, compared_reason="too_few_clusters")  # fmt: skip
    none = replace(none, region=untold(none.region))
    block = tables.spread((shut(record), shut(none)), data=prepared)
    rows = {row[0]: row[1:] for row in cells_of(block)}
    assert [row[1] for row in rows.values()] == ["Ikke vist"] * 8
    assert rows["Hele regionens egen ændring"][0] == "+3,0 dage (1,0 til 5,0)"
    found = record.pooled.heterogeneity
    assert rows["Del, der ikke er tilfældig (I²)"][0].startswith(f"{found.i2_pct:.1f} %".replace(".", ","))
    assert any("Det er regnet med 4 frihedsgrader" in note for note in block.description["notes"])
    entries = {entry["id"]: entry for entry in block.description["results"]}
    assert {entry["unit"] for entry in entries.values()} == {REGION}
    tau = entries["duration_mean/region/mean_change_between_clusters"]
    assert tau["value"] == pytest.approx(math.sqrt(found.between), abs=1e-4)
    assert tau["lower"] == pytest.approx(math.sqrt(found.between_interval.lower), abs=1e-4)
    assert entries["duration_mean/region/mean_change_alike_p_shared"]["value"] == 0.005
    assert tau["notes"] == ["between_hardly_known"]


def test_what_was_not_planned_is_marked_everywhere(make, prepared, shut):
    record = make(planned=False)
    noted = replace(record.region.change, warnings=(NOT_PLANNED,))
    record = shut(replace(record, region=replace(record.region, change=noted)))
    none = protect((), decisions=prepared.decisions)
    years = collect_series(prepared, indicator="duration_mean", grain="agreement_year", scope=REGION)
    for block in (
        sentences.clusters(record, data=prepared),
        sentences.conclusion_of_clusters((record,), levels=(), data=prepared),
        sentences.each_cluster((record,), quality=none, practices=none, data=prepared),
    ):  # fmt: skip
        assert NOT_PLANNED_NOTE in block.description["text"]
    for block in (figures.forest(record, data=prepared), figures.small_multiples(record, years=years, data=prepared)):
        assert block.description["caption"].endswith(NOT_PLANNED_NOTE)
    for block in (
        tables.cluster_changes(record, data=prepared), tables.against_others((record,), data=prepared),
        tables.spread((record,), data=prepared),
    ):  # fmt: skip
        assert any(note == NOT_PLANNED_NOTE for note in block.description["notes"])


def test_the_forest_has_the_agreements_order_and_in_the_appendix_the_span_for_one_more(make, prepared, shut):
    block = figures.forest(shut(make()), data=prepared)
    names = [row[0] for row in block.description["data"]["rows"]]
    assert names == ["Region Midtjylland", *(cluster.name for cluster in prepared.agreement.clusters)]
    whole = figures.pooled_forest(shut(make()), data=prepared)
    rows = whole.description["data"]["rows"]
    assert [row[0] for row in rows[6:]] == ["Klyngernes gennemsnit", "Spænd for en tænkt klynge mere"]
    for row in rows:
        assert f"{row[0]}: {row[1]}" in whole.description["alt"]
        assert "dage" in row[1]
    fewer = figures.pooled_forest(shut(make(pooled=None, pooled_reason="too_few_clusters")), data=prepared)
    assert fewer.description["data"] == block.description["data"]
    assert len(fewer.svg) < len(whole.svg) < 60_000


def test_small_multiples_have_a_panel_and_a_column_per_unit(make, prepared, shut):
    years = collect_series(prepared, indicator="duration_mean", grain="agreement_year", scope=REGION)
    block = figures.small_multiples(shut(make()), years=years, data=prepared)
    data = block.description["data"]
    assert [column["label"] for column in data["columns"]][1:] == [
        "Region Midtjylland", *(cluster.name for cluster in prepared.agreement.clusters)
    ]  # fmt: skip
    assert [row[0] for row in data["rows"] if "holdt ude" in row[0]] == ["aftaleår 2022/23 (måneder holdt ude)"]
    assert data["rows"][-1][0] == "Efter, beregnet: sidste hele år"
    assert "et brud regnet med: Pandemien" in block.description["caption"]
    assert "Børn født april til juni 2025 er med i beregningen" in block.description["caption"]
    assert block.description["title"] == changed_message(make(), data=prepared)
    assert block.description["title"] == "Varigheden steg i 3 af 5 klynger i forhold til det ventede"
    assert "6 felter" in block.description["alt"]
    assert len(block.svg) < 65_000


def test_the_lines_are_means_of_the_years_that_are_drawn(make, prepared, shut):
    years = collect_series(prepared, indicator="duration_mean", grain="agreement_year", scope=REGION)
    record = make(last_month="2025-03")
    course = record.region.course
    rising = course.assign(fitted_trend=np.arange(len(course), dtype=float))
    record = replace(record, region=replace(record.region, course=rising))
    block = figures.small_multiples(shut(record), years=years, data=prepared)
    rows = {row[0]: row[1] for row in block.description["data"]["rows"]}
    place = list(course["period"]).index
    told = [rows[f"Efter, beregnet: {end} hele år"] for end in ("første", "sidste")]
    expected = [place(first) + 5.5 for first in ("2023-04", "2024-04")]
    assert [float(one.split("\N{NO-BREAK SPACE}")[0].replace(",", ".")) for one in told] == expected
    assert "ikke et helt år" not in block.description["caption"]


def test_small_multiples_without_courses_are_drawn_from_the_years_alone(make, prepared, shut):
    record = make(clusters=tuple(untold(part) for part in make().clusters), pooled=None, independent=None, shared=None,
                  pooled_reason="too_few_clusters", compared_reason="too_few_clusters")  # fmt: skip
    record = replace(record, region=untold(record.region, "break_near_start"))
    hidden = tuple(
        protect(replace(part.value, frame=part.value.frame.assign(value=math.nan)), decisions=prepared.decisions)
        for part in collect_series(prepared, indicator="duration_mean", grain="agreement_year", scope=REGION)
    )
    block = figures.small_multiples(shut(record), years=hidden, data=prepared)
    assert "brud" not in block.description["caption"]
    assert {cell for row in block.description["data"]["rows"] for cell in row[1:]} == {"–"}
    assert "Region Midtjylland: ingen vurdering" in block.description["alt"]


def test_a_hidden_year_is_neither_drawn_nor_written(make, prepared):
    cells = prepared.decisions.cells
    where = {"grain": "agreement_year", "unit": "goedstrup", "period": "2015"}
    hidden = np.all([cells[name] == value for name, value in where.items()], axis=0)
    drawn = []
    for flags in (np.zeros(len(cells), dtype=bool), hidden):
        data = replace(prepared, decisions=Decisions(cells.assign(hidden=flags), 5, (), counts_told=True))
        years = collect_series(data, indicator="duration_mean", grain="agreement_year", scope=REGION)
        record = protect(make(), decisions=data.decisions)
        drawn.append(figures.small_multiples(record, years=years, data=data))
    rows = [{row[0]: row[2] for row in block.description["data"]["rows"]} for block in drawn]
    assert rows[0].pop("aftaleår 2015/16") != rows[1].pop("aftaleår 2015/16") == "–"
    assert rows[0] == rows[1]
    assert len(drawn[1].svg) < len(drawn[0].svg)


def test_the_standing_is_never_surer_than_the_corrected_p(make):
    record = apart_by(make(), 0.01)
    part = replace(record.clusters[0], against=estimate(5.0, "goedstrup"))
    told = [standing(replace(part, against_p_holm=p), record) for p in (0.04, 0.06, 0.21, math.nan)]
    assert told == ["up", "likely_up", "unclear", "unclear"]
    lower = replace(part, against=estimate(-5.0, "goedstrup"), against_p_holm=0.1)
    assert standing(lower, record) == "likely_down"
    assert standing(replace(part, against=estimate(1.7, "goedstrup"), against_p_holm=0.1), record) == "likely_up"
    assert standing(replace(part, against=None), record) == "unclear"


@pytest.mark.parametrize(
    ("p_alike", "told"), [(0.05, "up"), (0.06, "likely_up"), (0.21, "unclear"), (math.nan, "unclear")]
)
def test_no_cluster_stands_out_more_surely_than_the_clusters_differ(make, p_alike, told):
    record = apart_by(make(), p_alike)
    part = replace(record.clusters[0], against=estimate(5.0, "goedstrup"), against_p_holm=0.01)
    assert standing(part, record) == told


def apart_by(record, p_alike):
    """The record with another answer to whether the clusters changed alike."""
    if math.isnan(p_alike):
        return replace(record, independent=None, shared=None)
    independent, shared = (
        replace(record.independent, f_p_value=p_alike), replace(record.shared, p_value=p_alike / 2)
    )  # fmt: skip
    return replace(record, independent=independent, shared=shared)


def told_beside(prepared, record, *, unit="midt", rows=()):
    """A cluster among the others, with municipalities of a made-up set of which `rows` are not known."""
    made = MunicipalMaker(Maker(prepared))
    data, empty = made.data, dict.fromkeys(rows, 0)
    levels = tuple(protect(made.record(one, rows=empty), decisions=data.decisions) for one in ("days", "pct"))
    return beside_others(BesideOthers(unit, (protect(record, decisions=data.decisions),), levels), data=data).replace(
        "\N{NO-BREAK SPACE}", " "
    )


INDICATORS = ("duration_mean", "share_26w")


def test_a_cluster_reads_where_it_differs_and_which_municipalities_lie_outside(prepared, make):
    record = changed(make(), "midt", against=estimate(-5.0, "midt"), against_p_holm=0.01)
    told = told_beside(prepared, record)
    assert told.startswith("**Ændringen i varigheden ligger 5 dage under den gennemsnitlige ændring i de andre klynger")
    assert "I Skive ligger andelen klart under de almindelige udsving." in told
    assert OUTSIDE_MEANS in told
    assert "Randers ligger" not in told


def test_a_cluster_like_the_others_says_so(prepared, make):
    told = told_beside(prepared, make(p_alike=0.9), unit="horsens")
    assert told.startswith(f"**{ALIKE_OTHERS}.**")
    assert "ligger alle klyngens kommuner, der kan vurderes, inden for de almindelige udsving" in told


def test_a_cluster_that_cannot_be_compared_says_so(prepared, make):
    record = make()
    bare = tuple(replace(one, against=None) for one in record.clusters)
    codes = prepared.agreement.municipalities_of("midt")
    told = told_beside(prepared, replace(record, clusters=bare), rows=codes)
    assert told == f"**{NOT_COMPARED}.**"


def test_the_region_has_nothing_beside_it_and_a_cluster_has_both(prepared):
    asked = {"indicators": INDICATORS[:1], "cut_months": 8, "harmonics": 0}
    assert collect_beside(prepared, scope=REGION, **asked) is None
    found = collect_beside(prepared, scope="midt", **asked)
    assert (found.unit, len(found.changes), len(found.levels)) == ("midt", 1, 1)
