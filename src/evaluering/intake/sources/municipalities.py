"""Municipality codes as delivered, held against those of the agreement."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from evaluering.errors import Finding
from evaluering.intake.formats.raw import RawTable

_MOST_SHOWN = 10


def municipality_codes(
    raw: RawTable, name: str, known: Sequence[str], *, table: Mapping[str, str], shown: str
) -> tuple[npt.NDArray[np.int8], tuple[Finding, ...]]:
    """Per row the position of its code among the known ones, -1 for an unknown one; and a finding for those.

    `name` is our name of the column; `table` the codebook's own table of delivered texts and codes.
    """
    column = raw.texts(name)
    texts = [table.get(text, text) for text in column.dictionary.to_pylist()]
    index = column.indices.to_numpy()
    of_text = np.array([known.index(text) if text in known else -1 for text in texts], dtype=np.int8)
    positions = of_text[index]
    unknown = np.flatnonzero(positions < 0)
    if not unknown.size:
        return positions, ()
    codes = {texts[position] for position in np.unique(index[unknown])}
    row, count = int(unknown[0]) + raw.first_row, int(unknown.size)
    delivered = raw.delivered[name]
    return positions, (unknown_codes(codes, known, shown=shown, column=delivered, row=row, count=count),)


def unknown_codes(
    codes: Collection[str],
    known: Sequence[str],
    *,
    shown: str,
    column: str = "",
    key: str = "",
    row: int | None = None,
    count: int = 1,
) -> Finding:
    """The finding on unknown municipality codes; only what has the form of a code is repeated."""
    written = sorted(code for code in codes if re.fullmatch(r"\d{1,4}", code))
    named = [f'"{code}"' for code in written[:_MOST_SHOWN]]
    if len(written) > _MOST_SHOWN:
        named.append("flere koder")
    if "" in codes:
        named.append("tomme felter")
    if any(code and code not in written for code in codes):
        named.append("andet end koder")
    padded = [code.zfill(4) for code in written if len(code) < 4 and code.zfill(4) in known]
    advice = f'Mener du "{padded[0]}"? ' if padded else ""
    return Finding(
        f"Ukendt kommunekode: {', '.join(named)}",
        file=shown,
        row=row,
        column=column,
        key=key,
        allowed=", ".join(known),
        remedy=f"{advice}Skriv koden med fire cifre og nul forrest, som den står i aftalefilen. "
        "Er koden rigtig, bor barnet uden for aftalens kommuner: tag rækkerne ud af udtrækket",
        count=count,
    )
