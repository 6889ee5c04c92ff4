"""Sentences on months over time: whether a run chart shows more than chance, which months lie outside, the season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.run_charts import RunChart
from evaluering.estimation.unit_charts import AFTER, BASELINE, CUT, UnitProportionChart, UnitRunChart, UnitSeason
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.chart_results import season_entries
from evaluering.presentation.sentences.level import short_subject, subject
from evaluering.presentation.uncertainty import SURETY, VERBS, answer, between, telling_decimals
from evaluering.presentation.units import RunChartsByUnit, page_unit
from evaluering.wording.charts import FALSE_SIGNALS, KINDS, LEVEL, LEVEL_PLAIN, NO_WAY, PHASES, WAVES
from evaluering.wording.plan import NOT_PLANNED_NOTE

Pattern = Literal["above", "below", "waves", "no_signal", "not_assessed"]

MOSTLY = 2 / 3
"""Share of the points on one side of the median from which a signal is said to lie on that side."""

UP_TO_NAMED = 2
"""So many units are named; more are counted."""

UNLIKELY = "Det er næppe tilfældigt"
NOTHING_NEW = "Men månederne før svinger heller ikke tilfældigt, så det siger intet nyt"
BEFORE_UNKNOWN = "Månederne før kan ikke vurderes, så det er uvist, om noget er nyt"

UNDER_WAY = "allerede før aftalen"
DIRECTED = frozenset[Pattern]({"above", "below"})
SIGNALS = DIRECTED | {"waves"}

_ENDINGS: dict[Pattern, str] = {
    "above": "ligger tallet højere end før",
    "below": "ligger tallet lavere end før",
    "waves": f"svinger tallet {WAVES}, {NO_WAY}",
    "no_signal": "ligner udsvingene tilfældigheder",
    "not_assessed": "er der for få måneder til en vurdering",
}
"""What several units do after the start, after their names."""


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a phase, or of all from the start on: what they do, and how many lie above and below the median."""

    phase: str
    pattern: Pattern
    above: int
    below: int
    total: int

    @property
    def most(self) -> tuple[str, int]:
        """The side on which most of the months lie, and how many do."""
        return ("over", self.above) if self.above >= self.below else ("under", self.below)


def pattern(row: Any) -> Pattern:
    """What the points of a phase do, from a row of `RunChart.phases`."""
    if row.verdict == "signal":
        share = row.above / row.points
        return "above" if share >= MOSTLY else "below" if share <= 1 - MOSTLY else "waves"
    return "not_assessed" if row.verdict == "not_assessed" else "no_signal"


def phase_rows(chart: RunChart) -> list[Any]:
    """The phases of a run chart, each with its columns as attributes."""
    return list(chart.phases.itertuples(index=False))


def later_months(chart: RunChart) -> list[Months]:
    """The months from the start on by phase; all of them together where every phase does the same."""
    told = [_months(row, chart) for row in phase_rows(chart) if row.phase not in (BASELINE, CUT)]
    if len({one.pattern for one in told}) > 1:
        return told
    sums = (sum(getattr(one, name) for one in told) for name in ("above", "below", "total"))
    return [Months(AFTER, told[0].pattern, *sums)]


def _months(row: Any, chart: RunChart) -> Months:
    return Months(
        row.phase, pattern(row), row.above, row.points - row.above, int((chart.frame["phase"] == row.phase).sum())
    )


def run_message(record: UnitRunChart, *, data: Prepared) -> str:
    """What a run chart says of the months after the start, without the last full stop; also the title of its figure."""
    series = record.series
    name, what = data.agreement.name_of(series.unit), short_subject(data, series.indicator)
    if record.chart is None:
        return f"I {name} kan {what} ikke vises måned for måned"
    told = [f"I {name} {_told(one, what)}" for one in later_months(record.chart)]
    return ". ".join([*told, *_weight(record)])


def months_words(record: UnitRunChart) -> str:
    """The same in plain words, where outcome, unit and trend are told already; empty where there is no chart."""
    if record.chart is None:
        return ""
    told = []
    for one in later_months(record.chart):
        when, (side, number) = wording.lowered(PHASES[one.phase]), one.most
        if one.pattern == "not_assessed":
            told.append(f"Der er for få måneder {when} til en vurdering")
            continue
        if one.pattern == "waves":
            told.append(f"{PHASES[one.phase]} svinger tallet {WAVES}, {NO_WAY}")
            continue
        told.append(f"I {number} af {one.total} måneder {when} lå tallet {side} {LEVEL_PLAIN}")
        told += ["Det kan være tilfældigt"] if one.pattern == "no_signal" else []
    return ". ".join([*told, *_weight(record, trend=False)])


