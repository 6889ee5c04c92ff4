"""Registrations made up from a few numbers."""

from collections.abc import Callable

import numpy as np
import pytest

from evaluering.estimation.data_quality.registration import LAST_DAY, Registration
from evaluering.periods import Month


@pytest.fixture
def make_registration() -> Callable[..., Registration]:
    """A registration of some rows by months from a first one; counts may be numbers or arrays (rows, months)."""

    def make(
        rows=("0657",), months=60, *, first="2019-01", births=100, children=None, known=None, exact=None, days=None
    ):
        shape = (len(rows), months)

        def filled(given, otherwise):
            return np.broadcast_to(np.asarray(otherwise if given is None else given), shape).astype(np.int64)

        births = filled(births, 0)
        children = filled(children, births)
        known = filled(known, children)
        return Registration(
            rows=tuple(rows),
            months=tuple(str(Month.parse(first) + place) for place in range(months)),
            births=births,
            children=children,
            known=known,
            exact=filled(exact, known),
            days=np.zeros((*shape, LAST_DAY + 1), dtype=np.int64) if days is None else days,
        )

    return make
