"""Sentences on months over time: whether a run chart shows more than chance, which months lie outside, the season."""

from __future__ import annotations

from typing import Any, Literal

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.run_charts import RunChart
from evaluering.estimation.unit_charts import AFTER, BASELINE, CUT, UnitProportionChart, UnitRunChart, UnitSeason
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.chart_results import run_chart_entries, season_entries
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.uncertainty import SURETY, VERBS, answer, between, telling_decimals
from evaluering.presentation.units import RunChartsByUnit, page_unit
from evaluering.wording.charts import FALSE_SIGNALS, KINDS, LEVEL, LEVEL_PLAIN, PHASES
from evaluering.wording.plan import NOT_PLANNED_NOTE

Pattern = Literal["above", "below", "waves", "no_signal", "not_assessed"]

MOSTLY = 2 / 3
"""Share of the points on one side of the median from which a signal is said to lie on that side."""

UNLIKELY = "Det er næppe tilfældigt"
NOTHING_NEW = "Men månederne før svinger heller ikke tilfældigt, så det siger intet nyt"
BEFORE_UNKNOWN = "Månederne før kan ikke vurderes, så det er uvist, om noget er nyt"

UNDER_WAY = "allerede før aftalen"
DIRECTED = frozenset[Pattern]({"above", "below"})
SIGNALS = DIRECTED | {"waves"}

_ENDINGS: dict[Pattern, str] = {
    "above": f"ligger tallet ofte over {LEVEL}",
    "below": f"ligger tallet ofte under {LEVEL}",
    "waves": f"svinger tallet langsomt omkring {LEVEL}",
    "no_signal": "ligner udsvingene tilfældigheder",
    "not_assessed": "er der for få måneder til en vurdering",
}


def pattern(row: Any) -> Pattern:
    """What the points of a phase do, from a row of `RunChart.phases`."""
    if row.verdict == "signal":
        share = row.above / row.points
        return "above" if share >= MOSTLY else "below" if share <= 1 - MOSTLY else "waves"
    return "not_assessed" if row.verdict == "not_assessed" else "no_signal"


def phase_rows(chart: RunChart) -> list[Any]:
    """The phases of a run chart, each with its columns as attributes."""
    return list(chart.phases.itertuples(index=False))


def later_patterns(chart: RunChart) -> dict[str, Pattern]:
    """What the points do from the start on, by phase; one that is named ``after`` when all phases do the same."""
    found = {row.phase: pattern(row) for row in phase_rows(chart) if row.phase not in (BASELINE, CUT)}
    return {AFTER: next(iter(found.values()))} if len(set(found.values())) == 1 else found


def run_message(record: UnitRunChart, *, data: Prepared) -> str:
    """What a run chart says of the months after the start, without the last full stop; also the title of its figure."""
    series = record.series
    name, what = data.agreement.name_of(series.unit), subject(data, series.indicator)
    if record.chart is None:
        return f"I {name} kan {what} ikke vises måned for måned"
    found = later_patterns(record.chart)
    told = [_told(pattern, PHASES[phase], what=what, name=name) for phase, pattern in found.items()]
    return ". ".join([*told, *_weight(record)])


def run_words(record: UnitRunChart) -> str:
    """The same in plain words, where outcome and unit are named already; empty where there is no chart."""
    if record.chart is None:
        return ""
    found = later_patterns(record.chart)
    told = [f"{PHASES[phase]} {_ENDINGS[pattern]}".replace(LEVEL, LEVEL_PLAIN) for phase, pattern in found.items()]
    return ". ".join([*told, *_weight(record)])


def run_charts(charts: tuple[RunChartsByUnit, ...], *, data: Prepared) -> Block:
    """What the run charts of a page say of every outcome; for the region, of its clusters too.

    Parameters
    ----------
    charts : tuple of RunChartsByUnit
        By outcome: the units that `evaluering.presentation.units.collect_run_charts` gives.
    data : Prepared
    """
    records = [[opened(one, data=data) for one in units] for units in charts]
    unit = page_unit(data, [one.series.unit for one in records[0]])
    paragraphs, results = [], []
    for units in records:
        own = next(one for one in units if one.series.unit == unit)
        text = f"**{run_message(own, data=data)}.**"
        if own.chart is None:
            text += f" Årsag: {wording.REASONS[own.reason]}."
        clusters = [one for one in units if one.series.unit != REGION] if unit == REGION else []
        told = [f"{one}." for one in _clusters_told(clusters, data=data)]
        paragraphs.append(" ".join([text, *told]))
        results += run_chart_entries(own)
    if any(_weight(one) for units in records for one in units):
        paragraphs.append(FALSE_SIGNALS)
    if not all(one.planned for units in records for one in units):
        paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name=f"{unit}-run-charts", paragraphs=paragraphs, results=results)


