"""Numbers as published tables write them, read with the declared signs only."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from evaluering.intake.declaration import DeclaredFile

MISSING = ("", "..")
"""What stands where a figure is hidden or missing; ``..`` is StatBank's."""

NO_NUMBER = "Feltet er ikke et tal"
GROUPED = "Tallet er skrevet med tusindtalstegn, som ikke er erklæret"
OTHER_DECIMAL = "Tallet er skrevet med et andet decimaltegn end det erklærede"
_SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")
_DIGITS = "[0-9]{1,12}"


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """One cell as a number.

    Attributes
    ----------
    value : float
        nan where the figure is missing or cannot be read.
    half_unit : float
        Half a unit of the last decimal written: the number rounded may lie this far from the true one.
    fault : str
        Danish: why it cannot be read; empty where it can, or is missing.
    """

    value: float
    half_unit: float = 0.0
    fault: str = ""

    @property
    def whole(self) -> bool:
        """Whether it was written without decimals; a missing number was."""
        return self.half_unit in (0.0, 0.5)


@dataclass(frozen=True, slots=True)
class NumberForm:
    """The signs a file writes numbers with; comma is the decimal sign where none is declared."""

    decimal: str
    thousands: str | None

    @classmethod
    def of(cls, declared: DeclaredFile) -> NumberForm:
        """The form that a file is declared to have."""
        decimal = declared.decimal or ("." if declared.thousands == "," else ",")
        return cls(decimal, declared.thousands)

    def read(self, text: str) -> WrittenNumber:
        """The number in a cell: digits, with thousands only as declared; nothing is guessed."""
        plain = text.translate(_SPACES).strip()
        if plain in MISSING:
            return WrittenNumber(math.nan)
        point = re.escape(self.decimal)
        if self.thousands and re.fullmatch(
            rf"[0-9]{{1,3}}({re.escape(self.thousands)}[0-9]{{3}})+({point}[0-9]+)?", plain
        ):
            plain = plain.replace(self.thousands, "")
        if re.fullmatch(rf"{_DIGITS}({point}{_DIGITS})?", plain):
            decimals = len(plain.partition(self.decimal)[2])
            return WrittenNumber(float(plain.replace(self.decimal, ".")), 0.5 * 10.0**-decimals)
        return WrittenNumber(math.nan, fault=_fault(plain))


def _fault(plain: str) -> str:
    if re.fullmatch(r"[0-9]{1,3}([., ][0-9]{3})+([.,][0-9]+)?", plain):
        return GROUPED
    return OTHER_DECIMAL if re.fullmatch(r"[0-9]+[.,][0-9]+", plain) else NO_NUMBER
