"""Live births as tables: by municipality and month, and by area and quarter as StatBank publishes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from evaluering.agreement import Agreement
from evaluering.example.declaration import CSV, Delivery
from evaluering.example.nation import OTHER_REGIONS, OWN_REGION, Nation
from evaluering.example.scenario import Scenario
from evaluering.example.visits import Ints

BIRTHS_HEADER = "kommunekode;maaned;levendefoedte"
STATBANK_HEADER = "OMRÅDE;BEVÆGELSE;KØN;TID;INDHOLD"
MOVEMENT = "Levendefødte"
SEXES = ("I alt", "Mænd", "Kvinder")
MISSING = ".."

_QUARTER = 3  # months
_PUBLISHED_AFTER_DAYS = 42  # from the end of a quarter
_LATE_QUARTERS = 4
_LATE = 0.004  # of the births in the latest quarters: registered after the snapshot
_BOYS = 0.513
_NOT_PUBLISHED_LAST = "081 Region Nordjylland"


def table_of_births(scenario: Scenario, births: Ints, *, extraction: date) -> Delivery:
    """Live births of every municipality and month; `births` has shape (municipalities, months)."""
    lines = [
        f"{code};{month.year}M{month.month:02d};{count}"
        for code, row in zip(scenario.municipalities, births.tolist(), strict=True)
        for month, count in zip(scenario.months, row, strict=True)
    ]
    return Delivery(
        folder="foedsler",
        source="foedsler",
        sender="Opdigtet fødselsregister",
        extracted=extraction,
        first_day=scenario.months[0].first_day,
        last_day=scenario.months[-1].last_day,
        file="foedsler.csv",
        form=CSV,
        rows=len(lines),
        content="\n".join([BIRTHS_HEADER, *lines, ""]).encode("utf-8"),
        manner={"tegnsaet": "utf-8", "skilletegn": '";"', "kodebog": "standard"},
    )


def statbank_snapshot(
    scenario: Scenario,
    births: Ints,
    nation: Nation,
    *,
    agreement: Agreement,
    extraction: date,
    rng: np.random.Generator,
) -> Delivery:
    """The table of births as it was published on the day of extraction.

    The counts are those of `births` and `nation`, less a few of the latest births that were not registered yet. One
    other region is missing in the last quarter.
    """
    months = scenario.months[: _published_quarters(scenario, extraction) * _QUARTER]
    quarters = [f"{month.year}K{month.month // _QUARTER + 1}" for month in months[::_QUARTER]]
    counts = _by_sex(np.vstack([births, nation.births])[:, : len(months)], rng)
    own, others = counts[: births.shape[0]], counts[births.shape[0] :]
    names = {OWN_REGION: agreement.region_name, **OTHER_REGIONS}
    regions = dict(zip(names, (own.sum(axis=0), *others), strict=True))
    areas = {"0000 Hele landet": sum(regions.values(), np.zeros_like(own[0]))}
    areas |= {f"{code} {names[code]}": regions[code] for code in sorted(regions)}
    named = (f"{code} {agreement.name_of(code)}" for code in scenario.municipalities)
    areas |= dict(zip(named, own, strict=True))
    lines = [line for area, of_area in areas.items() for line in _lines(area[1:], of_area, quarters)]
    return Delivery(
        folder="statbank",
        source="statbank",
        sender="Opdigtet StatBank",
        extracted=extraction,
        first_day=months[0].first_day,
        last_day=months[-1].last_day,
        file="foedte-kvartal.csv",
        form=CSV,
        rows=len(lines),
        content="\r\n".join([STATBANK_HEADER, *lines, ""]).encode("utf-8-sig"),
        manner={"tegnsaet": "utf-8-sig", "skilletegn": '";"', "decimaltegn": '","', "kodebog": "standard"},
    )


def _published_quarters(scenario: Scenario, extraction: date) -> int:
    """How many quarters had been published."""
    ends = (month.last_day for month in scenario.months[_QUARTER - 1 :: _QUARTER])
    return sum(end + timedelta(days=_PUBLISHED_AFTER_DAYS) <= extraction for end in ends)


def _by_sex(births: Ints, rng: np.random.Generator) -> Ints:
    """Registered boys and girls by quarter, shape (areas, 2, quarters), from births by month."""
    counts = births.reshape(births.shape[0], -1, _QUARTER).sum(axis=2)
    counts[:, -_LATE_QUARTERS:] -= rng.binomial(counts[:, -_LATE_QUARTERS:], _LATE)
    boys = rng.binomial(counts, _BOYS)
    return np.stack([boys, counts - boys], axis=1)


def _lines(area: str, counts: Ints, quarters: list[str]) -> Iterator[str]:
    """The lines of one area; `counts` has shape (2, quarters)."""
    for sex, of_sex in zip(SEXES, (counts.sum(axis=0), *counts), strict=True):
        texts = [str(count) for count in of_sex.tolist()]
        if area == _NOT_PUBLISHED_LAST:
            texts[-1] = MISSING
        yield from (f"{area};{MOVEMENT};{sex};{quarter};{text}" for quarter, text in zip(quarters, texts, strict=True))
