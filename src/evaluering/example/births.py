"""Expected births by municipality and month, from yearly estimates and the season of births in Denmark."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import numpy.typing as npt

from evaluering.errors import Finding, ParameterError
from evaluering.periods import Month, months_between

# Live births per day in Denmark 2009-2018, mean 1, January to December (computed from R package Epi, data B.dk).
_SEASON = (0.960, 0.986, 0.972, 0.967, 0.993, 1.045, 1.072, 1.063, 1.057, 1.001, 0.964, 0.920)


def expected_births(municipalities: tuple[str, ...], months: tuple[Month, ...]) -> npt.NDArray[np.float64]:
    """Expected live births.

    Parameters
    ----------
    municipalities : tuple of str
        Codes of four digits.
    months : tuple of Month
        Months after the last year of the estimates repeat that year.

    Returns
    -------
    ndarray, shape (municipalities, months)
        Expected number of births; the months of a year add up to the year's estimate.

    Raises
    ------
    ParameterError
        When there is no estimate for a municipality.
    """
    yearly = _yearly_births()
    missing = [code for code in municipalities if code not in yearly]
    if missing:
        raise ParameterError(
            Finding(
                f"Eksemplet kender ikke antallet af fødsler i kommunerne {', '.join(missing)}",
                allowed=", ".join(sorted(yearly)),
                remedy="Brug en aftalefil med kommuner i Region Midtjylland",
            )
        )
    result = np.empty((len(municipalities), len(months)))
    for row, code in enumerate(municipalities):
        years = yearly[code]
        for column, month in enumerate(months):
            year = min(max(month.year, min(years)), max(years))
            result[row, column] = years[year] * _share_of_year(month)
    return result


def _share_of_year(month: Month) -> float:
    year = months_between(Month(month.year, 1), Month(month.year, 12))
    weights = [_SEASON[one.month - 1] * one.last_day.day for one in year]
    return weights[month.month - 1] / sum(weights)


def _yearly_births() -> dict[str, dict[int, float]]:
    """Estimate per municipality and year; the file says where each comes from."""
    path = resources.files("evaluering.example").joinpath("births_by_year.csv")
    yearly: dict[str, dict[int, float]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"):
        yearly.setdefault(row["municipality"], {})[int(row["year"])] = float(row["births"])
    return yearly
