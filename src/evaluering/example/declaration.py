"""One delivery ready to be written: its files, and the declaration that its sender fills in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CSV = "csv"
DAY_FIRST = "dd-mm-åååå"
YEAR_FIRST = "åååå-mm-dd"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of one file.

    Parameters
    ----------
    folder : str
        Name of its folder within the set.
    source : str
        ``kommuneudtraek``, ``kl-gateway`` or ``foedsler``.
    sender : str
        Municipality code or an organisation's name.
    first_day, last_day : date
        What it covers, both included.
    file : str
        Name of the file.
    form : str
        ``csv``, ``json`` or ``ndjson``.
    encoding : str
        ``cp1252``, ``utf-8`` or ``utf-8-sig``.
    date_form : str
        How dates are written; only for csv.
    rows : int
        Data rows without the header, or delivery reports.
    content : bytes
        The file itself.
    """

    folder: str
    source: str
    sender: str
    first_day: date
    last_day: date
    file: str
    form: str
    encoding: str
    date_form: str
    rows: int
    content: bytes

    def write(self, target: Path, *, extraction: date) -> None:
        """Write file and declaration into a new folder under `target`."""
        folder = target / self.folder
        folder.mkdir()
        (folder / self.file).write_bytes(self.content)
        declaration = "\n".join([*self._lines(extraction), ""])
        (folder / "leverance.yml").write_text(declaration, encoding="utf-8", newline="\n")

    def _lines(self, extraction: date) -> list[str]:
        dialect = ['    skilletegn: ";"', '    decimaltegn: ","', f"    datoformat: {self.date_form}"]
        return [
            f"kilde: {self.source}",
            f'afsender: "{self.sender}"',
            f"udtraeksdato: {extraction.isoformat()}",
            f"periode: {{fra: {self.first_day.isoformat()}, til: {self.last_day.isoformat()}}}",
            "syntetisk: true",
            "filer:",
            f"  - navn: {self.file}",
            f"    format: {self.form}",
            f"    tegnsaet: {self.encoding}",
            *(dialect if self.form == CSV else []),
            "    kodebog: standard",
            f"    raekker: {self.rows}",
            f"    sha256: {hashlib.sha256(self.content).hexdigest()}",
        ]
