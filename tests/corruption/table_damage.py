"""Damage to tables: columns renamed, lost, swapped or sorted alone, rows shifted, deleted or mixed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.corruption.kinds import (
    DATES,
    Kind,
    NothingToSpoilError,
    an_extract,
    any_table,
    day_of,
    one_of,
    register,
    some_of,
)
from tests.corruption.world import Row, Sent, World

KINDS: list[Kind] = []
kind = register("tabel", KINDS)
_FEW_GONE = "rækkerne mangler jævnt over det hele, og deres antal er erklæret uden dem"


def _changed(one: Sent, before: list[Row]) -> None:
    if one.rows == before:
        raise NothingToSpoilError


@kind(refused_from=0)
def column_renamed(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    place = rng.randrange(len(one.header))
    name = one.header[place]
    one.header[place] = rng.choice((name.capitalize(), name + " ", name.replace("_", " ") + "2", "Felt 7", name[:-1]))


@kind(refused_from=0)
def column_missing(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    place = rng.randrange(len(one.header))
    for row in (one.header, *one.rows):
        del row[place]


@kind()
def column_added(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    place = rng.randrange(len(one.header) + 1)
    name, cell = rng.choice((("hold", "A"), ("mors_navn", "Anna"), ("", ""), ("nr", "12"), ("mors_cpr", "2412809996")))
    one.header.insert(place, name)
    for row in one.rows:
        row.insert(place, cell)


@kind(refused_from=0)
def column_doubled(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    place, to = rng.randrange(len(one.header)), rng.randrange(len(one.header) + 1)
    for row in (one.header, *one.rows):
        row.insert(to, row[place])


@kind()
def columns_moved(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    order = list(range(len(one.header)))
    rng.shuffle(order)
    one.header = [one.header[place] for place in order]
    one.rows = [[row[place] for place in order] for row in one.rows]


@kind()
def two_names_swapped(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    first, second = rng.sample(range(len(one.header)), 2)
    names = one.header[first], one.header[second]
    if "system" in names or [row[first] for row in one.rows] == [row[second] for row in one.rows]:
        raise NothingToSpoilError
    one.header[first], one.header[second] = names[1], names[0]


@kind()
def two_dates_swapped(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    first, second = (one.place(name) for name in rng.sample(DATES, 2))
    before = [list(row) for row in one.rows]
    for row in one.rows:
        row[first], row[second] = row[second], row[first]
    _changed(one, before)


@kind(0.01, 0.2)
def two_dates_swapped_in_some_rows(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    first, second = (one.place(name) for name in rng.sample(DATES, 2))
    before = [list(row) for row in one.rows]
    for row in some_of(rng, one.rows, strength):
        row[first], row[second] = row[second], row[first]
    _changed(one, before)


@kind()
def column_emptied(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    place = one.place(one_of(rng, [name for name in one.header if name not in ("system", "kontakttype")]))
    before = [list(row) for row in one.rows]
    for row in one.rows:
        row[place] = ""
    _changed(one, before)


@kind()
def column_filled_down(world: World, rng: Random, strength: float) -> None:
    """The first row's cell in all rows, as when a cell is dragged down."""
    one = any_table(world, rng)
    place = one.place(one_of(rng, [name for name in one.header if name not in ("system", "kontakttype")]))
    before = [list(row) for row in one.rows]
    for row in one.rows:
        row[place] = before[0][place]
    _changed(one, before)


@kind()
def column_sorted_alone(world: World, rng: Random, strength: float) -> None:
    """One column sorted without the others, as when only it was marked."""
    one = any_table(world, rng)
    place = one.place(one_of(rng, [name for name in one.header if name not in ("system", "kontakttype")]))
    before = [list(row) for row in one.rows]
    for row, cell in zip(one.rows, sorted(row[place] for row in before), strict=True):
        row[place] = cell
    _changed(one, before)


