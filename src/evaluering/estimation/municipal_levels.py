"""Records of one outcome of every municipality in one year: own level, drawn towards the common one, chance limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan
from typing import Literal

import numpy as np
from scipy import special

from evaluering.estimation.clusters.funnel import PROBABILITIES
from evaluering.estimation.fitting.mixture import Array

NotAssessed = Literal["", "maturity", "hidden", "no_data", "coverage", "too_few_children", "too_few_rows"]
"""Why a row is not held against chance limits; empty where it is."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of one unit in one year of births.

    Parameters
    ----------
    unit : str
    births, known, coverage_pct : float
        Births, children whose feeding is known, and these in per cent of births; nan where hidden.
    at_least : float
        Estimated number who reach the threshold; nan for a mean.
    value, standard_error, lower, upper : float
        In days or per cent, from the unit's own curve; nan where hidden or nothing is known.
    hidden : bool
    """

    unit: str
    births: float
    known: float
    coverage_pct: float
    at_least: float
    value: float
    standard_error: float
    lower: float
    upper: float
    hidden: bool = False

    def emptied(self) -> Level:
        """The level without its numbers."""
        return Level(self.unit, nan, nan, nan, nan, nan, nan, nan, nan, hidden=True)


@dataclass(frozen=True, slots=True)
class MunicipalLevel:
    """One row of a table by municipality.

    Parameters
    ----------
    level : Level
        The row's own.
    reason : str
        Why it is not assessed (`NotAssessed`); empty where it is.
    fitted : bool
        Whether the row took part in finding the common level and the limits.
    shrunken, shrunken_lower, shrunken_upper : float
        The level drawn towards the common one, with 95 % limits; nan where it took no part.
    standing : str
        Against the limits: ``inside``, ``below_95``, ``above_95``, ``below_998``, ``above_998``; empty where the row
        is not assessed.
    lower_95, upper_95 : float
        Its chance limits; nan where it took no part.
    own_limits : bool
        Whether these rest on its own spread per child, which is much larger than the common one.
    flags : tuple of str
        What speaks against its registration (slugs of `evaluering.estimation.data_quality.quality.QualityReason`).
    """

    level: Level
    reason: NotAssessed
    fitted: bool = False
    shrunken: float = nan
    shrunken_lower: float = nan
    shrunken_upper: float = nan
    standing: str = ""
    lower_95: float = nan
    upper_95: float = nan
    own_limits: bool = False
    flags: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The row's slug or code."""
        return self.level.unit

    @property
    def assessable(self) -> bool:
        """Whether the row is held against chance limits."""
        return self.reason == ""

    @property
    def outside(self) -> bool:
        """Whether the row lies outside its 95 % limits."""
        return self.standing not in ("", "inside")

    def unfitted(self, reason: NotAssessed) -> MunicipalLevel:
        """The row with its own level only."""
        return MunicipalLevel(self.level, reason, flags=self.flags)


@dataclass(frozen=True, slots=True)
class MunicipalLevels:
    """One outcome of every row of a table by municipality in one agreement year.

    Parameters
    ----------
    indicator, definition, measure : str
        measure is ``days`` or ``pct``.
    period, from_month, to_month : str
        The agreement year by the calendar year it begins in, and its months (both included); empty where no year is
        mature.
    region : Level
        Its value is the level of the funnel.
    clusters : tuple of Level
    rows : tuple of MunicipalLevel
        In the order given.
    centre : float
        The common level of the rows, each a draw from one distribution: what they are drawn towards. Not the region's
        level, in which large rows weigh by their children.
    true_spread : float
        Standard deviation of the rows' true levels about `centre`, as estimated; 0 where chance alone explains them.
    spread_per_child, between : float
        The chance limits: their standard error with n children is √(spread_per_child²/n + between²).
    reason : str
        Why nothing is fitted; else empty.
    """

    indicator: str
    definition: str
    measure: Literal["days", "pct"]
    period: str
    from_month: str
    to_month: str
    region: Level
    clusters: tuple[Level, ...]
    rows: tuple[MunicipalLevel, ...]
    centre: float = nan
    true_spread: float = nan
    spread_per_child: float = nan
    between: float = nan
    reason: NotAssessed = ""

    def row(self, unit: str) -> MunicipalLevel:
        """The row of a unit; KeyError when there is none."""
        return {one.unit: one for one in self.rows}[unit]

    def limits(self, children: Array) -> dict[str, Array]:
        """Chance limits of rows with so many known children: ``lower_998``, ``lower_95``, ``upper_95``, ``upper_998``.

        Not cut at 0 and 100 %, as those of `evaluering.estimation.clusters.funnel`.
        """
        error = np.sqrt(self.spread_per_child**2 / children + self.between**2)
        return {name: self.region.value + special.ndtri(at) * error for name, at in PROBABILITIES.items()}

    def unfitted(self, reason: NotAssessed) -> MunicipalLevels:
        """The record without all that was found from the rows together."""
        rows = tuple(one.unfitted(one.reason or reason) for one in self.rows)
        return replace(
            self, rows=rows, reason=reason, centre=nan, true_spread=nan, spread_per_child=nan, between=nan
        )  # fmt: skip
