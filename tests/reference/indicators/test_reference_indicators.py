"""A table of indicators as an annual report published it, rebuilt from its counts through the whole analysis."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import orjson
import pandas as pd
import pytest

from evaluering.agreement import Agreement
from evaluering.disclosure.counts import CountTable, SourceTable
from evaluering.disclosure.decisions import decide
from evaluering.estimation.survival.share_limits import binomial_limits
from evaluering.periods import Month, months_between
from evaluering.preparation.prepared import Prepared
from evaluering.presentation import collect_indicators, collect_series, figures, sentences, tables
from evaluering.study.panel import Panel
from evaluering.wording import count, number

PUBLISHED = pd.read_csv(Path(__file__).parent / "published.csv", dtype={"group": "str"}).set_index("unit")
HOSPITALS = PUBLISHED[PUBLISHED["group"].notna()]
REST = "øvrige"
"""What is left of the nation and of a region when the hospitals that are quoted are taken out."""
FIRST, LAST = Month(2020, 4), Month(2023, 3)
YEARS = {"current": "2022-06", "previous": "2021-06", "before": "2020-06"}


def counts() -> pd.DataFrame:
    """Numerator and denominator per unit and year; of a year told in per cent alone, of a thousand patients."""
    rows = [
        (name, row["group"], *map(int, (row["numerator"], row["denominator"])), int(row["previous_numerator"]),
         int(row["previous_denominator"]), round(10 * row["before_pct"]), 1000)
        for name, row in HOSPITALS.iterrows()
    ]  # fmt: skip
    named = ["current", "current_of", "previous", "previous_of", "before", "before_of"]
    found = pd.DataFrame(rows, columns=["unit", "group", *named])
    taken = found.groupby("group")[["current", "current_of"]].sum()
    totals = PUBLISHED.loc[["Hovedstaden", "Syddanmark"], ["numerator", "denominator"]]
    rests = {group: (totals.loc[group].to_numpy() - taken.loc[group].to_numpy()).astype(int) for group in totals.index}
    nation = PUBLISHED.loc["Danmark", ["numerator", "denominator"]].to_numpy()
    others = found.loc[~found["group"].isin(totals.index), ["current", "current_of"]].sum().to_numpy()
    rests["Midtjylland"] = (nation - totals.sum().to_numpy() - others).astype(int)
    more = [(f"{group}, {REST}", group, *rest, 800, 1000, 800, 1000) for group, rest in rests.items()]
    return pd.concat([found, pd.DataFrame(more, columns=found.columns)], ignore_index=True)


def agreement_of(units: pd.DataFrame, run_plan) -> Agreement:
    """An agreement of the nation with its regions and hospitals, whose one target is the indicator's standard."""
    codes = {name: f"{1000 + place}" for place, name in enumerate(units["unit"])}
    groups = list(dict.fromkeys(units["group"]))
    previous = units[["previous", "previous_of"]].sum()
    baseline = float(100 * previous["previous"] / previous["previous_of"])
    plain = run_plan.agreement.model_dump(mode="json") | {
        "region_name": "Danmark", "start": "2021-04", "deadline": "2023-03-31", "ramp_end": "2021-12",
        "publication_groups": [], "custodians": [], "trials_elsewhere": [],
        "clusters": [
            {"slug": f"gruppe{place}", "name": group,
             "municipalities": [codes[name] for name in units.loc[units["group"] == group, "unit"]]}
            for place, group in enumerate(groups)
        ],
        "municipalities": [{"code": code, "name": name, "party_from": "2020-01-01"} for name, code in codes.items()],
        "indicators": [
            {"id": "share_26w", "name": "Ekkokardiografi", "definition": "at_least_182_days", "measure": "pct",
             "target": 80.0, "source": "Indikator 2",
             "baseline": {"first_year": 2021, "last_year": 2021, "value": baseline, "definition": "at_least_182_days"}}
        ],
    }  # fmt: skip
    return Agreement.model_validate_json(orjson.dumps(plain))


