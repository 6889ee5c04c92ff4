"""Time to set one page as HTML and PDF, by number of notebooks joined; prints a table."""

from __future__ import annotations

import statistics
import time
from typing import Any

from evaluering.marks import BLOCK_MIME
from evaluering.running.orders import PageHead, RunMarks
from evaluering.running.rendering.exporters import set_page

MARKS = RunMarks("v1", "d1", synthetic=True)
POINTS = " ".join(f"L{place} {100 + place % 17}" for place in range(1, 800))
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 300"><path d="M0 100 {POINTS}" fill="none"/></svg>'
COLUMNS = [{"label": f"Kolonne {number}"} for number in range(8)]
ROUNDS = 10


def output(kind: str, **parts: Any) -> dict[str, Any]:
    marks = {"schema": 1, "id": kind, "version": "v1", "disclosure": "d1", "synthetic": True}
    data: dict[str, Any] = {BLOCK_MIME: {**marks, "kind": kind, **parts}}
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": data | ({"image/svg+xml": SVG} if kind == "figure" else {}),
    }


def notebook() -> dict[str, Any]:
    grid = {"caption": "Tal", "columns": COLUMNS, "rows": [[f"{row},0"] * 8 for row in range(168)]}
    shown = [
        output("sentence", text="Andelen **steg** med 4,1 procentpoint.", lead=True),
        output("table", **{**grid, "rows": grid["rows"][:20]}),
        *(output("figure", title="Andelen steg", alt="En linje.", svg=True, data=grid) for _ in range(3)),
    ]
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": "# Titel\n\nTil alle."}]
    for one in shown:
        cells.append({"cell_type": "markdown", "metadata": {}, "source": "## Afsnit\n\nEn tekst om **noget**."})
        cells.append({"cell_type": "code", "metadata": {}, "source": "x", "execution_count": 1, "outputs": [one]})
    return {"cells": cells}


def main() -> None:
    print("notebooks   first s   median s   HTML kB   PDF kB")
    for count in (1, 3):
        head = PageHead("side", "Titel", "Region", count > 1, "Aftale", 2026, "2026-10-01", "0.1.0")
        named = [(f"{number}.ipynb", notebook()) for number in range(count)]
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            html, pdf, _ = set_page(named, head=head, marks=MARKS)
            times.append(time.perf_counter() - begun)
        sizes = f"{len(html.encode()) // 1000:9d} {len(pdf) // 1000:8d}"
        print(f"{count:9d} {times[0]:9.2f} {statistics.median(times):10.2f} {sizes}")


if __name__ == "__main__":
    main()
