"""The process that proposes a declaration for the command line: one line of JSON out, faults as records."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evaluering.agreement import Agreement
from evaluering.errors import EvaluationError
from evaluering.intake.codebook import CODEBOOK_FOLDER, read_codebooks
from evaluering.intake.proposal.proposal import Proposal, propose
from evaluering.intake.proposal.writing import proposal_text
from evaluering.parameters import read_run_plan
from evaluering.preparation.answering import answered


def main(arguments: list[str] | None = None) -> int:
    """Propose the declaration of one delivery; the answer goes to standard output as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m evaluering.preparation.declaring")
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--params", type=Path, help="the agreement's municipalities and custodians are known from it")
    parser.add_argument("--nearest-params", type=Path, help="the same, but passed over when it cannot be read")
    asked = parser.parse_args(arguments)
    return answered(lambda: _answer(asked.files, _agreement(asked.params, nearest=asked.nearest_params)))


def _answer(files: Sequence[Path], agreement: Agreement | None) -> dict[str, object]:
    proposal = proposed(files, agreement)
    return {
        "text": proposal_text(proposal),
        "confirm": list(proposal.unproven),
        "problems": len(proposal.findings),
    }


def proposed(files: Sequence[Path], agreement: Agreement | None) -> Proposal:
    """The proposal for the files of one delivery, with the codebooks of the set they lie in or beside."""
    first = files[0].absolute()
    folders = (first, first.parent, first.parent.parent)
    home = next((folder for folder in folders if (folder / CODEBOOK_FOLDER).is_dir()), first.parent)
    codebooks, findings = read_codebooks(home)
    proposal = propose(files, codebooks=codebooks, agreement=agreement)
    return replace(proposal, problems=(*findings, *proposal.problems))


def _agreement(params: Path | None, *, nearest: Path | None) -> Agreement | None:
    if params is not None:
        return read_run_plan(params).agreement
    try:
        return read_run_plan(nearest).agreement if nearest else None
    except EvaluationError:
        return None


if __name__ == "__main__":
    sys.exit(main())
