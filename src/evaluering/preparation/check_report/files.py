"""Write the page and the workbook of a check: both beside their place first, so that no half report is seen."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluering.errors import Finding, PublicationError
from evaluering.preparation.check_report.page import check_page
from evaluering.preparation.check_report.workbook import check_workbook
from evaluering.preparation.checking import Check

PAGE, WORKBOOK = "kontrol.html", "kontrol.xlsx"
_PUBLISHED = "manifest.json"  # only a folder that is published holds one


@contextmanager
def report_place(out: Path, *, data: Path) -> Iterator[Path]:
    """A work folder inside `out`, which is made when missing; asked for before the work, removed afterwards.

    Raises
    ------
    PublicationError
        `out` cannot be written, lies among the deliveries under `data`, or is a report that is published.
    """
    remedy = "Vælg en anden mappe med --out"
    if data.resolve() in (out.resolve(), *out.resolve().parents):
        raise PublicationError(Finding("Kontrollen kan ikke ligge blandt leverancerne", file=str(out), remedy=remedy))
    if (out / _PUBLISHED).exists():
        what = "Kontrollen er til internt brug og kan ikke ligge i en rapport, der udgives"
        raise PublicationError(Finding(what, file=str(out), remedy=remedy))
    with _told_in_danish(out):
        out.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(prefix=".kontrol-", dir=out, ignore_cleanup_errors=True)
    with work as name:
        yield Path(name)


def write_report(check: Check, work: Path, out: Path) -> tuple[Path, ...]:
    """Write both files in `work`, then give them their names in `out`; the paths of the files.

    Raises
    ------
    PublicationError
        When the disk is full, access is denied, or one of the files is open in another program.
    """
    made = {PAGE: check_page(check, workbook=WORKBOOK), WORKBOOK: check_workbook(check)}
    with _told_in_danish(out):
        for name, data in made.items():
            with (work / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for name in (WORKBOOK, PAGE):  # the workbook first: it is the one that may be open in another program
            (work / name).replace(out / name)
    return out / PAGE, out / WORKBOOK


@contextmanager
def _told_in_danish(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError:
        remedy = "Luk kontrol.xlsx i andre programmer, se efter plads og skriveadgang, eller vælg en mappe med --out"
        what = "Kontrollen kunne ikke skrives"
        raise PublicationError(Finding(what, file=str(out), remedy=remedy)) from None
