"""The extracts of the municipalities and the table of births, as files with the dialects real senders use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from evaluering.example.children import NEVER, Children, visit_names
from evaluering.example.declaration import CSV, DAY_FIRST, YEAR_FIRST, Delivery
from evaluering.example.flaws import with_flaws
from evaluering.example.records import FEEDING, extract_rows
from evaluering.example.scenario import FIRST_MONTH, day_number
from evaluering.example.visits import Ints
from evaluering.periods import Month

HEADER = (
    "cpr;kommunekode;foedselsdato;registreringsdato;kontakttype;ernaering;status_dato;periode_start;periode_slut;system"
)
BIRTHS_HEADER = "kommunekode;maaned;levendefoedte"
NEW_LINE = "\n"

_LONGEST_AHEAD_DAYS = 500  # rows "in the future" lie at most this long after the extraction

# Most senders write as the contract's own example; a few differ, so that a reader must follow the declaration.
_UTF8 = ("0751", "0615")
_UTF8_WITH_MARK = ("0730", "0791")
_YEAR_FIRST = ("0751", "0740", "0766")
_HYPHEN = ("0657", "0740", "0730", "0706", "0671")
_NEXUS = ("0751", "0746", "0791", "0661")
_TM_SUND = ("0657", "0665", "0615", "0730", "0740", "0707", "0756")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one sender writes."""

    encoding: str
    date_form: str
    hyphen: bool
    system: str


def dialect_of(municipality: str) -> Dialect:
    """The dialect of a municipality's extract."""
    encoding = "utf-8" if municipality in _UTF8 else "utf-8-sig" if municipality in _UTF8_WITH_MARK else "cp1252"
    system = "Nexus Børn" if municipality in _NEXUS else "TM Sund" if municipality in _TM_SUND else "Novax"
    date_form = YEAR_FIRST if municipality in _YEAR_FIRST else DAY_FIRST
    return Dialect(encoding, date_form, municipality in _HYPHEN, system)


def municipal_extract(
    municipality: str,
    children: Children,
    cpr: Sequence[str],
    *,
    until: date,
    extraction: date,
    rng: np.random.Generator,
) -> Delivery:
    """One municipality's extract: everything recorded before the day `until`.

    `cpr` has one number of ten digits per child.
    """
    rows = extract_rows(children, until=day_number(until), rng=rng)
    rows = with_flaws(rows, children, until=day_number(until), extraction=day_number(extraction), rng=rng)
    dialect = dialect_of(municipality)
    written = _date_writer(dialect.date_form, extraction)
    numbers = np.array([f"{one[:6]}-{one[6:]}" for one in cpr] if dialect.hyphen else list(cpr), dtype=object)
    size = rows.child.size
    columns = [
        numbers[rows.child],
        np.full(size, municipality, dtype=object),
        written(rows.birth),
        written(rows.recorded),
        visit_names()[rows.visit],
        np.array(FEEDING, dtype=object)[rows.feeding],
        written(rows.status),
        written(rows.start),
        written(rows.end),
        np.full(size, dialect.system, dtype=object),
    ]
    lines = [HEADER, *map(";".join, zip(*(column.tolist() for column in columns), strict=True)), ""]
    return Delivery(
        folder=f"kommune-{municipality}",
        source="kommuneudtraek",
        sender=municipality,
        first_day=FIRST_MONTH.first_day,
        last_day=until - timedelta(days=1),
        file="ernaering.csv",
        form=CSV,
        encoding=dialect.encoding,
        date_form=dialect.date_form,
        rows=size,
        content=NEW_LINE.join(lines).encode(dialect.encoding),
    )


def _date_writer(date_form: str, extraction: date) -> Callable[[Ints], npt.NDArray[np.object_]]:
    """A function from day numbers to text; `NEVER` becomes an empty field."""
    first = day_number(FIRST_MONTH.first_day)
    days = day_number(extraction) + _LONGEST_AHEAD_DAYS - first
    texts = np.datetime_as_string(np.arange(first, first + days).astype("datetime64[D]")).tolist()
    if date_form == DAY_FIRST:
        texts = [f"{text[8:]}-{text[5:7]}-{text[:4]}" for text in texts]
    lookup = np.array([*texts, ""], dtype=object)
    return lambda numbers: lookup[np.where(numbers == NEVER, days, numbers - first)]


def table_of_births(municipalities: tuple[str, ...], months: tuple[Month, ...], births: Ints) -> Delivery:
    """Live births of every municipality and month; `births` has shape (municipalities, months)."""
    lines = [
        f"{code};{month.year}M{month.month:02d};{count}"
        for code, row in zip(municipalities, births.tolist(), strict=True)
        for month, count in zip(months, row, strict=True)
    ]
    return Delivery(
        folder="foedsler",
        source="foedsler",
        sender="Opdigtet fødselsregister",
        first_day=months[0].first_day,
        last_day=months[-1].last_day,
        file="foedsler.csv",
        form=CSV,
        encoding="utf-8",
        date_form=YEAR_FIRST,
        rows=len(lines),
        content=NEW_LINE.join([BIRTHS_HEADER, *lines, ""]).encode("utf-8"),
    )
