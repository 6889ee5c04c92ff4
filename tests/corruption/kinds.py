"""A kind of damage: its name, how it spoils a set, how strong it can be, and what must become of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TypeVar

from tests.corruption.world import Sent, World

Spoil = Callable[[World, Random, float], None]
Element = TypeVar("Element")


class NothingToSpoilError(Exception):
    """The set holds nothing that this kind of damage could spoil."""


@dataclass(frozen=True)
class Kind:
    """One kind of damage.

    `strengths` are shares of what could be spoilt. From `refused_from` on, reading must stop. Strengths at or below
    `unknown_to` may pass in silence, for the reason `why_unknown` gives: nothing in the set tells.
    """

    name: str
    level: str
    spoil: Spoil
    strengths: Sequence[float]
    refused_from: float = math.inf
    unknown_to: float = -1.0
    why_unknown: str = ""


def register(level: str, kinds: list[Kind]) -> Callable[..., Callable[[Spoil], Spoil]]:
    """A decorator that adds a function to `kinds` under its own name."""

    def kind(
        *strengths: float, refused_from: float = math.inf, unknown_to: float = -1.0, why: str = ""
    ) -> Callable[[Spoil], Spoil]:
        def add(spoil: Spoil) -> Spoil:
            name = spoil.__name__
            kinds.append(Kind(name, level, spoil, strengths or (1.0,), refused_from, unknown_to, why))
            return spoil

        return add

    return kind


def one_of(rng: Random, some: Sequence[Element]) -> Element:
    """One element; nothing to spoil when there is none."""
    if not some:
        raise NothingToSpoilError
    return rng.choice(some)


def some_of(rng: Random, some: Sequence[Element], share: float) -> list[Element]:
    """A share of the elements in their order, at least one."""
    if not some:
        raise NothingToSpoilError
    chosen = sorted(rng.sample(range(len(some)), min(len(some), max(1, round(share * len(some))))))
    return [some[place] for place in chosen]


def any_table(world: World, rng: Random) -> Sent:
    """One of the CSV files; those of children four times out of five."""
    extracts = world.of("kommuneudtraek")
    return world.births if not extracts or rng.random() < 0.2 else rng.choice(extracts)


def an_extract(world: World, rng: Random) -> Sent:
    """One of the municipal extracts."""
    return one_of(rng, world.of("kommuneudtraek"))


def a_gateway(world: World, rng: Random) -> Sent:
    """One of the deliveries of reports."""
    return one_of(rng, world.of("kl-gateway"))


DATES = ("foedselsdato", "registreringsdato", "status_dato", "periode_start", "periode_slut")


def filled(one: Sent, column: str) -> list[int]:
    """Positions of the rows in which a column is not empty."""
    place = one.place(column)
    return [number for number, row in enumerate(one.rows) if row[place]]


def day_of(one: Sent, text: str) -> date:
    """The day a cell names, in the form the delivery declares."""
    if one.file["datoformat"] == "åååå-mm-dd":
        return date.fromisoformat(text)
    day, month, year = text.split("-")
    return date(int(year), int(month), int(day))


def text_of(one: Sent, day: date) -> str:
    """A day in the form the delivery declares."""
    return str(day) if one.file["datoformat"] == "åååå-mm-dd" else f"{day:%d-%m-%Y}"
