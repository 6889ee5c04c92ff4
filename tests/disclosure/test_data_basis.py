"""What is emptied in records on who is counted."""

import pandas as pd
import pytest

from evaluering.disclosure.counts import UnplacedTable
from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.data_quality.monthly_coverage import MonthlyCoverage


def decisions(threshold=5):
    cells = pd.DataFrame({name: [] for name in ("grain", "period", "unit", "indicator")} | {"hidden": []})
    return Decisions(cells.astype({"hidden": bool}), threshold, ())


@pytest.mark.parametrize(
    ("births", "threshold", "hidden"), [(0, 5, False), (99, 5, True), (100, 5, False), (100, 6, True)]
)
def test_a_month_is_shown_when_its_band_holds_enough_numbers_of_children(births, threshold, hidden):
    frame = pd.DataFrame({"unit": ["midt"], "month": ["2020-01"], "births": [births], "band": [90.0]})
    shown = protect(MonthlyCoverage(frame), decisions=decisions(threshold)).value.frame
    assert shown["hidden"].tolist() == [hidden]
    assert shown["band"].isna().tolist() == [hidden]
    assert "births" not in shown
    assert frame["band"].tolist() == [90.0]


def test_few_children_without_a_municipality_hide_their_year():
    frame = pd.DataFrame({"period": ["2020", "2021", "2022"], "unplaced": [4.0, 5.0, 0.0], "nation": [900.0] * 3})
    shown = protect(UnplacedTable(frame), decisions=decisions()).value.frame
    assert shown["hidden"].tolist() == [True, False, False]
    assert shown[["unplaced", "nation"]].isna().all(axis=1).tolist() == [True, False, False]
