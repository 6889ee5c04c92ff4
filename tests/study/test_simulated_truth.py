"""A known curve, seen through visits, late reports and an early extraction, is found again; the naive share is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from evaluering.agreement import Agreement
from evaluering.estimation.series import outcome_series
from evaluering.intake.deliveries import Deliveries
from evaluering.parameters import Maturity
from evaluering.periods import Month
from evaluering.study.duration import DEFINITIONS
from evaluering.study.panel import Panel, build_panel

DAYS = np.array([0, 7, 14, 30, 61, 91, 119, 122, 152, 182, 213, 245])
SURVIVAL = np.array([0.985, 0.930, 0.885, 0.790, 0.690, 0.625, 0.565, 0.552, 0.301, 0.120, 0.020, 0.0])
BEYOND = np.interp(np.arange(246), DAYS, SURVIVAL)
CHANCE = -np.diff(np.concatenate([[1.0], BEYOND]))
CHILDREN = 12_000
BORN = np.datetime64("2023-05-01")


def simulated(mode: str, extracted_after: int, empty: Deliveries) -> tuple[Deliveries, npt.NDArray[np.int64]]:
    """Children born in May 2023, visited five times, reported up to four months late; and the true durations.

    `dated`: a visit tells the end if there is one, else that full breastfeeding goes on. `statuses`: only whether the
    child is fully breastfed that day. `mixed`: half of each.
    """
    rng = np.random.default_rng(7)
    duration = rng.choice(len(CHANCE), CHILDREN, p=CHANCE)
    birth = BORN + rng.integers(0, 31, CHILDREN)
    ages = [(3, 10), (14, 25), (50, 75), (120, 180), (245, 335)]
    visit = np.stack([rng.integers(low, high, CHILDREN) for low, high in ages], axis=1)
    reported = visit + rng.integers(0, 123, visit.shape)
    extracted = np.datetime64("2023-05-31") + extracted_after
    seen = (birth[:, None] + reported <= extracted) & (rng.random(visit.shape) < 0.95)
    dated = np.arange(CHILDREN) % 2 < {"dated": 2, "mixed": 1, "statuses": 0}[mode]
    child, number = np.nonzero(seen)
    age, length = visit[child, number], duration[child]
    over = length <= age
    period = dated[child] & (over | (length > 0))
    start = birth[child] + np.where(period, 0, age)
    end = np.where(period & over, birth[child] + length, np.datetime64("NaT"))
    feeding = pd.DataFrame(
        {
            "child": child.astype(np.uint64),
            "municipality": pd.Categorical(np.where(child % 3 == 0, "0657", "0661")),
            "birth": birth[child].astype("datetime64[s]"),
            "recorded": (birth[child] + age).astype("datetime64[s]"),
            "extracted": np.full(len(child), extracted).astype("datetime64[s]"),
            "kind": pd.Categorical(np.where(period, "period", "status")),
            "feeding": pd.Categorical(np.where(period | ~over, "full", "primary")),
            "start": start.astype("datetime64[s]"),
            "end": end.astype("datetime64[s]"),
        }
    )
    births = pd.DataFrame([("0657", "2023-05", CHILDREN)], columns=["municipality", "month", "births"])
    day: date = extracted.astype(date)
    return replace(empty, feeding=feeding, births=births, extraction_date=day), duration


def panel_of(deliveries: Deliveries, agreement: Agreement) -> Panel:
    maturity = Maturity(follow_up_days=335, reporting_lag_days=122)
    return build_panel(deliveries, agreement=agreement, series_start=Month(2023, 5), maturity=maturity)


@pytest.mark.parametrize("mode", ["dated", "mixed", "statuses"])
def test_a_mature_month_gives_the_truth(
    mode: str, make_deliveries: Callable[..., Deliveries], agreement: Agreement
) -> None:
    deliveries, duration = simulated(mode, 457, make_deliveries())
    panel = panel_of(deliveries, agreement)
    assert panel.last_mature_month == "2023-05"
    truth = {"restricted_mean_365": duration.mean(), "at_least_182_days": 100 * np.mean(duration >= 182)}
    if mode == "statuses":
        # Nobody is visited between 180 and 245 days: the statuses alone do not tell the share at 182.
        del truth["at_least_182_days"]
    for name, expected in truth.items():
        found = outcome_series(panel, unit="x", municipalities=("0657", "0661"), definition=DEFINITIONS[name]).frame
        assert found["value"][0] == pytest.approx(expected, abs=3 * found["standard_error"][0])
        assert found["standard_error"][0] < {"restricted_mean_365": 1.2, "at_least_182_days": 0.5}[name]


def test_the_share_among_those_known_to_have_stopped_is_the_trap(
    make_deliveries: Callable[..., Deliveries], agreement: Agreement
) -> None:
    deliveries, duration = simulated("dated", 365, make_deliveries())
    panel = panel_of(deliveries, agreement)
    exact = panel.durations.loc[panel.durations["lower"] == panel.durations["upper"]]
    naive = 100 * exact.loc[exact["lower"] >= 182, "count"].sum() / exact["count"].sum()
    long = panel.durations.loc[panel.durations["lower"] >= 182, "count"].sum()
    as_stopped = 100 * long / panel.cells["known"].sum()
    truth = 100 * np.mean(duration >= 182)
    found = outcome_series(
        panel, unit="x", municipalities=("0657", "0661"), definition=DEFINITIONS["at_least_182_days"]
    ).frame
    assert not found["mature"][0]
    assert naive < truth - 2
    assert as_stopped < truth - 2
    assert found["value"][0] == pytest.approx(truth, abs=3 * found["standard_error"][0])
