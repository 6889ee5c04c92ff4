"""Tables on full breastfeeding from eSundhed: one row per figure, or one indicator with a column per birth year."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.raw import RawTable
from evaluering.intake.sources.aggregates import MEAN_DAYS, SHARES, aggregates_frame
from evaluering.intake.sources.areas import read_areas
from evaluering.intake.sources.published import PERIOD, Findings, PublishedTable, cells_of, of_texts

SOURCE = "esundhed"
MOST_DAYS = 400.0
"""No mean duration is longer: the reports end with the child's first year."""

_LONG = ("area", "year", "indicator", "numerator", "denominator", "value")
_MEASURES = (MEAN_DAYS, *SHARES)


def read_esundhed(
    blocks: Sequence[RawTable],
    book: SourceBook,
    *,
    declared: DeclaredFile,
    extraction: date,
    municipalities: Sequence[str],
    shown: str,
) -> tuple[pd.DataFrame, Findings, tuple[str, ...]]:
    """The figures of one table, what is wrong with it, and notes on what was left out.

    Parameters
    ----------
    blocks : sequence of RawTable
        All blocks of the file, in order; at least one.
    book : SourceBook
        With a column for the year, the table has one row per figure; without one, its columns named by a year hold
        the values.
    declared : DeclaredFile
        `indicator` says what the values are where no column does.
    extraction : date
        The vintage; years that had not ended by then are a fault.
    municipalities : sequence of str
        Codes of the agreement's municipalities; others are left out.
    shown : str
        Folder and file in messages.

    Returns
    -------
    frame : DataFrame
        As `aggregates.aggregates_frame`; without rows when there are findings.
    findings : tuple of Finding
    notes : tuple of str
    """
    table = PublishedTable(blocks, declared, extraction, tuple(municipalities), shown, read_areas())
    cells, of_shape = _cells(table)
    if of_shape:
        return aggregates_frame(), of_shape, ()
    cells, of_areas, notes = table.placed(cells)
    cells, of_years = table.dated(cells, "year")
    cells, of_measures = _measured(table, cells, book)
    findings = [*of_areas, *of_years, *of_measures]
    for name in ("numerator", "denominator", "value"):
        cells, of_numbers = table.numbers(cells, name, whole=name != "value")
        findings += of_numbers
    if not findings:
        findings += _contradictions(table, cells)
    if findings:
        return aggregates_frame(), tuple(findings), notes
    frame, of_hidden = table.figures(cells, SOURCE)
    return frame, (), (*notes, *of_hidden)


def _cells(table: PublishedTable) -> tuple[pd.DataFrame, Findings]:
    """One row per figure, as text."""
    if table.has("year"):
        if table.has("value"):
            return cells_of(table.blocks, _LONG), ()
        what, remedy = "Kodebogen siger ikke, hvor værdien står", "Skriv kolonnen ind i kodebogen med name value"
        return pd.DataFrame(), (Finding(what, file=table.shown, key="kodebog", remedy=remedy),)
    years = [name for name in table.blocks[0].columns if re.fullmatch(r"[0-9]{4}", name)]
    if not years:
        what = "Tabellen har hverken en kolonne med året eller kolonner, der hedder som et år"
        remedy = "Brug kodebogen standard til en tabel med en række for hvert tal, eller ret filen"
        return pd.DataFrame(), (Finding(what, file=table.shown, key="kodebog", remedy=remedy),)
    wide = cells_of(table.blocks, ["area", "numerator", "denominator", *years]).assign(indicator="")
    long = wide.melt(["area", "indicator", "numerator", "denominator", "row"], years, "spread", "value")
    return long.assign(year=long["spread"]).astype({"value": object}), ()


def _measured(table: PublishedTable, cells: pd.DataFrame, book: SourceBook) -> tuple[pd.DataFrame, Findings]:
    """The cells with their measure: by the column where there is one, else as declared."""
    declared, shown = table.declared.indicator, table.shown
    known = ", ".join(_MEASURES)
    if not table.has("indicator"):
        if declared in _MEASURES:
            return cells.assign(measure=declared), ()
        what = "Det står ikke i tabellen, hvilken indikator den viser, og det er ikke erklæret"
        remedy = "Skriv i leverance.yml, hvad tallene er: filtervalg følger ikke med, når en tabel hentes"
        return cells, (Finding(what, file=shown, key="indikator", allowed=known, remedy=remedy),)
    if declared is not None:
        what, remedy = "Indikatoren står i tabellen og er også erklæret", "Slet indikator i leverance.yml"
        return cells, (Finding(what, file=shown, key="indikator", remedy=remedy),)
    codes = {text: name for text, name in book.codes("indicator").items() if name in _MEASURES}
    plain = {" ".join(text.lower().split()): name for text, name in codes.items()}
    measured = of_texts(cells["indicator"], lambda text: plain.get(" ".join(text.lower().split()), ""))
    unknown = cells[measured == ""]
    near = {match for text in unknown["indicator"].unique() for match in difflib.get_close_matches(text, codes, n=1)}
    advice = f'Mener du "{min(near)}"? ' if near else ""
    findings = table.found(
        unknown,
        "Indikatoren kendes ikke",
        "indicator",
        allowed=", ".join(f'"{text}"' for text in codes),
        remedy=f"{advice}Ret filen, eller skriv ordet ind i en kodebog i mappen kodeboeger",
    )
    return cells.assign(measure=measured.astype("str")), findings


def _contradictions(table: PublishedTable, cells: pd.DataFrame) -> Iterator[Finding]:
    """Figures that cannot be true, or not together."""
    share = cells["measure"].isin(SHARES)
    value, part, whole = cells["value"], cells["numerator"], cells["denominator"]
    yield from table.repeated(cells, [*PERIOD, "measure"], allowed="hvert område, år og indikator én gang")
    above = "Tælleren er større end nævneren"
    yield from table.found(cells[share & (part > whole)], above, "numerator", allowed="højst som nævneren")
    outside = share & (value > 100)
    yield from table.found(cells[outside], "Andelen er over 100", "value", allowed="procent fra 0 til 100")
    too_long = ~share & (value > MOST_DAYS)
    yield from table.found(
        cells[too_long], "Varigheden er for lang til at være rigtig", "value", allowed=f"dage fra 0 til {MOST_DAYS:.0f}"
    )
    fractions = share & (value > 0)
    if fractions.any() and bool((value[fractions] <= 1).all()):
        what, allowed = "Alle andele er højst 1 og ser ud til at være brøker", "procent: 12,3 og ikke 0,123"
        yield from table.found(cells[fractions], what, "value", allowed=allowed)
    else:
        per_cent = 100 * part / whole.where(whole > 0)
        apart = share & ~outside & (part <= whole) & ((value - per_cent).abs() > cells["value_half"] + 1e-9)
        what = "Andelen passer ikke med tæller og nævner"
        allowed = "100 gange tæller divideret med nævner, afrundet som skrevet"
        yield from table.found(cells[apart], what, "value", allowed=allowed)
    yield from table.too_large_parts(cells, "denominator")
