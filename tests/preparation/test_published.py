from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.example.writing import write_published_tables
from evaluering.intake.sources.aggregates import aggregates_frame
from evaluering.preparation.prepared import read_prepared
from evaluering.preparation.preparing import prepare
from evaluering.preparation.published import (
    protected_births_against,
    protected_difference,
    protected_published,
    region_code,
)
from evaluering.presentation import figures, sentences, tables
from evaluering.wording.plan import NOT_PLANNED_NOTE, SOME_NOT_PLANNED_NOTE

INDICATORS = ["duration_mean", "share_26w"]


@pytest.fixture(scope="module")
def tables_only(tmp_path_factory, run_plan):
    folder = tmp_path_factory.mktemp("tabeller")
    write_published_tables(folder / "set", seed=2, agreement=run_plan.agreement, extraction=date(2029, 7, 1))
    return prepare(run_plan, data=folder / "set", interim=folder / "interim"), folder


def test_an_evaluation_runs_on_published_tables_alone(tables_only):
    data, folder = tables_only
    assert not data.has_children
    assert read_prepared(folder / "interim" / data.version).published.equals(data.published)
    region = protected_published(data, indicator="duration_mean").value.series[0]
    assert region.frame["period"].tolist() == [str(year) for year in range(2012, 2028)]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_change_of_the_example_is_found_in_the_tables(tables_only, indicator):
    data, _ = tables_only
    found = protected_published(data, indicator=indicator).value
    assert found.change.estimate.probability_positive > 0.9
    assert [one.unit for one in found.series][-1] == "0000"
    assert {cluster.slug for cluster in data.agreement.clusters} <= {one.unit for one in found.series}


def test_a_change_with_a_cut_that_was_not_planned_says_so(tables_only, prepared):
    plan = prepared.plan.model_copy(update={"cut_months": 9})
    for data in (tables_only[0], replace(tables_only[0], plan=plan)):
        departs = data.plan is plan
        found = protected_published(data, indicator="duration_mean")
        description = tables.published(found, data=data).description
        assert [entry["id"] for entry in description["results"] if NOT_PLANNED in entry["notes"]] == [
            description["results"][-1]["id"]
        ] * departs
        assert (SOME_NOT_PLANNED_NOTE in description["notes"]) == departs
        assert (NOT_PLANNED_NOTE in sentences.published_change(found, data=data).markdown) == departs
    nothing = replace(prepared, published=aggregates_frame(), plan=plan)
    assert protected_published(nothing, indicator="duration_mean").value.change.estimate is None


def test_what_tables_alone_cannot_do_is_said(tables_only):
    text = str(sentences.published_limits(tables_only[0]).description)
    assert "Der er ikke leveret oplysninger om det enkelte barn" in text


def test_children_beside_the_tables_are_named(prepared):
    assert "Resten af rapporten bygger på" in str(sentences.published_limits(prepared).description)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_a_page_can_be_made_of_every_set(prepared, tables_only, indicator):
    for data in (prepared, tables_only[0], replace(prepared, published=aggregates_frame())):
        found = protected_published(data, indicator=indicator)
        blocks = [
            tables.published(found, data=data),
            tables.revised(found, data=data),
            figures.published(found, data=data),
            sentences.published_change(found, data=data),
            sentences.published_conclusion((found, found), data=data),
            tables.births_against(protected_births_against(data), data=data),
        ]
        assert all("nan" not in str(block.description).lower().replace("finans", "") for block in blocks)


def test_no_tables_is_said_in_words(prepared):
    data = replace(prepared, published=aggregates_frame())
    found = protected_published(data, indicator="share_26w")
    assert "Der er ikke offentliggjort tal" in str(sentences.published_conclusion((found,), data=data).description)
    assert "Der er ikke leveret fødte fra begge kilder" in str(
        tables.births_against(protected_births_against(data), data=data).description
    )


def test_births_of_both_sources_are_compared_by_whole_years(prepared):
    found = protected_births_against(prepared).value
    assert found.frame["period"].is_monotonic_increasing
    assert (found.frame["published"] / found.frame["delivered"]).between(0.9, 1.1).all()
    assert found.apart == ()


def test_births_far_apart_are_named(prepared):
    wrong = prepared.published.copy()
    herning = (wrong["area"] == "0657") & (wrong["measure"] == "births")
    wrong.loc[herning, "value"] *= 2
    data = replace(prepared, published=wrong)
    assert protected_births_against(data).value.apart == ("0657",)
    assert "Herning" in str(tables.births_against(protected_births_against(data), data=data).description)


