"""Check a set of deliveries before any run: how each municipality stands, what stops the run, what was set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from evaluering.agreement import Agreement
from evaluering.errors import DeliveryError, EvaluationError, Finding
from evaluering.intake.checks.validation import RULES
from evaluering.intake.codebook import CODEBOOK_FOLDER, TABLE_SOURCES
from evaluering.intake.deliveries import Examination, examine
from evaluering.intake.folders import Survey, shown_name, survey
from evaluering.parameters import RunPlan
from evaluering.preparation.planned import require_known_choices
from evaluering.preparation.standings import Judge, PlacedFault, Sent, Standing, lies_in
from evaluering.wording.checks import CHECK

_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_CODE = re.compile(r"\b\d{4}\b")
_ROW_COLUMNS = ["delivery", "file", "sheet", "row", "column", "rule"]


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of a set of deliveries before any run; nothing in it is a person's value.

    Attributes
    ----------
    agreement : Agreement
    year : int
        Evaluation year of the parameters.
    data : str
        Name of the folder.
    synthetic : bool
    extraction : str
        ISO date that all have reached; of the latest delivery when faults stop the run; "" when there is none.
    sent : mapping of str to Sent
        All deliveries by name.
    standings, published : tuple of Standing
        Per municipality (by cluster) and source of `SOURCES`; per published table.
    faults : tuple of PlacedFault
    set_aside, remarks : DataFrame
        delivery, file, sheet, row, column, rule: one line per impossible row, and per row that is kept but odd.
    withdrawn : DataFrame
        delivery, rule, rows: what the senders themselves withdrew or replaced; only counted.
    notes : tuple of str
    """

    agreement: Agreement
    year: int
    data: str
    synthetic: bool
    extraction: str
    sent: Mapping[str, Sent]
    standings: tuple[Standing, ...]
    published: tuple[Standing, ...]
    faults: tuple[PlacedFault, ...]
    set_aside: pd.DataFrame
    remarks: pd.DataFrame
    withdrawn: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def runnable(self) -> bool:
        """Whether a run could start."""
        return not self.faults

    @property
    def undeclared(self) -> tuple[str, ...]:
        """Names of deliveries whose declaration cannot be read, so that nobody knows whose they are."""
        return tuple(name for name, one in self.sent.items() if not one.source)

    def delivery_of(self, note: str) -> str:
        """Name of the delivery a note begins with; "" when it is about the whole set."""
        return _noted(note, self.sent)

    def name_of(self, code: str) -> str:
        """A municipality's name, with a word on it when it is no party to the agreement."""
        parties = {one.code for one in self.agreement.municipalities if one.party_from is not None}
        name = self.agreement.name_of(code)
        return name if code in parties else CHECK["outside"].format(name=name)


def check(run_plan: RunPlan, *, data: Path) -> Check:
    """Look the deliveries under `data` through without keeping anything of them.

    Raises
    ------
    ParameterError
        When the analysis plan names what there is none of.
    DeliveryError
        When there is no such folder. Faults in what it holds are part of the answer.
    """
    require_known_choices(run_plan)
    require_deliveries(data)
    parameters, agreement = run_plan.parameters, run_plan.agreement
    found = survey(data)
    seen = examine(data, agreement=agreement, impossible_rows_pct=parameters.impossible_rows_pct)
    sent = _sent(found, data=data, faults=[finding for _, finding in seen.faults], agreement=agreement)
    faults = tuple(_placed(kind, finding, sent) for kind, finding in seen.faults)
    sheets = {
        _plain(folder.shown(file.name)): _plain(file.sheet or "")
        for folder in found.folders
        for file in folder.declaration.files
    }
    notes = tuple(_plain(note) for note in seen.notes)
    set_aside, remarks = _rows(seen.faulty_rows, sheets), _rows(seen.remarks, sheets)
    born = frozenset() if seen.deliveries is None else frozenset(seen.deliveries.births["municipality"])
    delivered = seen.delivered.assign(delivery=_plain_column(seen.delivered["delivery"]))
    judge = Judge(sent, faults, _remarked(set_aside, remarks, notes, sent), delivered, born)
    return Check(
        agreement=agreement,
        year=parameters.year,
        data=_plain(shown_name(data.name)),
        synthetic=found.synthetic,
        extraction=_extraction(seen, found),
        sent=sent,
        standings=tuple(
            standing
            for cluster in agreement.clusters
            for code in cluster.municipalities
            for standing in judge.municipality(code)
        ),
        published=tuple(judge.published(source) for source in TABLE_SOURCES),
        faults=faults,
        set_aside=set_aside,
        remarks=remarks,
        withdrawn=_withdrawn(seen),
        notes=notes,
    )


