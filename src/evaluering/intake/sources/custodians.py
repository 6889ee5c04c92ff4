"""Who answers for a report: the municipality of its custodian, and the custodians the agreement does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from evaluering.errors import Finding
from evaluering.intake.sources.reports import Observed
from evaluering.wording import sentence_list

_SOR = re.compile(r"\d{15,18}")
_MOST_SHOWN = 10


@dataclass(slots=True)
class Custodians:
    """SOR code to position of the municipality, that of a sender who is one (else -1), and the unknown met so far."""

    known: Mapping[str, int]
    fallback: int
    unknown: dict[str, int] = field(default_factory=dict)
    first: tuple[str, int] = ("", 0)

    def municipalities(self, rows: Sequence[Observed], members: Sequence[str]) -> npt.NDArray[np.int8]:
        """Per row the position of its municipality, -1 when nobody knows; unknown custodians of feeding are counted."""
        for row in rows:
            if row.kind and row.custodian not in self.known:
                self.first = self.first if self.unknown else (members[row.member], row.row)
                self.unknown[row.custodian] = self.unknown.get(row.custodian, 0) + 1
        return np.array([self.known.get(row.custodian, self.fallback) for row in rows], dtype=np.int8)

    def notes(self, sender: str) -> Iterator[str]:
        """What is said when the sender's municipality stands in for the custodians."""
        if self.unknown and self.fallback >= 0:
            yield (
                f"Dataansvarlig {self._listed()} står ikke i aftalefilen; afsenderens kommune {sender} er brugt i "
                "stedet."
            )

    def findings(self) -> Iterator[Finding]:
        """What is said when no municipality stands in for them."""
        if self.unknown and self.fallback < 0:
            file, row = self.first
            yield Finding(
                f"Dataansvarlig {self._listed()} står ikke i aftalefilen, så kommunen er ukendt",
                file=file,
                row=row,
                column="Patient.managingOrganization",
                allowed="SOR-koder under custodians i aftalefilen, eller en kommunekode som afsender i leverance.yml",
                remedy="Skriv SOR-koden og dens kommune ind under custodians i aftalefilen",
                count=sum(self.unknown.values()),
            )

    def _listed(self) -> str:
        names = [sor if _SOR.fullmatch(sor) else "(ingen SOR-kode)" for sor in sorted(self.unknown)]
        return sentence_list(list(dict.fromkeys(names))[:_MOST_SHOWN])
