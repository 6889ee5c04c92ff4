from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluering.estimation.clusters.joint import joint_change, wald_test
from evaluering.estimation.clusters.shared_shocks import shared_shocks_test
from evaluering.estimation.design import Shape
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.time_axis import labels

START, ROWS = "2021-05", 72
OLS = FitOptions(method="ols")


def made(effects=(0.0, 0.0, 4.0), *, shock=5.0, seed=1):
    generator = np.random.default_rng(seed)
    place = np.arange(ROWS)
    shared = shock * generator.standard_normal(ROWS)
    parts = []
    for unit, effect in enumerate(effects):
        y = 50 + unit + shared + generator.standard_normal(ROWS) + effect * (place >= 40)
        frame = pd.DataFrame({"month": labels(2018 * 12 + place, "month"), "cluster": f"k{unit}", "y": y, "se": 0.5})
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def test_a_difference_behind_a_shared_shock_is_found_when_the_shock_is_taken_out():
    found = joint_change(made(), start=START, options=OLS)
    assert found.shared.p_value < 1e-4
    assert found.independent.p_value > 0.05
    assert found.periods == ROWS
    assert found.table["unit"].tolist() == ["k0", "k1", "k2"]
    assert found.table["against_p_holm"].iloc[2] < 1e-3
    assert (found.table["against_p_holm"] >= found.table["against_p_value"]).all()
    assert found.table["against_standard_error"].max() < found.table["standard_error"].min()


def test_each_unit_is_its_own_fit():
    frame = made()
    found = joint_change(frame, start=START, options=OLS)
    for row in found.table.itertuples():
        own = fit_interrupted(frame[frame["cluster"] == row.unit], start=START, method="ols").estimate("mean_change")
        assert (row.value, row.lower, row.p_value) == (own.value, own.lower, own.p_value)


def test_shared_shocks_of_any_kind_change_nothing_in_the_shared_test():
    frame = made()
    place = frame.groupby("cluster").cumcount()
    moved = frame.assign(y=frame["y"] + 30 * np.sin(place**2) + 12 * (place >= 40))
    before, after = (joint_change(one, start=START, options=OLS) for one in (frame, moved))
    assert after.shared.f == pytest.approx(before.shared.f, rel=1e-5)
    np.testing.assert_allclose(after.table["against_value"], before.table["against_value"], atol=1e-8)


def asked():
    place = np.arange(ROWS)
    since = place - 40.0
    after = (since >= 0).astype(float)
    columns = np.column_stack([np.ones(ROWS), since, after, since * after])
    return columns, np.array([0, 0, 1, since[since >= 0].mean()]), place


def densely(y, columns, contrast, place):
    """Every cell of a fine grid of correlations by explicit matrices, its p-value and its weight."""
    differences, gaps = y[:, 1:] - y[:, :1], np.abs(np.subtract.outer(place, place))
    free, width = ROWS - columns.shape[1], y.shape[1] - 1
    heights, p = [], []
    rhos, shares = 0.99 * (np.arange(40) + 0.5) / 40, (np.arange(20) + 0.5) / 20
    for rho in rhos:
        for share in shares:
            inverse = np.linalg.inv(share * rho**gaps + (1 - share) * np.eye(ROWS))
            information = columns.T @ inverse @ columns
            coefficients = np.linalg.solve(information, columns.T @ inverse @ differences)
            residuals = differences - columns @ coefficients
            squares = residuals.T @ inverse @ residuals
            change = contrast @ coefficients
            size = change @ np.linalg.solve(squares, change) / (contrast @ np.linalg.solve(information, contrast))
            p.append(stats.f.sf(size * (free - width + 1) / width, width, free - width + 1))
            spans = np.linalg.slogdet(information)[1] - np.linalg.slogdet(inverse)[1]
            heights.append((np.log1p(-rho) - width * spans - free * np.linalg.slogdet(squares)[1]) / 2)
    weights = np.exp(np.array(heights) - max(heights))
    return np.array(p), weights / weights.sum()


@pytest.mark.parametrize("seed", [3, 51])
def test_a_correlation_that_is_hardly_known_is_averaged_over(seed):
    # A search from one start stays at rho = 0 here, where the likelihood has a lower maximum and p is smaller.
    columns, contrast, place = asked()
    generator = np.random.default_rng(seed)
    y = generator.standard_normal((ROWS, 3)) + 5 * generator.standard_normal((ROWS, 1))
    found = shared_shocks_test(y, columns, contrast, place)
    p, weights = densely(y, columns, contrast, place)
    assert found.p_value == pytest.approx(weights @ p, rel=2e-3)
    assert found.p_value > p[0]


def test_equal_changes_are_rejected_as_often_as_stated():
    columns, contrast, place = asked()
    generator = np.random.default_rng(6)
    p = []
    for _ in range(80):
        y = generator.standard_normal((ROWS, 3)) * [1, 1.5, 0.8] + 5 * generator.standard_normal((ROWS, 1))
        p.append(shared_shocks_test(y, columns, contrast, place).p_value)
    assert np.mean(np.array(p) < 0.05) <= 0.125  # three standard errors above 0.05


def test_standard_errors_cut_and_gaps():
    frame = made().drop(index=[5, 90])
    options = FitOptions(standard_errors="se", harmonics=0, shape=Shape(cut_periods=3))
    found = joint_change(frame, start=START, options=options)
    assert found.periods == ROWS - 5
    assert np.isfinite(found.table["against_standard_error"]).all()
    assert joint_change(frame, start=START).periods == ROWS - 2


def test_two_units():
    found = joint_change(made((0.0, 4.0)), start=START, options=OLS)
    first, second = found.table["against_value"]
    assert first == pytest.approx(-second)
    assert found.shared.numerator_degrees_of_freedom == 1


def test_welch_without_doubt_is_the_chi_square():
    found = wald_test(np.array([1.0, 2.0, 4.0]), np.array([1.0, 1.0, 2.0]), np.full(3, np.inf))
    assert found.f_p_value == found.p_value
    assert found.denominator_degrees_of_freedom == np.inf


def test_what_cannot_be():
    frame = made()
    with pytest.raises(ValueError, match="two units or more"):
        joint_change(frame[frame["cluster"] == "k0"], start=START)
    with pytest.raises(TypeError, match="options is a FitOptions or None, not dict"):
        joint_change(frame, start=START, options={})
    with pytest.raises(ValueError, match=r"column 'y' holds something that is not a real number$"):
        joint_change(frame.assign(y="010120-4711"), start=START)
    with pytest.raises(ValueError, match="column 'cluster' holds values that cannot be units"):
        joint_change(frame.assign(cluster=[[1]] * len(frame)), start=START)
    with pytest.raises(ValueError, match="no column 'place'"):
        joint_change(frame, start=START, unit="place")
    with pytest.raises(ValueError, match="a period stands twice in a unit"):
        joint_change(pd.concat([frame, frame[:1]]), start=START)
    apart = frame[(frame["cluster"] == "k0") == (frame.groupby("cluster").cumcount() % 2 == 0)]
    with pytest.raises(ValueError, match="too few periods"):
        joint_change(apart, start=START, options=OLS)
    many = made((0.0,) * 13, seed=2)
    late = many[(many["month"] >= "2020-10") & (many["month"] < "2022-03")]
    with pytest.raises(ValueError, match="17 in which every unit is observed and used"):
        joint_change(late, start=START, options=FitOptions(method="ols", harmonics=1))
