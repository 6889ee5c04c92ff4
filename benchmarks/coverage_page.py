"""The page docs/coverage.md from the rows that benchmarks/coverage.py wrote.

python benchmarks/coverage_page.py docs/coverage.csv > docs/coverage.md
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

Row = dict[str, str]
Cell = tuple[float, ...]

CELL = ("s", "n", "after", "tau", "rho")
METHODS = ("marginal", "reml", "kenward_roger", "prais_winsten", "newey_west", "ols")
LOWEST, HIGHEST = 93.0, 97.0
WIDER = 1.25

INTRO = """# How often the intervals hold the truth

Simulated series with known truth and no change: AR(1) errors with standard deviation τ and correlation ρ, plus
sampling noise of known standard deviation s (± 10 % from month to month; only `marginal` is told it). Model: level and
slope change, two pairs of harmonics. Made by `benchmarks/coverage.py --full` ({default} series a cell for the default,
{others} for the others; the rows are in [coverage.csv](coverage.csv)), printed by `benchmarks/coverage_page.py`.

Monte Carlo error of 95 %: {error:.2f} points for the default, {other_error:.2f} for the others.
**Goal**: 93–97 %, within two Monte Carlo errors, in every cell with n ≥ 48 and ρ ≤ 0.8. A star marks what lies outside.
"""

DEFAULT = """## The default (`marginal`)

Coverage in per cent; width of the interval of the mean change, median and 95th percentile, in the outcome's unit, and
each over that of the narrowest method that holds its coverage there (goal: at most 1.25).
"""


def read(path: Path) -> dict[Cell, dict[str, Row]]:
    """Rows by cell and method, cells in order."""
    found: dict[Cell, dict[str, Row]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[tuple(float(row[name]) for name in CELL)][row["method"]] = row
    return dict(sorted(found.items()))


def error(row: Row) -> float:
    """Monte Carlo error of a coverage of 95 %, in points."""
    return float(100 * np.sqrt(0.05 * 0.95 / int(row["series"])))


def holds(row: Row, estimand: str) -> bool:
    """Whether the coverage lies within the goal, give or take two Monte Carlo errors."""
    return LOWEST - 2 * error(row) <= float(row[estimand]) <= HIGHEST + 2 * error(row)


def marked(row: Row, estimand: str) -> str:
    """Coverage with one decimal, a star where the goal is missed."""
    return f"{float(row[estimand]):.1f}{'' if holds(row, estimand) else '*'}"


def named(cell: Cell) -> list[str]:
    """The cell as its first columns."""
    noise, periods, after, tau, rho = cell
    return [f"{periods:g}", f"{after:g}", f"{rho:g}", f"{tau:g}", f"{noise:g}"]


def table(heads: list[str], rows: list[list[str]]) -> None:
    print("| " + " | ".join(heads) + " |\n|" + "---:|" * len(heads))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def narrowest(methods: dict[str, Row], column: str) -> float:
    """Smallest width among the methods whose interval for the mean change holds its coverage; NaN when none does."""
    widths = [float(row[column]) for row in methods.values() if holds(row, "mean")]
    return min(widths, default=float("nan"))


def relative(methods: dict[str, Row], column: str) -> str:
    """The default's width over the narrowest that holds its coverage."""
    ratio = float(methods["marginal"][column]) / narrowest(methods, column)
    return "–" if np.isnan(ratio) else f"{ratio:.2f}{'' if ratio <= WIDER else '*'}"


def main() -> None:
    cells = read(Path(sys.argv[1]))
    default = next(iter(cells.values()))["marginal"]
    other = next(methods["ols"] for methods in cells.values() if "ols" in methods)
    print(INTRO.format(default=f"{int(default['series']):,}", others=f"{int(other['series']):,}",
                       error=error(default), other_error=error(other)))  # fmt: skip
    heads = ["n", "after", "ρ", "τ", "s"]
    print(DEFAULT)
    rows = []
    for cell, methods in cells.items():
        row = methods["marginal"]
        widths = [f"{float(row[name]):.2f}" for name in ("median_width", "width_95")]
        beside = [relative(methods, name) if len(methods) > 1 else "–" for name in ("median_width", "width_95")]
        rows.append([*named(cell), *(marked(row, name) for name in ("mean", "level", "slope")), *widths, *beside])
    table([*heads, "mean", "level", "slope", "width", "95th", "over narrowest", "95th over"], rows)
    for estimand in ("mean", "level", "slope"):
        print(f"\n## All methods: coverage of the {estimand} change\n")
        rows = [
            [*named(cell), *(marked(methods[name], estimand) if name in methods else "–" for name in METHODS)]
            for cell, methods in cells.items()
        ]
        table([*heads, *(f"`{name}`" for name in METHODS)], rows)
    goal = [methods["marginal"] for cell, methods in cells.items() if cell[1] >= 48 and cell[4] <= 0.8]
    missed = sum(not holds(row, name) for row in goal for name in ("mean", "level", "slope"))
    print(f"\nOf the {3 * len(goal)} coverages of the default with n ≥ 48 and ρ ≤ 0.8, {missed} lie outside the goal.")


if __name__ == "__main__":
    main()
