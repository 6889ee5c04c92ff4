"""Damage to the births: rows lost or doubled, numbers of another size or another municipality or month."""

from __future__ import annotations

from random import Random

from tests.corruption.kinds import Kind, NothingToSpoilError, one_of, register, some_of
from tests.corruption.world import Row, Sent, World

KINDS: list[Kind] = []
kind = register("fødsler", KINDS)
_SMALL = "et enkelt lille tal kan lige så godt være det andet"


def _number(one: Sent, row: Row) -> int:
    return int(row[one.place("levendefoedte")])


def _set(one: Sent, row: Row, value: object) -> None:
    row[one.place("levendefoedte")] = str(value)


def _of(one: Sent, code: str) -> list[Row]:
    return [row for row in one.rows if row[one.place("kommunekode")] == code]


def _codes(one: Sent) -> list[str]:
    return sorted({row[one.place("kommunekode")] for row in one.rows})


def _lose(one: Sent, gone: list[Row]) -> None:
    lost = {id(row) for row in gone}
    if not lost:
        raise NothingToSpoilError
    one.rows = [row for row in one.rows if id(row) not in lost]
    one.recount()


@kind(0.001, 0.05)
def births_rows_missing(world: World, rng: Random, strength: float) -> None:
    one = world.births
    _lose(one, some_of(rng, one.rows, strength))


@kind()
def births_of_a_year_missing(world: World, rng: Random, strength: float) -> None:
    one = world.births
    code, year = one_of(rng, _codes(one)), str(rng.randint(2012, 2026))
    _lose(one, [row for row in _of(one, code) if row[one.place("maaned")].startswith(year)])


@kind(refused_from=0)
def births_of_a_municipality_missing(world: World, rng: Random, strength: float) -> None:
    one = world.births
    _lose(one, _of(one, one_of(rng, _codes(one))))


@kind(refused_from=0)
def births_rows_doubled(world: World, rng: Random, strength: float) -> None:
    one = world.births
    one.rows.append(list(rng.choice(one.rows)))
    one.recount()


def _scaled(one: Sent, rows: list[Row], factor: float) -> None:
    before = [list(row) for row in one.rows]
    for row in rows:
        _set(one, row, int(_number(one, row) * factor))
    if one.rows == before:
        raise NothingToSpoilError


@kind(0.001, 0.05, unknown_to=0.001, why=_SMALL)
def births_ten_times_larger_or_smaller(world: World, rng: Random, strength: float) -> None:
    one = world.births
    _scaled(one, some_of(rng, one.rows, strength), rng.choice((10, 0.1)))


@kind()
def births_of_a_municipality_of_another_size(world: World, rng: Random, strength: float) -> None:
    one = world.births
    code = one_of(rng, [sent.code for sent in world.sent if sent.code])
    _scaled(one, _of(one, code), rng.choice((10, 0.1, 12, 2, 0.5)))


@kind()
def births_of_a_year_of_another_size(world: World, rng: Random, strength: float) -> None:
    one = world.births
    code, year = one_of(rng, [sent.code for sent in world.sent if sent.code]), str(rng.randint(2012, 2025))
    rows = [row for row in _of(one, code) if row[one.place("maaned")].startswith(year)]
    _scaled(one, rows, rng.choice((10, 0.1, 12)))


@kind()
def births_of_two_municipalities_swapped(world: World, rng: Random, strength: float) -> None:
    one = world.births
    if len(_codes(one)) < 2:
        raise NothingToSpoilError
    first, second = rng.sample(_codes(one), 2)
    other = {first: second, second: first}
    for row in one.rows:
        code = row[one.place("kommunekode")]
        row[one.place("kommunekode")] = other.get(code, code)


@kind()
def births_shifted_by_a_month(world: World, rng: Random, strength: float) -> None:
    one = world.births
    step, place = rng.choice((1, -1)), one.place("maaned")
    codes = _codes(one) if rng.random() < 0.5 else [one_of(rng, _codes(one))]
    for row in one.rows:
        if row[one.place("kommunekode")] in codes:
            index = int(row[place][:4]) * 12 + int(row[place][5:]) - 1 + step
            row[place] = f"{index // 12}M{index % 12 + 1:02d}"


@kind()
def births_numbers_one_row_down(world: World, rng: Random, strength: float) -> None:
    one = world.births
    numbers = [_number(one, row) for row in one.rows]
    step = rng.choice((1, -1))
    for row, number in zip(one.rows, numbers[-step:] + numbers[:-step], strict=True):
        _set(one, row, number)


@kind(0.001, 0.05, 1.0, unknown_to=0.001, why=_SMALL)
def births_zero(world: World, rng: Random, strength: float) -> None:
    one = world.births
    _scaled(one, some_of(rng, one.rows, strength), 0)


@kind(0.001, 0.05, 1.0, refused_from=0)
def births_no_whole_numbers(world: World, rng: Random, strength: float) -> None:
    one = world.births
    form = rng.choice(
        ("-{}", "{}.5", "{},0", "{}.0", "1.{:03d}", "1 {:03d}", "{} stk", "", "..", "ca. {}", "+{}", "1e{}")
    )
    for row in some_of(rng, one.rows, strength):
        _set(one, row, form.format(_number(one, row)))


@kind(0.001, 0.05, 1.0, refused_from=0)
def months_in_another_form(world: World, rng: Random, strength: float) -> None:
    one = world.births
    form = rng.choice(("{0}-{1}", "{0}M{1}M", "{0}m{1}", "{1}-{0}", "{0}K1", "{0}", "{0}M00", "{0}M13", "jan {0}"))
    for row in some_of(rng, one.rows, strength):
        year, month = row[one.place("maaned")].split("M")
        row[one.place("maaned")] = form.format(year, month)


@kind(0.001, 0.05, refused_from=0)
def months_that_come_later(world: World, rng: Random, strength: float) -> None:
    one = world.births
    for row in some_of(rng, one.rows, strength):
        row[one.place("maaned")] = f"20{rng.randint(27, 60)}M{rng.randint(1, 12):02d}"


@kind(0.001, unknown_to=1.0, why=_SMALL)
def births_one_more_or_less(world: World, rng: Random, strength: float) -> None:
    one = world.births
    row = rng.choice(one.rows)
    _set(one, row, max(0, _number(one, row) + rng.choice((1, -1))))


@kind(refused_from=0)
def births_delivered_for_the_region_too(world: World, rng: Random, strength: float) -> None:
    one = world.births
    months = sorted({row[one.place("maaned")] for row in one.rows})
    region = rng.choice(("1082", "000", "082", "Region Midtjylland", "Hele landet"))
    for month in months:
        total = sum(_number(one, row) for row in one.rows if row[one.place("maaned")] == month)
        cells = {"kommunekode": region, "maaned": month, "levendefoedte": str(total)}
        one.rows.append([cells[name] for name in one.header])
    one.recount()
