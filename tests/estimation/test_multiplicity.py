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
