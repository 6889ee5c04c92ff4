"""What every question asks first: the series of a unit, and the pre-specified shape of a before-and-after."""

from __future__ import annotations

from typing import Literal

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.design import Break
from evaluering.estimation.series import OutcomeSeries, outcome_series
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.study.duration import DEFINITIONS

Grain = Literal["month", "calendar_year", "agreement_year", "span"]


def series_of(
    data: Prepared,
    *,
    indicator: str,
    unit: str,
    grain: Grain = "month",
    definition: str = "",
    left_out: tuple[str, ...] = (),
) -> OutcomeSeries:
    """One outcome of one unit by period.

    Parameters
    ----------
    data : Prepared
        The panel, and the agreement that names its units.
    indicator, unit : str
        As the agreement names them; KeyError for others.
    grain : {"month", "calendar_year", "agreement_year", "span"}
        The period a row is about: a birth month, a year of births, or all births from the first to the last month.
    definition : str
        One of `evaluering.study.duration.DEFINITIONS`; empty: the agreement's own definition of the indicator.
    left_out : tuple of str
        Codes of municipalities of the unit whose children are not counted.
    """
    chosen = definition or data.agreement.indicator(indicator).definition
    return outcome_series(
        data.panel,
        unit=unit,
        municipalities=tuple(code for code in data.agreement.municipalities_of(unit) if code not in left_out),
        definition=DEFINITIONS[chosen],
        grain=grain,
    )


def change_design(data: Prepared, *, cut_months: int, harmonics: int) -> ChangeDesign:
    """The shape of a before-and-after: cut and season as asked for, dates and declared breaks from what was fixed.

    Every break of the plan is there; which of them a series can tell is found series by series.
    """
    return ChangeDesign(
        start=data.agreement.start,
        cut_months=cut_months,
        harmonics=harmonics,
        last_month=Month.parse(data.panel.last_mature_month),
        minimum_mature_months=data.parameters.interruption.minimum_mature_months,
        seed=data.parameters.seed,
        breaks=tuple(Break(one.name, str(one.first), str(one.last) if one.last else None) for one in data.plan.breaks),
    )
