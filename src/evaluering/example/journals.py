"""Which journal system each municipality keeps, and how its extract is written: columns, words, kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evaluering.example.declaration import (
    CSV,
    DAY_FIRST,
    DAY_FIRST_POINTS,
    DAY_FIRST_STROKES,
    PARQUET,
    TRUE_DATES,
    XLSX,
    YEAR_FIRST,
)
from evaluering.example.records import BOTH, PERIODS, STATUSES


@dataclass(frozen=True, slots=True)
class Book:
    """The columns and words of one journal system's extracts.

    Parameters
    ----------
    name : str
        Of the codebook that maps them.
    columns : mapping of str to str
        What a column holds to its delivered name, in order.
    feedings, visits : tuple of str
        Delivered words, in the order of `records` and `visits.VISITS`; no visits where there is no column for them.
    holds : str
        `records.BOTH`, `records.PERIODS` or `records.STATUSES`.
    short_codes : bool
        Municipalities are written with three digits.
    """

    name: str
    columns: Mapping[str, str]
    feedings: tuple[str, ...]
    visits: tuple[str, ...] = ()
    holds: str = BOTH
    short_codes: bool = False


STANDARD = Book(
    name="standard",
    columns=MappingProxyType(
        {
            "child": "cpr",
            "municipality": "kommunekode",
            "birth": "foedselsdato",
            "recorded": "registreringsdato",
            "contact": "kontakttype",
            "feeding": "ernaering",
            "status": "status_dato",
            "start": "periode_start",
            "end": "periode_slut",
            "system": "system",
        }
    ),
    feedings=("fuld", "primaer", "supplement", "erstatning", "familiens_mad", "uoplyst"),
    visits=("barselsbesoeg", "etableringsbesoeg", "2_maaneder", "4-6_maaneder", "8-11_maaneder"),
)
NOVAX = Book(
    name="novax",
    columns=MappingProxyType(
        {
            "child": "CPR_NR",
            "municipality": "KOMMUNE_NR",
            "birth": "FOEDT",
            "recorded": "OPRETTET",
            "contact": "BESOEGSTYPE",
            "feeding": "ERN_KODE",
            "status": "ERN_DATO",
            "start": "ERN_FRA",
            "end": "ERN_TIL",
        }
    ),
    feedings=("1", "2", "3", "4", "5", "9"),
    visits=("BAR", "ETA", "M2", "M4", "M8"),
    short_codes=True,
)
NEXUS = Book(
    name="nexus",
    columns=MappingProxyType(
        {
            "child": "borger_cpr",
            "birth": "foedselsdato",
            "recorded": "dokumenteret",
            "feeding": "ernaeringsform",
            "start": "startdato",
            "end": "slutdato",
            "system": "leverandoer_system",
        }
    ),
    feedings=("FULDAMNING", "DELVIS_OVER_HALV", "DELVIS_UNDER_HALV", "ERSTATNING", "OVERGANGSKOST_SLUT", "UOPLYST"),
    holds=PERIODS,
)
TM_SUND = Book(
    name="tm-sund",
    columns=MappingProxyType(
        {
            "child": "Barn CPR",
            "municipality": "Bopælskommune",
            "birth": "Fødselsdag",
            "recorded": "Registreret",
            "contact": "Besøg",
            "feeding": "Ernæring",
            "status": "Statusdato",
        }
    ),
    feedings=(
        "Fuld amning",
        "Primært amning",
        "Amning som supplement",
        "Modermælkserstatning",
        "Familiens mad",
        "Ikke oplyst",
    ),
    visits=("Barselsbesøg", "Etableringsbesøg", "Besøg 2 måneder", "Besøg 4-6 måneder", "Besøg 8-11 måneder"),
    holds=STATUSES,
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one sender writes; `quoted` puts every field in quotation marks and ends lines as Windows does."""

    book: Book = STANDARD
    system: str = "Novax"
    form: str = CSV
    encoding: str = "cp1252"
    delimiter: str = ";"
    date_form: str = DAY_FIRST
    hyphen: bool = False
    quoted: bool = False


_NEXUS = "Nexus Børn"
_TM = "TM Sund"

# Most write as the standard codebook's own example; the others differ, so that a reader must follow the declaration.
# The one with statuses only is small: what its children are known by is wide intervals.
_DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "0657": Dialect(system=_TM, hyphen=True, quoted=True),
        "0661": Dialect(NEXUS, _NEXUS, date_form=YEAR_FIRST),
        "0756": Dialect(system=_TM),
        "0665": Dialect(TM_SUND, _TM, encoding="utf-8-sig", date_form=DAY_FIRST_STROKES),
        "0760": Dialect(NOVAX, date_form=DAY_FIRST_POINTS),
        "0671": Dialect(hyphen=True),
        "0615": Dialect(system=_TM, encoding="utf-8"),
        "0766": Dialect(date_form=YEAR_FIRST),
        "0746": Dialect(NEXUS, _NEXUS, date_form=YEAR_FIRST),
        "0791": Dialect(NEXUS, _NEXUS, encoding="utf-8-sig", date_form=YEAR_FIRST),
        "0740": Dialect(system=_TM, form=PARQUET, date_form=TRUE_DATES, hyphen=True),
        "0779": Dialect(NOVAX, date_form=DAY_FIRST_POINTS),
        "0730": Dialect(system=_TM, encoding="utf-8-sig", delimiter="|", hyphen=True),
        "0710": Dialect(NOVAX, date_form=DAY_FIRST_POINTS),
        "0707": Dialect(system=_TM),
        "0706": Dialect(NOVAX, date_form=DAY_FIRST_POINTS, hyphen=True),
        "0751": Dialect(system=_NEXUS, encoding="utf-8", date_form=YEAR_FIRST),
        "0741": Dialect(form=XLSX, date_form=TRUE_DATES),
    }
)


def dialect_of(municipality: str) -> Dialect:
    """The dialect of a municipality's extract."""
    return _DIALECTS.get(municipality, Dialect())