def require_deliveries(data: Path) -> None:
    """Refuse a folder of deliveries that is not there, with a DeliveryError."""
    if not data.is_dir():
        raise DeliveryError(
            Finding("Mappen med leverancer findes ikke", file=shown_name(data.name), remedy="Skriv stien til mappen")
        )


def _sent(found: Survey, *, data: Path, faults: Iterable[Finding], agreement: Agreement) -> dict[str, Sent]:
    """All deliveries by name; folders without a readable declaration are known from the fault about them."""
    names = {one.code: one.name for one in agreement.municipalities}
    sent = {}
    for folder in found.folders:
        sender = _plain(shown_name(folder.declaration.sender))
        shown = f"{names[sender]} ({sender})" if sender in names else sender
        sent[_plain(folder.name)] = Sent(_plain(folder.name), folder.declaration.source, sender, shown)
    folders = {_plain(shown_name(path.name)) for path in data.iterdir() if path.is_dir()} - {CODEBOOK_FOLDER}
    undeclared = folders & {_plain(finding.file).partition("/")[0] for finding in faults} - set(sent)
    return dict(sorted((sent | {name: Sent(name) for name in undeclared}).items()))


def _placed(kind: type[EvaluationError], finding: Finding, sent: Mapping[str, Sent]) -> PlacedFault:
    words: dict[str, Any] = {
        key: _plain(value) if isinstance(value, str) else value for key, value in asdict(finding).items()
    }
    finding = Finding(**words)
    places = sorted((name for name in sent if lies_in(finding.file, name)), key=lambda name: finding.file.index(name))
    return PlacedFault(places[0] if places else "", kind, finding)


def _rows(frame: pd.DataFrame, sheets: Mapping[str, str]) -> pd.DataFrame:
    cleaned = frame.assign(**{name: _plain_column(frame[name]) for name in ("delivery", "file", "column")})
    return cleaned.assign(sheet=cleaned["file"].map(lambda file: sheets.get(file, "")))[_ROW_COLUMNS]


def _plain_column(column: pd.Series) -> pd.Series:
    return column.map({text: _plain(text) for text in column.unique()})


def _remarked(
    set_aside: pd.DataFrame, remarks: pd.DataFrame, notes: Iterable[str], sent: Mapping[str, Sent]
) -> frozenset[str]:
    """Deliveries with rows set aside, odd rows, or a note; and municipalities that a note on no delivery names."""
    noted: set[str] = set()
    for note in notes:
        delivery = _noted(note, sent)
        noted |= {delivery} if delivery else set(_CODE.findall(note))
    return frozenset(noted | set(set_aside["delivery"]) | set(remarks["delivery"]))


def _noted(note: str, sent: Iterable[str]) -> str:
    return next((name for name in sent if note.startswith((f"{name}/", f"{name}:"))), "")


def _withdrawn(seen: Examination) -> pd.DataFrame:
    columns = ["delivery", "rule", "rows"]
    if seen.deliveries is None:
        return pd.DataFrame(columns=columns)
    counted = seen.deliveries.set_aside
    ordinary = [rule.slug for rule in RULES if not rule.impossible]
    rest: pd.DataFrame = counted.loc[counted["rule"].isin(ordinary), columns]
    return rest.assign(delivery=_plain_column(rest["delivery"])).reset_index(drop=True)


def _extraction(seen: Examination, found: Survey) -> str:
    if seen.deliveries is not None:
        return seen.deliveries.extraction_date.isoformat()
    days: list[date] = [folder.declaration.extraction_date for folder in found.folders]
    return max(days).isoformat() if days else ""


def _plain(text: str) -> str:
    """A text fit for a page, a workbook and a screen: no control characters, no halves of letters."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
