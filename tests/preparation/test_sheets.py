"""The question behind a sheet, asked of the small set."""

import pytest

from evaluering.preparation.data_quality import protected_quality
from evaluering.preparation.sheets import protected_sheet


def test_every_row_has_a_sheet_that_agrees_with_the_verdict(prepared):
    verdicts = {one.unit: one for one in protected_quality(prepared).value}
    for row in prepared.agreement.publication_rows:
        sheet = protected_sheet(prepared, row=row).value
        assert sheet.unit == sheet.quality.unit == row
        assert (sheet.quality.verdict, sheet.quality.reasons) == (verdicts[row].verdict, verdicts[row].reasons)
        assert bool(sheet.findings) == (sheet.quality.verdict != "carries")
        assert [one.indicator for one in sheet.years] == [one.id for one in prepared.agreement.indicators]
        assert sheet.years[0].frame["period"].tolist() == ["2021", "2022", "2023", "2024"]


@pytest.mark.parametrize("row", ["0741", "0751", "region", "aarhus"])
def test_what_is_no_publication_row_has_no_sheet(prepared, row):
    with pytest.raises(KeyError, match=row):
        protected_sheet(prepared, row=row)