def conclusion_of_charts(charts: tuple[RunChartsByUnit, ...], *, data: Prepared) -> Block:
    """The appendix's main conclusion: per outcome what the run chart says, and in which direction clusters go."""
    records = [[opened(one, data=data) for one in units] for units in charts]
    unit = page_unit(data, [one.series.unit for one in records[0]])
    paragraphs = []
    for units in records:
        own = next(one for one in units if one.series.unit == unit)
        clusters = [one for one in units if one.series.unit not in (unit, REGION)]
        told = [f"**{run_message(own, data=data)}.**"]
        told += [] if own.chart is not None else [f"Årsag: {wording.REASONS[own.reason]}."]
        paragraphs.append(" ".join([*told, *(f"{one}." for one in _clusters_told(clusters, data=data))]))
    paragraphs.append(FALSE_SIGNALS)
    if not all(one.planned for units in records for one in units):
        paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name=f"{unit}-conclusion-charts", paragraphs=paragraphs, lead=True)


def proportion_message(record: UnitProportionChart, *, data: Prepared) -> str:
    """How many months after the start lie outside the limits, without the last full stop."""
    series = record.series
    name, what = data.agreement.name_of(series.unit), subject(data, series.indicator)
    if record.chart is None:
        return f"I {name} kan grænserne for {what} ikke regnes ud"
    frame = record.chart.frame
    after = frame[frame["period"] >= str(record.design.start)]
    above = int((after["value"] > after["upper"])[after["outside"]].sum())
    below = int(after["outside"].sum()) - above
    words = [f"{above} over den øvre grænse"] * bool(above) + [f"{below} under den nedre"] * bool(below)
    where = wording.sentence_list(words) if words else "ingen uden for grænserne"
    return f"Af {len(after)} måneder efter aftalens start ligger {where} i {name}"


def proportion_chart(chart: Protected[UnitProportionChart], *, data: Prepared) -> Block:
    """What the limits of a share are, why, and how many months lie outside."""
    record = opened(chart, data=data)
    message = f"**{proportion_message(record, data=data)}.**"
    if record.chart is None:
        paragraphs = [f"{message} Årsag: {wording.REASONS[record.reason]}."]
    else:
        before = record.chart.frame["baseline"] & record.chart.frame["outside"]
        paragraphs = [
            f"{message} Før overgangen lå {int(before.sum())} af {int(record.chart.frame['baseline'].sum())} udenfor.",
            KINDS[record.chart.kind],
        ]
    paragraphs += [] if record.planned else [NOT_PLANNED_NOTE]
    return sentence_block(data, name=f"{record.series.unit}-proportions", paragraphs=paragraphs)


def season_message(record: UnitSeason, *, data: Prepared) -> str:
    """Whether the months of birth differ, without the last full stop; also the title of its figure."""
    name, what = data.agreement.name_of(record.series.unit), subject(data, record.series.indicator)
    if record.season is None:
        return f"I {name} kan årstiden i {what} ikke vises"
    if not record.season.clear:
        return f"I {name} følger {what} ingen klar årstid"
    high, low = (month_name(row.season) for row in extremes(record))
    return f"I {name} er {what} højest for børn født i {high} og lavest i {low}"


def seasons(seasons: tuple[Protected[UnitSeason], ...], *, data: Prepared) -> Block:
    """Which months of birth lie high and low before the agreement, by how much and how sure, for each outcome."""
    records = [opened(one, data=data) for one in seasons]
    paragraphs = [_season_told(record, data=data) for record in records]
    results = [entry for record in records for entry in season_entries(record)]
    paragraphs += [] if all(one.planned for one in records) else [NOT_PLANNED_NOTE]
    return sentence_block(data, name=f"{records[0].series.unit}-seasons", paragraphs=paragraphs, results=results)


def extremes(record: UnitSeason) -> tuple[Any, Any]:
    """The rows of the highest and the lowest month of birth; ValueError where there is no season to read."""
    if record.season is None:
        raise ValueError("a unit without a season has no highest month")
    rows: list[Any] = list(record.season.frame.itertuples(index=False))
    return max(rows, key=lambda row: row.value), min(rows, key=lambda row: row.value)


def month_name(season: int) -> str:
    """The name of a calendar month: ``januar``."""
    return wording.long_month(f"2000-{int(season):02d}").split()[0]


def difference_measure(record: UnitSeason) -> str:
    """Unit of a distance from the mean of the year: percentages differ by percentage points."""
    return "pct_point" if record.series.measure == "pct" else record.series.measure


