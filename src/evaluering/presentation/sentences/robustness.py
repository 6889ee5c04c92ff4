"""Sentences on other choices: whether another way to calculate, or every way there is, would give another answer."""

from __future__ import annotations

import math

from evaluering import wording
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import Protected
from evaluering.estimation.checks.specifications import SpecificationCurve
from evaluering.estimation.unit_change import Sensitivity
from evaluering.estimation.unit_checks import UnitSpecifications
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.uncertainty import answer, between, said_signed, telling_decimals

PLANNED = "Alle valg var bestemt på forhånd, og alle er vist."
IN_PLAN = "Alle valg står i analyseplanen, og alle er vist."
PARTLY_PLANNED = "Alle valg er vist. Dem, der ikke var forud planlagt, er mærket."


def robustness_message(sensitivity: Sensitivity) -> str:
    """Whether other choices give the same answer, as one sentence without its full stop."""
    answers = {answer(one.estimate) for one in sensitivity.alternatives}
    if len(answers) == 1:
        return "Andre valg giver samme svar"
    ways = {one.removeprefix("likely_") for one in answers} - {"unclear"}
    if len(ways) == 2:
        return "Andre valg giver modsatte svar"
    if "unclear" not in answers:
        return _less_sure(sensitivity)
    first = answer(sensitivity.alternatives[0].estimate)
    return "Andre valg gør svaret mere sikkert" if first == "unclear" else "Andre valg gør svaret mindre sikkert"


def _less_sure(sensitivity: Sensitivity) -> str:
    """That all point one way, and how many are less sure of it than the primary calculation."""
    first, *others = (answer(one.estimate) for one in sensitivity.alternatives)
    if first.startswith("likely"):
        return "Andre valg peger samme vej, og nogle gør svaret mere sikkert"
    weaker = sum(one != first for one in others)
    return f"Ændringen holder, men {'én beregning er mindre sikker' if weaker == 1 else f'{weaker} er mindre sikre'}"


def robustness(sensitivity: Protected[Sensitivity], *, data: Prepared) -> Block:
    """How far the mean change moves under other choices."""
    record = opened(sensitivity, data=data)
    name = f"{record.indicator}-{record.unit}-robustness"
    if not record.alternatives:
        text = f"Andre beregninger kan ikke vises: {wording.REASONS[record.reason]}."
        return sentence_block(data, name=name, paragraphs=[text])
    main, *others = (one.estimate for one in record.alternatives)
    values = [one.value for one in others] or [main.value]
    low, high = min(values), max(values)
    decimals = telling_decimals(main.value, low, high, least=1)
    planned = not any(NOT_PLANNED in one.estimate.warnings for one in record.alternatives)
    text = (
        f"**{robustness_message(record)}.** Hovedberegningen giver "
        f"{said_signed(main.value, record.measure, decimals=decimals)}. De andre beregninger giver "
        f"{between(low, high, measure=record.measure, decimals=decimals)}. "
        f"{_choices_told(data) if planned else PARTLY_PLANNED}"
    )
    return sentence_block(data, name=name, paragraphs=[text])


def curve_message(curve: SpecificationCurve) -> str:
    """How many of all ways to calculate point the primary one's way, as one sentence without its full stop."""
    count, way = len(curve.specifications), _way(curve.specifications[0].estimate.value)
    agreeing = agreeing_of(curve)
    if not way:
        return f"Hovedberegningen viser ingen ændring, og {wording.count(count)} beregninger viser spredningen"
    part = "Alle" if agreeing == count else f"{wording.count(agreeing)} af"
    return f"{part} {wording.count(count)} beregninger {way}"


def _choices_told(data: Prepared) -> str:
    return PLANNED if data.planned_beforehand else IN_PLAN


def agreeing_of(curve: SpecificationCurve) -> int:
    """How many specifications have the sign of the primary one, itself included."""
    return round(curve.same_direction * len(curve.specifications))


def specifications(specifications: Protected[UnitSpecifications], *, data: Prepared) -> Block:
    """What every way to calculate gives, all choices crossed with each other."""
    record = opened(specifications, data=data)
    name = f"{record.indicator}-{record.unit}-specifications"
    what, curve = subject(data, record.indicator), record.curve
    if curve is None:
        text = f"Andre beregninger af ændringen i {what} kan ikke vises: {wording.REASONS[record.reason]}."
        return sentence_block(data, name=name, paragraphs=[text])
    primary = curve.specifications[0].estimate
    numbers = [one for one in (primary.value, curve.smallest, curve.median, curve.largest) if math.isfinite(one)]
    decimals = telling_decimals(*numbers, least=1)
    sure = round(curve.interval_excludes_zero * len(curve.specifications))

    def told(value: float) -> str:
        return said_signed(value, primary.measure, decimals=decimals)

    skipped = f" {wording.count(curve.skipped)} valg kunne ikke regnes ud." if curve.skipped else ""
    paragraphs = [
        f"**{curve_message(curve)}, når det gælder {what}.** I {wording.count(sure)} af dem er ændringen sikker.",
        f"Hovedberegningen giver {told(primary.value)}. {_among(curve)} laveste giver {told(curve.smallest)}, "
        f"den højeste {told(curve.largest)}. Den midterste giver {told(curve.median)}.{skipped}",
    ]
    return sentence_block(data, name=name, paragraphs=paragraphs)


def conclusion_of_choices(specifications: tuple[Protected[UnitSpecifications], ...], *, data: Prepared) -> Block:
    """The appendix's main conclusion: whether the answer on each outcome hangs on a choice."""
    records = [opened(one, data=data) for one in specifications]
    paragraphs = []
    for record in records:
        what = subject(data, record.indicator)
        if record.curve is None:
            paragraphs.append(
                f"Andre beregninger af ændringen i {what} kan ikke vises: {wording.REASONS[record.reason]}."
            )
            continue
        curve = record.curve
        count, sure = len(curve.specifications), round(curve.interval_excludes_zero * len(curve.specifications))
        least = telling_decimals(curve.smallest, curve.largest, least=1)
        span = between(curve.smallest, curve.largest, measure=curve.specifications[0].estimate.measure, decimals=least)
        paragraphs.append(
            f"**{curve_message(curve)}, når det gælder {what}.** {_comparable(curve) or 'De giver'} {span}. "
            f"Ændringen er sikker i {wording.count(sure)} af {wording.count(count)}."
        )
    paragraphs.append(
        "Beregningerne bygger på de samme børn og er ikke uafhængige. De viser, hvor meget svaret afhænger af valg, "
        "og ikke, om aftalen er årsagen."
    )
    name = f"{records[0].unit}-conclusion-choices"
    return sentence_block(data, name=name, paragraphs=paragraphs, lead=True)


def _among(curve: SpecificationCurve) -> str:
    """Among which the lowest and the highest are: all, or those with the agreement's own definition."""
    own = curve.summarised
    whole = own == len(curve.specifications)
    return "Den" if whole else f"Blandt de {wording.count(own)} med aftalens egen opgørelse er tallene disse: Den"


def _comparable(curve: SpecificationCurve) -> str:
    """How the values are introduced where some have another definition, and so another scale; else nothing."""
    own = curve.summarised
    return "" if own == len(curve.specifications) else f"De {wording.count(own)} med aftalens egen opgørelse giver"


def _way(value: float) -> str:
    """Which way a change points, as the end of a sentence; nothing where it points no way."""
    return "peger op" if value > 0 else "peger ned" if value < 0 else ""
