"""One delivery ready to be written: its files, and the declaration that its sender fills in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

CSV = "csv"
XLSX = "xlsx"
PARQUET = "parquet"
JSON = "json"
NDJSON = "ndjson"
ZIP = "zip"
FOLDER = "mappe"

DAY_FIRST = "dd-mm-åååå"
YEAR_FIRST = "åååå-mm-dd"
DAY_FIRST_POINTS = "dd.mm.åååå"
DAY_FIRST_STROKES = "dd/mm/åååå"
TRUE_DATES = "dato"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One delivery of one file, or of one folder of files.

    Parameters
    ----------
    folder : str
        Name of its folder within the set.
    source : str
        ``kommuneudtraek``, ``kl-gateway``, ``foedsler``, ``esundhed`` or ``statbank``.
    sender : str
        Municipality code or an organisation's name.
    extracted : date
        Day of the extract.
    first_day, last_day : date
        What it covers, both included.
    file : str
        Name of the file, or of the folder with the files.
    form : str
        Format as declared: ``csv``, ``xlsx``, ``parquet``, ``json``, ``ndjson``, ``zip`` or ``mappe``.
    rows : int
        Data rows without the header, or delivery reports.
    content : bytes or mapping of str to bytes
        The file itself; name and content of each file for ``mappe``.
    manner : mapping of str to str
        Further keys of the declaration in order, as they are written there: encoding, signs, codebook.
    """

    folder: str
    source: str
    sender: str
    extracted: date
    first_day: date
    last_day: date
    file: str
    form: str
    rows: int
    content: bytes | Mapping[str, bytes]
    manner: Mapping[str, str] = field(default_factory=dict)

    def write(self, target: Path) -> None:
        """Write file and declaration into a new folder under `target`."""
        folder = target / self.folder
        folder.mkdir()
        if isinstance(self.content, bytes):
            (folder / self.file).write_bytes(self.content)
        else:
            (folder / self.file).mkdir()
            for name, content in self.content.items():
                (folder / self.file / name).write_bytes(content)
        declaration = "\n".join([*self._lines(), ""])
        (folder / "leverance.yml").write_text(declaration, encoding="utf-8", newline="\n")

    def _lines(self) -> list[str]:
        keys = {"navn": self.file, "format": self.form, **self.manner, "raekker": str(self.rows)}
        if isinstance(self.content, bytes):
            keys["sha256"] = hashlib.sha256(self.content).hexdigest()
        first, *others = (f"{key}: {text}" for key, text in keys.items())
        return [
            f"kilde: {self.source}",
            f'afsender: "{self.sender}"',
            f"udtraeksdato: {self.extracted.isoformat()}",
            f"periode: {{fra: {self.first_day.isoformat()}, til: {self.last_day.isoformat()}}}",
            "syntetisk: true",
            "filer:",
            f"  - {first}",
            *(f"    {line}" for line in others),
        ]
