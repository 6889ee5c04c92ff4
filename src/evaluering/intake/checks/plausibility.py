"""What no single row shows: a delivery that as a whole cannot be what it says, or that leaves something open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.checks.born import born, impossible_births, striking_births
from evaluering.intake.checks.one_sided import monotonous_births, one_sided
from evaluering.intake.checks.pauses import pauses
from evaluering.intake.folders import DeliveryFolder
from evaluering.intake.formats.dates import Bools
from evaluering.periods import Month
from evaluering.wording import count, number, sentence_list

Integers = npt.NDArray[np.int64]

_FEWEST_ROWS = 100  # below this a share says nothing about a delivery
_ELSEWHERE_PCT = 20.0  # children move; a fifth of a municipality's children do not
_QUIET_DAYS, _SILENT_DAYS = 10, 366  # without any registration before the delivery's end: said; refused
_QUIET_LONGEST, _SILENT_LONGEST = 2, 3  # times the longest pause of the three years before
_QUIET_USUAL, _SILENT_USUAL = 8, 20  # times the usual pause of these years
_YOUNG_DAYS, _OLD_DAYS, _FEWEST_STATUSES = 60, 240, 50
_LEFT_WHEN_OLD = 0.5  # of the share fully breastfed when young; it is nearly none in truth
_FIRST_DAYS, _FULL_AT_FIRST = 30, 0.4  # share fully breastfed in the first days of life; about nine in ten in truth
_SHORT_DAYS, _NEARLY_ALL, _LATE_DAYS = 14, 0.9, 30
_ONE_DAY, _ONE_DAY_OF_MONTH, _FEWEST_MONTHS = 0.2, 0.25, 24
_LAG_DAYS = 122  # within which a child's first registration is there
_MANY_ROWS = 300


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with deliveries as wholes, and what is only worth saying."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def judge(feeding: pd.DataFrame, births: pd.DataFrame, folders: tuple[DeliveryFolder, ...]) -> Judged:
    """Hold the sound rows of all deliveries against what the deliveries say of themselves.

    Parameters
    ----------
    feeding : DataFrame
        The rows that break no rule, as in `Deliveries.feeding`.
    births : DataFrame
        municipality, month, births.
    folders : tuple of DeliveryFolder
    """
    findings: list[Finding] = []
    notes: list[str] = []
    place = {name: number for number, name in enumerate(feeding["delivery"].cat.categories)}
    delivery = feeding["delivery"].cat.codes.to_numpy()
    for folder in folders:
        notes.extend(_beyond_extraction(folder))
        chosen = np.flatnonzero(delivery == place.get(folder.name, -2))
        if len(chosen) >= _FEWEST_ROWS:
            rows = _Rows.of(feeding.iloc[chosen])
            for check in _REFUSED:
                findings.extend(check(rows, folder))
            for remark in _SAID:
                notes.extend(f"{folder.name}: {said}" for said in remark(rows))
            notes.extend(f"{folder.name}: {said}" for said in one_sided(rows.frame))
    for sender in dict.fromkeys(folder.declaration.sender for folder in folders):
        quiet = _quiet_end(feeding, [one for one in folders if one.declaration.sender == sender])
        findings.extend(one for one in quiet if isinstance(one, Finding))
        notes.extend(one for one in quiet if isinstance(one, str))
    both = born(feeding, births, covered_months(feeding, folders))
    if both is not None:
        findings.extend(impossible_births(both))
        notes.extend(striking_births(both))
    notes.extend(pauses(feeding))
    notes.extend(monotonous_births(births))
    return Judged(tuple(findings), tuple(notes))


def covered_months(feeding: pd.DataFrame, folders: Sequence[DeliveryFolder]) -> dict[str, tuple[str, str]]:
    """Per municipality with children the first and last month of birth (both included) that should be there."""
    found = {}
    known = set(feeding["municipality"].cat.categories)
    for code in sorted(str(one) for one in feeding["municipality"].unique()):
        mine = [one.declaration for one in folders if one.declaration.sender in (code, *_strangers(folders, known))]
        if mine:
            first = min(one.period.first for one in mine)
            reached = max(one.extraction_date for one in mine) - timedelta(days=_LAG_DAYS)
            last = min(reached, max(one.period.last for one in mine))
            found[code] = str(Month.of(first)), str(Month.of(last) + -1)
    return found


def _strangers(folders: Sequence[DeliveryFolder], known: set[str]) -> Iterator[str]:
    """Senders that are no municipality, and may deliver children of any."""
    return (one.declaration.sender for one in folders if one.declaration.sender not in known)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one delivery as arrays: ages and days since 1970, whole numbers."""

    frame: pd.DataFrame
    period: Bools
    full: Bools
    known: Bools
    age: Integers
    delay: Integers
    open: Bools

    @classmethod
    def of(cls, frame: pd.DataFrame) -> _Rows:
        start = days(frame["start"])
        return cls(
            frame=frame,
            period=np.asarray(frame["kind"] == "period", dtype=np.bool_),
            full=np.asarray(frame["feeding"] == "full", dtype=np.bool_),
            known=np.asarray(frame["feeding"] != "unknown", dtype=np.bool_),
            age=start - days(frame["birth"]),
            delay=days(frame["recorded"]) - start,
            open=np.asarray(frame["end"].isna(), dtype=np.bool_),
        )


