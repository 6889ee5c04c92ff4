"""The table of a specification curve: how far the change moves within each single choice."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.checks.specifications import Specification
from evaluering.estimation.unit_checks import UnitSpecifications
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.results import curve_entries
from evaluering.presentation.tables.cells import NONE
from evaluering.presentation.tables.checks import change_measure
from evaluering.presentation.uncertainty import telling_decimals
from evaluering.wording.interrupted import METHODS, SHORT_DEFINITIONS, cut, exclusion, ramp
from evaluering.wording.plan import SOME_NOT_PLANNED_NOTE

DEFINITION = "Opgørelse"
OWN_DEFINITION_NOTE = (
    "Laveste, midterste og højeste er af beregninger med aftalens egen opgørelse, undtagen i linjerne om opgørelse. "
    "En anden opgørelse har en anden skala."
)


def specifications(specifications: Protected[UnitSpecifications], *, data: Prepared) -> Block:
    """The ways to calculate put together by each choice: how many, and how far the change moves."""
    record = opened(specifications, data=data)
    place = f"{data.agreement.indicator(record.indicator).name} i {data.agreement.name_of(record.unit)}"
    found = record.curve.specifications if record.curve is not None else ()
    measure = change_measure(record.measure)
    groups = choices_of(found, data=data)
    own = found[0].definition if found else ""
    rows = [("Alle", "Alle valg", *_spread(found, own=own))] if found else []
    for head, names in groups:
        for name in dict.fromkeys(names):
            members = [one for one, its in zip(found, names, strict=True) if its == name]
            rows.append((head, name, *_spread(members, own=members[0].definition if head == DEFINITION else own)))
    table = Table(
        caption=f"{place}: ændringen i {wording.MEASURES[measure]} efter valg",
        columns=(
            Column("Valg", "left"), Column("Mulighed", "left"), Column("Beregninger"), Column("Laveste"),
            Column("Midterste"), Column("Højeste"), Column("Sikker ændring"),
        ),
        rows=tuple(rows) or (("Ikke vist", *[NONE] * 6),),
        row_headers=2,
        notes=(
            "Hver linje samler de beregninger, hvor det ene valg er taget. Alle andre valg varierer.",
            *((OWN_DEFINITION_NOTE,) if any(one.definition != own for one in found) else ()),
            "Sikker ændring er antallet af beregninger, hvor sikkerhedsintervallet ikke rummer nul.",
            *((f"Ikke vist: {wording.REASONS[record.reason]}.",) if not found else ()),
            *(() if record.planned else (SOME_NOT_PLANNED_NOTE,)),
        ),
    )  # fmt: skip
    name = f"{record.indicator}-{record.unit}-specifications-table"
    return table_block(data, name=name, table=table, results=curve_entries(record))


def choices_of(found: Sequence[Specification], *, data: Prepared) -> list[tuple[str, list[str]]]:
    """For each kind of choice its name and, per specification, what was chosen, in words."""
    return [
        ("Metode", [METHODS.get(one.method, one.method) for one in found]),
        ("Indfasning", [ramp(one.ramp_months) for one in found]),
        ("Holdt ude", [cut(one.cut_months) for one in found]),
        (DEFINITION, [_definition(one.definition) for one in found]),
        ("Udeladt", [_excluded(one.exclusion, data) for one in found]),
    ]


def _definition(slug: str) -> str:
    words = SHORT_DEFINITIONS.get(slug, wording.DEFINITIONS.get(slug, slug))
    return f"{words[:1].upper()}{words[1:]}"


def _excluded(slug: str, data: Prepared) -> str:
    unit = slug.removeprefix("without_")
    place = data.agreement.name_of(unit) if unit != slug else ""
    return exclusion(slug, place=place)


def _spread(found: Sequence[Specification], *, own: str) -> tuple[str, ...]:
    """How many, the lowest, middle and highest of those with one definition, and how many are sure."""
    values = pd.Series([one.estimate.value for one in found if one.definition == own], dtype="float64")
    sure = sum(one.estimate.lower > 0 or one.estimate.upper < 0 for one in found)
    numbers = [float(number) for number in (values.min(), values.median(), values.max())]
    decimals = telling_decimals(*numbers, least=1)
    return (
        wording.count(len(found)),
        *(wording.signed(number, "count", decimals=decimals) if len(values) else NONE for number in numbers),
        f"{wording.count(sure)} af {wording.count(len(found))}",
    )
