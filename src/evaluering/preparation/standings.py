"""How each municipality stands with each source before a run: ready, with remarks, missing, or at fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from evaluering.errors import EvaluationError, Finding
from evaluering.intake.codebook import BIRTHS_SOURCE, CHILDREN_SOURCES

State = Literal["ready", "remarks", "missing", "fault", "elsewhere"]
SOURCES = (*CHILDREN_SOURCES, BIRTHS_SOURCE)
"""The sources that are asked of a municipality, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery as a reader knows it; `source` and `sender` are empty when its declaration cannot be read."""

    name: str
    source: str = ""
    sender: str = ""
    shown_sender: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one municipality (or, with an empty code, a published table) stands with one source.

    `rows` and `extracted` (ISO date of the latest) are of what could be read; `deliveries` are names of folders.
    """

    code: str
    source: str
    state: State
    rows: int = 0
    extracted: str = ""
    deliveries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """One fault that stops the run, with the delivery it was found in; "" for the whole set."""

    delivery: str
    kind: type[EvaluationError]
    finding: Finding


@dataclass(frozen=True, slots=True)
class Judge:
    """How municipalities and published tables stand, judged from what was delivered and what was found in it.

    Attributes
    ----------
    sent : mapping of str to Sent
        All deliveries by name.
    faults : tuple of PlacedFault
    remarked : frozenset of str
        Deliveries with something to remark on, and municipalities on whose children there is.
    delivered : DataFrame
        municipality, source, delivery, rows, extracted: what could be read.
    born : frozenset of str
        Municipalities whose births a run would know, be it from a published table.
    """

    sent: Mapping[str, Sent]
    faults: tuple[PlacedFault, ...]
    remarked: frozenset[str]
    delivered: pd.DataFrame
    born: frozenset[str]

    def municipality(self, code: str) -> list[Standing]:
        """How a municipality stands with each source."""
        names = {source: self._names(code, source) for source in SOURCES}
        answers = []
        for source in SOURCES:
            group = CHILDREN_SOURCES if source in CHILDREN_SOURCES else (source,)
            if source == BIRTHS_SOURCE and not names[source] and code in self.born:
                answers.append(Standing(code, source, "elsewhere"))
            elif not any(names[one] for one in group):
                # An organisation's delivery that cannot be read may have been about this municipality.
                answers.append(self._standing(code, source, self._unread(source)))
            elif names[source]:
                answers.append(self._standing(code, source, names[source]))
            else:
                answers.append(Standing(code, source, "elsewhere"))
        return answers

    def published(self, source: str) -> Standing:
        """How a published table stands."""
        return self._standing("", source, tuple(name for name, one in self.sent.items() if one.source == source))

    def _names(self, code: str, source: str) -> tuple[str, ...]:
        mine = self._mine(code, source)
        own = {name for name, one in self.sent.items() if one.source == source and one.sender == code}
        return tuple(sorted(own | set(mine["delivery"])))

    def _unread(self, source: str) -> tuple[str, ...]:
        read = set(self.delivered.loc[self.delivered["municipality"] != "", "delivery"])
        return tuple(name for name in self._joint if self.sent[name].source == source and name not in read)

    @property
    def _joint(self) -> list[str]:
        """Deliveries of an organisation, which are about all the municipalities in them."""
        return [name for name, one in self.sent.items() if not one.sender.isdecimal()]

    def _mine(self, code: str, source: str) -> pd.DataFrame:
        """What was read of a municipality; of children, not what another one holds on those who moved to it."""
        there = (self.delivered["municipality"] == code) & (self.delivered["source"] == source)
        if source in CHILDREN_SOURCES:
            own = [name for name, one in self.sent.items() if one.sender == code]
            there &= self.delivered["delivery"].isin([*self._joint, *own])
        rows: pd.DataFrame = self.delivered.loc[there]
        return rows

    def _standing(self, code: str, source: str, names: tuple[str, ...]) -> Standing:
        state: State = "ready"
        if not names:
            state = "missing"
        elif any(self._at_fault(name, code) for name in names):
            state = "fault"
        elif self.remarked.intersection((*names, code) if source in CHILDREN_SOURCES else names):
            state = "remarks"
        mine = self._mine(code, source)
        return Standing(code, source, state, int(mine["rows"].sum()), str(max(mine["extracted"], default="")), names)

    def _at_fault(self, name: str, code: str) -> bool:
        """Whether a fault in the delivery concerns the municipality: all do, unless the fault names others."""
        if not code or self.sent[name].sender == code:
            return any(lies_in(fault.finding.file, name) for fault in self.faults)
        codes = set(self.delivered["municipality"]) - {""} | {code}
        for fault in self.faults:
            if lies_in(fault.finding.file, name):
                named = codes.intersection(re.findall(r"\b\d{4}\b", fault.finding.what))
                if not named or code in named:
                    return True
        return False


def lies_in(file: str, name: str) -> bool:
    """Whether a finding's file lies in the delivery: a finding may name several files, as in a sentence."""
    return file == name or f" {file}".find(f" {name}/") >= 0