def days(column: pd.Series) -> Integers:
    """Days since 1970; the least whole number for a missing date."""
    return np.asarray(column.to_numpy(dtype="datetime64[s]").astype("datetime64[D]").astype(np.int64))


def _from_elsewhere(rows: _Rows, folder: DeliveryFolder) -> Iterator[Finding]:
    """Most children live in another municipality than the sender's: two deliveries have been mixed up."""
    sender = folder.declaration.sender
    if sender not in rows.frame["municipality"].cat.categories:
        return
    other = 100.0 * float(np.mean(rows.frame["municipality"] != sender))
    if other > _ELSEWHERE_PCT:
        yield Finding(
            f"{number(other)} % af rækkerne er om børn i en anden kommune end afsenderen {sender}",
            file=folder.name,
            key="afsender",
            allowed=f"højst {number(_ELSEWHERE_PCT, decimals=0)} %",
            remedy="Se efter, om filen er fra en anden kommune, eller ret afsender i leverance.yml",
        )


def _other_codes(rows: _Rows, folder: DeliveryFolder) -> Iterator[Finding]:
    """Full breastfeeding where it is not, or not where it is: the codes mean something else than declared."""
    share = _full_at_first(rows)
    if _as_common_when_old(rows):
        what = "Fuld amning bliver ikke sjældnere, når børnene bliver ældre; koderne for ernæring kan være byttet om"
    elif share < _FULL_AT_FIRST:
        rare = f"Kun {number(100 * share, decimals=0)} % af børnene er fuldt ammet i den første måned"
        what = f"{rare}; koderne for ernæring kan være byttet om, eller rækker kan mangle"
    else:
        return
    yield Finding(
        what,
        file=folder.name,
        key="kodebog",
        allowed="fuld amning er mest almindelig lige efter fødslen",
        remedy="Bed afsenderen bekræfte, hvad koderne betyder, eller ret kodebog i leverance.yml",
    )


def _as_common_when_old(rows: _Rows) -> bool:
    """Whether full breastfeeding is about as common in old children as in young, or begins after less than full."""
    status = rows.known & ~rows.period
    young, old = (rows.full[status & one] for one in (rows.age < _YOUNG_DAYS, rows.age > _OLD_DAYS))
    if min(len(young), len(old)) >= _FEWEST_STATUSES and old.mean() > _LEFT_WHEN_OLD * young.mean():
        return True
    period = rows.known & rows.period
    early, late = rows.age[period & rows.full], rows.age[period & ~rows.full]
    return min(len(early), len(late)) >= _FEWEST_STATUSES and bool(np.median(early) > np.median(late))


def _full_at_first(rows: _Rows) -> float:
    """Share of the children seen in their first month who are fully breastfed then; 1 when they are too few."""
    first = rows.known & (rows.age < _FIRST_DAYS)
    child = rows.frame["child"].to_numpy()
    children = len(np.unique(child[first]))
    return len(np.unique(child[first & rows.full])) / children if children >= _FEWEST_STATUSES else 1.0


_REFUSED: tuple[Callable[[_Rows, DeliveryFolder], Iterator[Finding]], ...] = (
    _from_elsewhere,
    _other_codes,
)


def _unlike_periods(rows: _Rows) -> Iterator[str]:
    """Periods that are none: without any end, or begun on the day they were recorded, as a status is."""
    full = rows.period & rows.full
    if rows.period.sum() >= _FEWEST_ROWS and full.any() and not (full & ~rows.open).any():
        yield "Ingen periode med fuld amning har en slutdato."
    later = rows.period & rows.open & (rows.age > _LATE_DAYS)
    if later.sum() >= _FEWEST_ROWS and np.mean(rows.delay[later] <= _SHORT_DAYS) > _NEARLY_ALL:
        yield "Perioderne begynder den dag, de er registreret; de kan være statusser."


