from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd
import pytest

from evaluering.intake.checks.born import born, impossible_births, spans, striking_births

MONTHS = [str(month) for month in pd.period_range("2020-01", "2023-12", freq="M")]
ALL = {"0657": ("2020-01", "2023-12"), "0661": ("2020-01", "2023-12")}


def births_of(values, *, code="0657", months=MONTHS):
    frame = pd.DataFrame({"municipality": code, "month": months[: len(values)], "births": values})
    return frame.assign(row=range(2, 2 + len(values)), file="foedsler/f.csv", column="maaned")


def children_of(values, *, code="0657", first=0):
    """So many children born in each month, as feeding rows."""
    month = np.repeat(np.array(MONTHS[: len(values)], dtype="datetime64[M]"), values)
    return pd.DataFrame(
        {
            "child": np.arange(first, first + len(month), dtype=np.uint64),
            "municipality": pd.Categorical([code] * len(month), categories=["0657", "0661"]),
            "birth": month.astype("datetime64[s]"),
        }
    )


def drawn(seed, mean, months=48):
    """Numbers of births that vary as births do, and how many of them are delivered as children."""
    rng = Random(seed)
    births = [sum(rng.random() < mean / 1000 for _ in range(1000)) for _ in range(months)]
    return births, [sum(rng.random() < 0.93 for _ in range(one)) for one in births]


def both_of(births, children, covered=ALL):
    frames = [pd.concat(one, ignore_index=True) for one in (children, births)]
    frames[0]["municipality"] = frames[0]["municipality"].astype(pd.CategoricalDtype(["0657", "0661"]))
    return born(*frames, covered)


def one_municipality(births, children, covered=ALL):
    return both_of([births_of(births)], [children_of(children)], covered)


def test_births_and_children_that_go_together_are_used_without_a_word():
    for seed in range(20):
        both = one_municipality(*drawn(seed, mean=[1, 5, 30, 200][seed % 4]))
        assert list(impossible_births(both)) == []
        assert list(striking_births(both)) == []


def test_without_births_nothing_is_compared():
    assert born(children_of([1]), births_of([]), {}) is None


def test_births_out_of_line_are_refused_with_their_row():
    values = [100] * 40
    values[17] = 1000
    (finding,) = impossible_births(one_municipality(values, [90] * 40))
    assert (finding.row, finding.file, finding.column, finding.count) == (19, "foedsler/f.csv", "maaned", 1)
    assert "2021-06" in finding.what


@pytest.mark.parametrize("values", [[100, 130, 70] * 10, [2, 9, 4] * 10, [0] * 30, [1, 1, 1, 2, 8, 1, 0, 2] * 5])
def test_births_that_vary_as_births_do_are_accepted(values):
    assert list(impossible_births(one_municipality(values, [0] * len(values)))) == []


def test_births_rather_out_of_line_are_told():
    values = [20] * 40
    values[17] = 53
    both = one_municipality(values, [0] * 40, {})
    assert list(impossible_births(both)) == []
    assert "Kommune 0657 har påfaldende mange eller få fødsler i 2021-06." in list(striking_births(both))


@pytest.mark.parametrize(("births", "years"), [([5] * 48, ["født i 2020"]), ([5] + [25] * 47, [])])
def test_far_more_children_than_births_of_a_year_are_refused(births, years):
    found = [finding.what for finding in impossible_births(one_municipality(births, [22] * 48))]
    assert [year for what in found for year in ("født i 2020", "i alt") if year in what] == years


def test_more_children_in_all_years_together_are_refused():
    both = one_municipality([1] * 48, [3] * 48)
    assert ["i alt" in finding.what for finding in impossible_births(both)] == [True]


@pytest.mark.parametrize("shift", [1, -1, 12])
def test_births_of_another_month_are_refused(shift):
    births, children = drawn(1, mean=30)
    (finding,) = impossible_births(one_municipality(list(np.roll(births, shift)), children))
    assert "en anden måned" in finding.what
    assert finding.file == "foedsler/f.csv"


def test_births_of_another_municipality_are_refused():
    (first, of_first), (second, of_second) = drawn(1, mean=30), drawn(2, mean=30)
    children = [children_of(of_first), children_of(of_second, code="0661", first=10_000)]
    both = both_of([births_of(second), births_of(first, code="0661")], children)
    assert ["fødslerne i kommune 0661" in one.what for one in impossible_births(both)] == [True, False]
    right = both_of([births_of(first), births_of(second, code="0661")], children)
    assert list(impossible_births(right)) == []


def test_births_that_are_the_same_every_month_are_not_taken_for_another_months():
    children = [4] * 44 + [0] * 4
    assert list(impossible_births(one_municipality([5] * 48, children))) == []


def test_births_that_have_nothing_to_do_with_the_children_are_not_taken_for_another_months():
    for seed in range(10):
        births, children = drawn(seed, mean=30)[0], drawn(seed + 100, mean=28)[0]
        assert list(impossible_births(one_municipality(births, children))) == []


def test_a_municipality_without_children_and_a_month_without_births_are_told():
    births = births_of([5] * 48).drop(index=[3, 4, 9])
    both = both_of([births], [children_of([])], {})
    assert list(striking_births(both)) == [
        "Der er fødsler, men ingen leverance om børn, for kommune 0657.",
        "Kommune 0657 har ingen række med fødsler for 2020-04 til 2020-05 og 2020-10; det tæller som 0.",
    ]


@pytest.mark.parametrize(("lost", "mean"), [(slice(20, 21), 6), (slice(12, 24), 2), (slice(24, 48), 2)])
def test_children_that_lack_are_told_with_their_months(lost, mean):
    births, children = drawn(3, mean=mean)
    births[20] = max(births[20], mean)
    children[lost] = [0] * (lost.stop - lost.start)
    (note,) = striking_births(one_municipality(births, children))
    assert "Kommune 0657 har påfaldende få børn i forhold til fødsler" in note
    assert MONTHS[lost.start] in note or MONTHS[lost.start + 1] in note


def test_children_outside_the_months_a_delivery_covers_do_not_lack():
    births, children = drawn(3, mean=10)
    children[36:] = [0] * 12
    both = one_municipality(births, children, {"0657": ("2020-01", "2022-12")})
    assert list(striking_births(both)) == []


def test_low_coverage_is_told():
    births, _ = drawn(4, mean=20)
    (note,) = striking_births(one_municipality(births, [one // 2 for one in births]))
    assert note == "Kommune 0657 har oplysninger om under 80 % af de fødte børn."


def test_births_that_are_too_few_for_the_children_of_a_month_are_told():
    births, children = drawn(5, mean=12)
    births[20], children[20] = 4, 13
    notes = list(striking_births(one_municipality(births, children)))
    assert notes == ["Kommune 0657 har påfaldende få fødsler i forhold til børn i 2021-09."]


def test_months_without_births_in_which_children_are_born_are_told_together():
    births, children = drawn(6, mean=2)
    zero = [place for place in range(0, 48, 6) if children[place]]
    for place in zero:
        births[place] = 0
    (note,) = striking_births(one_municipality(births, children))
    assert "påfaldende få fødsler i forhold til børn" in note


def test_spans_are_named_until_they_are_too_many():
    chosen = np.zeros(len(MONTHS), dtype=bool)
    chosen[[0, 1, 5]] = True
    assert spans(MONTHS, chosen) == "2020-01 til 2020-02 og 2020-06"
    chosen[::3] = True
    assert spans(MONTHS, chosen).endswith("tidsrum til")
