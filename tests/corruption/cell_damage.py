"""Damage to cells of municipal extracts: dates, codes and CPR numbers that are not what they were."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.corruption.kinds import (
    DATES,
    Kind,
    NothingToSpoilError,
    an_extract,
    any_table,
    day_of,
    filled,
    one_of,
    register,
    some_of,
    text_of,
)
from tests.corruption.world import Sent, World

KINDS: list[Kind] = []
kind = register("celler", KINDS)
_POSSIBLE = "så få celler, at de rækker, der stadig er mulige, ikke kan skelnes fra rigtige"
_SHIFTS = (1, 7, 30, 365, -1, -7, -30, -365)


def _on_cells(one: Sent, column: str, rng: Random, share: float, change: Callable[[str], str]) -> None:
    """Change a share of the cells that are not empty."""
    place, changed = one.place(column), False
    for number in some_of(rng, filled(one, column), share):
        before = one.rows[number][place]
        one.rows[number][place] = change(before)
        changed |= one.rows[number][place] != before
    if not changed:
        raise NothingToSpoilError


def _a_date(one: Sent, rng: Random) -> str:
    return one_of(rng, [name for name in DATES if filled(one, name)])


def _turned(one: Sent, text: str) -> str:
    """Day and month in each other's place, where both are possible."""
    day = day_of(one, text)
    return text_of(one, date(day.year, day.day, day.month)) if day.day <= 12 else text


def _written(one: Sent, text: str, form: str) -> str:
    day = day_of(one, text)
    return f"{day:{form}}"


