from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from evaluering.example.writing import write_published_tables
from evaluering.intake.aggregates import aggregates_frame
from evaluering.preparation.prepared import read_prepared
from evaluering.preparation.preparing import prepare
from evaluering.preparation.published import protected_births_against, protected_published, region_code
from evaluering.presentation import figures, sentences, tables

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
