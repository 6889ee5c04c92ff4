"""Does the evaluation find the truth it was given? Example deliveries over many seeds, held against their truth.

Usage: python benchmarks/truth.py [--seeds 20] [--first 1] [--effekt ingen]

For every seed the whole way is gone: deliveries written, read, checked, counted and fitted. Printed per unit and
outcome: how many of the 95 % intervals of the mean change cover the truth over the same births, the mean error, and
how often the unit is called changed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.design import Break
from evaluering.estimation.series import outcome_series
from evaluering.estimation.unit_change import fit_unit_change
from evaluering.intake.deliveries import read_deliveries
from evaluering.parameters import RunPlan, read_run_plan
from evaluering.periods import Month
from evaluering.study.duration import DEFINITIONS
from evaluering.study.panel import build_panel

ROOT = Path(__file__).resolve().parent.parent
TRUTH = {"duration_mean": ("varighed_med", "varighed_uden"), "share_26w": ("andel_26u_med", "andel_26u_uden")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--effekt", default=None)
    asked = parser.parse_args()
    run_plan = read_run_plan(ROOT / "params" / "2026.yml")
    rows = []
    for seed in range(asked.first, asked.first + asked.seeds):
        folder = Path(tempfile.mkdtemp(prefix="evaluering-sandhed-"))
        try:
            rows += one_seed(seed, run_plan, folder=folder / "set", effect=asked.effekt)
        finally:
            shutil.rmtree(folder)
        print(f"seed {seed}: {sum(row['covers'] for row in rows[-12:])} of 12 cover", flush=True)
    table = pd.DataFrame(rows)
    table["error"] = table["value"] - table["truth"]
    by = table.groupby(["indicator", "unit"], sort=False)
    summary = by.agg(covers=("covers", "sum"), changed=("changed", "sum"), truth=("truth", "mean"),
                     value=("value", "mean"), error=("error", "mean"), width=("width", "mean"))  # fmt: skip
    print(summary.round(2).to_string())
    print(f"covered: {table['covers'].sum()} of {len(table)} ({100 * table['covers'].mean():.1f} %)")


def one_seed(seed: int, run_plan: RunPlan, *, folder: Path, effect: str | None) -> list[dict[str, Any]]:
    words = [sys.executable, "-m", "evaluering.example", "--seed", str(seed), "--out", str(folder)]
    subprocess.run([*words, *(["--effekt", effect] if effect else [])], check=True, capture_output=True)
    parameters, agreement = run_plan.parameters, run_plan.agreement
    deliveries = read_deliveries(folder, agreement=agreement, impossible_rows_pct=parameters.impossible_rows_pct)
    panel = build_panel(
        deliveries, agreement=agreement, series_start=parameters.series_start, maturity=parameters.maturity
    )
    design = ChangeDesign(
        start=agreement.start,
        cut_months=parameters.interruption.cut_months,
        harmonics=parameters.interruption.harmonics,
        last_month=Month.parse(panel.last_mature_month),
        minimum_mature_months=parameters.interruption.minimum_mature_months,
        seed=parameters.seed,
        breaks=tuple(
            Break(one.name, str(one.first), str(one.last) if one.last else None) for one in run_plan.plan.breaks
        ),
    )
    truth = pd.read_csv(folder / "sandhed" / "sandhed.csv", sep=";", dtype={"enhed": str}, encoding="utf-8")
    rows = []
    for indicator, (with_it, without) in TRUTH.items():
        for unit in agreement.units:
            series = outcome_series(
                panel,
                unit=unit,
                municipalities=agreement.municipalities_of(unit),
                definition=DEFINITIONS[agreement.indicator(indicator).definition],
            )
            fit = fit_unit_change(series, design=design).fit
            assert fit is not None
            found = fit.estimate("mean_change")
            births = series.frame.set_index("period")["births"]
            mine = truth[(truth["enhed"] == unit) & truth["maaned"].between(str(agreement.start), found.last_period)]
            weights = births.reindex(mine["maaned"]).to_numpy()
            true = float(((mine[with_it] - mine[without]) * weights).sum() / weights.sum())
            rows.append({
                "seed": seed, "indicator": indicator, "unit": unit, "truth": true, "value": found.value,
                "covers": found.lower <= true <= found.upper, "changed": not found.lower <= 0 <= found.upper,
                "width": found.upper - found.lower,
            })  # fmt: skip
    return rows


if __name__ == "__main__":
    main()
