"""Sentences on what the numbers rest on: version, children counted, coverage, the agreement's own baseline."""

from __future__ import annotations

from evaluering import __version__, wording
from evaluering.disclosure.counts import CountTable, UnplacedTable
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.series import OutcomeSeries
from evaluering.periods import Month, mature_on
from evaluering.preparation.planned import is_cut_planned
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, provenance_block, sentence_block
from evaluering.presentation.results import coverage_step_entries
from evaluering.presentation.sentences.plan import departure_words
from evaluering.presentation.uncertainty import between
from evaluering.presentation.units import SeriesByUnit
from evaluering.study.indicators import BaselineCheck
from evaluering.study.settling import COMPLETE_PCT, MaturityGate
from evaluering.wording.plan import NOT_PLANNED_NOTE, PLAN_YOUNGER


def show_version(data: Prepared) -> Block:
    """Which data a page is made from."""
    text = f"Data er udtrukket {wording.long_date(data.extraction_date)}. Dataversion {data.version}."
    return sentence_block(data, name="version", paragraphs=[text])


def show_provenance(data: Prepared) -> Block:
    """Where the numbers come from, and with which choices they were made."""
    chosen = data.parameters
    first = (
        f"Tallene bygger på data udtrukket {wording.long_date(data.extraction_date)}. "
        f"Dataversion {data.version}. Beregnet med evaluering {__version__}. "
        f"Evalueringsår {chosen.year}."
    )
    choices = (
        f"Et barn tælles med {_days(chosen.maturity.follow_up_days)} efter fødslen plus "
        f"{_days(chosen.maturity.reporting_lag_days)} til indberetning. "
        f"Antal fra 1 til {chosen.disclosure_threshold - 1} vises ikke. "
        f"Udgave af beslutninger om skjulte tal: {data.decisions.fingerprint}."
    )
    plan = (
        f"Analyseplan {data.plan.id}, lagt fast {wording.long_date(data.plan.decided)}. "
        f"{'' if data.planned_beforehand else PLAN_YOUNGER + ' '}"
        f"Planens fingeraftryk er {data.plan.fingerprint()}. {departure_words(data)}"
    )
    return provenance_block(data, name="provenance", paragraphs=[first, choices, plan])


def population(series: Protected[OutcomeSeries], *, data: Prepared) -> Block:
    """Who is counted in one unit: births, known feeding, and the last month in which all can be counted."""
    record = opened(series, data=data)
    name = data.agreement.name_of(record.unit)
    mature, young = record.frame[record.frame["mature"]], record.frame[~record.frame["mature"]]
    paragraphs = [f"Tallene gælder børn, der bor i {name}."]
    if len(mature):
        born = wording.span(str(mature["from_month"].iloc[0]), str(mature["to_month"].iloc[-1]))
        paragraphs[0] += f" De er født fra {born}."
        # A sum over the shown months alone would, beside the years, give the hidden months back.
        if not mature["hidden"].any() and mature["births"].sum() > 0:
            births, known = int(mature["births"].sum()), int(mature["known"].sum())
            paragraphs[0] += (
                f" Der er født {wording.count(births)} børn. Amningen er kendt for {wording.count(known)} af dem"
                f" ({wording.measured(100 * known / births, 'pct')})."
            )
    if len(young):
        born = wording.span(str(young["from_month"].iloc[0]), str(young["to_month"].iloc[-1]))
        paragraphs.append(
            f"Børn født {born}: Besøget er holdt, men indberetningen kan mangle. "
            "Deres tal er foreløbige og indgår ikke i beregningerne. Yngre børn er ikke med."
        )
    paragraphs.append(wording.CAVEAT)
    return sentence_block(data, name=f"{record.indicator}-{record.unit}-population", paragraphs=paragraphs)


