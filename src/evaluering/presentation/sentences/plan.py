"""Sentences on the analysis plan: what was fixed before any result was seen, and what departs from it."""

from __future__ import annotations

from evaluering import wording
from evaluering.analysis_plan import DeclaredBreak
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.wording.plan import COUNTS, NOT_PLANNED, choice


def analysis_plan(data: Prepared) -> Block:
    """What was fixed beforehand: outcomes, those judged together, what else moved the numbers, and any departure."""
    plan = data.plan
    shape = (
        f"{_cut_words(plan.cut_months)} En ændring vises først, når der er {plan.minimum_mature_months} måneder "
        "efter start at måle på. Andre valg vises ved siden af."
    )
    told = (_when_decided(data), _outcome_words(data), *_family_words(data), shape, _break_words(data))
    paragraphs = [*told, departure_words(data)]
    return sentence_block(data, name="analysis-plan", paragraphs=paragraphs)


def _when_decided(data: Prepared) -> str:
    """When the plan was fixed, and what that means where the data were there already."""
    decided, drawn = wording.long_date(data.plan.decided), wording.long_date(data.extraction_date)
    if data.planned_beforehand:
        return (
            "**Det var lagt fast på forhånd, hvad der skulle regnes ud, og hvordan.** "
            f"Det står i en analyseplan fra {decided}."
        )
    return (
        f"**En analyseplan siger, hvad der regnes ud, og hvordan.** Den er lagt fast {decided}. Da var data trukket ud "
        f"({drawn}). Datoerne viser derfor ikke, om nogen kendte resultaterne, da planen blev lagt."
    )


def departure_words(data: Prepared) -> str:
    """Whether the run follows the plan and, where it does not, what it does instead."""
    if not data.departures:
        return "Kørslen følger planen."
    asked = data.parameters.interruption
    told = (choice(name, used=getattr(asked, name), planned=getattr(data.plan, name)) for name in data.departures)
    return f"**Kørslen afviger fra planen.** {NOT_PLANNED.capitalize()} – {'; '.join(told)}."


def _outcome_words(data: Prepared) -> str:
    plan = data.plan
    told = [
        f"Hovedresultatet er ændringen i {subject(data, plan.primary)}.",
        "Ændringen er forskellen mellem det målte og det ventede i alle måneder efter start.",
    ]
    if plan.secondary:
        names = wording.sentence_list([subject(data, one) for one in plan.secondary])
        told.append(f"Desuden regnes ændringen i {names}.")
    return " ".join([*told, "Alle andre tal beskriver kun."])


def _family_words(data: Prepared) -> tuple[str, ...]:
    """Why several results are judged together, and how; nothing when there is only one."""
    number = len(data.plan.family)
    if number == 1:
        return ()
    return (
        f"{COUNTS.get(number, str(number)).capitalize()} resultater vurderes sammen. Med flere tal er chancen større "
        "for, at ét af dem ændrer sig ved et tilfælde. Derfor kræves der mere, før vi tror på en ændring. "
        "Kravet følger en kendt regel, der hedder Holms metode.",
    )


def _cut_words(months: int) -> str:
    if not months:
        return "Ingen fødsler lige før aftalen holdes ude."
    born = "den sidste måned" if months == 1 else f"de sidste {months} måneder"
    return f"Børn født i {born} før aftalen holdes ude."


def _break_words(data: Prepared) -> str:
    breaks = data.plan.breaks
    if not breaks:
        return "Planen nævner intet andet end aftalen, der har flyttet tallene."
    told = [_break_told(one, near=one in data.plan.breaks_near(data.agreement.start)) for one in breaks]
    return " ".join(["Andet end aftalen har også flyttet tallene. Det regnes med for sig.", *told])


def _break_told(one: DeclaredBreak, *, near: bool) -> str:
    """A break with its months and its reason; one near the start with what that means."""
    born = f"fra {wording.long_month(one.first)}" if one.last is None else f"fra {wording.span(one.first, one.last)}"
    told = f"{one.title}: Det gælder børn født {born}. {one.reason}"
    if near:
        told += (
            " Det ligger tæt på aftalens start og er svært at skille fra aftalen. "
            "Derfor vises ændringen både med og uden det. Der gives ingen konklusion."
        )
    return told