@kind(refused_from=0)
def days_and_months_turned_in_all_columns(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    form = "%Y-%d-%m" if one.file["datoformat"] == "åååå-mm-dd" else "%m-%d-%Y"
    for column in DATES:
        if filled(one, column):
            _on_cells(one, column, rng, 1.0, lambda text: _written(one, text, form))


@kind(refused_from=0)
def days_and_months_turned_in_one_column(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    form = "%Y-%d-%m" if one.file["datoformat"] == "åååå-mm-dd" else "%m-%d-%Y"
    _on_cells(one, _a_date(one, rng), rng, 1.0, lambda text: _written(one, text, form))


@kind()
def days_up_to_12_turned_in_one_column(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, _a_date(one, rng), rng, 1.0, lambda text: _turned(one, text))


@kind()
def days_up_to_12_turned_in_all_columns(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    for column in DATES:
        if filled(one, column):
            _on_cells(one, column, rng, 1.0, lambda text: _turned(one, text))


@kind(0.005, 0.1, unknown_to=0.005, why=_POSSIBLE)
def days_up_to_12_turned_in_some_rows(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, _a_date(one, rng), rng, strength, lambda text: _turned(one, text))


_FORMS = ("%d-%m-%y", "%d/%m/%Y", "%d.%m.%Y", "%d%m%Y", "%Y%m%d", "%d-%m-%Y 00:00:00", "%Y-%m-%dT00:00:00", "%d%b%Y")


@kind(0.01, 1.0, refused_from=1.0)
def dates_in_another_form(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    form = rng.choice(_FORMS)
    columns = DATES if rng.random() < 0.5 else [_a_date(one, rng)]
    for column in columns:
        if filled(one, column):
            _on_cells(one, column, rng, strength, lambda text: _written(one, text, form))


@kind(0.01, 1.0, refused_from=1.0)
def iso_and_danish_dates_exchanged(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    form = "%d-%m-%Y" if one.file["datoformat"] == "åååå-mm-dd" else "%Y-%m-%d"
    _on_cells(one, _a_date(one, rng), rng, strength, lambda text: _written(one, text, form))


@kind(0.01, 1.0, refused_from=1.0)
def dates_as_numbers_of_a_spreadsheet(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, _a_date(one, rng), rng, strength, lambda text: str((day_of(one, text) - date(1899, 12, 30)).days))


@kind(0.001, 0.05, 1.0, refused_from=1.0)
def placeholder_dates(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    day = rng.choice((date(1900, 1, 1), date(9999, 12, 31), date(1970, 1, 1), date(2099, 12, 31), date(1899, 12, 30)))
    _on_cells(one, _a_date(one, rng), rng, strength, lambda text: text_of(one, day))


@kind(0.001, 0.05, 1.0)
def dates_in_the_future(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, _a_date(one, rng), rng, strength, lambda text: _moved_to(one, text, years=rng.choice((20, 80))))


def _moved_to(one: Sent, text: str, *, years: int) -> str:
    day = day_of(one, text)
    return text_of(one, day.replace(year=day.year + years, day=min(day.day, 28)))


@kind(0.005, 0.2, 1.0, unknown_to=0.005, why=_POSSIBLE)
def dates_emptied(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, _a_date(one, rng), rng, strength, lambda text: "")


@kind(0.1, 0.5, 1.0, unknown_to=0.1, why="en periode uden slut betyder, at den varer ved; nogle få flere er mulige")
def ends_of_periods_emptied(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "periode_slut", rng, strength, lambda text: "")


@kind(0.005, 0.2, 1.0, unknown_to=0.005, why=_POSSIBLE)
def dates_shifted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    days = timedelta(days=rng.choice(_SHIFTS))
    _on_cells(one, _a_date(one, rng), rng, strength, lambda text: text_of(one, day_of(one, text) + days))


@kind(unknown_to=1.0, why="en dag hver vej er mulig, når registreringen følger senere")
def one_column_of_dates_a_day_off(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    days = timedelta(days=rng.choice((1, -1)))
    _on_cells(one, _a_date(one, rng), rng, 1.0, lambda text: text_of(one, day_of(one, text) + days))


@kind()
def all_dates_a_day_off(world: World, rng: Random, strength: float) -> None:
    """As when dates were midnights that were told in another time zone."""
    one = an_extract(world, rng)
    for column in DATES:
        if filled(one, column):
            _on_cells(one, column, rng, 1.0, lambda text: text_of(one, day_of(one, text) - timedelta(days=1)))


@kind()
def ends_moved_to_the_end_of_the_month(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "periode_slut", rng, 1.0, lambda text: _on_day(one, text, 31))


@kind()
def dates_moved_to_one_day_of_the_month(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    column, number = _a_date(one, rng), rng.choice((1, 15, 31))
    _on_cells(one, column, rng, 1.0, lambda text: _on_day(one, text, number))


def _on_day(one: Sent, text: str, number: int) -> str:
    day = day_of(one, text)
    return text_of(one, day.replace(day=min(number, calendar.monthrange(day.year, day.month)[1])))


@kind()
def recorded_all_on_one_day(world: World, rng: Random, strength: float) -> None:
    """As when a municipality has moved its journals to another system."""
    one = an_extract(world, rng)
    day = text_of(one, date(2026, rng.randint(1, 9), 14))
    _on_cells(one, "registreringsdato", rng, 1.0, lambda text: day)


@kind(0.005, 0.1, 1.0, unknown_to=0.005, why=_POSSIBLE)
def two_feedings_exchanged(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    codes = sorted({row[one.place("ernaering")] for row in one.rows} - {"uoplyst"})
    if len(codes) < 2:
        raise NothingToSpoilError
    first, second = rng.sample(codes, 2)
    _on_cells(one, "ernaering", rng, strength, lambda text: {first: second, second: first}.get(text, text))


@kind()
def full_and_formula_exchanged(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    swap = {"fuld": "erstatning", "erstatning": "fuld"}
    _on_cells(one, "ernaering", rng, 1.0, lambda text: swap.get(text, text))


@kind(unknown_to=1.0, why="en leverance kan være uden uoplyste, og de er få")
def unknown_feeding_becomes_known(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    code = rng.choice(("primaer", "supplement", "erstatning"))
    _on_cells(one, "ernaering", rng, 1.0, lambda text: code if text == "uoplyst" else text)


@kind(0.3, 1.0, unknown_to=0.3, why="en del af én kode er blevet til en anden, som også er mulig")
def one_feeding_becomes_another(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    codes = sorted({row[one.place("ernaering")] for row in one.rows})
    first, second = rng.sample(codes, 2)
    if first == "uoplyst":
        raise NothingToSpoilError
    _on_cells(one, "ernaering", rng, strength, lambda text: second if text == first else text)


@kind(0.005, 0.1, 1.0, refused_from=0.1)
def feeding_unknown_to_the_codebook(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    code = rng.choice(("Fuldamning", "1", "delvis", "FULD", "NULL", "#N/A", "?"))
    _on_cells(one, "ernaering", rng, strength, lambda text: code)


@kind(refused_from=0)
def feeding_in_capitals(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "ernaering", rng, 1.0, rng.choice((str.upper, str.capitalize)))


@kind(0.01, 1.0)
def blanks_after_cells(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    blank = rng.choice((" ", "\u00a0", "  "))
    _on_cells(one, one_of(rng, one.header), rng, strength, lambda text: text + blank)


@kind(0.005, 0.3, 1.0, refused_from=0)
def municipality_without_its_zero(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    _on_cells(one, "kommunekode", rng, strength, lambda text: text.lstrip("0"))


@kind(0.005, 0.1, 1.0, unknown_to=0.005, why=_POSSIBLE)
def another_known_municipality(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    other = rng.choice([code for code in ("0657", "0791", "0615", "0779", "0740", "0730") if code != one.code])
    _on_cells(one, "kommunekode", rng, strength, lambda text: other)


@kind(0.005, 1.0, refused_from=0)
def municipality_that_is_not_in_the_agreement(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    other = rng.choice(("0101", "9999", "0000", "Herning", "Viborg Kommune", "", "kommune 657"))
    _on_cells(one, "kommunekode", rng, strength, lambda text: other)


@kind(0.005, 0.1, 1.0, refused_from=0.1)
def cpr_without_its_zero(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "cpr", rng, strength, lambda text: text[1:])


@kind(0.005, 1.0, refused_from=1.0)
def cpr_as_a_number(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    form = rng.choice(("{:.2E}", "{:.0f}.0", "{:,.0f}", "{:.5e}"))
    _on_cells(one, "cpr", rng, strength, lambda text: form.format(int(text.replace("-", ""))).replace(",", "."))


@kind(0.005, 1.0, refused_from=1.0)
def cpr_with_letters(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "cpr", rng, strength, lambda text: text[:-4] + "0AB" + text[-1])


@kind(0.005, 1.0, refused_from=1.0)
def cpr_of_a_parent(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "cpr", rng, strength, lambda text: f"{text[:4]}88{text[6:-4]}1{text[-3:]}")


@kind(0.005, 1.0, refused_from=1.0)
def hyphen_in_another_place(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "cpr", rng, strength, lambda text: "-".join((text.replace("-", "")[:4], text.replace("-", "")[4:])))


@kind(0.01, 1.0)
def hyphens_added_or_removed(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(
        one, "cpr", rng, strength, lambda text: text.replace("-", "") if "-" in text else f"{text[:6]}-{text[6:]}"
    )


@kind(
    0.01, 1.0, unknown_to=1.0, why="hvert nummer er et andet barns med samme fødselsdag, som om det var et andet barn"
)
def cpr_of_another_child_of_that_day(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "cpr", rng, strength, lambda text: text[:-2] + f"{rng.randrange(100):02d}")


@kind(0.01, 1.0)
def births_dates_a_day_off_the_cpr(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _on_cells(one, "foedselsdato", rng, strength, lambda text: text_of(one, day_of(one, text) + timedelta(days=1)))


@kind(0.01, 0.3)
def cells_cut_short(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    column = one_of(rng, [name for name in one.header if name not in ("system",)])
    _on_cells(one, column, rng, strength, lambda text: text[: rng.randrange(len(text))])


@kind(0.001, 0.05)
def program_errors_in_cells(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    column = one_of(rng, [name for name in one.header if name not in ("system", "kontakttype")])
    word = rng.choice(("#REFERENCE!", "########", "NaN", "None", "null", "=A2", "-", "."))
    _on_cells(one, column, rng, strength, lambda text: word)
