"""Groups held against each other: what R does not tell, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.hazard_regression import PHReg

from evaluering.estimation.survival import partial_likelihood
from evaluering.estimation.survival.cox import cox
from evaluering.estimation.survival.log_rank import log_rank

FRAME = pd.DataFrame(
    {
        "duration": [10, 20, 20, 30, 40, 50, 60, 60, 70, 90],
        "event": [1, 1, 0, 1, 1, 1, 1, 1, 0, 1],
        "first": [True, True, False, True, False, True, False, False, True, False],
        "cluster": list("aabbaabbab"),
        "age": [24, 31, 28, 22, 35, 29, 33, 27, 30, 26],
    }
)


def test_like_groups_do_not_differ() -> None:
    twice = pd.concat([FRAME.assign(group="x"), FRAME.assign(group="y")])
    found = log_rank(twice, group="group")
    assert (found.statistic, found.p_value, found.degrees_of_freedom) == pytest.approx((0.0, 1.0, 1))
    assert found.table["observed"].tolist() == found.table["expected"].tolist() == [8, 8]


def test_rows_without_a_group_are_left_out() -> None:
    frame = FRAME.assign(group=[None, *"xyxyxyxyx"])
    found = log_rank(frame, group="group", strata="cluster")
    assert (found.left_out, int(found.table["children"].sum())) == (1, 9)


def test_strata_with_one_group_each_tell_nothing() -> None:
    found = log_rank(FRAME.assign(same=FRAME["cluster"]), group="cluster", strata="same")
    assert (found.statistic, found.degrees_of_freedom) == (0.0, 0)
    assert np.isnan(found.p_value)
    itself = log_rank(FRAME, group="cluster", strata="cluster")
    assert (itself.statistic, itself.degrees_of_freedom) == (0.0, 0)


def test_a_group_beside_no_other_takes_no_degree_of_freedom() -> None:
    alone = FRAME.assign(group="z", place=1)
    frame = pd.concat([FRAME.assign(group=FRAME["cluster"], place=0), alone])
    found, without = log_rank(frame, group="group", strata="place"), log_rank(FRAME, group="cluster")
    assert (found.statistic, found.degrees_of_freedom) == pytest.approx((without.statistic, 1))


def test_a_group_that_is_never_at_risk_takes_no_degree_of_freedom() -> None:
    frame = pd.DataFrame({"duration": [1, 1, 5], "event": [0, 0, 1], "group": ["x", "x", "y"]})
    found = log_rank(frame, group="group")
    assert found.degrees_of_freedom == 0
    assert np.isnan(found.p_value)


def test_one_group_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="two groups or more"):
        log_rank(FRAME.assign(group=1), group="group")


def test_the_score_test_of_cox_without_ties_is_the_log_rank_test() -> None:
    frame = FRAME.assign(duration=np.arange(1, 11))
    assert cox(frame, covariates=["first"]).score == pytest.approx(log_rank(frame, group="first").statistic)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox_is_statsmodels_phreg(ties: str) -> None:
    found = cox(FRAME, covariates=["first", "age"], ties=ties)
    other = PHReg(FRAME["duration"], FRAME[["first", "age"]].astype(float), status=FRAME["event"], ties=ties).fit()
    assert found.table["coefficient"].tolist() == pytest.approx(other.params.tolist(), rel=1e-5)
    assert found.log_likelihood == pytest.approx(other.llf)
    assert found.warnings == ()


def test_words_become_terms_against_the_first() -> None:
    found = cox(FRAME, covariates=["cluster", "age"], strata="first")
    assert found.table["term"].tolist() == ["cluster=b", "age"]
    same = cox(FRAME.assign(b=(FRAME["cluster"] == "b").astype(int)), covariates=["b", "age"], strata="first")
    assert found.table["hazard_ratio"].tolist() == same.table["hazard_ratio"].tolist()
    assert (found.children, found.events, found.left_out, found.degrees_of_freedom) == (10, 8, 0, 2)


def test_the_unit_of_a_covariate_does_not_matter() -> None:
    one, other = (cox(FRAME.assign(age=FRAME["age"] * unit), covariates=["age"]) for unit in (1, 1e6))
    assert one.table["coefficient"][0] == pytest.approx(1e6 * other.table["coefficient"][0])
    assert one.likelihood_ratio == pytest.approx(other.likelihood_ratio)


def test_a_group_without_ends_has_no_finite_ratio() -> None:
    frame = FRAME.assign(event=FRAME["event"] * ~FRAME["first"])
    found = cox(frame, covariates=["first"])
    assert found.warnings == ("infinite_coefficient",)
    assert found.table["hazard_ratio"][0] < 1e-6
    assert found.table["upper"][0] > 1e6


def test_a_first_group_without_ends_has_no_finite_ratios() -> None:
    # Both coefficients grow together: each against the other is told, both against the first are not.
    frame = pd.DataFrame({"duration": range(1, 10), "event": [0, 1, 1] * 3, "g": list("abc") * 3})
    assert cox(frame, covariates=["g"]).warnings == ("infinite_coefficient",)
    other = frame.assign(g=frame["g"].map({"a": "c", "b": "b", "c": "a"}))
    assert cox(other, covariates=["g"]).warnings == ("infinite_coefficient",)
    assert cox(frame.assign(event=1), covariates=["g"]).warnings == ()


def test_many_groups_without_ends_are_told_and_have_no_narrow_interval() -> None:
    frame = pd.DataFrame({"duration": range(1, 81), "event": [1, 0] * 40, "g": [f"k{min(i, 20)}" for i in range(80)]})
    found = cox(frame, covariates=["g"])
    assert found.warnings == ("infinite_coefficient",)
    assert (found.table["standard_error"] > 1e3).all()


def test_numbers_in_a_column_of_objects_are_numbers() -> None:
    one, other = (cox(FRAME.assign(age=FRAME["age"].astype(kind)), covariates=["age"]) for kind in (object, int))
    pd.testing.assert_frame_equal(one.table, other.table)


def test_a_stratum_without_ends_says_nothing() -> None:
    frame = pd.concat([FRAME, FRAME.assign(cluster="c", event=0)])
    one, other = (cox(rows, covariates=["age"], strata="cluster") for rows in (FRAME, frame))
    assert one.log_likelihood == pytest.approx(other.log_likelihood)
    assert one.table["coefficient"][0] == pytest.approx(other.table["coefficient"][0])


def test_one_child_far_from_the_others_is_fitted() -> None:
    frame = pd.DataFrame({"duration": range(1, 13), "event": 1, "x": [0.0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, -40]})
    found = cox(frame, covariates=["x"])
    assert found.warnings == ()
    other = PHReg(frame["duration"], frame[["x"]], status=frame["event"]).fit()
    assert found.table["coefficient"][0] == pytest.approx(other.params[0], rel=1e-4)


class Steep(partial_likelihood.PartialLikelihood):
    """A concave likelihood, -log cosh(1.5 (x - 1)), on which Newton's method without halving runs away."""

    __slots__ = ()

    def __init__(self) -> None:
        """No rows: the value is a formula."""

    def at(self, coefficients):
        place = 1.5 * (coefficients[0] - 1)
        bent = np.tanh(place)
        return float(-np.log(np.cosh(place))), np.array([-1.5 * bent]), np.array([[2.25 * (1 - bent**2)]])