def _told(months: Months, what: str) -> str:
    """One phase of one unit, after its name and without a full stop."""
    when = wording.lowered(PHASES[months.phase])
    if months.pattern == "no_signal":
        return f"ligner udsvingene i {what} {when} tilfældigheder"
    if months.pattern == "not_assessed":
        return f"er der for få måneder {when} til at vurdere {what}"
    if months.pattern == "waves":
        return f"svinger {what} {WAVES} {when}, {NO_WAY}"
    side, number = months.most
    return f"lå {what} {side} {LEVEL} i {number} af {months.total} måneder {when}"


def _weight(record: UnitRunChart, *, trend: bool = True) -> list[str]:
    """What a signal after the start is worth, given the months before; nothing where there is none.

    A trend from before is named unless its size is told beside this.
    """
    found = {one.pattern for one in later_months(record.chart)} if record.chart is not None else set()
    if record.chart is None or not SIGNALS & found:
        return []
    before = str(record.chart.phases["verdict"].iloc[0])
    if before == "no_signal" and not DIRECTED & found:
        return []  # the words for waves say that they lead nowhere
    if before == "no_signal":
        verb = _under_way(record) if trend else ""
        return [f"{UNLIKELY}, men tallet {verb} {UNDER_WAY}" if verb else UNLIKELY]
    return [NOTHING_NEW if before == "signal" else BEFORE_UNKNOWN]


def _under_way(record: UnitRunChart) -> str:
    """The verb of a trend before the agreement that leads where the signal lies; empty for none."""
    if record.chart is None or record.trend is None:
        return ""
    sure = answer(record.trend)
    side = "above" if sure.endswith("up") else "below" if sure.endswith("down") else ""
    return VERBS[sure] if side in {one.pattern for one in later_months(record.chart)} else ""


def _clusters_told(records: list[UnitRunChart], *, data: Prepared) -> list[str]:
    """Which clusters do what, those that do the same together, in the agreement's order."""
    groups: dict[tuple[tuple[str, Pattern], ...] | None, list[UnitRunChart]] = {}
    for record in records:
        later = None if record.chart is None else later_months(record.chart)
        key = None if later is None else tuple((one.phase, one.pattern) for one in later)
        groups.setdefault(key, []).append(record)
    told = []
    for key, group in groups.items():
        place = _place(group, whole=len(records), data=data)
        if key is None:
            told.append(f"{place} kan tallet ikke vises måned for måned")
        for phase, found in key or ():
            told.append(f"{place} {_ENDINGS[found]}{'' if phase == AFTER else f' {wording.lowered(PHASES[phase])}'}")
        before = [one for one in group if NOTHING_NEW in _weight(one)]
        if before:
            names = wording.sentence_list([data.agreement.name_of(one.series.unit) for one in before])
            told.append(f"Det siger intet nyt i {names}, hvor månederne før heller ikke svinger tilfældigt")
    return told


def _place(group: list[UnitRunChart], *, whole: int, data: Prepared) -> str:
    """A few units by name, more by their number."""
    if len(group) > UP_TO_NAMED:
        return f"I alle {len(group)} klynger" if len(group) == whole else f"I {len(group)} klynger"
    return f"I {wording.sentence_list([data.agreement.name_of(one.series.unit) for one in group])}"


def _season_told(record: UnitSeason, *, data: Prepared) -> str:
    message = f"**{season_message(record, data=data)}.**"
    if record.season is None:
        return f"{message} Årsag: {wording.REASONS[record.reason]}."
    rows, measure = extremes(record), difference_measure(record)
    decimals = telling_decimals(*(row.value for row in rows), least=1)
    born = f"Det gælder børn født fra {wording.span(record.first_month, record.last_month)}."
    if not record.season.clear:
        return (
            f"{message} Ingen måned lå mere end "
            f"{wording.said(max(abs(row.value) for row in rows), measure, decimals=decimals)} fra årets gennemsnit. "
            f"Så små udslag kan være tilfældige. {born}"
        )
    high, low = rows
    told = [
        _apart(high, "over", (high.value, high.lower, high.upper), measure=measure),
        _apart(low, "under", (-low.value, -low.upper, -low.lower), measure=measure),
    ]
    return " ".join([message, *told, born])


def _apart(row: Any, side: str, numbers: tuple[float, float, float], *, measure: str) -> str:
    """How far a month lies on its side of the mean of the year, with limits."""
    value, lower, upper = numbers
    decimals = telling_decimals(value, least=1)
    return (
        f"Børn født i {month_name(row.season)} lå {wording.said(value, measure, decimals=decimals)} {side} årets "
        f"gennemsnit (med {SURETY} sikkerhed {between(lower, upper, measure=measure, decimals=decimals)})."
    )
