"""Tables of the guide: what answers and words mean, how each number is made, what each source holds."""

from __future__ import annotations

from datetime import date

import pandas as pd

from evaluering import wording
from evaluering.agreement import REGION, Indicator
from evaluering.disclosure.counts import SourceTable
from evaluering.disclosure.protection import Protected
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.sentences.level import whole_years
from evaluering.presentation.tables.cells import NONE
from evaluering.presentation.uncertainty import CELLS, LIKELY, SURE
from evaluering.presentation.units import SeriesByUnit
from evaluering.wording import guide as words
from evaluering.wording.forecast import LIKELIHOODS

_LAST_LETTERS = str.maketrans("æøå", "{|}")
"""To sort by: the three letters after z, in their order."""

USES = ("Kan bruges til", "Kan ikke bruges til")


def verdict_meanings(data: Prepared) -> Block:
    """When each answer on a target is given."""
    gate = wording.measured(data.parameters.coverage_gate_pct, "pct", decimals=0)
    rows = [(wording.VERDICTS[word], told.format(gate=gate)) for word, told in words.VERDICT_MEANINGS.items()]
    heads = ("Svar", "Hvornår det gives")
    return _pairs(data, "verdict-meanings", "Svarene på målene", heads, rows, words.VERDICT_NOTE)


def certainty_meanings(data: Prepared) -> Block:
    """When each word for a change is used."""
    sure, likely = (wording.measured(100 * one, "pct", decimals=places) for one, places in ((SURE, 1), (LIKELY, 0)))
    told = words.CERTAINTY_MEANINGS
    rows = [(cell, f"{told[word].format(sure=sure, likely=likely)}.") for word, cell in CELLS.items()]
    return _pairs(
        data, "certainty-meanings", "Ordene om ændringer", ("Ord", "Hvornår det bruges"), rows, words.LIKELY_NOTE
    )  # fmt: skip


def likelihood_meanings(data: Prepared) -> Block:
    """When each word for a probability is used in forecasts."""
    least, rows = 0, []
    for one in LIKELIHOODS:
        top = wording.measured(one.most_pct, "pct", decimals=0)
        rows.append((one.words.capitalize(), f"{least} til {top}"))
        least = one.most_pct + 1
    return _pairs(data, "likelihood-meanings", "Ordene om fremskrivninger", ("Ord", "Sandsynlighed"), rows)


def calculation_rules(data: Prepared) -> Block:
    """Per indicator: numerator, denominator, who is left out or unknown, value, interval, standard and source."""
    indicators = data.agreement.indicators
    by_indicator = [_rules(one, data=data) for one in indicators]
    rows = tuple((head, *(rules[slug] for rules in by_indicator)) for slug, head in words.RULE_HEADS.items())
    names = [wording.short_name(one.id, name=one.name) for one in indicators]
    table = Table(
        caption="Beregningsregler for hver indikator",
        columns=(Column("Regel", "left"), *(Column(name, "left") for name in names)),
        rows=rows,
        notes=(words.RULES_NOTE,),
    )
    return table_block(data, name="calculation-rules", table=table)


def _rules(one: Indicator, *, data: Prepared) -> dict[str, str]:
    """One indicator's rules by the slugs of `RULE_HEADS`."""
    chosen, gate = data.parameters, data.parameters.baseline_gate
    definition = wording.DEFINITIONS[one.definition]
    far = wording.said(gate.tolerance_days, "days", decimals=1)
    if one.measure == "pct":
        far = wording.said(gate.tolerance_pct_point, "pct_point", decimals=1)
    base = one.baseline
    return {
        "numerator": words.NUMERATOR[one.measure].format(definition=definition),
        "denominator": words.DENOMINATOR,
        "left_out": words.LEFT_OUT.format(
            days=chosen.maturity.follow_up_days,
            lag=chosen.maturity.reporting_lag_days,
            first=wording.long_month(chosen.series_start),
        ),
        "unknown": words.UNKNOWN,
        "value": words.VALUE[one.measure].format(definition=definition.capitalize()),
        "interval": words.INTERVAL[one.measure].replace("95 %", f"95{wording.NARROW}%"),
        "standard": words.STANDARD.format(
            value=wording.said(one.target, one.measure), deadline=wording.long_date(data.agreement.deadline)
        ),
        "baseline": words.BASELINE.format(
            value=wording.said(base.value, one.measure),
            years=f"{base.first_year}–{base.last_year}",
            definition=wording.DEFINITIONS[base.definition],
        ),
        "judged": words.JUDGED.format(
            gate=wording.measured(chosen.coverage_gate_pct, "pct", decimals=0),
            tolerance=far,
        ),
        "source": words.SOURCE.format(source=one.source),
    }


