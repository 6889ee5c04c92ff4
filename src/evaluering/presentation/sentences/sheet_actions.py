"""What a municipality can do now, from where its numbers lie and what was found in its data: the weightiest first."""

from __future__ import annotations

from collections.abc import Sequence

from evaluering import wording
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import is_vague
from evaluering.estimation.unit_sheets import SheetFinding, UnitSheet
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.sentences.level import rows_of, subject
from evaluering.wording.municipalities import STANDING_CLAUSES
from evaluering.wording.sheets import (
    ACTIONS,
    CARRY_ON,
    FINDINGS,
    MORE,
    NETWORK,
    NETWORK_NOW,
    NOTHING_FOUND,
    QUESTIONS,
    SOME_TIME,
    UNKNOWN_QUESTION,
)

MOST_ACTIONS = 3
"""So many things can be done now; what else was found stands with the quality of the data."""

_MOST_PERIODS = 3


def finding_words(finding: SheetFinding, *, data: Prepared) -> str:
    """What was found, as a sentence."""
    gate = wording.measured(data.parameters.coverage_gate_pct, "pct", decimals=0)
    return FINDINGS[finding.name].format(gate=gate, when=_when(finding.periods))


def action_words(finding: SheetFinding, *, data: Prepared) -> str:
    """What the municipality can do about it, as one or two sentences."""
    latest = f"For børn født fra {_when(finding.periods[-1:])}" if finding.periods else SOME_TIME
    return ACTIONS[finding.name].format(
        start=wording.long_month(data.agreement.start),
        limit=data.parameters.maturity.reporting_lag_days,
        since=latest,
        more=MORE[finding.more],
    )


def actions(record: UnitSheet, levels: Sequence[MunicipalLevels], *, data: Prepared) -> list[tuple[str, str]]:
    """What was seen beside what can be done about it, all of it, the weightiest first; never empty."""
    found = [(finding_words(one, data=data), action_words(one, data=data)) for one in record.findings]
    outside = [_network(record, levels, data=data)] if _outside(record, levels) else []
    return [*outside, *found] or [(NOTHING_FOUND, CARRY_ON)]


def first_action(record: UnitSheet, levels: Sequence[MunicipalLevels], *, data: Prepared) -> str:
    """The weightiest action in one or two sentences; the network's questions stand in the table."""
    return NETWORK_NOW if _outside(record, levels) else actions(record, levels, data=data)[0][1]


def assessed(years: OutcomeSeries, record: MunicipalLevels) -> bool:
    """Whether the row's level is held against chance limits, and its interval tells enough for a conclusion."""
    row = record.row(years.unit)
    return row.assessable and not is_vague(row.level.lower, row.level.upper, measure=years.measure)


def _outside(record: UnitSheet, levels: Sequence[MunicipalLevels]) -> list[MunicipalLevels]:
    """The outcomes in which the row lies outside the chance limits."""
    pairs = zip(record.years, levels, strict=True)
    return [level for years, level in pairs if assessed(years, level) and level.row(record.unit).outside]


def _network(record: UnitSheet, levels: Sequence[MunicipalLevels], *, data: Prepared) -> tuple[str, str]:
    """Where the row lies, and the questions to take to the cluster's network."""
    outside = [(one.indicator, one.row(record.unit).standing) for one in _outside(record, levels)]
    clauses: dict[str, list[str]] = {}
    for indicator, standing in outside:
        clauses.setdefault(STANDING_CLAUSES[standing], []).append(subject(data, indicator))
    told = [f"{wording.sentence_list(names)} ligger {clause}" for clause, names in clauses.items()]
    seen = " ".join(f"{one[0].upper()}{one[1:]}." for one in told)
    side = "below" if outside[0][1].startswith("below") else "above"
    row = rows_of(record.years[0])[-1]
    unknown = int(row.births) - int(row.known)
    who = [UNKNOWN_QUESTION.format(count=wording.count(unknown))] if unknown > 1 else []
    first, *others = QUESTIONS[side]
    return seen, " ".join([NETWORK, first, *who, *others])


def _when(periods: Sequence[str]) -> str:
    """Months or years in words; many are told by how many they are and how far they reach."""
    told = [wording.long_month(one) if "-" in one else one for one in periods]
    if len(told) <= _MOST_PERIODS:
        return wording.sentence_list(told)
    return f"{len(told)} {'måneder' if '-' in periods[0] else 'år'} fra {told[0]} til {told[-1]}"
