"""How the data come in and are written down: completeness by age, and durations rounded to whole weeks."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.heaping import HeapingTable
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened
from evaluering.presentation.figures.style import (
    BLACK,
    BLUE,
    DARK_ORANGE,
    GREY,
    ORANGE,
    PALE,
    Label,
    Margins,
    danish_axis,
    drawn,
    mark_line,
    mark_start,
    write_labels,
    year_axis,
)
from evaluering.presentation.figures.told import told
from evaluering.presentation.sentences.quality import completeness_message, heaping_message, rounding_rows
from evaluering.study.settling import COMPLETE_PCT, Completeness, MaturityGate

_BY_CHANCE_PCT = 100 / 7
"""Per cent of durations that are whole weeks when nobody rounds."""

_MOST_LABELS = 6


def completeness(curve: Protected[Completeness], *, gate: Protected[MaturityGate], data: Prepared) -> Block:
    """How large a part of the knowledge is in by each age, the limit it must reach, and the rule's age."""
    record, rule = opened(curve, data=data), opened(gate, data=data)
    shown = record.frame[record.frame["complete_pct"].notna()]
    if record.complete_after < 0:
        shown = shown.iloc[:0]
    message = completeness_message(record)
    name = f"{record.unit}-completeness"

    def paint(axes: Axes) -> None:
        _paint_curve(axes, shown, rule=rule)

    svg = drawn(paint, name=name, height_cm=7.0, synthetic=data.synthetic, margins=Margins(right=3.2))
    points = [
        (_age(int(age)), float(pct))
        for age, pct in zip(shown["months_since_birth"], shown["complete_pct"], strict=True)
    ]
    born = wording.span(record.first_month, record.last_month)
    caption = (
        f"Børn født {born} i {data.agreement.name_of(record.unit)}. Et barns oplysning er inde, når den sidste række "
        "om dets fulde amning er skrevet. Yngre børn er regnet med, så langt de er nået."
    )
    return figure_block(
        data, name=name, title=message, alt=told(message, heights=points, measure="pct", points="aldre"),
        caption=caption, table=_ages(record, data=data), svg=svg,
    )  # fmt: skip


def _paint_curve(axes: Axes, shown: pd.DataFrame, *, rule: MaturityGate) -> None:
    ages, pct = shown["months_since_birth"].to_numpy(dtype=float), shown["complete_pct"].to_numpy(dtype=float)
    axes.axhline(COMPLETE_PCT, color=ORANGE, linewidth=1.4, linestyle=(0, (4, 2)), zorder=2)
    axes.step(ages, pct, where="post", color=BLUE, linewidth=2.0, zorder=3)
    axes.scatter(ages, pct, s=16, color=BLUE, zorder=3)
    danish_axis(axes, label="Procent inde")
    axes.set_ylim(0, 104)
    last = max([*ages, rule.rule_months]) + 0.6
    axes.set_xlim(-0.3, last)
    axes.xaxis.set_major_locator(MultipleLocator(3))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.set_xlabel("Måneder efter fødslen")
    axes.grid(visible=False, axis="x")
    mark_line(axes, where=float(rule.rule_months), text="Her tælles børnene med")
    limit = wording.measured(COMPLETE_PCT, "pct", decimals=0)
    write_labels(axes, [Label(COMPLETE_PCT, f"Mindst {limit}\nskal være inde", DARK_ORANGE)], at=last + 0.15)


def _ages(record: Completeness, *, data: Prepared) -> Table:
    """The data behind the curve."""
    untold = record.complete_after < 0
    rows = [
        (_age(int(age)), _inside(pct, hidden=hidden, untold=untold))
        for age, pct, hidden in zip(
            record.frame["months_since_birth"], record.frame["complete_pct"], record.frame["hidden"], strict=True
        )
    ]
    return Table(
        caption=f"Oplysninger, der er inde, efter barnets alder i {data.agreement.name_of(record.unit)}",
        columns=(Column("Alder", "left"), Column("Inde")),
        rows=tuple(rows),
    )


def _inside(pct: float, *, hidden: bool, untold: bool) -> str:
    if hidden:
        return wording.HIDDEN
    return wording.NO_DATA if untold or pct != pct else wording.measured(pct, "pct", decimals=0)


def _age(months: int) -> str:
    return f"{months} måned" if months == 1 else f"{months} måneder"