@kind()
def column_shuffled_alone(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    place = one.place(one_of(rng, [name for name in one.header if name not in ("system", "kontakttype")]))
    before = [list(row) for row in one.rows]
    cells = [row[place] for row in before]
    rng.shuffle(cells)
    for row, cell in zip(one.rows, cells, strict=True):
        row[place] = cell
    _changed(one, before)


@kind()
def column_one_row_down(world: World, rng: Random, strength: float) -> None:
    """A cell was put in on top of one column, so that all below it belong to the row before."""
    one = any_table(world, rng)
    place = one.place(one_of(rng, [name for name in one.header if name not in ("system", "kontakttype")]))
    before = [list(row) for row in one.rows]
    for row, above in zip(one.rows[1:], before, strict=False):
        row[place] = above[place]
    _changed(one, before)


@kind(0.001, 0.05, 1.0)
def cells_shifted(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    before = [list(row) for row in one.rows]
    step = rng.choice((1, -1))
    for row in some_of(rng, one.rows, strength):
        row[:] = row[-step:] + row[:-step]
    _changed(one, before)


def _delete(one: Sent, gone: Callable[[Row], bool]) -> None:
    kept = [row for row in one.rows if not gone(row)]
    if len(kept) == len(one.rows):
        raise NothingToSpoilError
    one.rows = kept
    one.recount()


@kind(0.001, 0.05, 0.25, unknown_to=0.25, why=_FEW_GONE)
def rows_deleted_here_and_there(world: World, rng: Random, strength: float) -> None:
    one = rng.choice([*world.of("kommuneudtraek"), *world.of("kl-gateway")])
    gone = set(some_of(rng, range(len(one.reports or one.rows)), strength))
    one.rows = [row for number, row in enumerate(one.rows) if number not in gone]
    one.reports = [report for number, report in enumerate(one.reports) if number not in gone]
    one.recount()


@kind(0.25, 1.0, unknown_to=0.25, why=_FEW_GONE)
def rows_of_one_feeding_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    place = one.place("ernaering")
    code = one_of(rng, sorted({row[place] for row in one.rows} - {"uoplyst"}))
    _delete(one, lambda row: row[place] == code and rng.random() < strength)


@kind(0.25, 1.0, unknown_to=1.0, why="en leverance kan have kun perioder eller kun statusser")
def rows_of_one_kind_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    place = one.place(rng.choice(("status_dato", "periode_start")))
    _delete(one, lambda row: bool(row[place]) and rng.random() < strength)


@kind(0.25, 1.0, unknown_to=0.25, why=_FEW_GONE)
def periods_with_an_end_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    place = one.place("periode_slut")
    _delete(one, lambda row: bool(row[place]) and rng.random() < strength)


@kind(0.25, 1.0, unknown_to=0.25, why=_FEW_GONE)
def rows_of_one_contact_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    place = one.place("kontakttype")
    code = one_of(rng, sorted({row[place] for row in one.rows}))
    _delete(one, lambda row: row[place] == code and rng.random() < strength)


def _in(one: Sent, column: str, year: int, month: int | None) -> Callable[[Row], bool]:
    place = one.place(column)

    def inside(row: Row) -> bool:
        day = day_of(one, row[place]) if row[place] else None
        return day is not None and day.year == year and month in (None, day.month)

    return inside


@kind()
def children_of_a_year_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _delete(one, _in(one, "foedselsdato", rng.randint(2012, 2025), None))


@kind(unknown_to=1.0, why="kommunen er så lille, at en måned uden børn kan forekomme")
def children_of_a_month_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _delete(one, _in(one, "foedselsdato", rng.randint(2012, 2025), rng.randint(1, 12)))


@kind()
def registrations_of_a_year_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _delete(one, _in(one, "registreringsdato", rng.randint(2012, 2025), None))


@kind(unknown_to=1.0, why="kommunen er så lille, at en måned uden registreringer kan forekomme")
def registrations_of_a_month_deleted(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    _delete(one, _in(one, "registreringsdato", rng.randint(2012, 2025), rng.randint(1, 12)))


@kind()
def one_kind_deleted_in_some_years(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    kinds = one.place(rng.choice(("status_dato", "periode_start", "periode_slut")))
    first = rng.randint(2012, 2024)
    inside = [_in(one, "registreringsdato", year, None) for year in range(first, first + rng.randint(1, 3))]
    _delete(one, lambda row: bool(row[kinds]) and any(hit(row) for hit in inside))


@kind(0.02, 0.3)
def rows_of_another_delivery_mixed_in(world: World, rng: Random, strength: float) -> None:
    extracts = world.of("kommuneudtraek")
    if len(extracts) < 2:
        raise NothingToSpoilError
    one, other = rng.sample(extracts, 2)
    for row in some_of(rng, other.rows, strength):
        cells = dict(zip(other.header, row, strict=True))
        days = {name: text_of_other(one, other, cells[name]) for name in DATES}
        cells |= days
        one.rows.append([cells[name] for name in one.header])
    one.recount()


def text_of_other(one: Sent, other: Sent, text: str) -> str:
    """A date of `other` in the form of `one`."""
    if not text or one.file["datoformat"] == other.file["datoformat"]:
        return text
    first, second, third = text.split("-")
    return "-".join((third, second, first))