def test_the_region_is_found_among_the_areas(prepared):
    assert region_code(prepared) == "1082"
    unknown = prepared.agreement.model_copy(update={"region_name": "Et andet sted"})
    assert region_code(replace(prepared, agreement=unknown)) == ""


def test_preliminary_and_revised_figures_are_marked(prepared):
    found = protected_published(prepared, indicator="duration_mean")
    assert isinstance(found.value.revisions, pd.DataFrame)
    assert len(found.value.revisions)
    assert "Foreløbigt" in str(tables.published(found, data=prepared).description)


def test_a_cluster_is_its_municipalities_beside_the_regions(tables_only):
    found = protected_published(tables_only[0], indicator="share_26w", unit="randers").value
    assert [(one.unit, one.kind) for one in found.series[:2]] == [("randers", "own"), ("1081", "other")]
    assert found.revisions.empty


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_change_of_the_example_is_found_against_the_rest_of_the_nation(tables_only, indicator):
    found = protected_difference(tables_only[0], indicator=indicator).value
    assert found.main.change.estimate.probability_positive > 0.9
    assert found.main.change.estimate.estimand == "mean_change_against_nation"
    assert found.without_trials.change.estimate.estimand == "mean_change_against_nation_without_trials"
    assert found.trials == ((("Region Nordjylland", "Region Syddanmark"), 2022, 2025),)
    assert (found.main.comparison.contaminated, found.without_trials.comparison.contaminated) == (True, False)


def kept(data, areas):
    """The same data with the published figures of some areas alone."""
    return replace(data, published=data.published[data.published["area"].isin(areas)])


def known(data, place, *, side="control"):
    return protected_difference(data, indicator="share_26w").value.main.frame[f"{side}_known"].iloc[place]


def test_the_rest_is_the_nation_less_the_region_and_else_the_other_regions(tables_only):
    data, _ = tables_only
    counts = data.published[data.published["measure"] == "share_26w"].sort_values("extracted")
    of_2012 = counts[counts["first"] == "2012-01"].drop_duplicates("area", keep="last").set_index("area")["denominator"]
    others = ["1081", "1083", "1084", "1085"]
    assert known(data, 0) == of_2012["0000"] - of_2012["1082"]
    assert known(kept(data, ["1082", *others]), 0) == of_2012[others].sum()
    without = protected_difference(data, indicator="share_26w").value.without_trials.frame
    assert without["control_known"].iloc[0] == of_2012[["1084", "1085"]].sum()


def test_a_cluster_is_held_against_the_rest_outside_its_region(tables_only):
    data, _ = tables_only
    cluster = protected_difference(data, indicator="share_26w", unit="randers").value
    region = protected_difference(data, indicator="share_26w").value
    assert (cluster.unit, cluster.name) == ("randers", "Randersklyngen")
    assert cluster.main.frame["control"].equals(region.main.frame["control"])
    assert (cluster.main.frame["own_known"] < region.main.frame["own_known"]).all()


def test_without_other_regions_nothing_is_compared(tables_only):
    found = protected_difference(kept(tables_only[0], ["1082"]), indicator="duration_mean").value
    assert (found.main.change.reason, found.without_trials, found.trials) == ("no_other_regions", None, ())


def test_the_nation_alone_is_enough_to_compare_with(tables_only):
    found = protected_difference(kept(tables_only[0], ["1082", "0000"]), indicator="duration_mean").value
    assert found.main.change.estimate is not None
    assert (found.without_trials, found.main.comparison.contaminated) == (None, False)


def test_when_all_other_regions_had_a_trial_none_is_left(tables_only):
    found = protected_difference(kept(tables_only[0], ["1082", "1081", "1083"]), indicator="duration_mean").value
    assert found.main.change.estimate is not None
    assert found.without_trials.change.reason == "no_other_regions"


def test_a_region_that_is_not_known_has_no_rest(tables_only):
    data, _ = tables_only
    unknown = replace(data, agreement=data.agreement.model_copy(update={"region_name": "Et andet sted"}))
    found = protected_difference(unknown, indicator="duration_mean", unit="randers").value
    assert found.main.change.reason == "no_other_regions"


def test_a_cut_that_was_not_planned_is_noted_on_both(tables_only):
    data, _ = tables_only
    cut = data.parameters.interruption.model_copy(update={"cut_months": 6})
    other = replace(data, parameters=data.parameters.model_copy(update={"interruption": cut}))
    for one, noted in ((data, False), (other, True)):
        found = protected_difference(one, indicator="duration_mean").value
        for part in (found.main, found.without_trials):
            assert ("not_planned" in part.change.estimate.warnings) is noted
