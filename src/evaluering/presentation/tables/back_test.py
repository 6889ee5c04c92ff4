"""The table of a back-test: how earlier forecasts did, per horizon and assumption."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from evaluering import wording
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import Protected
from evaluering.estimation.forecast.scores import FEWEST_ORIGINS, FEWEST_YEARS
from evaluering.estimation.unit_forecast import UnitBackTest
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import Cell, entry
from evaluering.presentation.tables.cells import NONE
from evaluering.presentation.uncertainty import telling_decimals
from evaluering.wording import forecast as words

_PUBLISHED = {
    "brier": "ratio", "skill": "ratio", "coverage_80": "pct", "coverage_95": "pct", "bias": "",
}  # fmt: skip
"""Scores with an entry of their own, by the measure of each; empty: that of a change in the outcome."""


def back_test(test: Protected[UnitBackTest], *, data: Prepared) -> Block:
    """Origins, separate years, Brier score, skill, coverage and mean error of one outcome's earlier forecasts."""
    record = opened(test, data=data)
    rows = [] if record.test is None else [_row(one, record) for one in _ordered(record.test.scores)]
    why = words.forecast_reason(record.reason) if record.reason else "der er for få år at prøve på"
    indicator, name = data.agreement.indicator(record.indicator), data.agreement.name_of(record.unit)
    table = Table(
        caption=f"{indicator.name} i {name}: tidligere fremskrivninger holdt op mod det, der kom",
        columns=(
            Column("Frem til sidste fødsel", "left"), Column("Antagelse", "left"), Column("Prøver (adskilte år)"),
            Column("Brier"), Column("Bedre end gættet"), Column("I 80 %"), Column("I 95 %"), Column("Fejl i snit"),
        ),
        rows=tuple(rows) or ((f"Ikke vist: {why}", *[NONE] * 7),),
        row_headers=2,
        notes=(
            "Brier er fejlen i de sandsynligheder, der blev givet: 0 er fejlfrit, 0,25 er som at slå plat og krone.",
            "Sandsynlighederne er givet for ni tal, der deler de målte årgange i ti lige store dele.",
            "Det enkle gæt er samme tal som det sidste kendte år. "
            "Bedre end gættet: så stor en del af gættets fejl er væk. Minus: Fremskrivningen var dårligere.",
            "I 80 % og i 95 %: hvor tit intervallet rummede tallet. Fejl i snit: fremskrevet minus målt.",
            f"Scoren vises ved mindst {FEWEST_ORIGINS} prøver og {FEWEST_YEARS} år, der ikke deler børn.",
        ),
    )  # fmt: skip
    name = f"{record.indicator}-{record.unit}-back-test-scores"
    return table_block(data, name=name, table=table, results=_entries(record), planned=record.planned)


def _ordered(scores: pd.DataFrame) -> list[Any]:
    """The rows by horizon, in each what stays, what goes on, and the guess: as in text and figures."""
    place = {"level_stays": 0, "slope_continues": 1, "naive": 2}
    return sorted(scores.itertuples(index=False), key=lambda row: (row.horizon, place[row.assumption]))


def _row(score: Any, record: UnitBackTest) -> tuple[str, ...]:
    horizon = words.months(int(score.horizon))
    if score.horizon == record.to_deadline:
        horizon += " (som til fristen)"
    tried = f"{wording.count(int(score.origins))} ({wording.count(int(score.separate_years))})"
    if not score.assessed:
        return horizon, words.TRIED[score.assumption], tried, *[NONE] * 5
    better = NONE if score.assumption == "naive" else _per_cent(100 * score.skill)
    error = wording.signed(score.bias, _change(record), decimals=telling_decimals(score.bias, least=1))
    inside = (_per_cent(score.coverage_80), _per_cent(score.coverage_95))
    return horizon, words.TRIED[score.assumption], tried, wording.number(score.brier, 2), better, *inside, error


def _per_cent(value: float) -> str:
    return wording.measured(value, "pct", decimals=0) if math.isfinite(value) else NONE


def _change(record: UnitBackTest) -> str:
    return "pct_point" if record.measure == "pct" else record.measure


def _entries(record: UnitBackTest) -> list[dict[str, Any]]:
    """The scores of every assessed row; the births are those of the whole series the origins lie in."""
    if record.test is None:
        return []
    entries = []
    for score in record.test.scores.to_dict("records"):
        if not score["assessed"]:
            continue
        for name, measure in _PUBLISHED.items():
            estimand = f"forecast_back_test_{name}_{score['assumption']}_{score['horizon']}_months"
            about = record.indicator, record.definition, record.unit
            cell = Cell(*about, estimand, record.first_month, record.last_month)
            told = entry(
                cell, measure=measure or _change(record), method="back-test", hidden=False, value=float(score[name])
            )  # fmt: skip
            entries.append(told if record.planned else told | {"notes": [NOT_PLANNED]})
    return entries
