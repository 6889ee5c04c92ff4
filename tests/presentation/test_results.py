import math
from dataclasses import replace

import orjson

from evaluering.presentation import sentences, tables
from evaluering.presentation.results import CHILDREN_WITHHELD, change_entries, level_entries, verdict_entry

KEYS = [
    "id", "indicator", "definition", "unit", "estimand", "from", "to", "value", "lower", "upper", "confidence",
    "measure", "n", "coverage_pct", "method", "verdict", "hidden", "notes",
]  # fmt: skip


def test_a_change_as_the_contract_has_it(maker):
    (entry,) = change_entries((maker.estimate(warnings=("near_unit_root",)),))
    assert list(entry) == KEYS
    assert entry["id"] == "duration_mean/region/mean_change"
    assert (entry["from"], entry["to"], entry["n"]) == ("2023-04", "2025-06", 31000)
    assert (entry["value"], entry["lower"], entry["upper"]) == (4.1, 2.9, 5.2)
    assert entry["notes"] == ["near_unit_root"]
    assert entry["verdict"] is None


def test_where_children_are_not_told_there_is_no_number_and_a_note(maker):
    (entry,) = change_entries((replace(maker.estimate(), n=0, coverage_pct=math.nan),))
    assert (entry["n"], entry["coverage_pct"], entry["hidden"]) == (None, None, False)
    assert entry["notes"] == [CHILDREN_WITHHELD]
    told = sentences.change(maker.protected(maker.change(children=0)), data=maker.data).markdown
    assert "Det bygger på" not in told
    assert "børn om året" not in told


def test_levels_of_whole_mature_years_only(maker):
    series = maker.series([110.0, 111.123456, 112.0], mature=[True, True, False])
    entries = level_entries(maker.protected(series).value)
    assert [entry["id"] for entry in entries] == [
        "duration_mean/region/level/2020-01_2020-12",
        "duration_mean/region/level/2021-01_2021-12",
    ]
    assert entries[1]["value"] == 111.1235


def test_a_part_of_a_year_is_no_year(maker):
    series = maker.series([110.0])
    series.frame.loc[0, "from_month"] = "2020-03"
    assert level_entries(maker.protected(series).value) == []


def test_months_are_whole_periods(maker):
    entries = level_entries(maker.protected(maker.series([110.0], grain="month")).value)
    assert [entry["id"] for entry in entries] == ["duration_mean/region/level/2020-01_2020-01"]


def test_a_hidden_value_has_nothing_beside_it(maker):
    hiding = maker.hiding(unit="region", grain="calendar_year", period="2020", indicator="duration_mean")
    (entry,) = level_entries(hiding.protected(hiding.series([110.0])).value)
    assert entry["hidden"] is True
    assert [entry[key] for key in ("value", "lower", "upper", "n", "coverage_pct")] == [None] * 5


def test_a_value_that_is_not_known_is_null(maker):
    (entry,) = level_entries(maker.protected(maker.series([math.nan])).value)
    assert (entry["hidden"], entry["value"], entry["n"]) == (False, None, 0)


def test_the_verdict_stands_with_its_number(maker):
    entry = verdict_entry(maker.status(crosses=True), agreement=maker.data.agreement)
    assert list(entry) == KEYS
    assert entry["id"] == "duration_mean/region/verdict/2024-04_2025-03"
    assert (entry["verdict"], entry["value"], entry["estimand"]) == ("endnu_ikke", 112.5, "level")
    assert entry["notes"] == ["before_deadline", "interval_holds_target"]


def test_a_verdict_without_a_mature_year(maker):
    status = maker.status("kan_ikke_vurderes", years=(), calendar_years=(), reason="maturity")
    entry = verdict_entry(status, agreement=maker.data.agreement)
    assert entry["id"] == "duration_mean/region/verdict/2023-04_2028-03"
    assert (entry["value"], entry["hidden"], entry["notes"]) == (None, False, ["maturity"])


def test_a_hidden_verdict_gives_nothing_back(maker):
    hiding = maker.hiding(unit="region", grain="agreement_year", period="2024", indicator="duration_mean")
    (status,) = hiding.protected((hiding.status(),)).value
    entry = verdict_entry(status, agreement=maker.data.agreement)
    assert (entry["verdict"], entry["value"], entry["n"], entry["hidden"]) == ("kan_ikke_vurderes", None, None, True)
    assert entry["notes"] == ["hidden"]


def test_entries_are_strict_json(maker):
    block = tables.change(maker.protected(maker.change()), data=maker.data)
    assert len({entry["id"] for entry in block.description["results"]}) == 5
    assert orjson.loads(orjson.dumps(block.description["results"])) == block.description["results"]
