"""The faults a user can mend: each says what was found, where, what is allowed and what to do.

A message is Danish, for a reader who is not a programmer, and never holds a person's value: no CPR number, no
date of birth, no content of a row. It names the file, the row and the column, so that the sender can look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: what was found, where, what is allowed and what to do about it.

    Parameters
    ----------
    what : str
        One Danish sentence that says what is wrong.
    file : str
        Name of the file or folder, relative to the set of deliveries where there is one.
    row : int, optional
        Line number in the file as a text editor or spreadsheet counts: the header of a CSV file is line 1.
    column : str
        Name of the column, where one is at fault.
    key : str
        Dotted name of the parameter, where one is at fault (``maturity.follow_up_days``).
    allowed : str
        What would have been accepted.
    remedy : str
        What the reader shall do.
    count : int
        How many rows have the same fault; the finding points at the first.
    sheet : str
        Name of the sheet, in a spreadsheet.
    """

    what: str
    file: str = ""
    row: int | None = None
    column: str = ""
    key: str = ""
    allowed: str = ""
    remedy: str = ""
    count: int = 1
    sheet: str = ""

    def where(self) -> str:
        """Place of the fault in Danish, empty when there is none to name."""
        parts = [f"fil {self.file}"] if self.file else []
        if self.sheet:
            parts.append(f"ark {self.sheet}")
        if self.row is not None:
            parts.append(f"række {self.row}")
        if self.column:
            parts.append(f"kolonne {self.column}")
        if self.key:
            parts.append(f"nøgle {self.key}")
        return ", ".join(parts)

    def text(self) -> str:
        """The finding as lines of Danish text."""
        lines = [self.what if self.count == 1 else f"{self.what} (i alt {self.count} rækker)"]
        if self.where():
            lines.append(f"  Hvor: {self.where()}")
        if self.allowed:
            lines.append(f"  Tilladt: {self.allowed}")
        if self.remedy:
            lines.append(f"  Gør sådan: {self.remedy}")
        return "\n".join(lines)


class EvaluationError(Exception):
    """A fault that a user can mend, with all its findings at once.

    Parameters
    ----------
    findings : iterable of Finding
        At least one; they are shown in the order given.
    """

    code: ClassVar[str] = "EVAL-000"
    title: ClassVar[str] = "Noget gik galt"
    exit_status: ClassVar[int] = 1

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__(self.text())

    def text(self) -> str:
        """The whole message in Danish: title with code, then every finding."""
        heading = f"{self.title} ({self.code})"
        return "\n".join([heading, *(f"- {finding.text()}" for finding in self.findings)])

    def record(self) -> dict[str, Any]:
        """The fault as plain values, to be handed from one process to another."""
        return {"code": self.code, "findings": [asdict(finding) for finding in self.findings]}


class ParameterError(EvaluationError):
    """A parameter is missing, unknown, mistyped, duplicated or outside its range."""

    code = "EVAL-101"
    title = "Parametrene kan ikke bruges"


class AgreementError(EvaluationError):
    """The agreement file is not whole or contradicts itself."""

    code = "EVAL-102"
    title = "Aftalefilen kan ikke bruges"


class CommentaryError(EvaluationError):
    """A comment, or the file on the report's edition, cannot be used."""

    code = "EVAL-103"
    title = "Kommentarerne eller udgaven kan ikke bruges"


class DeclarationError(EvaluationError):
    """A delivery is undeclared, or its ``leverance.yml`` does not fit what was delivered."""

    code = "EVAL-201"
    title = "En leverance er ikke erklæret rigtigt"


class DeliveryError(EvaluationError):
    """A delivered file cannot be read as declared, or too much of it is impossible."""

    code = "EVAL-202"
    title = "En leverance kan ikke bruges"


class MixedDataError(EvaluationError):
    """Synthetic and real deliveries lie in the same set."""

    code = "EVAL-203"
    title = "Syntetiske og rigtige data må ikke blandes"


class KeyFileError(EvaluationError):
    """The key that turns CPR numbers into pseudonyms is missing or lies where it must not."""

    code = "EVAL-204"
    title = "Nøglen til pseudonymer kan ikke bruges"


class EarlierReportError(EvaluationError):
    """An earlier report cannot be read, or is not as it was published."""

    code = "EVAL-205"
    title = "En tidligere rapport kan ikke bruges"


class PreparedDataError(EvaluationError):
    """The prepared data a notebook asks for are not there."""

    code = "EVAL-301"
    title = "De klargjorte data mangler"


class DisclosureError(EvaluationError):
    """An output would show what has not passed disclosure control."""

    code = "EVAL-401"
    title = "Et resultat er ikke godkendt til visning"


class PublicationError(EvaluationError):
    """The report folder cannot be written, or another run is writing it."""

    code = "EVAL-501"
    title = "Rapporten kan ikke udgives"


class EditionError(EvaluationError):
    """A final edition would be replaced by another without a correction."""

    code = "EVAL-502"
    title = "Den endelige udgave må ikke erstattes"


class NotebookError(EvaluationError):
    """One or more notebooks failed; the others were published beside the last good pages."""

    code = "EVAL-601"
    title = "En eller flere notebooks fejlede"
    exit_status = 3


ERRORS: dict[str, type[EvaluationError]] = {
    error.code: error
    for error in (
        ParameterError,
        AgreementError,
        CommentaryError,
        DeclarationError,
        DeliveryError,
        MixedDataError,
        KeyFileError,
        EarlierReportError,
        PreparedDataError,
        DisclosureError,
        PublicationError,
        EditionError,
        NotebookError,
    )
}


def error_from_record(record: dict[str, Any]) -> EvaluationError:
    """Rebuild an error that another process described with `EvaluationError.record`."""
    return ERRORS[record["code"]](Finding(**finding) for finding in record["findings"])
