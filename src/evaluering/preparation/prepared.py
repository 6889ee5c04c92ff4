"""The prepared data of one run: saved once under a fingerprint, opened by every notebook."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson
import pandas as pd

from evaluering.agreement import Agreement
from evaluering.analysis_plan import AnalysisPlan
from evaluering.disclosure.counts import CountTable, SourceTable
from evaluering.disclosure.decisions import Decisions, shown_together
from evaluering.errors import Finding, PreparedDataError
from evaluering.marks import INTERIM_VARIABLE
from evaluering.parameters import Parameters, departures_of
from evaluering.preparation.earlier import EarlierReport, earlier_from_plain
from evaluering.study.panel import Panel, read_panel, write_panel

LATEST = "seneste"
"""Asks for the version that was prepared last."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything a notebook works on.

    Parameters
    ----------
    version : str
        Fingerprint of deliveries, parameters, agreement, plan and code; the name of the folder it is saved in.
    panel : Panel
        Counts per municipality and birth month; confidential until protected.
    decisions : Decisions
        What may be shown.
    sources : SourceTable
        The deliveries, the rows set aside and what was noted.
    published : DataFrame
        Published figures of every vintage (`intake.aggregates.aggregates_frame`, without ``row``).
    agreement, parameters : Agreement, Parameters
        What is evaluated, and how the run was asked for.
    plan : AnalysisPlan
        What was fixed before any result was seen.
    extraction_date : date
        The day all municipalities' deliveries have reached.
    synthetic : bool
        Whether the deliveries are made up.
    earlier : tuple of EarlierReport
        Reports of earlier years, the oldest first.
    """

    version: str
    panel: Panel
    decisions: Decisions
    sources: SourceTable
    published: pd.DataFrame
    agreement: Agreement
    parameters: Parameters
    plan: AnalysisPlan
    extraction_date: date
    synthetic: bool
    earlier: tuple[EarlierReport, ...] = ()

    @property
    def has_children(self) -> bool:
        """Whether anything but published tables was delivered."""
        return bool(self.panel.cells["children"].any())

    @property
    def planned_beforehand(self) -> bool:
        """Whether the plan was decided no later than the data were drawn: after that, somebody may have seen them."""
        return self.plan.decided <= self.extraction_date

    @property
    def departures(self) -> tuple[str, ...]:
        """Names of what the run asks for that is not as planned."""
        return departures_of(self.parameters, self.plan)


def save_prepared(prepared: Prepared, interim: Path) -> None:
    """Save under ``interim/<version>``, whole or not at all, and make it the latest.

    Another run may have saved the same version meanwhile; then that one stays, since kernels may be reading it.
    """
    interim.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nyt-", dir=interim, ignore_cleanup_errors=True) as work:
        beside = Path(work) / prepared.version
        beside.mkdir()
        write_panel(prepared.panel, beside)
        prepared.decisions.cells.to_parquet(beside / "decisions.parquet", index=False)
        prepared.published.to_parquet(beside / "published.parquet", index=False)
        (beside / "prepared.json").write_bytes(orjson.dumps(_description(prepared), option=orjson.OPT_INDENT_2))
        final = interim / prepared.version
        if not (final / "prepared.json").is_file():
            shutil.rmtree(final, ignore_errors=True)
            beside.rename(final)
    make_latest(prepared.version, interim)


def _description(prepared: Prepared) -> dict[str, object]:
    """All but the tables, as plain values."""
    return {
        "version": prepared.version,
        "extraction_date": prepared.extraction_date.isoformat(),
        "synthetic": prepared.synthetic,
        "threshold": prepared.decisions.threshold,
        "counts_told": prepared.decisions.counts_told,
        "parameters": prepared.parameters.model_dump(mode="json"),
        "agreement": prepared.agreement.model_dump(mode="json"),
        "plan": prepared.plan.model_dump(mode="json"),
        "sources": prepared.sources.frame.to_dict("records"),
        "set_aside": prepared.sources.set_aside.frame.to_dict("records"),
        "notes": list(prepared.sources.notes),
        "earlier": [report.plain() for report in prepared.earlier],
    }


def make_latest(version: str, interim: Path) -> None:
    """Note which version a notebook opens when it asks for none."""
    beside = interim / f".{LATEST}.{os.getpid()}"
    beside.write_text(version, encoding="utf-8")
    beside.replace(interim / f"{LATEST}.txt")


def open_prepared(version: str = LATEST) -> Prepared:
    """Open prepared data by version.

    Parameters
    ----------
    version : str
        Sixteen digits, or ``seneste`` for what was prepared last.

    Raises
    ------
    PreparedDataError
        When there is no such version.
    """
    interim = _interim_folder()
    if version == LATEST and (interim / f"{LATEST}.txt").is_file():
        version = (interim / f"{LATEST}.txt").read_text(encoding="utf-8")
    return read_prepared(interim / version)


def read_prepared(folder: Path) -> Prepared:
    """Open prepared data that lie in `folder`; raises PreparedDataError when they do not."""
    if not (folder / "prepared.json").is_file():
        raise PreparedDataError(
            Finding(
                "Der er ingen klargjorte data med den version",
                remedy="Kør make report eller evaluering run først, og åbn derefter notebooken",
            )
        )
    description = orjson.loads((folder / "prepared.json").read_bytes())
    if "plan" not in description:
        raise PreparedDataError(
            Finding(
                "De klargjorte data er fra et ældre program og har ingen analyseplan",
                remedy="Kør make report eller evaluering run igen, og åbn derefter notebooken",
            )
        )
    agreement = Agreement.model_validate_json(orjson.dumps(description["agreement"]))
    return Prepared(
        version=description["version"],
        panel=read_panel(folder),
        decisions=Decisions(
            pd.read_parquet(folder / "decisions.parquet"),
            description["threshold"],
            shown_together(agreement),
            counts_told=description.get("counts_told", False),
        ),
        sources=SourceTable(
            frame=pd.DataFrame(description["sources"]),
            set_aside=CountTable(pd.DataFrame(description["set_aside"], columns=["step", "rule", "unit", "count"])),
            notes=tuple(description["notes"]),
        ),
        published=pd.read_parquet(folder / "published.parquet"),
        agreement=agreement,
        parameters=Parameters.model_validate_json(orjson.dumps(description["parameters"])),
        plan=AnalysisPlan.model_validate_json(orjson.dumps(description["plan"])),
        extraction_date=date.fromisoformat(description["extraction_date"]),
        synthetic=description["synthetic"],
        earlier=tuple(earlier_from_plain(plain) for plain in description.get("earlier", ())),
    )


def _interim_folder() -> Path:
    """The folder the runner names, else ``data/interim`` beside or above the notebook that asks."""
    named = os.environ.get(INTERIM_VARIABLE)
    if named:
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "interim").is_dir():
            return folder / "data" / "interim"
    return here / "data" / "interim"
