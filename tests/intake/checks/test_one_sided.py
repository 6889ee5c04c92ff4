import numpy as np
import pandas as pd
import pytest

from evaluering.intake.checks.one_sided import monotonous_births, one_sided

BIRTH = pd.Timestamp("2020-01-01")


def rows(children=400, *, closed="some", never=True, visits=2):
    """Children with a period of full breastfeeding and statuses; one in twenty never fully breastfed."""
    parts = []
    for child in range(children):
        less = never and child % 20 == 0
        has_end = {"some": child % 2 == 0, "all": True, "none": False}[closed]
        end = BIRTH + pd.Timedelta(days=100) if has_end else pd.NaT
        first = (child, "period", "formula" if less else "full", BIRTH, end)
        parts += [first, *((child, "status", "formula", BIRTH + pd.Timedelta(days=200), pd.NaT),) * (visits - 1)]
    frame = pd.DataFrame(parts, columns=["child", "kind", "feeding", "start", "end"])
    return frame.assign(birth=BIRTH, child=frame["child"].astype("uint64"), end=pd.to_datetime(frame["end"]))


def test_a_whole_delivery_needs_no_word():
    assert list(one_sided(rows())) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closed": "all"}, "Alle perioder med fuld amning har en slutdato"),
    ],
)
def test_what_is_missing_altogether_is_said(changes, said):
    (found,) = one_sided(rows(**changes))
    assert said in found


def test_one_status_a_child_is_said_and_one_period_is_not():
    last = rows(never=True).groupby("child").tail(1)
    (found,) = one_sided(last.assign(start=BIRTH))
    assert "kun én række" in found
    assert list(one_sided(rows(visits=1))) == []


def test_a_small_delivery_says_nothing_by_what_it_lacks():
    assert list(one_sided(rows(40, closed="all", never=False, visits=1))) == []


def births(values, code="0657"):
    months = pd.period_range("2020-01", periods=len(values), freq="M").astype(str)
    return pd.DataFrame({"municipality": code, "month": months, "births": values})


@pytest.mark.parametrize(
    ("values", "told"),
    [([5] * 12, "2020; årets"), ([5] * 24, "2020 og 1 andre år"), ([5] * 11, ""), ([2] * 12, ""), ([5] * 11 + [6], "")],
)
def test_births_that_never_vary_are_said(values, told):
    found = list(monotonous_births(births(np.array(values))))
    assert [told in one for one in found] == ([True] if told else [])
