"""Time from the rows of 210,000 children to a panel and its monthly series; prints a table.

Run with ``python benchmarks/panel.py``. Set ``OPENBLAS_NUM_THREADS=1`` to compare runs on a busy machine.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from evaluering.agreement import read_agreement
from evaluering.estimation.series import OutcomeSeries, outcome_series
from evaluering.intake.deliveries import Deliveries
from evaluering.intake.sources.aggregates import aggregates_frame
from evaluering.parameters import Maturity
from evaluering.periods import Month
from evaluering.study.cohort import build_cohort
from evaluering.study.duration import DEFINITIONS, child_durations
from evaluering.study.panel import Panel, build_panel

Result = TypeVar("Result")
CHILDREN = 210_000
VISITS = [(3, 10), (14, 25), (50, 75), (120, 180), (245, 335)]
AGREEMENT = read_agreement(Path(__file__).resolve().parents[1] / "params" / "amning-midtjylland.yml")


def simulated(status_share: float) -> Deliveries:
    """Rows of children born January 2012 to September 2026, a share of them known by statuses only."""
    rng = np.random.default_rng(1)
    codes = np.asarray(AGREEMENT.municipalities_of("region"))
    birth = np.datetime64("2012-01-01") + rng.integers(0, 5387, CHILDREN)
    duration = np.minimum(rng.exponential(120, CHILDREN).astype(int), 240)
    visit = np.stack([rng.integers(low, high, CHILDREN) for low, high in VISITS], axis=1)
    statuses = rng.random(CHILDREN) < status_share
    keep = rng.random(visit.shape) < np.where(statuses, 0.95, 0.6)[:, None]
    keep &= birth[:, None] + visit <= np.datetime64("2026-10-01")
    child, number = np.nonzero(keep)
    age, period = visit[child, number], ~statuses[child]
    over = duration[child] <= age
    start = birth[child] + np.where(period, 0, age)
    end = np.where(period & over, birth[child] + duration[child], np.datetime64("NaT"))
    place = rng.choice(len(codes), CHILDREN, p=np.arange(1, len(codes) + 1) / np.arange(1, len(codes) + 1).sum())
    feeding = pd.DataFrame(
        {
            "child": rng.permutation(np.arange(CHILDREN, dtype=np.uint64))[child],
            "municipality": pd.Categorical.from_codes(place[child], categories=pd.Index([str(code) for code in codes])),
            "birth": birth[child].astype("datetime64[s]"),
            "recorded": (birth[child] + age).astype("datetime64[s]"),
            "extracted": np.full(len(child), np.datetime64("2026-10-01", "s")),
            "kind": pd.Categorical(np.where(period, "period", "status")),
            "feeding": pd.Categorical(np.where(period | ~over, "full", "primary")),
            "start": start.astype("datetime64[s]"),
            "end": end.astype("datetime64[s]"),
        }
    )
    return Deliveries(
        feeding=feeding,
        births=pd.DataFrame([(codes[0], "2026-09", 1)], columns=["municipality", "month", "births"]),
        aggregates=aggregates_frame(),
        set_aside=pd.DataFrame(columns=["delivery", "source", "sender", "rule", "rows"]),
        sources=pd.DataFrame(),
        notes=(),
        synthetic=True,
        extraction_date=date(2026, 10, 1),
    )


def timed(name: str, call: Callable[[], Result]) -> Result:
    begun = time.perf_counter()
    result = call()
    print(f"{name:<55}{time.perf_counter() - begun:8.2f} s")
    return result


def made_panel(deliveries: Deliveries) -> Panel:
    maturity = Maturity(follow_up_days=335, reporting_lag_days=122)
    return build_panel(deliveries, agreement=AGREEMENT, series_start=Month(2012, 1), maturity=maturity)


def measure(deliveries: Deliveries) -> None:
    window = {"first": Month(2012, 1), "last": Month(2026, 9)}
    cohort = timed("cohort", lambda: build_cohort(deliveries, agreement=AGREEMENT, **window))
    timed("durations", lambda: child_durations(cohort.evidence, len(cohort.children)))
    panel = timed("panel, with both of these", lambda: made_panel(deliveries))

    def means(unit: str) -> OutcomeSeries:
        codes = AGREEMENT.municipalities_of(unit)
        return outcome_series(panel, unit=unit, municipalities=codes, definition=DEFINITIONS["restricted_mean_365"])

    timed("180 monthly curves of the region", lambda: means("region"))
    timed("180 monthly curves of each of region and clusters", lambda: [means(unit) for unit in AGREEMENT.units])


def main() -> None:
    for share in (0.0, 0.08, 0.5, 1.0):
        deliveries = simulated(share)
        print(f"\n{len(deliveries.feeding):,} rows, {share:.0%} of the children known by statuses only")
        measure(deliveries)
    tracemalloc.start()
    made_panel(deliveries)
    print(f"\npeak memory of the panel beyond the deliveries {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MB")


if __name__ == "__main__":
    main()
