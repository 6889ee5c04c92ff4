"""Damage to the set: deliveries lost, doubled, swapped or of another time, and things that do not belong there."""

from __future__ import annotations

import json
from datetime import date
from random import Random

from tests.corruption.kinds import Kind, NothingToSpoilError, an_extract, day_of, one_of, register, some_of
from tests.corruption.world import Sent, World

KINDS: list[Kind] = []
kind = register("sæt", KINDS)


@kind()
def one_delivery_missing(world: World, rng: Random, strength: float) -> None:
    world.sent.remove(one_of(rng, [one for one in world.sent if one.code]))


@kind(refused_from=0)
def births_not_delivered(world: World, rng: Random, strength: float) -> None:
    world.sent.remove(world.births)


@kind(refused_from=0)
def only_births_delivered(world: World, rng: Random, strength: float) -> None:
    world.sent = [world.births]


def _again(world: World, one: Sent) -> Sent:
    other = one.copy()
    other.name = f"{one.name}-igen"
    world.sent.append(other)
    return other


@kind(refused_from=0)
def the_same_delivery_twice(world: World, rng: Random, strength: float) -> None:
    _again(world, rng.choice(world.sent))


@kind()
def the_same_delivery_in_another_order(world: World, rng: Random, strength: float) -> None:
    other = _again(world, rng.choice(world.sent))
    rng.shuffle(other.rows)
    rng.shuffle(other.reports)


@kind()
def the_same_delivery_with_one_more_column(world: World, rng: Random, strength: float) -> None:
    one = one_of(rng, [*world.of("kommuneudtraek"), world.births])
    other = _again(world, one)
    for row in (other.header, *other.rows):
        row.append("hold")


@kind()
def the_same_delivery_in_another_dialect(world: World, rng: Random, strength: float) -> None:
    one = one_of(rng, [*world.of("kommuneudtraek"), world.births])
    other = _again(world, one)
    other.quoted = not one.quoted
    other.file["skilletegn"] = ";" if one.file["skilletegn"] != ";" else ","


@kind(refused_from=0)
def files_of_two_municipalities_swapped(world: World, rng: Random, strength: float) -> None:
    extracts = world.of("kommuneudtraek")
    if len(extracts) < 2:
        raise NothingToSpoilError
    first, second = rng.sample(extracts, 2)
    first.words["afsender"], second.words["afsender"] = second.words["afsender"], first.words["afsender"]


@kind()
def an_older_extract_beside(world: World, rng: Random, strength: float) -> None:
    """An extract of an earlier year lies there too: all it holds stands in the newer one."""
    one = an_extract(world, rng)
    older = _older(one, rng)
    older.name = f"{one.name}-aeldre"
    world.sent.append(older)


@kind()
def an_older_extract_instead(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    world.sent[world.sent.index(one)] = _older(one, rng)


@kind()
def rows_of_an_older_extract_under_the_new_date(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    older = _older(one, rng)
    older.words = one.words
    world.sent[world.sent.index(one)] = older


def _older(one: Sent, rng: Random) -> Sent:
    older = one.copy()
    last = date(rng.choice((2023, 2024, 2025)), rng.randint(1, 12), 28)
    place = one.place("registreringsdato")
    older.rows = [row for row in older.rows if day_of(one, row[place]) <= last]
    older.words["udtraeksdato"] = last
    older.words["periode"]["til"] = last
    older.recount()
    return older


@kind()
def a_loose_file_in_the_set(world: World, rng: Random, strength: float) -> None:
    name = rng.choice(
        ("ernaering.csv", "Kopi.xlsx", "README.txt", ".DS_Store", "Thumbs.db", "x/y.csv", "leverance.yml")
    )
    world.beside[name] = b"cpr;kommunekode\n"


@kind()
def a_loose_file_in_a_delivery(world: World, rng: Random, strength: float) -> None:
    name = rng.choice(
        ("gammel.csv", "~$ernaering.csv", ".gitkeep", "leverance.yml.bak", "under/fil.csv", "LEVERANCE.YML")
    )
    world.beside[f"{rng.choice(world.sent).name}/{name}"] = b"cpr;kommunekode\n"


@kind()
def a_codebook_of_the_set(world: World, rng: Random, strength: float) -> None:
    texts = (b"name: x\n", b"", b"\xff\xfe", b"name: x\nsources: []\n", b"[1,2")
    world.beside[f"kodeboeger/{rng.choice(('standard', 'egen'))}.yml"] = rng.choice(texts)


@kind(0.05, 1.0)
def children_of_one_delivery_in_another_too(world: World, rng: Random, strength: float) -> None:
    """Children whose rows stand in two municipalities' files under each one's own code."""
    extracts = world.of("kommuneudtraek")
    if len(extracts) < 2:
        raise NothingToSpoilError
    one, other = rng.sample(extracts, 2)
    taken = set(some_of(rng, sorted({row[other.place("cpr")] for row in other.rows}), strength))
    for row in other.rows:
        if row[other.place("cpr")] in taken:
            cells = dict(zip(other.header, row, strict=True)) | {"kommunekode": one.code}
            for name in ("foedselsdato", "registreringsdato", "status_dato", "periode_start", "periode_slut"):
                if cells[name] and one.file["datoformat"] != other.file["datoformat"]:
                    cells[name] = "-".join(reversed(cells[name].split("-")))
            one.rows.append([cells[name] for name in one.header])
    one.recount()


@kind()
def reports_and_extract_of_one_municipality(world: World, rng: Random, strength: float) -> None:
    """The reports say they come from a municipality that delivers an extract as well."""
    reports = one_of(rng, world.of("kl-gateway"))
    one = an_extract(world, rng)
    old, new = (f"990000000{code[1:]}016" for code in (reports.code, one.code))
    reports.reports = [text.replace(old, new) for text in reports.reports]
    json.loads(reports.reports[0])
