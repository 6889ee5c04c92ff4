"""Tables on full breastfeeding as eSundhed publishes them: by area and birth year, the latest year preliminary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from evaluering.agreement import Agreement
from evaluering.example.children import NEVER, Children
from evaluering.example.declaration import CSV, XLSX, Delivery
from evaluering.example.nation import OTHER_REGIONS, OWN_REGION, Nation
from evaluering.example.scenario import FIRST_MONTH, Scenario, day_number
from evaluering.example.visits import Bools, Ints
from evaluering.example.workbooks import CellValue, Sheet, workbook_bytes

Floats = npt.NDArray[np.float64]

HEADER = ("omraade", "aar", "indikator", "taeller", "naevner", "vaerdi")
MEAN = "gennemsnitligt antal dage"
SHARES = {"> 2 uger": 14, "> 9 uger": 63, "> 17 uger": 119, "> 26 uger": 182}
"""Indicator to the days that the registered duration is longer than."""

MISSING = ".."
NATION, UNKNOWN = "Hele landet", "Uoplyst kommune"
SHEET = "Tabel"
_PUBLISHED = (12, 15)  # month and day of the year after the latest birth year
_COUNTED = (10, 1)  # later reports are not in; many children of the latest year are then yet to be visited once more
_VINTAGES = 2


@dataclass(frozen=True, slots=True)
class Published:
    """One vintage: `figures` has shape (areas, years, 6): children, their days in all, and those over each limit."""

    extracted: date
    areas: tuple[str, ...]
    figures: Ints

    @property
    def years(self) -> range:
        """The birth years."""
        return range(FIRST_MONTH.year, FIRST_MONTH.year + self.figures.shape[1])


def vintages(
    scenario: Scenario, children: Children, nation: Nation, *, agreement: Agreement, extraction: date
) -> list[Delivery]:
    """The tables of the two Decembers before the year of extraction, oldest first, as far as there are birth years.

    The region's figures are counted from its own children: of those whose feeding is known, the latest report before
    the October of the publication. The other areas are as far behind as the region then is.
    """
    found = []
    for year in range(extraction.year - _VINTAGES, extraction.year):
        if year > FIRST_MONTH.year:
            published = _publish(scenario, children, nation, agreement=agreement, extracted=date(year, *_PUBLISHED))
            found.append(_as_csv(published) if year == extraction.year - 1 else _as_workbook(published))
    return found


def _publish(
    scenario: Scenario, children: Children, nation: Nation, *, agreement: Agreement, extracted: date
) -> Published:
    years = extracted.year - FIRST_MONTH.year
    until = day_number(date(extracted.year, *_COUNTED))
    own = _counted(scenario, *reported(children, until), children, years)
    final = _counted(scenario, *reported(children, NEVER), children, years).sum(axis=0)
    region = own.sum(axis=0)
    behind = region / np.maximum(final, 1)
    others = np.rint(_histogram_figures(nation, years) * behind).astype(np.int64)
    names = {OWN_REGION: agreement.region_name, **OTHER_REGIONS}
    regions = dict(zip(names, (region, *others[:-1]), strict=True))
    areas = {NATION: region + others.sum(axis=0)}
    areas |= {names[code]: regions[code] for code in sorted(regions)}
    areas |= dict(zip(map(agreement.name_of, scenario.municipalities), own, strict=True))
    areas |= {UNKNOWN: others[-1]}
    return Published(extracted, tuple(areas), np.stack(list(areas.values())))


def reported(children: Children, until: int) -> tuple[Bools, Ints]:
    """Which children a report has come of before the day `until`, and the duration that the latest one tells.

    A child that was still fully breastfed at its latest visit counts with its age then, unless no further report is to
    come: then with its registered duration.
    """
    kept = children.recorded < NEVER
    there = children.recorded < until
    ended = (children.closing & there).any(axis=1) | ~(kept & ~there).any(axis=1)
    age = np.where(there & children.full, children.ages, 0).max(axis=1)
    return children.known & there.any(axis=1), np.where(ended, children.duration, age)


def _counted(scenario: Scenario, known: Bools, duration: Ints, children: Children, years: int) -> Ints:
    """Figures of the municipalities, shape (municipalities, years, 6)."""
    month = scenario.month_of_day[children.birth - scenario.birth_days[0]]
    year = np.array([one.year - FIRST_MONTH.year for one in scenario.months])[month]
    size = len(scenario.municipalities) * years
    chosen = known & (year < years)
    cell = (children.municipality * years + year)[chosen]
    weights = _figures_of(duration[chosen])
    counts = [np.bincount(cell, weights=weight, minlength=size).reshape(-1, years) for weight in weights]
    return np.stack(counts, axis=-1).astype(np.int64)


def _figures_of(duration: Ints) -> list[Ints]:
    """What a child with each duration adds to the six figures."""
    return [np.ones_like(duration), duration, *((duration > limit).astype(np.int64) for limit in SHARES.values())]


def _histogram_figures(nation: Nation, years: int) -> Ints:
    """Figures of the other regions and of those without a municipality, shape (regions + 1, years, 6)."""
    durations = nation.durations[:, : years * 12]
    by_year = durations.reshape(durations.shape[0], years, 12, -1).sum(axis=2)
    figures: Ints = by_year @ np.stack(_figures_of(np.arange(durations.shape[2])), axis=-1)
    return figures


def _rows(published: Published) -> Iterator[tuple[str, int, str, CellValue, CellValue, CellValue]]:
    """One row per area, year and indicator; no figures where there is no child to tell of."""
    for area, of_area in zip(published.areas, published.figures.tolist(), strict=True):
        for year, (children, days, *over) in zip(published.years, of_area, strict=True):
            if not children:
                yield from ((area, year, indicator, MISSING, MISSING, MISSING) for indicator in (MEAN, *SHARES))
                continue
            yield area, year, MEAN, None, children, round(days / children, 1)
            for indicator, count in zip(SHARES, over, strict=True):
                yield area, year, indicator, count, children, round(100 * count / children, 1)


def _as_csv(published: Published) -> Delivery:
    """With point between thousands and decimal comma."""
    lines = [";".join([area, str(year), *map(_text, others)]) for area, year, *others in _rows(published)]
    content = "\n".join([";".join(HEADER), *lines, ""]).encode("cp1252")
    signs = {"tegnsaet": "cp1252", "skilletegn": '";"', "decimaltegn": '","', "tusindtalstegn": '"."'}
    return _delivery(published, CSV, content, rows=len(lines), manner=signs)


def _text(value: CellValue) -> str:
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value or "")


def _as_workbook(published: Published) -> Delivery:
    """As people fetch it: a title, and notes below; what was chosen in the filters does not come along."""
    rows = list(_rows(published))
    table = Sheet(
        name=SHEET,
        above=("Fuld amning i første leveår", "Opgjort efter barnets fødselsår og bopæl", ""),
        header=HEADER,
        rows=rows,
        below=("", "Seneste fødselsår er foreløbigt.", "Børn uden kendt kommune indgår kun i tallene for hele landet."),
    )
    manner = {"ark": SHEET, "overskrift": str(table.header_row)}
    return _delivery(published, XLSX, workbook_bytes([table]), rows=len(rows), manner=manner)


def _delivery(published: Published, form: str, content: bytes, *, rows: int, manner: dict[str, str]) -> Delivery:
    return Delivery(
        folder=f"esundhed-{published.extracted.year}",
        source="esundhed",
        sender="Opdigtet eSundhed",
        extracted=published.extracted,
        first_day=date(published.years[0], 1, 1),
        last_day=date(published.years[-1], 12, 31),
        file=f"amning.{form}",
        form=form,
        rows=rows,
        content=content,
        manner={**manner, "kodebog": "standard"},
    )
