"""What the pages of a report weigh, and how long they take to open from disk in Chromium; goals beside both.

Usage: ``.venv/bin/python benchmarks/pages.py [reports/2026] [--rounds 5]``

Each page is opened in a fresh context, so nothing is taken from a cache. Two times are told, both from the first
request: until the text can be read (``DOMContentLoaded``), and until every figure is drawn too (``load``).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HTML_KB, PDF_KB, REPORT_KB, OPEN_S = 400, 500, 3000, 1.0
REPORT = "evalueringsrapport.pdf"
TIMES = """() => {
    const seen = performance.getEntriesByType('navigation')[0]
    return [seen.domContentLoadedEventEnd / 1000, seen.loadEventEnd / 1000]
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "reports" / "2026")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    program = next((found for name in NAMES if (found := shutil.which(name)) is not None), None)
    pages = sorted(asked.folder.glob("*.html"))
    times: dict[Path, tuple[float, float]] = {}
    if program is not None:
        with sync_playwright() as started:
            browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
            times = {page: opened(browser, page, rounds=asked.rounds) for page in pages}
            browser.close()
    print("page                            HTML kB   PDF kB   text s   drawn s")
    for page in pages:
        pdf = page.with_suffix(".pdf")
        print(line(page.stem, size_kb(page), size_kb(pdf), times.get(page)))
    for pdf in sorted(set(asked.folder.glob("*.pdf")) - {page.with_suffix(".pdf") for page in pages}):
        print(line(pdf.stem, None, size_kb(pdf), None, most_pdf=REPORT_KB if pdf.name == REPORT else PDF_KB))
    whole = sum(path.stat().st_size for path in asked.folder.rglob("*") if path.is_file())
    print(f"the whole folder: {whole / 1e6:.1f} MB; a mark (!) stands where a goal is missed")
    if program is None:
        print("Chromium is missing, so nothing was opened")


def opened(browser: Browser, page: Path, *, rounds: int) -> tuple[float, float]:
    """Median seconds until a page's text can be read, and until all of it is drawn."""
    seen = []
    for _ in range(rounds):
        with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
            tab = context.new_page()
            tab.goto(page.resolve().as_uri(), wait_until="load")
            tab.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
            seen.append(tab.evaluate(TIMES))
    text, drawn = (statistics.median(column) for column in zip(*seen, strict=True))
    return text, drawn


def size_kb(path: Path) -> float | None:
    """Size of a file; None where there is none."""
    return path.stat().st_size / 1000 if path.is_file() else None


def line(
    name: str, html: float | None, pdf: float | None, times: tuple[float, float] | None, *, most_pdf: float = PDF_KB
) -> str:
    """One row of the table."""
    cells = [cell(html, HTML_KB, 0), cell(pdf, most_pdf, 0)]
    cells += [cell(one, OPEN_S, 2) for one in times] if times else []
    return f"{name:30} {' '.join(cells)}"


def cell(value: float | None, most: float, decimals: int) -> str:
    """A number with a mark where it is over its goal."""
    if value is None:
        return f"{'–':>9}"
    return f"{value:8.{decimals}f}{'!' if value > most else ' '}"


if __name__ == "__main__":
    main()
