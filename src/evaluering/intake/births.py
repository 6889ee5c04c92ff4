"""Live births by municipality and month (``foedsler``): the denominator, where every fault stops the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evaluering.errors import Finding
from evaluering.intake.dates import Bools, bools
from evaluering.intake.municipalities import municipality_codes
from evaluering.intake.raw import RawTable
from evaluering.periods import Month
from evaluering.wording import sentence_list

_REMEDY = "Ret filen, eller bed afsenderen om den igen"
_MONTHS_NAMED = 6  # the months a finding names before it only counts them
_MOST_BIRTHS = 6  # digits; no municipality has a million births in a month


def read_births(
    raw: RawTable, *, municipalities: Sequence[str], extraction: date, shown: str
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The births of one file: municipality, month (``2023-04``), births, row; or what is wrong with it.

    A row is never set aside here: a missing birth would make the coverage of a municipality look better.
    """
    codes, of_codes = municipality_codes(raw.columns["kommunekode"], municipalities, shown=shown)
    months, of_months = _months(raw.columns["maaned"], extraction, shown)
    births, of_births = _counts(raw.columns["levendefoedte"], shown)
    findings = (*of_codes, *of_months, *of_births)
    if findings:
        return births_frame(), findings
    frame = pd.DataFrame(
        {
            "municipality": pd.Series(np.asarray(municipalities, dtype=object)[codes], dtype="str"),
            "month": pd.Series(months, dtype="str"),
            "births": births,
            "row": np.arange(2, raw.rows + 2),
        }
    )
    return frame, ()


def births_frame() -> pd.DataFrame:
    """The table of births without rows."""
    kinds = {"municipality": "str", "month": "str", "births": "int64", "row": "int64", "file": "str"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def repeated_births(births: pd.DataFrame) -> Iterator[Finding]:
    """One finding per file in which a municipality and month stand that stood before; needs the column file."""
    again = births[births.duplicated(["municipality", "month"])]
    for shown, rows in again.groupby("file", sort=True):
        first = rows.iloc[0]
        yield Finding(
            f"Fødslerne i kommune {first['municipality']} i måneden {first['month']} er leveret mere end én gang",
            file=str(shown),
            row=int(first["row"]),
            allowed="hver kommune og måned én gang i alle leverancer tilsammen",
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
            column="maaned",
            allowed="en række for hver kommune og måned; 0, hvis ingen er født",
            remedy="Bed afsenderen om fødselstallene for de måneder",
        )


def _months(column: pa.DictionaryArray, extraction: date, shown: str) -> tuple[np.ndarray, tuple[Finding, ...]]:
    texts = column.dictionary
    index = column.indices.to_numpy()
    fits = bools(pc.match_substring_regex(texts, r"^(19|20|21)\d{2}M(0[1-9]|1[0-2])$"))
    names = np.array([text[:4] + "-" + text[5:] for text in texts.to_pylist()], dtype=object)
    findings = _finding(
        ~fits[index],
        "Måneden er ikke skrevet som 2023M04",
        shown,
        column="maaned",
        allowed="år, M og to cifre: 2023M04",
    )
    last = str(Month.of(extraction))
    late = fits & np.array([name > last for name in names], dtype=np.bool_)
    findings += _finding(late[index], "Måneden ligger efter udtræksdatoen", shown, column="maaned", allowed=last)
    return names[index], findings


def _counts(column: pa.DictionaryArray, shown: str) -> tuple[np.ndarray, tuple[Finding, ...]]:
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
        findings += _finding(which[index], what, shown, column="levendefoedte", allowed=allowed)
    numbers = pc.if_else(fits, texts, pa.scalar("0")).cast(pa.int64()).to_numpy()
    return numbers[index], findings


def _finding(hit: Bools, what: str, shown: str, *, column: str, allowed: str) -> tuple[Finding, ...]:
    rows = np.flatnonzero(hit)
    if not rows.size:
        return ()
    row, count = int(rows[0]) + 2, int(rows.size)
    return (Finding(what, file=shown, row=row, column=column, allowed=allowed, remedy=_REMEDY, count=count),)