def glossary(data: Prepared) -> Block:
    """Words a reader meets, those of the agreement among them, in the order of the Danish alphabet."""
    rows = [*words.GLOSSARY.items(), *((one.word, one.meaning) for one in data.agreement.background.terms)]
    rows.sort(key=lambda row: row[0].lower().translate(_LAST_LETTERS))
    return _pairs(data, "glossary", "Ord i rapporten", ("Ord", "Betyder her"), rows)


def sources_delivered(table: Protected[SourceTable], *, series: SeriesByUnit, data: Prepared) -> Block:
    """Per kind of source what was delivered: by whom, for which births, drawn when, covering how much.

    Parameters
    ----------
    table : Protected SourceTable
    series : SeriesByUnit
        Units by calendar year, the region first: for the coverage of all sources together.
    data : Prepared
    """
    frame = opened(table, data=data).frame
    rows = [_delivered(source, frame[frame["source"] == source], data=data) for source in _kinds(frame)]
    shown = Table(
        caption="Varedeklaration: hvad der er leveret",
        columns=tuple(Column(head, "left") for head in ("Kilde", "Fra hvem", "Dækker", "Periode", "Udtrukket")),
        rows=tuple(rows),
        notes=(words.JOINED_NOTE, *_coverage(series, data=data), words.ALL_TOLD),
    )
    return table_block(data, name="sources-delivered", table=shown)


def source_uses(table: Protected[SourceTable], *, data: Prepared) -> Block:
    """Per kind of source what it holds, what is known to be wrong with it, and what it can and cannot be used for."""
    kinds = _kinds(opened(table, data=data).frame)
    told = (words.SOURCE_HOLDS, words.SOURCE_FAULTS, words.SOURCE_FOR, words.SOURCE_NOT_FOR)
    shown = Table(
        caption="Varedeklaration: hvad kilderne kan bruges til",
        columns=tuple(Column(head, "left") for head in ("Kilde", "Indhold", "Kendte fejl", *USES)),
        rows=tuple((_name(one), *(f"{each[one]}." if one in each else NONE for each in told)) for one in kinds),
    )
    return table_block(data, name="source-uses", table=shown)


def _kinds(frame: pd.DataFrame) -> list[str]:
    """The kinds of source that were delivered, in the order in which they are always named."""
    found = dict.fromkeys(str(one) for one in frame["source"])
    return [*(one for one in wording.SOURCES if one in found), *(one for one in found if one not in wording.SOURCES)]


def _name(source: str) -> str:
    return wording.SOURCES.get(source, source)


def _delivered(source: str, mine: pd.DataFrame, *, data: Prepared) -> tuple[str, ...]:
    codes = data.agreement.municipalities_of(REGION)
    senders = list(dict.fromkeys(mine["sender"].astype(str)))
    own = [one for one in senders if one in codes]
    many = len(own) == len(senders)
    first, last = str(mine["period_from"].min())[:7], str(mine["period_to"].max())[:7]
    drawn = sorted({str(one) for one in mine["extraction_date"]})
    return (
        _name(source),
        words.SEVERAL.format(count=len(own)) if many else wording.sentence_list(senders),
        words.COVERING.format(some=len(own), whole=len(codes)) if many else NONE,
        wording.span(first, last).replace(" ", wording.NARROW).replace(f"{wording.NARROW}til", " til"),
        " til ".join(_whole_date(one) for one in dict.fromkeys((drawn[0], drawn[-1]))),
    )


def _whole_date(day: str) -> str:
    """A date that is not broken over two lines."""
    return wording.long_date(date.fromisoformat(day)).replace(" ", wording.NARROW)


def _coverage(series: SeriesByUnit, *, data: Prepared) -> tuple[str, ...]:
    """How many children are known by all sources together, in the latest whole year that may be shown."""
    record = opened(series[0], data=data)
    frame = whole_years(record).frame
    shown = frame[~frame["hidden"] & (frame["births"] > 0)]
    if shown.empty:
        return ()
    last, region = shown.iloc[-1], data.agreement.name_of(record.unit)
    coverage = wording.measured(float(last["coverage_pct"]), "pct")
    return (words.COVERAGE_ALL.format(coverage=coverage, region=region, year=last["period"]),)


def _pairs(
    data: Prepared, name: str, caption: str, heads: tuple[str, str], rows: list[tuple[str, str]], *notes: str
) -> Block:  # fmt: skip
    """A table of two columns of text."""
    table = Table(
        caption=caption,
        columns=tuple(Column(head, "left") for head in heads),
        rows=tuple((first, second) for first, second in rows),
        notes=notes,
    )
    return table_block(data, name=name, table=table)
