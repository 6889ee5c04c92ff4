"""The door to the pages: an output of a cell is a checked block of this run, or the page is refused."""

from __future__ import annotations

import json
import math
import re
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from evaluering.errors import DisclosureError, Finding
from evaluering.marks import BLOCK_MIME, BLOCK_SCHEMA
from evaluering.running.orders import RunMarks

SVG_MIME = "image/svg+xml"
_SHOWING_TYPES = ("display_data", "execute_result")
_LIVE_SVG = re.compile(
    r"<\s*(?:script|foreignObject|iframe|a)\b|\bon[a-z]+\s*=|javascript:|<!ENTITY|@import"
    r"|(?:href|src)\s*=\s*[\"'](?!#|data:image/(?:png|jpeg);)|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)
_UNHIDDEN = ("value", "lower", "upper", "n", "coverage_pct", "standard_error", "p_value", "smallest_detectable")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class ColumnHead(_Part):
    """Head of a table's column."""

    label: str
    align: Literal["left", "right"] = "left"


class Result(BaseModel):
    """One published number as `results.json` has it; further keys are allowed.

    A hidden one has no number beside it that gives it back.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    id: str
    indicator: str
    unit: str
    estimand: str
    measure: str
    hidden: bool
    value: float | None

    @model_validator(mode="after")
    def _hides_whole(self) -> Result:
        record = self.model_dump()
        if self.hidden and any(_is_number(record.get(key)) for key in _UNHIDDEN):
            raise ValueError("hidden result with a number beside it")
        return self


class _Block(_Part):
    mark: Literal[1] = Field(alias="schema")
    id: Annotated[str, Field(min_length=1)]
    version: str
    disclosure: str
    synthetic: bool
    results: tuple[Result, ...] = ()


class Grid(_Part):
    """Cells of a table: every row as long as the head."""

    caption: Annotated[str, Field(min_length=1)]
    columns: Annotated[tuple[ColumnHead, ...], Field(min_length=1)]
    rows: tuple[tuple[str, ...], ...]
    row_headers: Annotated[int, Field(ge=0)] = 1
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rectangular(self) -> Grid:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("rows of unequal length")
        return self


class TextBlock(_Block):
    """Finished sentences, or the small print on where they come from."""

    kind: Literal["sentence", "provenance"]
    text: Annotated[str, Field(min_length=1)]
    lead: bool = False


class TableBlock(_Block, Grid):
    """A table with caption and row headers."""

    kind: Literal["table"]


class FigureBlock(_Block):
    """A figure with its message as title, alternative text and the data behind it."""

    kind: Literal["figure"]
    title: Annotated[str, Field(min_length=1)]
    alt: Annotated[str, Field(min_length=1)]
    svg: Literal[True]
    data: Grid
    caption: str = ""


Block = TextBlock | TableBlock | FigureBlock
_BLOCKS: TypeAdapter[Block] = TypeAdapter(Annotated[Block, Field(discriminator="kind")])


def check_output(output: Any, *, marks: RunMarks, notebook: str, cell: int) -> tuple[Block, str]:
    """The block an output is, with its SVG (empty for other kinds than figures).

    Parameters
    ----------
    output : mapping
        One output of an executed code cell.
    marks : RunMarks
        What the block must carry.
    notebook : str
        Name for the message.
    cell : int
        Number of the code cell for the message.

    Raises
    ------
    DisclosureError
        For anything but a block of this run; the message says where, never what was shown.
    """
    data = output.get("data", {}) if output["output_type"] in _SHOWING_TYPES else {}
    if BLOCK_MIME not in data:
        raise _refusal("viser noget, der ikke er en godkendt tekst, tabel eller figur", notebook, cell)
    try:
        block = _BLOCKS.validate_json(orjson.dumps(_as_record(data[BLOCK_MIME])))
    except (ValidationError, TypeError, ValueError):
        raise _refusal("viser en blok, hvis form ikke er godkendt", notebook, cell) from None
    if (block.version, block.disclosure, block.synthetic) != (marks.version, marks.disclosure, marks.synthetic):
        raise _refusal("viser en blok, der er dannet af andre data end denne kørsels", notebook, cell)
    if not isinstance(block, FigureBlock):
        return block, ""
    svg = "".join(data.get(SVG_MIME, ""))
    if "<svg" not in svg or _LIVE_SVG.search(svg):
        raise _refusal("viser en figur, hvis billede mangler eller kan hente andet udefra", notebook, cell)
    return block, svg


def _as_record(value: Any) -> Any:
    """A JSON output's value: nbformat allows it as text, as lines of text or as the value itself."""
    if isinstance(value, list):
        value = "".join(value)
    return json.loads(value) if isinstance(value, str) else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _refusal(what: str, notebook: str, cell: int) -> DisclosureError:
    return DisclosureError(
        Finding(
            f"Kodecelle {cell} {what}",
            file=notebook,
            allowed="det, som funktionerne i evaluering.presentation returnerer",
            remedy="Vis resultatet gennem evaluering.presentation, eller fjern visningen fra cellen",
        )
    )


assert BLOCK_SCHEMA == 1  # the literal above is the only form this door knows
