"""Sentences on the targets: reached, not reached, not yet, or not to be judged; and what has changed meanwhile."""

from __future__ import annotations

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.targets import TargetStatus
from evaluering.estimation.unit_change import UnitChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.results import year_months
from evaluering.presentation.sentences.change import change_message
from evaluering.presentation.uncertainty import certainty, decimals_apart

Targets = Protected[tuple[TargetStatus, ...]]

AMBITION = "Målene er aftalens ambitioner. De er ikke minimumskrav."


def target_words(status: TargetStatus, *, data: Prepared) -> str:
    """What the target asks: ``mindst 120 dage``."""
    return f"mindst {_target_value(status, data=data)}"


def _target_value(status: TargetStatus, *, data: Prepared) -> str:
    decimals = 0 if status.target == int(status.target) else 1
    return wording.said(status.target, data.agreement.indicator(status.indicator).measure, decimals=decimals)


def verdict_message(status: TargetStatus, *, data: Prepared) -> str:
    """The verdict as one sentence without its full stop; also the title of its figure."""
    name = data.agreement.name_of(status.unit)
    indicator = data.agreement.indicator(status.indicator)
    goal = wording.goal(status.indicator, _target_value(status, data=data), name=indicator.name)
    return {
        "ja": f"{name} har nået målet om, at {goal}",
        "nej": f"{name} nåede ikke målet om, at {goal}",
        "endnu_ikke": f"{name} har endnu ikke nået målet om, at {goal}",
        "kan_ikke_vurderes": f"Det kan ikke vurderes, om {name} har nået målet om, at {goal}",
    }[status.verdict]


def remaining_words(status: TargetStatus) -> str:
    """How far the latest year lies from the target, adding up with the value as it is told."""
    year = status.years[0]
    decimals = decimals_apart(year.value, status.target, measure=status.measure)
    distance = round(status.target, decimals) - round_half_up(year.value, decimals)
    measure = "pct_point" if status.measure == "pct" else status.measure
    size = wording.said(abs(distance), measure, decimals=decimals)
    if year.value >= status.target:
        return f"Det er {size} over målet." if distance else "Det er lige på målet."
    return f"Der mangler {size}."


def round_half_up(value: float, decimals: int) -> float:
    """The number a reader sees, as a number."""
    return float(wording.number(value, decimals).replace(".", "").replace(",", ".").replace(wording.MINUS, "-"))


def judged(targets: Targets, *, data: Prepared) -> Block:
    """Which births the verdicts rest on, and what the targets are."""
    statuses = opened(targets, data=data)
    years = [status.years[0] for status in statuses if status.years]
    paragraphs = [AMBITION]
    if years:
        first, last = year_months(years[0].grain, years[0].period)
        paragraphs.insert(
            0,
            f"Vurderingen bygger på børn født i {wording.period(years[0].grain, years[0].period)}, altså fra "
            f"{wording.span(first, last)}. Det er det seneste aftaleår, hvor alle børn kan tælles med.",
        )
    else:
        paragraphs.insert(0, "Der er endnu intet helt aftaleår, hvor alle børn kan tælles med.")
    return sentence_block(data, name=f"{statuses[0].unit}-judged", paragraphs=paragraphs)


def conclusion(targets: Targets, changes: tuple[Protected[UnitChange], ...], *, data: Prepared) -> Block:
    """The page's main conclusion: each target's verdict, how far there is to go, and what has changed."""
    statuses = opened(targets, data=data)
    found = {one.indicator: one for one in (opened(change, data=data) for change in changes)}
    paragraphs = [_on_target(status, found.get(status.indicator), data=data) for status in statuses]
    return sentence_block(
        data, name=f"{statuses[0].unit}-conclusion", paragraphs=[*paragraphs, AMBITION], lead=True
    )  # fmt: skip


def _on_target(status: TargetStatus, change: UnitChange | None, *, data: Prepared) -> str:
    """One paragraph on one target."""
    said = [f"**{verdict_message(status, data=data)}.**"]
    if status.verdict == "kan_ikke_vurderes":
        said.append(f"Årsag: {wording.REASONS.get(status.reason, wording.REASONS['maturity'])}.")
    if status.years and not status.years[0].hidden:
        year = status.years[0]
        decimals = decimals_apart(year.value, status.target, measure=status.measure)
        value = wording.said(year.value, status.measure, decimals=decimals)
        said.append(f"I {wording.period(year.grain, year.period)} var tallet {value}.")
        if status.verdict != "kan_ikke_vurderes":
            said.append(remaining_words(status))
        if status.crosses:
            said.append("Tallet er så usikkert, at det sande tal kan ligge på den anden side af målet.")
    if status.verdict == "endnu_ikke":
        said.append(f"Fristen er {wording.long_date(status.deadline)}.")
    if change is not None and change.fit is not None:
        said.append(_meanwhile(status, change, data=data))
    return " ".join(said)


def _meanwhile(status: TargetStatus, change: UnitChange, *, data: Prepared) -> str:
    """What has changed since the agreement, set beside the verdict."""
    assert change.fit is not None
    message = f"{change_message(change, data=data)}, når vi sammenligner med årene før aftalen."
    sure = certainty(change.fit.estimate("mean_change").probability_positive)
    if status.verdict in ("endnu_ikke", "nej") and sure in ("up", "likely_up"):
        ending = "men målet er ikke nået endnu" if status.verdict == "endnu_ikke" else "men ikke nok til at nå målet"
        return f"{message} Det er fremgang, {ending}."
    return message
