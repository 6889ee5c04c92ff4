"""Deliveries of a few children, written as short rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluering.agreement import Agreement, read_agreement
from evaluering.intake.deliveries import Deliveries
from evaluering.intake.sources.aggregates import aggregates_frame

ROOT = Path(__file__).resolve().parents[2]

Rows = Iterable[dict[str, object]]


@pytest.fixture(scope="session")
def agreement() -> Agreement:
    return read_agreement(ROOT / "params" / "amning-midtjylland.yml")


def row(kind: str, feeding: str, start: int, end: int | None = None, **other: object) -> dict[str, object]:
    """One row in ages: start and end in days after birth; recorded at `recorded` days, at the latest age by default."""
    known = {
        "child": 1,
        "municipality": "0657",
        "birth": "2023-05-01",
        "extracted": "2026-10-01",
        "delivery": "a",
    } | other
    birth = pd.Timestamp(str(known["birth"]))
    recorded = known.pop("recorded", max(start, end or 0))
    days = {"start": start, "end": end, "recorded": recorded}
    dated = {key: pd.NaT if age is None else birth + pd.Timedelta(days=int(str(age))) for key, age in days.items()}
    return known | dated | {"kind": kind, "feeding": feeding, "birth": birth}


def period(feeding: str, start: int, end: int | None = None, **other: object) -> dict[str, object]:
    return row("period", feeding, start, end, **other)


def status(feeding: str, age: int, **other: object) -> dict[str, object]:
    return row("status", feeding, age, **other)


def deliveries_of(rows: Rows, births: dict[tuple[str, str], int], set_aside: Rows = ()) -> Deliveries:
    columns = ["child", "municipality", "birth", "recorded", "extracted", "kind", "feeding", "start", "end", "delivery"]
    feeding = pd.DataFrame(list(rows), columns=columns)
    for name in ("birth", "recorded", "extracted", "start", "end"):
        feeding[name] = pd.to_datetime(feeding[name]).astype("datetime64[s]")
    for name in ("municipality", "kind", "feeding", "delivery"):
        feeding[name] = feeding[name].astype("category")
    feeding["contact"] = pd.Categorical(["none"] * len(feeding))
    feeding = feeding.assign(child=feeding["child"].astype("uint64"), row=np.arange(len(feeding), dtype=np.int32))
    return Deliveries(
        feeding=feeding,
        births=pd.DataFrame(
            [(*key, count) for key, count in births.items()], columns=["municipality", "month", "births"]
        ),
        aggregates=aggregates_frame(),
        set_aside=pd.DataFrame(list(set_aside), columns=["delivery", "source", "sender", "rule", "rows"]),
        sources=pd.DataFrame(columns=["delivery", "source", "extraction_date", "period_from", "period_to"]),
        notes=(),
        synthetic=True,
        extraction_date=date(2026, 10, 1),
    )


@pytest.fixture
def make_deliveries() -> Callable[..., Deliveries]:
    """Deliveries from rows made by `period` and `status`, with births and set-aside rows."""

    def make(
        *rows: dict[str, object], births: dict[tuple[str, str], int] | None = None, aside: Rows = ()
    ) -> Deliveries:
        return deliveries_of(rows, births or {("0657", "2023-05"): 10}, aside)

    return make


@pytest.fixture
def make_period() -> Callable[..., dict[str, object]]:
    return period


@pytest.fixture
def make_status() -> Callable[..., dict[str, object]]:
    return status
