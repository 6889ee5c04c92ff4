import numpy as np
import pytest

from evaluering.estimation.data_quality.deliveries_check import check_deliveries

ROWS = ("0657", "0661")


def poisson(mean, *, seed=1, months=120):
    season = 1 + 0.07 * np.sin(np.arange(months) / 6 * np.pi)
    return np.random.default_rng(seed).poisson(mean * season, size=(2, months))


def test_ordinary_deliveries_have_nothing_that_stands_out(make_registration):
    for seed in range(10):
        births = poisson(np.array([[15.0], [300.0]]), seed=seed)
        children = np.random.default_rng(seed).binomial(births, 0.93)
        found = check_deliveries(make_registration(ROWS, 120, births=births, children=children))
        assert (len(found.excess), len(found.outliers), len(found.holes)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("mean", "count", "found"),
    [
        (50, 103, True),
        (50, 99, False),
        (50, 0, True),
        (50, 24, False),
        (8, 0, False),
        (8, 40, True),
        (12, 26, False),
        (500, 950, False),
    ],
)
def test_births_stand_out_by_distance_and_by_factor(make_registration, mean, count, found):
    births = np.full((2, 60), mean)
    births[1, 30] = count
    outliers = check_deliveries(make_registration(ROWS, 60, births=births, children=births)).outliers
    assert outliers[["unit", "month"]].to_numpy().tolist() == ([["0661", "2021-07"]] if found else [])
    if found:
        assert outliers["expected"].tolist() == [mean]
        assert outliers["z"][0] == pytest.approx(2 * (count**0.5 - mean**0.5))


def test_births_that_vary_a_lot_stand_out_less(make_registration):
    births = np.tile([30, 90], 30)[None, :].repeat(2, axis=0)
    births[1, 30] = 200
    assert check_deliveries(make_registration(ROWS, 60, births=births)).outliers.empty


def test_a_month_without_most_of_its_children_is_a_hole(make_registration):
    children = np.full((2, 60), 18)
    children[0, [0, 20, 21]] = [8, 4, 11]
    holes = check_deliveries(make_registration(ROWS, 60, births=20, children=children)).holes
    assert holes[["unit", "month", "births", "children"]].to_numpy().tolist() == [
        ["0657", "2019-01", 20, 8],
        ["0657", "2020-09", 20, 4],
    ]
    assert holes["expected_pct"].tolist() == [90, 90]
    few = check_deliveries(make_registration(ROWS, 60, births=9, children=children // 3)).holes
    assert few.empty


def test_months_without_births_are_compared_with_those_that_have_some(make_registration):
    births = np.zeros((2, 60), dtype=int)
    births[0, 10:12] = 20
    children = births.copy()
    children[0, 11] = 2
    found = check_deliveries(make_registration(ROWS, 60, births=births, children=children))
    assert found.holes[["unit", "month"]].to_numpy().tolist() == [["0657", "2019-12"]]


def test_more_children_than_births(make_registration):
    births = np.full((2, 30), 20)
    children = births.copy()
    children[0, 3] += 9
    children[1, 12] += 14
    children[1, 25] += 50  # in a year that is not whole
    excess = check_deliveries(make_registration(ROWS, 30, births=births, children=children, known=19)).excess
    assert excess.to_numpy().tolist() == [
        ["0657", "2019", 240, 249, 228, False],
        ["0661", "2020", 240, 254, 228, True],
    ]
