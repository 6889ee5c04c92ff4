"""Live births by municipality and month (``foedsler``): the denominator, where every fault stops the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.intake.formats.dates import Bools, bools
from evaluering.intake.formats.raw import RawTable
from evaluering.intake.sources.municipalities import municipality_codes
from evaluering.periods import Month
from evaluering.wording import sentence_list

_REMEDY = "Ret filen, eller bed afsenderen om den igen"
_MONTHS_NAMED = 6  # the months a finding names before it only counts them
_MOST_BIRTHS = 6  # digits; no municipality has a million births in a month


def read_births(
    raw: RawTable, book: SourceBook, *, municipalities: Sequence[str], extraction: date, shown: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The births of one file: municipality, month (``2023-04``), births, row; or what is wrong with it.

    A row is never set aside here: a missing birth would make the coverage of a municipality look better.
    """
    table = book.codes("municipality")
    codes, of_codes = municipality_codes(raw, "municipality", municipalities, table=table, shown=shown)
    months, of_months = _months(raw, extraction, shown)
    births, of_births = _counts(raw, shown)
    findings = (*of_codes, *of_months, *of_births)
    if findings:
        return births_frame(), findings
    frame = pd.DataFrame(
        {
            "municipality": pd.Series(np.asarray(municipalities, dtype=object)[codes], dtype="str"),
            "month": pd.Series(months, dtype="str"),
            "births": births,
            "row": np.arange(raw.first_row, raw.first_row + raw.rows),
        }
    )
    return frame, ()


def births_frame() -> pd.DataFrame:
    """The table of births without rows."""
    texts = dict.fromkeys(("municipality", "month", "file", "column", "extracted"), "str")
    kinds = {**texts, "births": "int64", "row": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def latest_births(births: pd.DataFrame) -> pd.DataFrame:
    """Of each municipality and month the rows extracted last: a later delivery of births takes an earlier one's place.

    Needs the column extracted (ISO date). Rows of one extraction that repeat each other all stay.
    """
    newest = births.groupby(["municipality", "month"])["extracted"].transform("max")
    latest: pd.DataFrame = births[births["extracted"] == newest]
    return latest.reset_index(drop=True)


def repeated_births(births: pd.DataFrame) -> Iterator[Finding]:
    """One finding per file in which a municipality and month stand that stood before; needs file and column."""
    again = births[births.duplicated(["municipality", "month"])]
    for shown, rows in again.groupby("file", sort=True):
        first = rows.iloc[0]
        yield Finding(
            f"Fødslerne i kommune {first['municipality']} i måneden {first['month']} er leveret mere end én gang",
            file=str(shown),
            row=int(first["row"]),
            column=str(first["column"]),
            allowed="hver kommune og måned én gang i alle leverancer med samme udtræksdato",
            remedy="Slet den række, der ikke gælder længere",
            count=len(rows),
        )


def births_with_gaps(births: pd.DataFrame, feeding: pd.DataFrame) -> Iterator[Finding]:
    """Municipalities without a row of births in a month in which children of theirs were born.

    Only months between the first and the last of all births delivered: births may be delivered later than children,
    and children may be born before the first month that is counted.
    """
    months = births["month"]
    born = feeding["birth"].to_numpy().astype("datetime64[M]").astype(np.int64)
    pairs = pd.DataFrame({"municipality": feeding["municipality"].astype("str"), "born": born}).drop_duplicates()
    pairs["month"] = pairs["born"].to_numpy().astype("datetime64[M]").astype(str)
    inside = pairs[pairs["month"].between(months.min(), months.max())]
    there = set(zip(births["municipality"], months, strict=True))
    absent = [pair for pair in zip(inside["municipality"], inside["month"], strict=True) if pair not in there]
    for code in sorted({code for code, _ in absent}):
        mine = sorted(month for other, month in absent if other == code)
        few = mine if len(mine) <= _MONTHS_NAMED else [*mine[:_MONTHS_NAMED], f"{len(mine) - _MONTHS_NAMED} til"]
        yield Finding(
            f"Fødslerne for kommune {code} mangler i {sentence_list(few)}, hvor der er født børn",
            file=sentence_list(sorted(births["file"].unique())),
            column=str(births["column"].iloc[0]),
            allowed="en række for hver kommune og måned; 0, hvis ingen er født",
            remedy="Bed afsenderen om fødselstallene for de måneder",
        )


def _months(raw: RawTable, extraction: date, shown: str) -> tuple[np.ndarray, tuple[Finding, ...]]:
    column = raw.texts("month")
    texts = column.dictionary
    index = column.indices.to_numpy()
    fits = bools(pc.match_substring_regex(texts, r"^(19|20|21)\d{2}M(0[1-9]|1[0-2])$"))
    names = np.array([text[:4] + "-" + text[5:] for text in texts.to_pylist()], dtype=object)
    findings = _finding(
        ~fits[index], "Måneden er ikke skrevet som 2023M04", shown, raw=raw, name="month", allowed="år, M og to cifre"
    )
    last = str(Month.of(extraction))
    late = fits & np.array([name > last for name in names], dtype=np.bool_)
    what = "Måneden ligger efter udtræksdatoen"
    findings += _finding(late[index], what, shown, raw=raw, name="month", allowed=f"til og med {last}")
    return names[index], findings


def _counts(raw: RawTable, shown: str) -> tuple[np.ndarray, tuple[Finding, ...]]:
    column = raw.texts("births")
    texts = column.dictionary
    index = column.indices.to_numpy()
    fits = pc.match_substring_regex(texts, rf"^\d{{1,{_MOST_BIRTHS}}}$")
    grouped = bools(pc.match_substring_regex(texts, r"^\d{1,3}([.,  ]\d{3})+$"))
    fraction = bools(pc.match_substring_regex(texts, r"^\d+[.,]\d+$")) & ~grouped
    wrong = ~bools(fits)
    findings: tuple[Finding, ...] = ()
    for which, what in (
        (grouped, "Antallet er skrevet med tusindtalsskilletegn"),
        (fraction, "Antallet er skrevet med decimaler"),
        (wrong & ~grouped & ~fraction, "Antallet er ikke et helt tal"),
    ):
        allowed = "et helt tal fra 0 og op, kun cifre"
        findings += _finding(which[index], what, shown, raw=raw, name="births", allowed=allowed)
    numbers = pc.if_else(fits, texts, pa.scalar("0")).cast(pa.int64()).to_numpy()
    return numbers[index], findings


def _finding(hit: Bools, what: str, shown: str, *, raw: RawTable, name: str, allowed: str) -> tuple[Finding, ...]:
    rows = np.flatnonzero(hit)
    if not rows.size:
        return ()
    found = Finding(
        what,
        file=shown,
        row=int(rows[0]) + raw.first_row,
        column=raw.delivered[name],
        allowed=allowed,
        remedy=_REMEDY,
        count=int(rows.size),
        sheet=raw.sheet,
    )
    return (found,)