def conclusion_of_charts(charts: tuple[RunChartsByUnit, ...], *, data: Prepared) -> Block:
    """The appendix's main conclusion: per outcome what the run chart says, and in how many clusters there is a sign."""
    records = [[opened(one, data=data) for one in units] for units in charts]
    unit = page_unit(data, [one.series.unit for one in records[0]])
    paragraphs = []
    for units in records:
        own = next(one for one in units if one.series.unit == unit)
        clusters = [one for one in units if one.series.unit not in (unit, REGION)]
        signs = sum(one.chart is not None and bool(_weight(one)) for one in clusters)
        number = wording.count(signs) if signs else "ingen"
        told = f" Af {len(clusters)} klynger giver {number} et tegn." if clusters else ""
        paragraphs.append(f"**{run_message(own, data=data)}.**{told}")
    name = f"{unit}-conclusion-charts"
    return sentence_block(data, name=name, paragraphs=[*paragraphs, FALSE_SIGNALS], lead=True)


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


def _told(pattern: Pattern, when: str, *, what: str, name: str) -> str:
    """One phase of one unit, as a sentence without its full stop."""
    if pattern == "no_signal":
        return f"{when} ligner udsvingene i {what} i {name} tilfældigheder"
    if pattern == "not_assessed":
        return f"{when} er der for få måneder til at vurdere {what} i {name}"
    return f"{when} {_ENDINGS[pattern]} fra før".replace("tallet", f"{what} i {name}", 1)


def _weight(record: UnitRunChart) -> list[str]:
    """What a signal after the start is worth, given the months before; nothing where there is none."""
    if record.chart is None or not SIGNALS & set(later_patterns(record.chart).values()):
        return []
    before = str(record.chart.phases["verdict"].iloc[0])
    if before == "no_signal" and not DIRECTED & set(later_patterns(record.chart).values()):
        return [f"{UNLIKELY}, men det peger hverken op eller ned"]
    if before == "no_signal":
        verb = _under_way(record)
        return [f"{UNLIKELY}, men tallet {verb} {UNDER_WAY}" if verb else UNLIKELY]
    return [NOTHING_NEW if before == "signal" else BEFORE_UNKNOWN]


def _under_way(record: UnitRunChart) -> str:
    """The verb of a trend before the agreement that leads where the signal lies; empty for none."""
    if record.chart is None or record.trend is None:
        return ""
    sure = answer(record.trend)
    side = "above" if sure.endswith("up") else "below" if sure.endswith("down") else ""
    return VERBS[sure] if side in later_patterns(record.chart).values() else ""


def _clusters_told(records: list[UnitRunChart], *, data: Prepared) -> list[str]:
    """Which clusters do what, those that do the same together, in the agreement's order."""
    groups: dict[tuple[tuple[str, Pattern], ...] | None, list[UnitRunChart]] = {}
    for record in records:
        key = None if record.chart is None else tuple(later_patterns(record.chart).items())
        groups.setdefault(key, []).append(record)
    told = []
    for key, group in groups.items():
        place = f"I {wording.sentence_list([data.agreement.name_of(one.series.unit) for one in group])}"
        if key is None:
            told.append(f"{place} kan tallet ikke vises måned for måned")
        for phase, pattern in key or ():
            told.append(f"{place} {_ENDINGS[pattern]}{'' if phase == AFTER else f' {wording.lowered(PHASES[phase])}'}")
        on_the_way = [one for one in group if UNDER_WAY in "".join(_weight(one))]
        if on_the_way:
            names = wording.sentence_list([data.agreement.name_of(one.series.unit) for one in on_the_way])
            told.append(f"I {names} var udviklingen i gang allerede før aftalen")
        before = [one for one in group if NOTHING_NEW in _weight(one)]
        if before:
            names = wording.sentence_list([data.agreement.name_of(one.series.unit) for one in before])
            told.append(f"Det siger intet nyt i {names}, hvor månederne før heller ikke svinger tilfældigt")
    return told


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
