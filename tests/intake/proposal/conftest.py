"""Files that speak for themselves, and what a proposal makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evaluering.agreement import Agreement
from evaluering.errors import DeliveryError, Finding
from evaluering.intake.codebook import read_codebooks
from evaluering.intake.proposal.proposal import Proposal, propose
from evaluering.intake.proposal.writing import proposal_text

HEADER = (
    "cpr;kommunekode;foedselsdato;registreringsdato;kontakttype;ernaering;status_dato;periode_start;periode_slut;system"
)
CHILD = "6505204001;0657;05-05-2020;17-07-2020;2_maaneder;fuld;;05-05-2020;28-06-2020;Novax"


def values(proposal: Proposal) -> dict[str, Any]:
    """Every key of the delivery and of its first file."""
    return {answer.key: answer.value for answer in (*proposal.delivery, *proposal.files[0].answers)}


def told(proposal: Proposal) -> str:
    """All problems as one text."""
    return "\n".join(finding.text() for finding in proposal.findings)


@dataclass
class Asked:
    """A folder of files, and what is proposed for them."""

    folder: Path
    agreement: Agreement | None

    header = HEADER
    child = CHILD
    values = staticmethod(values)
    told = staticmethod(told)

    def write(self, content: str | bytes, name: str = "a.csv") -> Path:
        """Write a file."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def table(self, *rows: str, header: str = HEADER) -> str:
        """The text of a table."""
        return "".join(f"{line}\n" for line in (header, *rows))

    def propose(self, *paths: Path) -> Proposal:
        """Propose a declaration."""
        codebooks, _ = read_codebooks(self.folder)
        return propose(paths, codebooks=codebooks, agreement=self.agreement)

    def of(self, content: str | bytes, name: str = "a.csv") -> Proposal:
        """Propose a declaration of one file; its text may be read by a person, and holds nothing of one."""
        proposal = self.propose(self.write(content, name))
        assert "650520" not in proposal_text(proposal)
        assert "05-05-2020" not in proposal_text(proposal)
        return proposal

    def refused(self, content: str | bytes, name: str = "a.csv") -> Finding:
        """The finding on a file that cannot be understood."""
        with pytest.raises(DeliveryError) as caught:
            self.of(content, name)
        assert len(caught.value.findings) == 1
        return caught.value.findings[0]


@pytest.fixture
def asked(tmp_path: Path, agreement: Agreement) -> Asked:
    return Asked(tmp_path, agreement)


@pytest.fixture
def alone(tmp_path: Path) -> Asked:
    """Without any agreement at hand."""
    return Asked(tmp_path, None)
