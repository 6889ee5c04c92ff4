import numpy as np

from evaluering.estimation.checks.leave_one_out import leave_one_out

START = "2023-04"


def test_a_change_that_every_part_shares_holds(make_frame, options):
    parts = {name: make_frame(seed=seed) for seed, name in enumerate("abc", start=2)}
    check = leave_one_out(make_frame(), without=parts, start=START, options=options)
    assert check.verdict == "holds"
    assert check.table["left_out"].tolist() == ["a", "b", "c"]
    assert check.facts["parts"] == 3
    assert check.facts["smallest"] == check.table["value"].min() > 4
    assert check.facts["largest"] == check.table["value"].max() < 6
    assert check.facts["least_probability"] > 0.999


def test_a_change_that_rests_on_one_part_is_in_doubt(make_frame, options):
    parts = {"a": make_frame(seed=2), "b": make_frame(0.0, seed=3)}
    check = leave_one_out(make_frame(), without=parts, start=START, options=options)
    assert check.verdict == "in_doubt"
    assert check.facts["least_probability"] == check.table.set_index("left_out").loc["b", "probability"] < 0.90


def test_no_change_that_hangs_on_one_part_is_in_doubt_too(make_frame, options):
    whole = make_frame(0.0)
    same = {"a": make_frame(0.0, seed=2), "b": make_frame(0.0, seed=3)}
    assert leave_one_out(whole, without=same, start=START, options=options).verdict == "holds"
    check = leave_one_out(whole, without=same | {"c": make_frame(4.0, seed=4)}, start=START, options=options)
    assert check.verdict == "in_doubt"


def test_a_decrease_has_its_own_direction(make_frame, options):
    parts = {name: make_frame(-5.0, seed=seed) for seed, name in enumerate("ab", start=2)}
    check = leave_one_out(make_frame(-5.0), without=parts, start=START, options=options)
    assert check.verdict == "holds"
    assert check.table["probability"].min() > 0.999


def test_one_part_is_no_comparison(make_frame, options):
    check = leave_one_out(make_frame(), without={"a": make_frame(seed=2)}, start=START, options=options)
    assert (check.verdict, check.facts["parts"]) == ("not_assessed", 1)
    none = leave_one_out(make_frame(), without={}, start=START, options=options)
    assert (none.verdict, len(none.table)) == ("not_assessed", 0)
    assert np.isnan(none.facts["smallest"])


def test_what_cannot_be_fitted_is_counted(make_frame):
    short = make_frame().query("month < '2023-04'")
    parts = {"a": make_frame(seed=2), "b": short, "c": make_frame(seed=3)}
    check = leave_one_out(make_frame(), without=parts, start=START)
    assert (check.facts["parts"], check.facts["left_out"]) == (2, 1)
    assert check.table["left_out"].tolist() == ["a", "c"]