def maturity(gate: Protected[MaturityGate], *, data: Prepared) -> Block:
    """When a child can be counted, why not before, and whether slow reports keep more months out."""
    rule, found = data.parameters.maturity, opened(gate, data=data)
    why = (
        "Sundhedsplejersken får først at vide ved besøget omkring 8-11 måneder, om barnet blev ammet fuldt i 26 uger. "
        f"Besøget er senest {_days(rule.follow_up_days)} efter fødslen. "
        f"Derefter har kommunen {_days(rule.reporting_lag_days)} til at indberette. "
        "Tælles børnene for tidligt, ser amningen kortere ud, end den er."
    )
    last = Month.parse(found.last_mature_month)
    when = f"Derfor kan børn født til og med {wording.long_month(last)} tælles med nu."
    if not found.months_left_out:
        ready = mature_on(last + 1, follow_up_days=rule.follow_up_days, reporting_lag_days=rule.reporting_lag_days)
        when += f" Næste måned kan tælles med fra {wording.long_date(ready)}."
    return sentence_block(data, name="maturity", paragraphs=[why, _gate_words(found), when])


def _gate_words(gate: MaturityGate) -> str:
    """Whether the rule of days waits long enough for the reports, from when the rows were written."""
    if gate.complete_after < 0:
        return "Data viser ikke, hvornår oplysningerne blev skrevet. Derfor gælder reglen om dage alene."
    share = wording.measured(min(round(gate.complete_pct), 99), "pct", decimals=0)
    found = f"Når børnene tælles med, er {'over ' if gate.complete_pct > 99 else ''}{share} af oplysningerne inde."
    if not gate.months_left_out:
        return f"{found} Derfor holdes ingen flere måneder ude."
    limit = wording.measured(COMPLETE_PCT, "pct", decimals=0)
    months = "1 måned" if gate.months_left_out == 1 else f"{gate.months_left_out} måneder"
    return (
        f"Efter reglen om dage er {share} af oplysningerne inde. Det er mindre end {limit}. "
        f"Derfor venter vi længere, og {months} holdes ude indtil videre."
    )


def counted(
    flow: Protected[CountTable], months: SeriesByUnit, *, unplaced: Protected[UnplacedTable], data: Prepared
) -> Block:
    """How many of the children counted are old enough to be in the calculations, and who is in no municipality.

    Parameters
    ----------
    flow : Protected CountTable
        From rows delivered to children counted.
    months : SeriesByUnit
        Units by month, the region first.
    unplaced : Protected UnplacedTable
        Children whom the register counts in the nation alone.
    data : Prepared
    """
    steps = opened(flow, data=data).frame.set_index("rule")
    record = opened(months[0], data=data)
    mature = record.frame[record.frame["mature"]]
    last = wording.long_month(data.panel.last_mature_month)
    text = f"Kun børn født til og med {last} indgår i beregningerne."
    hidden = bool(steps["hidden"].get("children_counted", True)) or bool(mature["hidden"].any())
    if not hidden:
        total, old = int(steps["count"]["children_counted"]), int(mature["known"].sum())
        if not data.decisions.small(total - old):  # the younger ones follow by subtraction
            part = f"Heraf er {wording.count(old)} født til og med {last}."
            text = f"{wording.count(total)} børn tælles med. {part} Kun de indgår i beregningerne."
    placed = _unplaced_words(opened(unplaced, data=data))
    return sentence_block(data, name="counted", paragraphs=[text, *placed])


def _unplaced_words(record: UnplacedTable) -> tuple[str, ...]:
    """The children without a municipality in the latest published year; nothing where that is not told."""
    shown = record.frame[~record.frame["hidden"]]
    if shown.empty:
        return ()
    last = shown.iloc[-1]
    some, whole = (wording.count(int(last[name])) for name in ("unplaced", "nation"))
    return (
        f"Nogle børn har ingen kendt kommune. De tæller kun med i registerets tal for hele landet. "
        f"For børn født i {last['period']} var det {some} af {whole}.",
    )