def test_a_step_too_long_is_halved() -> None:
    found = partial_likelihood.maximise(Steep(), 1)
    assert found.converged
    assert found.coefficients[0] == pytest.approx(1.0, abs=1e-9)


class Broken(Steep):
    """As `Steep`, with nothing to be had beside the beginning."""

    __slots__ = ()

    def at(self, coefficients):
        found = super().at(coefficients)
        return found if coefficients[0] == 0 else (np.nan, found[1], found[2] * np.nan)


def test_where_the_likelihood_breaks_down_the_search_stays() -> None:
    found = partial_likelihood.maximise(Broken(), 1)
    assert (found.converged, found.coefficients.tolist()) == (False, [0.0])
    assert found.log_likelihood == found.null_log_likelihood


def test_a_search_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_likelihood, "_ROUNDS", 1)
    assert cox(FRAME, covariates=["first", "age"]).warnings == ("not_converged",)


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (FRAME, {"covariates": []}, "at least one covariate"),
        (FRAME, {"covariates": ["age"], "ties": "exact"}, "ties is one of efron, breslow, not 'exact'"),
        (FRAME, {"covariates": ["weight"]}, "no column 'weight'"),
        (FRAME.assign(event=0), {"covariates": ["age"]}, "no end was seen"),
        (FRAME.assign(one=1), {"covariates": ["age", "one"]}, "'one' cannot be told"),
        (FRAME.assign(more=FRAME["age"] * 2), {"covariates": ["age", "more"]}, "'more' cannot be told"),
        (FRAME.assign(same="x"), {"covariates": ["same"]}, "hold one value only"),
        (FRAME.assign(age=np.inf), {"covariates": ["age"]}, "infinite number"),
        (FRAME, {"covariates": ["age", "cluster"], "strata": "cluster"}, "'cluster' cannot be told: it does not vary"),
        (FRAME.assign(code=list("abcdefghij")), {"covariates": ["code"]}, "too few events: 8 cannot tell 9 terms"),
        (FRAME.assign(day=pd.Timestamp(2024, 1, 1)), {"covariates": ["day"]}, "'day' holds datetime64; numbers"),
        (FRAME.assign(h=FRAME["cluster"]), {"covariates": ["cluster", "h"]}, "^'h' cannot be told"),
        (FRAME.assign(h=[[1]] * 10), {"covariates": ["h"]}, "'h' holds values that cannot be groups"),
    ],
)
def test_models_that_cannot_be_told_are_refused(frame: pd.DataFrame, options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cox(frame, **options)


def test_what_is_no_frame_or_no_name_is_refused() -> None:
    with pytest.raises(TypeError, match="frame is a pandas DataFrame, not list"):
        log_rank([1, 2], group="group")
    with pytest.raises(TypeError, match="group is the name of a column, not list"):
        log_rank(FRAME, group=["first"])
    with pytest.raises(TypeError, match="strata is the name of a column, not Series"):
        cox(FRAME, covariates=["age"], strata=FRAME["cluster"])
    with pytest.raises(TypeError, match="covariates is a sequence of columns' names, not str"):
        cox(FRAME, covariates="age")
    with pytest.raises(ValueError, match="several columns 'age'"):
        cox(pd.concat([FRAME, FRAME[["age"]]], axis=1), covariates=["age"])