def _many_on_one_day(rows: _Rows) -> Iterator[str]:
    """Many rows recorded on one day, or dates that all fall on one day of the month: the true days are not there."""
    _, size = np.unique(days(rows.frame["recorded"]), return_counts=True)
    if size.max() >= max(_FEWEST_ROWS, _ONE_DAY * len(rows.frame)):
        yield f"{number(100 * size.max() / len(rows.frame), decimals=0)} % af rækkerne er registreret på én dag."
    for name, column, chosen in (
        ("statusserne er dateret", "start", ~rows.period),
        ("perioderne begynder", "start", rows.period),
        ("perioderne slutter", "end", ~rows.open),
        ("rækkerne er registreret", "recorded", np.ones(len(rows.frame), dtype=np.bool_)),
    ):
        date = rows.frame[column].to_numpy(dtype="datetime64[s]")[chosen].astype("datetime64[D]")
        month = date.astype("datetime64[M]")
        if len(date) < _FEWEST_ROWS or len(np.unique(month)) < _FEWEST_MONTHS:
            continue
        day = (date - month).astype(np.int64)
        last = (date + 1).astype("datetime64[M]") > month
        share = max(float(last.mean()), float(np.bincount(day).max() / len(day)))
        if share > _ONE_DAY_OF_MONTH:
            yield f"{number(100 * share, decimals=0)} % af {name} på samme dag i måneden."


def _never_used(rows: _Rows) -> Iterator[str]:
    """Words for feeding or contact that no row of a large delivery has."""
    if len(rows.frame) < _MANY_ROWS:
        return
    for column, names in (("feeding", _FEEDINGS), ("contact", _CONTACTS)):
        sizes = rows.frame[column].value_counts()
        used = [name for name in names if sizes.get(name, 0)]
        lacking = [words for name, words in names.items() if name not in used]
        if lacking and (len(used) > 1 or column == "feeding"):
            yield f"Ingen rækker har {sentence_list(lacking)}."


_FEEDINGS = {
    "full": "fuld amning",
    "primary": "delvis amning (primært)",
    "supplement": "amning som supplement",
    "formula": "erstatning",
}
_CONTACTS = {
    "maternity": "barselsbesøg",
    "establishment": "etableringsbesøg",
    "two_months": "besøg ved 2 måneder",
    "four_to_six_months": "besøg ved 4-6 måneder",
    "eight_to_eleven_months": "besøg ved 8-11 måneder",
}
_SAID: tuple[Callable[[_Rows], Iterator[str]], ...] = (_unlike_periods, _many_on_one_day, _never_used)


def _beyond_extraction(folder: DeliveryFolder) -> Iterator[str]:
    """A delivery that says it covers days after the one on which it was extracted."""
    last, extracted = folder.declaration.period.last, folder.declaration.extraction_date
    if last > extracted:
        yield f"{folder.name}: Perioden går til {last}, men udtrækket er fra {extracted}."


def _quiet_end(feeding: pd.DataFrame, folders: list[DeliveryFolder]) -> list[Finding | str]:
    """A sender's registrations stop long before the day its deliveries say they reach.

    The day of extraction decides which children are counted as fully followed; a wrong one counts those who are not.
    """
    names = [folder.name for folder in folders]
    recorded = feeding.loc[feeding["delivery"].isin(names).to_numpy(), "recorded"]
    if len(recorded) < _FEWEST_ROWS:
        return []
    told = np.unique(days(recorded))
    reached = max(one.declaration.extraction_date for one in folders)
    pause = int(np.datetime64(reached, "D").astype(np.int64)) - int(told[-1])
    before = np.diff(told[told > told[-1] - 3 * 365])
    longest, usual = int(before.max(initial=1)), float(before.mean()) if len(before) else 365.0
    if pause <= max(_QUIET_DAYS, _QUIET_LONGEST * longest, _QUIET_USUAL * usual):
        return []
    what = f"Der er ingen registreringer i de sidste {count(pause)} dage før udtræksdatoen"
    place = folders[-1].name
    if pause <= max(_SILENT_DAYS, _SILENT_LONGEST * longest, _SILENT_USUAL * usual):
        return [f"{place}: {what}. De yngste børn kan mangle."]
    finding = Finding(
        what,
        file=place,
        key="udtraeksdato",
        allowed="registreringer frem til udtræksdatoen",
        remedy="Ret udtraeksdato i leverance.yml, eller bed afsenderen om de registreringer, der mangler",
    )
    return [finding]
