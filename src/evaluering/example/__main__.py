"""The example as a command: ``python -m evaluering.example --seed 1 --out data/eksempel``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from evaluering.agreement import read_agreement
from evaluering.errors import EvaluationError
from evaluering.example.scenario import DEFAULT_EFFECT
from evaluering.example.writing import write_example, write_published_tables

USAGE_STATUS = 2
NO_EFFECT = "ingen"
TABLES = "tabeller"

_DESCRIPTION = (
    "Skriver et helt sæt opdigtede leverancer med deres sandhed: udtræk fra kommunerne, indberetninger fra KL Gateway, "
    "fødsler og tabeller fra eSundhed og Statistikbanken. Samme frø giver de samme filer. Ingen af personerne findes."
)


class _UsageError(Exception):
    """The command was written wrongly; the text says how."""


class _Parser(argparse.ArgumentParser):
    """Speaks Danish, and leaves the exit to the caller."""

    def error(self, message: str) -> NoReturn:
        raise _UsageError(message)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "Brug: ", 1)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="evaluering example", description=_DESCRIPTION, add_help=False, allow_abbrev=False)
    options = parser.add_argument_group("valg")
    options.add_argument("-h", "--hjaelp", "--help", dest="help", action="store_true", help="vis denne hjælp")
    options.add_argument("--seed", metavar="N", help="frø: et helt tal fra 0 og op (skal angives)")
    options.add_argument("--out", metavar="MAPPE", help="mappen, sættet skrives i (skal angives)")
    own = " ".join(f"{slug}={ratio:g}" for slug, ratio in DEFAULT_EFFECT.items())
    options.add_argument(
        "--effekt",
        metavar="KLYNGE=TAL,…",
        help=f"risikoen for at holde op med at amme fuldt, når aftalen virker helt, i forhold til uden aftalen; "
        f"klynger, der ikke nævnes, får 1; »{NO_EFFECT}« for ingen virkning (ellers {own})",
    )
    options.add_argument(
        "--aftale", metavar="FIL", default="params/amning-midtjylland.yml", help="aftalefilen (ellers %(default)s)"
    )
    options.add_argument(
        "--udtraek", metavar="ÅÅÅÅ-MM-DD", default="2026-10-01", help="udtrækkenes dato (ellers %(default)s)"
    )
    options.add_argument(
        "--kun", metavar=TABLES, help=f"»{TABLES}«: kun tabellerne fra eSundhed og Statistikbanken, uden børn"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 when the set is written, 1 for a fault the user can mend, 2 for wrong usage.
    """
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
        if given.help:
            sys.stdout.write(parser.format_help())
            return 0
        seed, folder = _seed(given.seed), _folder(given.out)
        extraction, effect = _day(given.udtraek), _effect(given.effekt)
        write = _what(given.kun)
    except _UsageError as fault:
        sys.stderr.write(f"Forkert brug: {_in_danish(str(fault))}\nSe: evaluering example --hjaelp\n")
        return USAGE_STATUS
    try:
        agreement = read_agreement(Path(given.aftale))
        write(folder, seed=seed, agreement=agreement, effect=effect, extraction=extraction)
    except EvaluationError as fault:
        sys.stderr.write(f"{fault.text()}\n")
        return fault.exit_status
    sys.stdout.write(f"Eksemplet er skrevet i {given.out} (frø {seed}). Alle data er opdigtede.\n")
    return 0


def _what(text: str | None) -> Callable[..., None]:
    """What is written: everything, or the published tables alone."""
    if text not in (None, TABLES):
        raise _UsageError(f"--kun skal være {TABLES}")
    return write_example if text is None else write_published_tables


def _folder(text: str | None) -> Path:
    if not text:
        raise _UsageError("--out mangler")
    return Path(text)


def _seed(text: str | None) -> int:
    if text is None:
        raise _UsageError("--seed mangler")
    if not (text.isascii() and text.isdigit()):
        raise _UsageError("--seed skal være et helt tal fra 0 og op")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _UsageError("--udtraek skal være en dato som 2026-10-01") from None


def _effect(text: str | None) -> dict[str, float] | None:
    """The hazard ratios as a mapping; None when not given, empty for no effect."""
    if text is None:
        return None
    if text == NO_EFFECT:
        return {}
    effect: dict[str, float] = {}
    for part in text.split(","):
        slug, _, ratio = part.strip().partition("=")
        try:
            effect[slug] = float(ratio)
        except ValueError:
            raise _UsageError("--effekt skrives som goedstrup=0.86,horsens=0.84 eller »ingen«") from None
    return effect


def _in_danish(message: str) -> str:
    """Messages of argparse itself, put so that they read in Danish."""
    for english, danish in (
        ("unrecognized arguments:", "ukendt:"),
        ("expected one argument", "mangler en værdi"),
        ("ignored explicit argument", "tager ingen værdi:"),
        ("argument ", ""),
    ):
        message = message.replace(english, danish)
    return message


if __name__ == "__main__":
    sys.exit(main())
