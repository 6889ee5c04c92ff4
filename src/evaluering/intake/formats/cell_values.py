"""What the text of a spreadsheet's cell means, given its type and format: each distinct cell is worked out once."""

from __future__ import annotations

from datetime import datetime, timedelta

from openpyxl.utils.datetime import from_excel

from evaluering.intake.formats.typed_values import NO_VALUE, Kind, Value, moment_value, number_value, text_value
from evaluering.intake.formats.workbooks import Workbook

_DAY = 86_400  # seconds


class CellValues:
    """The distinct cells of a workbook as kind and text; each is known by its place, and place 0 is the empty cell.

    Parameters
    ----------
    workbook : Workbook
    decimal : str
        Sign with which numbers are written.
    """

    def __init__(self, workbook: Workbook, decimal: str) -> None:
        self._workbook, self._decimal = workbook, decimal
        self._places: dict[tuple[str, bool, str], int] = {}
        self.values: list[Value] = [NO_VALUE]

    def place(self, written: str, style: int, raw: str) -> int:
        """The place of a cell of the given type (attribute ``t``) and format (attribute ``s``)."""
        key = (written, style in self._workbook.date_styles, raw)
        place = self._places.get(key)
        if place is None:
            value = self._value(written, raw, dated=key[1])
            place = 0 if value == NO_VALUE else len(self.values)
            if place:
                self.values.append(value)
            self._places[key] = place
        return place

    def _value(self, written: str, raw: str, *, dated: bool) -> Value:
        if written == "s":
            return text_value(self._workbook.texts[int(raw)])
        if written in ("str", "inlineStr"):
            return text_value(raw)
        if not raw:  # a formula, or it would not have been asked for
            return Kind.UNCALCULATED, ""
        if written == "b":
            return Kind.TRUTH, raw
        if written == "e":
            return Kind.ERROR, raw
        if written == "d":
            return moment_value(datetime.fromisoformat(raw))
        number = float(raw)
        return self._dated(number) if dated else number_value(number, self._decimal)

    def _dated(self, number: float) -> Value:
        """A number whose format is one of dates or times: days since the epoch of the workbook."""
        try:
            days, seconds = divmod(round(number * _DAY), _DAY)
            if days < 1:
                return Kind.MOMENT, str(timedelta(days, seconds))
            day = from_excel(days, self._workbook.epoch)
        except (ValueError, OverflowError):  # a spreadsheet shows such a cell as ######
            return Kind.ERROR, ""
        return moment_value(day + timedelta(seconds=seconds))
