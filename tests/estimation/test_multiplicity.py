import numpy as np
import pytest

from evaluering.estimation.multiplicity import benjamini_hochberg, holm

EACH = pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])


@EACH
def test_what_is_missing_stays_missing_and_is_no_part_of_the_family(adjust):
    with_gap = adjust([0.01, np.nan, 0.03])
    np.testing.assert_array_equal(np.isnan(with_gap), [False, True, False])
    np.testing.assert_array_equal(with_gap[[0, 2]], adjust([0.01, 0.03]))


@EACH
def test_one_p_value_stays_as_it_is(adjust):
    assert adjust([0.03]).tolist() == [0.03]


@EACH
def test_no_p_value_at_all(adjust):
    assert adjust([]).shape == (0,)
    assert np.isnan(adjust([np.nan, np.nan])).all()


@EACH
@pytest.mark.parametrize("wrong", [-0.1, 1.1])
def test_a_p_value_lies_between_0_and_1(adjust, wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust([0.5, wrong])


@pytest.mark.parametrize("given", [[0.01, np.nan, 0.03], [0.01, 0.03]])
def test_a_family_fixed_beforehand_keeps_its_size(given):
    """What cannot be assessed counts as p = 1: else a lost outcome would make the others clearer."""
    adjusted = holm(given, family_size=4)
    np.testing.assert_allclose(adjusted[~np.isnan(given)], [0.04, 0.09])
    np.testing.assert_array_equal(np.isnan(adjusted), np.isnan(given))
    assert np.isnan(holm([np.nan], family_size=3)).all()


def test_a_family_is_not_smaller_than_its_p_values():
    with pytest.raises(ValueError, match="a family of 2 cannot hold 3 p-values"):
        holm([0.01, 0.02, 0.03], family_size=2)


def test_what_is_no_number_is_refused_without_being_shown():
    with pytest.raises(ValueError, match="p_values holds something that is not a real number"):
        holm(["010120-4711"])


def test_nothing_to_judge_is_nothing():
    assert np.isnan(benjamini_hochberg([float("nan")])).all()
    assert len(holm([])) == 0
