"""The question behind the sheet of one municipality: its years, its data and what can be done about them."""

from __future__ import annotations

from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.unit_sheets import (
    UnitSheet,
    difference_of_years,
    evidence_of,
    sheet_findings,
    sheet_years,
)
from evaluering.preparation.data_quality import judged_rows
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import series_of


def protected_sheet(data: Prepared, *, row: str) -> Protected[UnitSheet]:
    """What one sheet says beside the curves and the levels of all municipalities.

    Parameters
    ----------
    data : Prepared
    row : str
        A publication row of the agreement: the code of a municipality, or the slug of a group only shown together.

    Raises
    ------
    KeyError
        When the agreement has no such row: a municipality that is only shown with others has no sheet.
    """
    verdicts, findings = judged_rows(data)
    quality = {one.unit: one for one in verdicts}[row]
    cut = data.agreement.start + -data.parameters.interruption.cut_months
    years = tuple(
        sheet_years(series_of(data, indicator=indicator.id, unit=row, grain="agreement_year"), cut=cut)
        for indicator in data.agreement.indicators
    )
    sheet = UnitSheet(
        unit=row,
        years=years,
        differences=tuple(difference_of_years(one, cut=cut) for one in years),
        quality=quality,
        findings=sheet_findings(evidence_of(quality, findings)),
    )
    return protect(sheet, decisions=data.decisions)
