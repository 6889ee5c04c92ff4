"""Coverage of every unit in every year, as a map of shades with the numbers in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from evaluering import wording
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import BLACK, Margins, drawn
from evaluering.presentation.sentences.level import whole_years
from evaluering.presentation.tables.data import coverage_cell
from evaluering.presentation.units import SeriesByUnit

_ROW_CM = 0.46
_LEAST, _MOST = 75.0, 100.0


def coverage(series: SeriesByUnit, *, data: Prepared) -> Block:
    """Known children in per cent of births: one row per unit, one column per whole year."""
    records = [opened(one, data=data) for one in series]
    periods = whole_years(records[0]).frame["period"].tolist()
    names = [data.agreement.name_of(record.unit) for record in records]
    grid = pd.DataFrame([record.frame.set_index("period").loc[periods, "coverage_pct"] for record in records])
    grid.index = pd.Index(names)
    hidden = pd.DataFrame([record.frame.set_index("period").loc[periods, "hidden"] for record in records]).to_numpy()
    gate = data.parameters.coverage_gate_pct
    below = int((grid < gate).to_numpy().sum())
    limit = wording.measured(gate, "pct", decimals=0)
    title = (
        f"Amningen kendes for mindst {limit} af børnene i alle enheder og år"
        if not below
        else f"Dækningen er under {limit} i {below} af {int(grid.notna().to_numpy().sum())} felter"
    )
    svg = drawn(
        lambda axes: _paint(axes, grid), name="coverage", height_cm=1.4 + _ROW_CM * len(records),
        synthetic=data.synthetic, margins=Margins(left=4.0, right=0.3, top=0.7, bottom=0.7),
    )  # fmt: skip
    rows = [
        (
            name,
            *(
                coverage_cell(float(value), hidden=bool(gone), gate_pct=gate)
                for value, gone in zip(*cells, strict=True)
            ),
        )
        for name, *cells in zip(names, grid.to_numpy(), hidden, strict=True)
    ]
    table = Table(
        caption="Dækning: børn med kendt amning i procent af fødte, efter fødselsår",
        columns=(Column("Enhed", "left"), *(Column(period) for period in periods)),
        rows=tuple(rows),
    )
    shown = grid.to_numpy()[~np.isnan(grid.to_numpy())]
    alt = f"{title}. Figuren viser {len(names)} enheder i {len(periods)} år."
    if shown.size:
        alt += f" Dækningen går fra {wording.measured(shown.min(), 'pct')} til {wording.measured(shown.max(), 'pct')}."
    caption = "Tallet i hvert felt er dækningen i hele procent. Jo mørkere felt, jo flere børn kendes."
    return figure_block(data, name="coverage-map", title=title, alt=alt, caption=caption, table=table, svg=svg)


def _paint(axes: Axes, grid: pd.DataFrame) -> None:
    numbers = grid.map(lambda value: "" if value != value else wording.number(value, 0))
    # Labels of its own make seaborn draw the whole figure once more, to see whether they touch.
    sns.heatmap(
        grid, ax=axes, annot=numbers, fmt="", cmap=sns.light_palette("#56B4E9", as_cmap=True), vmin=_LEAST, vmax=_MOST,
        cbar=False, linewidths=0.6, linecolor="white", xticklabels=False, yticklabels=False,
        annot_kws={"size": 9, "color": BLACK},
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(grid.shape[1]) + 0.5, list(grid.columns), rotation=0)
    axes.set_yticks(np.arange(grid.shape[0]) + 0.5, list(grid.index), rotation=0, color=BLACK)