@pytest.fixture(scope="module")
def data(run_plan) -> Prepared:
    """Every patient with the procedure as a child of 200 days, every other as one of 10."""
    units = counts()
    agreement = agreement_of(units, run_plan)
    months = [str(month) for month in months_between(FIRST, LAST)]
    durations, births = [], {}
    for code, row in zip([one.code for one in agreement.municipalities], units.itertuples(index=False), strict=True):
        for year, month in YEARS.items():
            reached, whole = getattr(row, year), getattr(row, f"{year}_of")
            births[code, month] = whole
            durations += [(code, month, 200, 200.0, reached), (code, month, 10, 10.0, whole - reached)]
    cells = pd.DataFrame(
        [(one.code, month, births.get((one.code, month), 0)) for one in agreement.municipalities for month in months],
        columns=["municipality", "month", "births"],
    )
    panel = Panel(
        cells.assign(children=cells["births"], known=cells["births"]),
        pd.DataFrame(durations, columns=["municipality", "month", "lower", "upper", "count"]),
        pd.DataFrame(columns=["step", "rule", "unit", "count"]),
        date(2024, 12, 1),
        str(LAST),
    )
    sources = SourceTable(pd.DataFrame(), CountTable(pd.DataFrame()), ())
    return Prepared(
        version="0" * 16, panel=panel, decisions=decide(panel, agreement=agreement, threshold=5, cut_months=8),
        sources=sources, published=pd.DataFrame(), agreement=agreement, parameters=run_plan.parameters,
        plan=run_plan.plan, extraction_date=date(2024, 12, 1), synthetic=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows(data) -> dict[str, tuple[str, ...]]:
    """The rows of our table by the unit's name."""
    shown = tables.indicator(collect_indicators(data), indicator="share_26w", data=data).description
    heads = [column["label"].replace("\xa0", " ") for column in shown["columns"]]
    assert heads == [
        "Enhed", "Standard opfyldt", "Tæller/nævner", "Uoplyst (%)", "2022/23: % (95 % CI)",
        "2021/22: antal", "2021/22", "2020/21",
    ]  # fmt: skip
    return {row[0].strip("\xa0"): tuple(row) for row in shown["rows"]}


@pytest.mark.parametrize("unit", PUBLISHED.index)
def test_a_published_row_is_rebuilt_to_the_decimal(rows, unit):
    want, found = PUBLISHED.loc[unit], rows[unit]
    assert found[1].partition(" (")[0].removeprefix("● ").removeprefix("▲ ") == want["answer"]
    assert found[2] == f"{count(int(want['numerator']))}/{count(int(want['denominator']))}"
    limits = f"{number(want['lower'])} til {number(want['upper'])}".replace(" ", "\xa0")
    assert found[4] == f"{number(want['pct'])} ({limits})"
    if want["group"] == want["group"]:
        assert found[3] == "0 (0,0\xa0%)"
        assert want["unknown"] == 0
        previous = f"{count(int(want['previous_numerator']))}/{count(int(want['previous_denominator']))}"
        assert found[5:] == (previous, number(want["previous_pct"]), number(want["before_pct"]))


def test_a_number_whose_interval_holds_the_standard_is_doubted_in_the_same_cell(rows):
    # 70.6 (44.0 to 89.7) and 76.7 (73.0 to 80.1) against 80; 77.7 (74.9 to 80.3) likewise.
    doubted = {unit for unit, row in rows.items() if unit in PUBLISHED.index and row[1].endswith(")")}
    held = (PUBLISHED["lower"] < 80) & (PUBLISHED["upper"] >= 80)
    assert doubted == set(PUBLISHED.index[held])
    assert {"Næstved", "Slagelse", "Hospitalerne i Nordsjælland"} == doubted


def test_the_model_sentence_of_the_published_nation(data):
    text = sentences.indicator(collect_indicators(data), indicator="share_26w", data=data).description["text"]
    told = text.replace("\xa0", " ")
    assert (
        "I alt 12.876 af de 16.252 børn født i aftaleår 2022/23 blev ammet fuldt i mindst 26 uger, "
        "svarende til 79,2 % (95 % CI: 78,6-79,8)."
    ) in told


def test_the_figure_tells_how_many_regions_lie_as_the_nation_does(data):
    years = collect_series(data, indicator="share_26w", grain="agreement_year", scope="region")
    block = figures.indicator_years(years, data=data)
    assert block.description["title"].replace("\xa0", " ") == (
        "Andelen af børn ammet fuldt i mindst 26 uger nåede ikke 80 % i regionen i aftaleår 2022/23. "
        "Det samme gælder 2 af de 4 klynger"
    )


# Annual reports 2024 and 2025 of Akut Kirurgi Databasen: numerator, denominator, per cent and limits as told there.
@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (529, 3179, (16.6, 15.4, 18.0)), (444, 3244, (13.7, 12.5, 14.9)), (1667, 3147, (53.0, 51.2, 54.7)),
        (617, 3147, (19.6, 18.2, 21.0)), (151, 711, (21.2, 18.3, 24.4)), (16, 46, (34.8, 21.4, 50.2)),
        (1133, 3185, (35.6, 33.9, 37.3)),
    ],
)  # fmt: skip
def test_published_sentences_have_exact_limits(numerator, denominator, told):
    found = binomial_limits(np.array([float(numerator)]), np.array([float(denominator)]))
    numbers = (numerator / denominator, *(float(limit[0]) for limit in found))
    assert tuple(number(100 * one) for one in numbers) == tuple(number(one) for one in told)