def coverage(series: SeriesByUnit, *, steps: Protected[tuple[CoverageStep, ...]], data: Prepared) -> Block:
    """How large a part of the children is known, where it is too small for a verdict, and whether it jumped."""
    records, jumps = [opened(one, data=data) for one in series], opened(steps, data=data)
    gate = data.parameters.coverage_gate_pct
    paragraphs = []
    first = records[0].frame[records[0].frame["mature"] & ~records[0].frame["hidden"]]
    if len(first):
        row = first.iloc[-1]
        paragraphs.append(
            f"I {row['period']} kendes amningen for {wording.measured(row['coverage_pct'], 'pct')} "
            f"af børnene i {data.agreement.name_of(records[0].unit)}. Den andel kaldes dækningen."
        )
    low = [data.agreement.name_of(one.unit) for one in records if _lowest_mature(one) < gate]
    limit = wording.measured(gate, "pct", decimals=0)
    if low:
        paragraphs.append(
            f"Dækningen har i mindst ét år været under {limit} her: {wording.sentence_list(low)}. "
            "I de år vurderes målene ikke."
        )
    else:
        paragraphs.append(f"Ingen enhed har haft et år med en dækning under {limit}.")
    paragraphs.append(_step_words(jumps, data=data))
    planned = is_cut_planned(data)
    if not planned:
        paragraphs.append(NOT_PLANNED_NOTE)
    results = coverage_step_entries(jumps[0], last_month=data.panel.last_mature_month, planned=planned)
    return sentence_block(data, name="coverage-words", paragraphs=paragraphs, results=results)


def _step_words(steps: tuple[CoverageStep, ...], *, data: Prepared) -> str:
    """Whether other children are known since the agreement began, in the region and in any row."""
    region, rows = steps[0], steps[1:]
    if region.step_pct != region.step_pct:
        return "Der er endnu for få måneder til at se, om dækningen sprang, da aftalen begyndte."
    limits = between(region.lower, region.upper, measure="pct_point", decimals=1)
    found = [data.agreement.name_of(step.unit) for step in rows if step.stands_out]
    where = f"Det gør den i {wording.sentence_list(found)}." if found else "Det gør den heller ikke i nogen kommune."
    if region.stands_out:
        verb = "steg" if region.step_pct > 0 else "faldt"
        size = wording.said(abs(region.step_pct), "pct_point", decimals=1)
        words = f"I regionen {verb} dækningen pludselig med {size}, da aftalen begyndte ({limits})."
        where = f"Springet ses også i {wording.sentence_list(found)}." if found else "Ingen kommune springer tydeligt."
    else:
        words = f"I regionen springer dækningen ikke tydeligt, da aftalen begynder ({limits})."
    why = "Et spring kan ligne en ændring i amningen, fordi andre børn nu er kendt."
    return f"{words} {where} {why}"


def reconciliation(checks: Protected[tuple[BaselineCheck, ...]], *, data: Prepared) -> Block:
    """Whether the data give the figures that the agreement states for the past: what decides if they can carry it."""
    found = opened(checks, data=data)
    good = all(check.agrees for check in found)
    paragraphs = [
        "**Data er gode nok til at vurdere målene.** De stemmer med aftalens udgangspunkt."
        if good
        else "**Data er ikke gode nok til at vurdere alle målene.** De stemmer ikke med aftalens udgangspunkt."
    ]
    for check in found:
        margin = "pct_point" if check.measure == "pct" else check.measure
        verdict = "Det passer inden for" if check.agrees else "**Det passer ikke** inden for"
        paragraphs.append(
            f"Ifølge aftalen var tallet {wording.said(check.stated, check.measure)} i "
            f"{check.first_year}–{check.last_year}. "
            f"Vores data giver {wording.said(check.value, check.measure, decimals=1)}. "
            f"{verdict} den margen, der er sat på forhånd: {wording.said(check.tolerance, margin, decimals=1)}."
        )
        if not check.agrees:
            paragraphs.append("Derfor vurderes dette mål ikke. Udviklingen kan stadig følges i data.")
    return sentence_block(data, name="reconciliation", paragraphs=paragraphs)


def _days(days: int) -> str:
    """A number of days with what it is in months: ``335 dage (omkring 11 måneder)``."""
    return f"{days} dage (omkring {round(12 * days / 365.25)} måneder)"


def _lowest_mature(record: OutcomeSeries) -> float:
    """Lowest coverage of a mature, shown period, in per cent; 100 when there is none."""
    shown = record.frame[record.frame["mature"] & ~record.frame["hidden"] & (record.frame["births"] > 0)]
    return float(shown["coverage_pct"].min()) if len(shown) else 100.0
