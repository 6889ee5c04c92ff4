"""The example's world: who is born where, and how trend, noise and agreement bend the curve of breastfeeding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from evaluering.agreement import Agreement
from evaluering.errors import Finding, ParameterError
from evaluering.example.births import expected_births
from evaluering.example.calibration import LAST_DAY, Curve, calibrated_curve
from evaluering.periods import Month, months_between

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DEFAULT_EFFECT: Mapping[str, float] = MappingProxyType(
    {"goedstrup": 0.86, "horsens": 0.84, "midt": 1.0, "randers": 0.80, "aarhus": 0.90}
)
"""Hazard ratio of stopping full breastfeeding per cluster when the agreement works in full; 1 = no effect."""

FIRST_MONTH = Month(2012, 1)
DRAWN_TOGETHER = Month(2026, 9)
"""Everybody born until then is drawn at once, however early the extraction: sets of several years hold the same
children. Those born later are drawn by themselves."""

WEEKLY_FROM = Month(2022, 1)
WEEKLY_MUNICIPALITY = "0671"
"""Struer: registers whole weeks for births from January 2022 on."""

_TREND_DAYS_PER_YEAR = 0.25
_TREND_CENTRE = 2016.5  # middle of the baseline years, so that the baseline's mean is not moved
_NOISE_SD_DAYS = 1.0
_NOISE_CORRELATION = 0.5


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the simulation and the truth both start from.

    Parameters
    ----------
    municipalities : tuple of str
        Codes, in the order of the agreement file.
    months : tuple of Month
        Birth months without gaps.
    births : ndarray, shape (municipalities, months)
        Expected live births.
    curve : Curve
        The baseline.
    shift : ndarray, shape (months,)
        Shift of the log-hazard shared by all born in a month: secular trend and noise.
    ratios : ndarray, shape (municipalities,)
        Hazard ratio once the agreement works in full; 1 where the municipality is no party.
    agreement_days : tuple of int
        First day of the agreement and day of full effect, as days since 1970.
    """

    municipalities: tuple[str, ...]
    months: tuple[Month, ...]
    births: Floats
    curve: Curve
    shift: Floats
    ratios: Floats
    agreement_days: tuple[int, int]

    @property
    def birth_days(self) -> Ints:
        """Every day of birth, as days since 1970."""
        last = self.months[-1].last_day
        return np.arange(day_number(self.months[0].first_day), day_number(last) + 1)

    @property
    def month_of_day(self) -> Ints:
        """Place of the month of every birth day."""
        return np.repeat(np.arange(len(self.months)), [month.last_day.day for month in self.months])

    def until(self, extraction: date) -> Scenario:
        """The same world as far as anybody was born in the whole months before the day `extraction`."""
        kept = sum(month.last_day < extraction for month in self.months)
        return replace(
            self, months=self.months[:kept], births=self.births[:, :kept], shift=self.shift[:kept]
        )  # fmt: skip

    def cumulative_hazard(self, ratio: float) -> Floats:
        """Cumulative hazard by birth day and age, shape (birth days, 246), for one hazard ratio in calendar time."""
        start, full = self.agreement_days
        ages = np.arange(LAST_DAY + 1)
        calendar = np.arange(self.birth_days[0], self.birth_days[-1] + LAST_DAY + 1)
        in_force = np.exp(np.log(ratio) * np.clip((calendar - start + 1) / (full - start + 1), 0.0, 1.0))
        return np.cumsum(np.lib.stride_tricks.sliding_window_view(in_force, ages.size) * self.curve.hazard, axis=1)

    @property
    def weekly(self) -> Bools:
        """Where whole weeks are registered instead of days, shape (municipalities, months)."""
        municipality = np.array([code == WEEKLY_MUNICIPALITY for code in self.municipalities])
        month = np.array([one >= WEEKLY_FROM for one in self.months])
        both: Bools = municipality[:, None] & month
        return both


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def build_scenario(
    agreement: Agreement, *, seed: int, effect: Mapping[str, float] | None, extraction: date, births_factor: float
) -> Scenario:
    """Lay out the world for one seed.

    Parameters
    ----------
    agreement : Agreement
        Municipalities, clusters, dates.
    seed : int
        Decides the shared noise.
    effect : mapping of str to float, optional
        Hazard ratio per cluster's slug; clusters not named have 1. None means `DEFAULT_EFFECT`.
    extraction : date
        Children are born in the whole months before this day.
    births_factor : float
        Multiplies the expected births.

    Raises
    ------
    ParameterError
        When an argument is outside its range or names an unknown cluster.
    """
    _check(agreement, seed, effect or {}, extraction, births_factor)
    municipalities = agreement.municipalities_of("region")
    months = months_between(FIRST_MONTH, Month.of(extraction) + -1)
    curve = calibrated_curve()
    chosen = DEFAULT_EFFECT if effect is None else effect
    party = {one.code: one.party_from is not None for one in agreement.municipalities}
    ratios = [chosen.get(agreement.cluster_of(code), 1.0) if party[code] else 1.0 for code in municipalities]
    return Scenario(
        municipalities,
        months,
        expected_births(municipalities, months) * births_factor,
        curve,
        shared_days(months, np.random.default_rng([seed, 1])) / curve.days_per_log_hazard,
        np.array(ratios),
        (day_number(agreement.start.first_day), day_number(agreement.ramp_end.last_day)),
    )


def shared_days(months: tuple[Month, ...], rng: np.random.Generator) -> Floats:
    """Days by which trend and first-order autoregressive noise move the mean of each birth month."""
    shocks = rng.standard_normal(len(months)) * _NOISE_SD_DAYS
    noise = np.empty(len(months))
    noise[0] = shocks[0]
    for place in range(1, len(months)):
        noise[place] = _NOISE_CORRELATION * noise[place - 1] + np.sqrt(1 - _NOISE_CORRELATION**2) * shocks[place]
    return _TREND_DAYS_PER_YEAR * years_from_centre(months) + noise


def years_from_centre(months: tuple[Month, ...]) -> Floats:
    """Years from the middle of the baseline years to each month, where trends are zero."""
    return np.array([month.year + (month.month - 0.5) / 12 - _TREND_CENTRE for month in months])


def _check(
    agreement: Agreement, seed: int, effect: Mapping[str, float], extraction: date, births_factor: float
) -> None:
    clusters = [cluster.slug for cluster in agreement.clusters]
    findings = [
        Finding("Effekten nævner en klynge, der ikke findes", key=f"effekt.{slug}", allowed=", ".join(clusters))
        for slug in effect
        if slug not in clusters
    ]
    findings += [
        Finding("Effekten ligger uden for det tilladte", key=f"effekt.{slug}", allowed="et tal fra 0,2 til 3")
        for slug, ratio in effect.items()
        if not 0.2 <= ratio <= 3
    ]
    if seed < 0:
        findings.append(Finding("Frøet må ikke være negativt", key="seed", allowed="et helt tal fra 0 og op"))
    if not date(2013, 1, 1) <= extraction <= date(2036, 12, 31):
        findings.append(Finding("Udtræksdatoen ligger uden for eksemplets tid", key="udtraek", allowed="2013 til 2036"))
    if not 0 < births_factor <= 5:
        findings.append(
            Finding(
                "Antallet af fødsler ligger uden for det tilladte", key="foedsler", allowed="over 0 og højst 5 gange"
            )
        )
    if findings:
        raise ParameterError(findings)
