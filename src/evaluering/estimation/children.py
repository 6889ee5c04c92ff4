"""A change as a number of children, or of children's days, a year."""

from __future__ import annotations

from dataclasses import replace

from evaluering.estimation.estimate import Estimate

_PER_UNIT = {"pct_point": ("children", 0.01), "pct": ("children", 0.01), "days": ("child_days", 1.0)}


def in_children(estimate: Estimate, *, births_a_year: float) -> Estimate:
    """The same estimate in children a year (of a share) or days of children a year (of a mean duration).

    A change of 2 percentage points among 12,000 births a year is 240 children a year; a change of 3 days is 36,000
    days of full breastfeeding a year. The number of births is taken as known, so the interval is scaled as it is.

    Parameters
    ----------
    estimate : Estimate
        Labelled (`evaluering.estimation.estimate.labelled`): its measure is ``pct_point``, ``pct`` or ``days``. Of a
        change per period or per year the result is children a year per period or per year.
    births_a_year : float
        Births a year among those the estimate is about; positive.

    Returns
    -------
    Estimate
        With measure ``children`` or ``child_days``. Probability and p-value are those given.

    Raises
    ------
    ValueError
        For a relative change, an estimate whose unit is not known, or a number of births that is not positive.

    Examples
    --------
    >>> from evaluering.estimation.estimate import Estimate
    >>> change = Estimate("mean_change", 2.0, 0.5, 3.5, 0.95, "pct_point", 0.76, 90, 0.01, 0.995, "", "", "ols")
    >>> found = in_children(change, births_a_year=12_000)
    >>> found.value, found.lower, found.upper, found.measure
    (240.0, 60.0, 420.0, 'children')
    """
    if not births_a_year > 0:
        raise ValueError("the number of births a year must be positive")
    if estimate.measure not in _PER_UNIT or estimate.estimand.startswith("relative"):
        raise ValueError(f"{estimate.estimand} in {estimate.measure!r} is no number of children or days")
    measure, share = _PER_UNIT[estimate.measure]
    factor = share * births_a_year
    return replace(
        estimate,
        value=estimate.value * factor,
        lower=estimate.lower * factor,
        upper=estimate.upper * factor,
        standard_error=estimate.standard_error * factor,
        smallest_detectable=estimate.smallest_detectable * factor,
        measure=measure,
    )
