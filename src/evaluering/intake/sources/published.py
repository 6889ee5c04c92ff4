"""What the readers of published tables share: cells with their place, areas, periods, numbers and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.raw import RawTable
from evaluering.intake.formats.written_numbers import NumberForm
from evaluering.intake.sources.aggregates import aggregates_frame
from evaluering.intake.sources.areas import NATION, PART, Area, Areas
from evaluering.periods import Month
from evaluering.wording import long_date, sentence_list

Findings = tuple[Finding, ...]
Bools = npt.NDArray[np.bool_]
PERIOD = ["area", "first", "last"]
"""Columns of cells that say which area and period a figure is about."""

_REMEDY = "Ret filen, eller hent tabellen igen"
_YEAR = r"(?:19|20|21)[0-9]{2}"
_PERIODS = re.compile(rf"({_YEAR})(?:([KQ])([1-4])|(M)(0[1-9]|1[0-2]))?")
_FORMS = {"year": "et år: 2021", "period": "et år (2021), et kvartal (2021K1) eller en måned (2021M10)"}


def cells_of(blocks: Iterable[RawTable], names: Sequence[str]) -> pd.DataFrame:
    """The text of each row by our names, with ``row`` as an editor shows it and an empty ``spread``.

    `spread` is the delivered column where one row of the file holds the figures of several years.
    """
    parts = []
    for block in blocks:
        columns = {name: block.texts(name) for name in names}
        texts = {
            name: np.array(column.dictionary.to_pylist(), dtype=object)[column.indices.to_numpy()]
            for name, column in columns.items()
        }
        row = np.arange(block.first_row, block.first_row + block.rows)
        parts.append(pd.DataFrame({**texts, "spread": np.full(block.rows, "", dtype=object), "row": row}))
    return pd.concat(parts, ignore_index=True)


def of_texts(texts: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    """What `read` makes of each text, asked once per distinct text."""
    places, distinct = pd.factorize(texts)
    answers = np.empty(len(distinct), dtype=object)
    for place, text in enumerate(distinct):
        answers[place] = read(text)
    return pd.Series(answers[places], index=texts.index, dtype=object)


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A published table under reading: its blocks, the codes of the agreement's municipalities, and all areas.

    A published table can only be judged as a whole, so all blocks of the file are at hand; there is at least one.
    """

    blocks: Sequence[RawTable]
    declared: DeclaredFile
    extraction: date
    municipalities: tuple[str, ...]
    shown: str
    areas: Areas

    def found(self, rows: pd.DataFrame, what: str, name: str, *, allowed: str = "", remedy: str = _REMEDY) -> Findings:
        """The finding on these cells, at the first of them in the file; none when there are no cells.

        `name` is our name of the column at fault.
        """
        if rows.empty:
            return ()
        first = rows.sort_values("row", kind="stable").iloc[0]
        spread = str(first["spread"]) if name in ("year", "value") else ""
        return (
            Finding(
                what,
                file=self.shown,
                row=int(first["row"]),
                column=spread or self.blocks[0].delivered.get(name, ""),
                allowed=allowed,
                remedy=remedy,
                count=int(rows["row"].nunique()),
                sheet=self.blocks[0].sheet,
            ),
        )

    def has(self, name: str) -> bool:
        """Whether the table has the column with our name."""
        return name in self.blocks[0].columns

    def placed(self, cells: pd.DataFrame) -> tuple[pd.DataFrame, Findings, tuple[str, ...]]:
        """The cells on areas we use, with `area` as our code, `kind`, and `written` as it stood; faults; notes.

        Parts of the country and municipalities outside the agreement are left out and counted in a note.
        """
        found = of_texts(cells["area"], self.areas.find)
        placed = cells.assign(
            written=cells["area"],
            area=[one.code if one else "" for one in found],
            kind=[one.kind if one else "" for one in found],
        )
        of_part = placed["kind"] == PART
        outside = (placed["kind"] == "municipality") & ~placed["area"].isin(self.municipalities)
        used = placed[~of_part & ~outside & (placed["kind"] != "")]
        notes = (*self._left_out(placed[of_part], placed[outside]), *self._absent(used))
        return used.reset_index(drop=True), self._strange_areas(placed[placed["kind"] == ""]), notes

    def dated(self, cells: pd.DataFrame, name: str) -> tuple[pd.DataFrame, Findings]:
        """The cells with `first` and `last` month of their period, empty where it is at fault; faults.

        `name` is ``period``, or ``year`` where only years are allowed.
        """
        spans = of_texts(cells[name], lambda text: span_of(text, years_only=name == "year"))
        dated = cells.assign(
            first=[str(span[0]) if span else "" for span in spans],
            last=[str(span[1]) if span else "" for span in spans],
        )
        unread = dated[dated["first"] == ""]
        running = dated[[bool(span) and span[1].last_day >= self.extraction for span in spans]]
        day = long_date(self.extraction)
        what, allowed = "Perioden var ikke slut, da tabellen blev hentet", f"perioder, der var slut før den {day}"
        remedy = "Ret udtraeksdato i leverance.yml, eller tag perioden ud: dens tal er ikke hele"
        return dated, (
            *self.found(unread, "Perioden er ikke skrevet som ventet", name, allowed=_FORMS[name]),
            *self.found(running, what, name, allowed=allowed, remedy=remedy),
        )

    def numbers(self, cells: pd.DataFrame, name: str, *, whole: bool = False) -> tuple[pd.DataFrame, Findings]:
        """The cells with a column as numbers (nan where hidden, missing or at fault) and ``<name>_half``; faults.

        ``<name>_half`` is half a unit of the last decimal written.
        """
        form = NumberForm.of(self.declared)
        written = of_texts(cells[name], form.read)
        faults = pd.Series([one.fault for one in written], index=cells.index, dtype="str")
        with_decimals = pd.Series([whole and not one.whole for one in written], index=cells.index, dtype="bool")
        thousands = f'tusindtalstegn "{form.thousands}"' if form.thousands else "uden tusindtalstegn"
        allowed = f'decimaltegn "{form.decimal}", {thousands}; tomt eller ".." for skjulte og manglende tal'
        remedy = "Ret decimaltegn og tusindtalstegn i leverance.yml, så de passer med filen, eller ret filen"
        findings: list[Finding] = []
        for fault in sorted(set(faults) - {""}):
            findings += self.found(cells[faults == fault], fault, name, allowed=allowed, remedy=remedy)
        findings += self.found(cells[with_decimals], "Antallet er skrevet med decimaler", name, allowed="et helt tal")
        values = pd.Series([one.value for one in written], index=cells.index, dtype="float64")
        halves = pd.Series([one.half_unit for one in written], index=cells.index, dtype="float64")
        return cells.assign(**{name: values, f"{name}_half": halves}), tuple(findings)

    def repeated(self, cells: pd.DataFrame, key: list[str], *, allowed: str) -> Findings:
        """Rows on what stood before, by this key: told apart is an area that stands under two names."""
        again = cells[cells.duplicated(key)]
        if again.empty:
            return ()
        names = cells.groupby(key)["written"].transform("nunique").loc[again.index]
        twice = "Samme område, periode og slags tal står i flere rækker"
        renamed = "Samme område står med flere betegnelser, for eksempel både med kode og med navn"
        remedy = "Slet de rækker, der ikke skal bruges, eller hent tabellen igen uden den ekstra opdeling"
        return (
            *self.found(again[names > 1], renamed, "area", allowed=allowed, remedy=remedy),
            *self.found(again[names == 1], twice, "area", allowed=allowed, remedy=remedy),
        )

    def too_large_parts(self, cells: pd.DataFrame, counted: str) -> Findings:
        """Areas whose parts add up to more than themselves: municipalities in a region, regions in the nation.

        `counted` is the column of counts. The unknown are counted with the regions; parts that are hidden or missing
        are not counted. Needs the column measure.
        """
        region = of_texts(cells["area"], lambda code: self.areas.by_code[code].region)
        above = region.where(cells["kind"] == "municipality", NATION).where(cells["area"] != NATION, "")
        period = ["first", "last", "measure"]
        sums = cells.assign(area=above).groupby(["area", *period])[counted].sum()
        of_parts = sums.reindex(pd.MultiIndex.from_frame(cells[["area", *period]])).to_numpy(dtype=np.float64)
        return self.found(
            cells[of_parts > cells[counted].to_numpy(dtype=np.float64)],
            "Områdets dele er tilsammen større end området selv",
            counted,
            allowed="en regions kommuner højst som regionen, og regionerne højst som hele landet",
            remedy="Se efter, om tallene er hentet på samme dag, og om et område står med et forkert navn",
        )

    def figures(self, cells: pd.DataFrame, source: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
        """The cells as published figures of this vintage, and a note on those that are hidden or missing."""
        hidden = int(cells["value"].isna().sum())
        notes = (f"{self.shown}: {hidden} tal er skjult eller mangler.",) if hidden else ()
        extracted, delivery = self.extraction.isoformat(), self.shown.partition("/")[0]
        return aggregates_frame(cells.assign(extracted=extracted, source=source, delivery=delivery)), notes

    def _left_out(self, parts: pd.DataFrame, outside: pd.DataFrame) -> Iterable[str]:
        if len(parts):
            yield f"{self.shown}: {rows_in_words(len(parts))} om landsdele eller uoplyst region er ikke brugt."
        if len(outside):
            count = outside["area"].nunique()
            which = "1 kommune" if count == 1 else f"{count} kommuner"
            yield f"{self.shown}: {which} uden for aftalen er ikke brugt ({rows_in_words(len(outside))})."

    def _absent(self, used: pd.DataFrame) -> Iterable[str]:
        absent = [code for code in self.municipalities if code not in set(used["area"])]
        if len(absent) == len(self.municipalities):
            yield f"{self.shown}: Ingen af aftalens kommuner står i tabellen."
        elif absent:
            names = sentence_list([self.areas.name_of(code) for code in absent])
            yield f"{self.shown}: {names} står ikke i tabellen."

    def _strange_areas(self, strange: pd.DataFrame) -> Findings:
        """One finding per municipality of the agreement that seems to be meant, and one on all other cells."""

        def meant(text: str) -> Area | None:
            return self.areas.nearest(text, self.municipalities)

        near = pd.Series([one.code if one else "" for one in of_texts(strange["written"], meant)], index=strange.index)
        allowed = "navn eller kode på en kommune eller region, Hele landet eller Uoplyst kommune"
        findings: list[Finding] = []
        for code in sorted(set(near)):
            what = "Området kendes ikke, eller dets kode og navn passer ikke sammen"
            advice = "Er det en note eller en total, så skriv teksten under totaler i leverance.yml; ellers ret filen"
            if code:
                name = self.areas.name_of(code)
                what, advice = f"{what}; det ligner {name}", f"Mener du {name}? Ret navnet, så det passer med koden"
            findings += self.found(strange[near == code], what, "area", allowed=allowed, remedy=advice)
        return tuple(findings)


def span_of(text: str, *, years_only: bool = False) -> tuple[Month, Month] | None:
    """The first and last month of a year, a quarter or a month as written; None where it is none of them."""
    match = _PERIODS.fullmatch(text.strip())
    if match is None or (years_only and (match[2] or match[4])):
        return None
    year = int(match[1])
    if match[3]:
        return Month(year, 3 * int(match[3]) - 2), Month(year, 3 * int(match[3]))
    if match[5]:
        return Month(year, int(match[5])), Month(year, int(match[5]))
    return Month(year, 1), Month(year, 12)


def rows_in_words(count: int) -> str:
    """A number of rows as it stands in a sentence."""
    return "1 række" if count == 1 else f"{count} rækker"
