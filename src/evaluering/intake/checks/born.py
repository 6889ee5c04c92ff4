"""Births held against the children delivered: numbers out of line or of another place, and children that lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.formats.dates import Bools
from evaluering.periods import Month, months_between
from evaluering.wording import count, number, sentence_list

Floats = npt.NDArray[np.float64]

_FACTOR, _NEIGHBOURS = 2.5, 6
_SURE, _STRIKING = 6.0, 4.5  # in standard deviations: refused; told
_MORE_CHILDREN = 1.3  # children per birth; families that move in are a few per cent
_WINDOWS = (12, 3, 1)  # months that children may lack together
_SHIFTS = (0, -1, 1, -12, 12)
_CLOSER, _FEWEST_MONTHS, _FEWEST_BORN = 4.0, 36, 50
_LOW_COVERAGE, _HALF = 0.8, 0.5
_MOST_DELIVERED, _LEAST_VARIANCE, _ORDINARY, _OFF, _FEWEST_OFF = 0.97, 0.25, 0.95, 5.0, 4
_MONTHS_NAMED = 6
_REMEDY = "Bed afsenderne se fødselstallene og udtrækket efter"


@dataclass(frozen=True, slots=True)
class Born:
    """Births and children delivered, by municipality and month of birth.

    Attributes
    ----------
    codes, months : tuple of str
        The municipalities with births, sorted; every month from the first to the last with births on record.
    births, children : ndarray
        One row per municipality and one column per month; births are nan where none are delivered.
    table : DataFrame
        The births as delivered: municipality, month, and file, column and row where they are known.
    covered : mapping
        Per municipality that delivers children the first and last month of birth that should be there.
    """

    codes: tuple[str, ...]
    months: tuple[str, ...]
    births: Floats
    children: Floats
    table: pd.DataFrame
    covered: Mapping[str, tuple[str, str]]

    def inside(self, place: int) -> Bools:
        """Months with births on record that the children of a municipality should cover."""
        first, last = self.covered.get(self.codes[place], ("", ""))
        months = np.array(self.months)
        return np.asarray(~np.isnan(self.births[place]) & (months >= first) & (months <= last), dtype=np.bool_)

    def found(self, what: str, *, code: str, month: str = "", allowed: str, remedy: str, count: int = 1) -> Finding:
        """A finding on the births of a municipality, placed at the row of `month` where one is meant."""
        chosen = self.table["municipality"] == code
        if month:
            chosen &= self.table["month"] == month
        first = self.table[chosen].iloc[0]
        return Finding(
            what,
            file=str(first.get("file", "")),
            row=int(first["row"]) if month and "row" in first else None,
            column=str(first.get("column", "")),
            allowed=allowed,
            remedy=remedy,
            count=count,
        )


def born(feeding: pd.DataFrame, births: pd.DataFrame, covered: Mapping[str, tuple[str, str]]) -> Born | None:
    """Births and children side by side; None without births.

    `covered` is per municipality the first and last month of birth (both included) that its deliveries should hold;
    a municipality that is not there delivers no children.
    """
    if births.empty:
        return None
    first, last = Month.parse(str(births["month"].min())), Month.parse(str(births["month"].max()))
    codes = tuple(sorted(str(code) for code in births["municipality"].unique()))
    months = tuple(str(month) for month in months_between(first, last))
    delivered = np.full((len(codes), len(months)), np.nan)
    row = pd.Index(codes).get_indexer(pd.Index(births["municipality"]))
    column = pd.Index(months).get_indexer(pd.Index(births["month"]))
    delivered[row, column] = births["births"].to_numpy(dtype=np.float64)
    return Born(codes, months, delivered, _children(feeding, codes, first, len(months)), births, covered)


def _children(feeding: pd.DataFrame, codes: tuple[str, ...], first: Month, months: int) -> Floats:
    """Different children by municipality and month of birth."""
    one = feeding[["child", "municipality", "birth"]].drop_duplicates()
    code = pd.Index(codes).get_indexer(pd.Index(one["municipality"].astype("str")))
    start = (first.year - 1970) * 12 + first.month - 1
    month = one["birth"].to_numpy(dtype="datetime64[s]").astype("datetime64[M]").astype(np.int64) - start
    inside = (code >= 0) & (month >= 0) & (month < months)
    cells = np.bincount(code[inside] * months + month[inside], minlength=len(codes) * months)
    return cells.reshape(len(codes), months).astype(np.float64)


def apart(found: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """How many standard deviations counts lie from what is expected of them, on the scale where those are even."""
    return 2 * (np.sqrt(np.asarray(found) + 0.375) - np.sqrt(np.asarray(expected) + 0.375))


def impossible_births(both: Born) -> Iterator[Finding]:
    """Births that cannot be right: out of line, far fewer than children, or those of another month or municipality."""
    for place, code in enumerate(both.codes):
        strange = _out_of_line(both.births[place], _SURE)
        if strange.any():
            month = both.months[int(np.flatnonzero(strange)[0])]
            yield both.found(
                f"Kommune {code} har i {month} mange flere eller færre fødsler end månederne omkring",
                code=code,
                month=month,
                allowed=f"mellem {number(1 / _FACTOR)} og {number(_FACTOR)} gange månederne omkring",
                remedy="Bed afsenderen bekræfte eller rette tallet",
                count=int(strange.sum()),
            )
    yield from _more_children(both)
    yield from _of_others(both)


def _out_of_line(values: Floats, deviations: float) -> Bools:
    """Months with several times as many or few births as the months around them."""
    if np.count_nonzero(~np.isnan(values)) <= 2 * _NEIGHBOURS:
        return np.zeros(len(values), dtype=np.bool_)
    padded = np.pad(values, _NEIGHBOURS, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    others = np.delete(around, _NEIGHBOURS, axis=1)
    alone = np.isnan(values) | np.isnan(others).all(axis=1)
    usual = np.nanmedian(np.where(alone[:, None], 0.0, others), axis=1)
    far = (values > _FACTOR * usual) | (values < usual / _FACTOR)
    return np.asarray(~alone & far & (np.abs(apart(values, usual)) > deviations), dtype=np.bool_)


def _more_children(both: Born) -> Iterator[Finding]:
    """Years, or all time, in which a municipality has far more children than births."""
    years = np.array([month[:4] for month in both.months])
    for place, code in enumerate(both.codes):
        told = ~np.isnan(both.births[place])
        for year in (*np.unique(years), ""):
            chosen = told & ((years == year) if year else True)
            total, found = both.births[place][chosen].sum(), both.children[place][chosen].sum()
            if found > _MORE_CHILDREN * total and apart(found, _MORE_CHILDREN * total) > _STRIKING:
                when = f"født i {year}" if year else "i alt"
                yield both.found(
                    f"Kommune {code} har {count(int(found))} børn {when}, men kun {count(int(total))} fødsler",
                    code=code,
                    allowed="omtrent lige så mange børn som fødsler",
                    remedy=_REMEDY,
                )
                break


def _of_others(both: Born) -> Iterator[Finding]:
    """Children that follow the births of another month or municipality much more closely than their own.

    Children are most of those born, so their number follows the births month by month. What they differ by is
    compared with what they differ by from the births one month or year off, and of every other municipality.
    """
    for place, code in enumerate(both.codes):
        children = np.where(both.inside(place), both.children[place], np.nan)
        closest, other = min(
            (_closeness(children, both.births[place], _moved(both.births[number], months)), number)
            for number in range(len(both.codes))
            for months in _SHIFTS
        )
        if closest * _CLOSER < 1:
            where = f"kommune {both.codes[other]}" if other != place else "en anden måned"
            yield both.found(
                f"Børnene i kommune {code} følger fødslerne i {where}, ikke kommunens egne i samme måned",
                code=code,
                allowed="fødsler efter moderens kommune og barnets fødselsmåned",
                remedy="Se efter, om fødselstallene er flyttet en række eller står ud for en anden kommune",
            )


def _moved(values: Floats, months: int) -> Floats:
    """Births as if they were those of a later month (an earlier one when negative); nan where none are left."""
    moved = np.full(len(values), np.nan)
    moved[max(0, months) : len(values) + min(0, months)] = values[max(0, -months) : len(values) + min(0, -months)]
    return moved


def _closeness(children: Floats, own: Floats, others: Floats) -> float:
    """What children differ by from other births, as a part of what they differ by from their own, in the same months.

    The differences are squared, from a fixed share of the births; 1 where months, children or births are too few.
    """
    told = ~np.isnan(children + own + others)
    c, compared = children[told], [births[told] for births in (others, own)]
    if len(c) < _FEWEST_MONTHS or min(one.sum() for one in (c, *compared)) < _FEWEST_BORN:
        return 1.0
    other, straight = (float(np.sum((c - c.sum() / births.sum() * births) ** 2)) for births in compared)
    return other / straight if straight else 1.0


def striking_births(both: Born) -> Iterator[str]:
    """Notes on births that lack or are out of line, and on children that lack."""
    silent = [code for code in both.codes if code not in both.covered]
    if silent:
        yield f"Der er fødsler, men ingen leverance om børn, for kommune {sentence_list(silent)}."
    for place, code in enumerate(both.codes):
        absent = np.isnan(both.births[place])
        if absent.any():
            yield f"Kommune {code} har ingen række med fødsler for {spans(both.months, absent)}; det tæller som 0."
        strange = _out_of_line(both.births[place], _STRIKING)
        if strange.any():
            yield f"Kommune {code} har påfaldende mange eller få fødsler i {spans(both.months, strange)}."
        if code in both.covered:
            yield from _compared(both, place)


def _compared(both: Born, place: int) -> Iterator[str]:
    """Notes on the months in which children and births of a municipality do not go together."""
    code, inside = both.codes[place], both.inside(place)
    births, children, months = both.births[place][inside], both.children[place][inside], np.array(both.months)[inside]
    aside = _aside(children, births)
    few = _few(children, births) | (aside < 0)
    many = (aside > 0) | _none_born(children, births)
    if few.any():
        yield f"Kommune {code} har påfaldende få børn i forhold til fødsler i {spans(months, few)}."
    elif _FEWEST_BORN <= children.sum() < _LOW_COVERAGE * births.sum():
        # No share: two municipalities are only ever shown together.
        yield f"Kommune {code} har oplysninger om under {number(100 * _LOW_COVERAGE, decimals=0)} % af de fødte børn."
    if many.any():
        yield f"Kommune {code} har påfaldende få fødsler i forhold til børn i {spans(months, many)}."


def _few(children: Floats, births: Floats) -> Bools:
    """Months, alone or together, with less than half of the children that the other months make one expect."""
    lacking = np.zeros(len(births), dtype=np.bool_)
    for width in [width for width in _WINDOWS if width <= len(births)]:
        some, all_births = _sums(children, width), _sums(births, width)
        share = np.minimum((children.sum() - some) / np.maximum(births.sum() - all_births, 1.0), 1.0)
        few = (some < _HALF * share * all_births) & (apart(some, share * all_births) < -_STRIKING)
        for start in np.flatnonzero(few):
            months_of_it = slice(start, start + width)
            lacking[months_of_it] |= children[months_of_it] < _HALF * share[start] * births[months_of_it]
    return lacking


def _aside(children: Floats, births: Floats) -> Floats:
    """1 where children are many more than births, -1 where far fewer, by what is usual in the municipality; else 0.

    A birth is delivered as a child with the same probability in every month, or varies more than that by what the
    months themselves show.
    """
    if len(births) < _FEWEST_MONTHS or births.sum() < _FEWEST_BORN:
        return np.zeros(len(births))
    share = min(float(children.sum() / births.sum()), _MOST_DELIVERED)
    off, chance = children - share * births, share * (1 - share) * births
    ordinary = np.sort(off**2 / (chance + _LEAST_VARIANCE))[: round(_ORDINARY * len(off))]
    far = off / np.sqrt(max(1.0, float(ordinary.mean())) * chance + _LEAST_VARIANCE)
    return np.where((far < -_OFF) | ((far > _OFF) & (children - births >= _FEWEST_OFF)), np.sign(off), 0.0)


def _none_born(children: Floats, births: Floats) -> Bools:
    """Months with children and without births, where the children are not the few of families that moved in."""
    none = births == 0
    some = children[none]
    if some.sum() < _FEWEST_OFF or some.mean() < _HALF * children.mean():
        none = np.zeros(len(births), dtype=np.bool_)
    return np.asarray(none & (children > 0), dtype=np.bool_)


def _sums(values: Floats, width: int) -> Floats:
    """Sums of so many values in a row."""
    return np.asarray(np.convolve(values, np.ones(width), mode="valid"))


def spans(months: npt.NDArray[np.str_] | tuple[str, ...], chosen: Bools) -> str:
    """Chosen months in words, those that follow each other as one span."""
    places = np.flatnonzero(chosen)
    groups = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    named = [str(months[one[0]]) if len(one) == 1 else f"{months[one[0]]} til {months[one[-1]]}" for one in groups]
    if len(named) > _MONTHS_NAMED:
        named = [*named[:_MONTHS_NAMED], f"{len(named) - _MONTHS_NAMED} tidsrum til"]
    return sentence_list(named)