def heaping(table: Protected[HeapingTable], *, data: Prepared) -> Block:
    """The part of durations on whole weeks: one line per row, those that round coloured and named."""
    frame = opened(table, data=data).frame
    message = heaping_message(frame, data=data)

    def paint(axes: Axes) -> None:
        _paint_lines(axes, frame, data=data)

    svg = drawn(paint, name="whole-weeks", height_cm=7.6, synthetic=data.synthetic, margins=Margins(right=3.4))
    shown = frame[frame["weeks_pct"].notna()]
    means = [(str(year), float(mine.median())) for year, mine in shown.groupby("year", sort=True)["weeks_pct"]]
    caption = (
        "Hver linje er én kommune. Varigheder fra 14 til 245 dage med kendt slutdato er med. Rundede ingen af, ville "
        "omkring 14 procent være hele uger. En navngivet kommune har mere end dobbelt så mange hele uger som dage tæt "
        "på. Huller er skjulte tal eller år uden slutdatoer."
    )
    points = "år, her den midterste kommunes tal"
    return figure_block(
        data, name="whole-weeks", title=message, alt=told(message, heights=means, measure="pct", points=points),
        caption=caption, table=_weeks(frame, data=data), svg=svg,
    )  # fmt: skip


def _paint_lines(axes: Axes, frame: pd.DataFrame, *, data: Prepared) -> None:
    rounding = rounding_rows(frame, "weeks")
    labels: list[Label] = []
    years = sorted(set(frame["year"]))
    place_of = {year: float(year) + 0.5 for year in years}
    for unit, mine in sorted(frame.groupby("unit", sort=False), key=lambda one: one[0] in rounding):
        place = mine["year"].map(place_of).to_numpy(dtype=float)
        named = unit in rounding
        axes.plot(
            place, mine["weeks_pct"], color=ORANGE if named else PALE, linewidth=2.0 if named else 1.2,
            marker="o" if named else "", markersize=4, zorder=3 if named else 2,
        )  # fmt: skip
        told_values = mine["weeks_pct"].dropna()
        if named and len(told_values) and len(rounding) <= _MOST_LABELS:
            labels.append(Label(float(told_values.iloc[-1]), data.agreement.name_of(str(unit)), DARK_ORANGE))
    others = frame.loc[~frame["unit"].isin(rounding), "weeks_pct"].dropna()
    if len(others):
        words = "De andre\nkommuner" if labels else "Kommunerne"
        labels.append(Label(float(others.iloc[-1]), words, GREY))
    labels.append(Label(_BY_CHANCE_PCT, "Hvis ingen\nrundede af", BLACK))
    axes.axhline(_BY_CHANCE_PCT, color=BLACK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2.5)
    danish_axis(axes, label="Procent")
    axes.set_ylim(0, max([30.0, *frame["weeks_pct"].dropna()]) * 1.08)
    first, last = (place_of[years[0]], place_of[years[-1]]) if years else (2012.5, 2024.5)
    year_axis(axes, first=first - 0.4, last=last + 0.4)
    start = data.agreement.start
    mark_start(axes, start=start, text=f"Aftalen begynder {wording.long_date(start.first_day)}")
    write_labels(axes, labels, at=last + 0.55)


def _weeks(frame: pd.DataFrame, *, data: Prepared) -> Table:
    """The data behind the lines: one row per municipality, one column per year."""
    years = sorted(set(frame["year"]))
    found = {
        (unit, year): wording.HIDDEN if hidden or few else wording.NO_DATA if pct != pct else _share(pct, flagged=flag)
        for unit, year, pct, hidden, few, flag in frame[
            ["unit", "year", "weeks_pct", "hidden", "weeks_hidden", "weeks_flagged"]
        ].itertuples(index=False)
    }
    units = list(dict.fromkeys(frame["unit"]))
    return Table(
        caption="Varigheder, der er hele uger, i procent efter fødselsår (▲: rundet af)",
        columns=(Column("Kommune", "left"), *(Column(year) for year in years)),
        rows=tuple((data.agreement.name_of(unit), *(found[unit, year] for year in years)) for unit in units),
    )


def _share(pct: float, *, flagged: bool) -> str:
    return ("▲ " if flagged else "") + wording.measured(pct, "pct", decimals=0)
