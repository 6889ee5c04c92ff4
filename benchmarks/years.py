"""The evaluation year by year: ``python benchmarks/years.py [--folder F] [--years 2024 2025 2026 2029] [--jobs N]``.

Writes the example as each October knew it, with one seed and so of the same children, runs every year in order, each
held against those before it, and prints the answers, what had changed since the report before, and the times.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SEED = 2026
"""The seed of `data/eksempel` (`tools/set_up.py`)."""

COMMAND = Path(sys.executable).with_name("evaluering")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep deliveries and reports here")
    parser.add_argument("--years", type=int, nargs="+", default=[2024, 2025, 2026, 2029])
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    if asked.folder is not None:
        run_years(asked.folder, asked.years, jobs=asked.jobs)
        return
    with tempfile.TemporaryDirectory() as place:
        run_years(Path(place), asked.years, jobs=asked.jobs)


def run_years(folder: Path, years: list[int], *, jobs: int) -> None:
    """Write, run and tell every year."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    for year in sorted(years):
        data = folder / "data" / str(year)
        written = timed("example", "--seed", SEED, "--out", data, "--udtraek", f"{year}-10-01")
        ran = timed("run", folder / "params" / f"{year}.yml", "--data", data, "--jobs", jobs)
        print(f"{year}: written in {written:.0f} s, run in {ran:.0f} s")
        tell(folder / "reports" / str(year))


def timed(*words: object) -> float:
    """Seconds of one command of `evaluering`; what it says is shown only when it fails."""
    start = time.perf_counter()
    done = subprocess.run([COMMAND, *map(str, words)], capture_output=True, check=False, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        sys.exit(done.returncode)
    return time.perf_counter() - start


def tell(report: Path) -> None:
    """The region's answers, and the same births then and now, as the report's own file has them."""
    results = json.loads((report / "results.json").read_text(encoding="utf-8"))["results"]
    for entry in results:
        if entry["unit"] != "region":
            continue
        revised = entry["estimand"].startswith(("level_published_", "level_recomputed_"))
        if revised or entry["verdict"] is not None:
            told = entry["estimand"] if revised else entry["verdict"]
            print(f"  {entry['indicator']:<14} {entry['from']} to {entry['to']}: {told} ({numbers(entry)})")


def numbers(entry: dict[str, Any]) -> str:
    """Value and limits; a hidden or missing number is nothing."""
    if entry["value"] is None:
        return "none"
    return f"{entry['value']:.1f}, {entry['lower']:.1f} to {entry['upper']:.1f}, n {entry['n']}"


if __name__ == "__main__":
    main()
