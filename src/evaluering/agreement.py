"""What is evaluated, as one frozen record: parties, clusters, indicators with targets, dates, data custodians.

Everything here stands in a file under ``params/``; another agreement is another file, not other code.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from evaluering.errors import AgreementError
from evaluering.periods import Month
from evaluering.yaml_records import Record, read_record

REGION = "region"
"""The unit that holds all municipalities."""


def _month(value: object) -> Month:
    if isinstance(value, Month):
        return value
    if not isinstance(value, str):
        raise ValueError('En måned skrives som tekst: "2023-04"')
    try:
        return Month.parse(value)
    except ValueError:
        raise ValueError('En måned skrives som tekst: "2023-04"') from None


MonthField = Annotated[Month, BeforeValidator(_month), PlainSerializer(str, return_type=str)]
Code = Annotated[str, Field(pattern=r"^\d{4}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Place = Annotated[int, Field(strict=True, ge=0, le=29)]


class Municipality(Record):
    """One municipality: code of four digits, name, and since when it is a party (None: never acceded).

    `tile` is its row and column on a map of equal tiles, counted from the north-west corner and from 0.
    """

    code: Code
    name: str
    party_from: date | None
    party_to: date | None = None
    tile: Annotated[tuple[Place, Place], Field(strict=False)] | None = None


class Cluster(Record):
    """One health cluster: slug, name and the codes of its municipalities."""

    slug: Slug
    name: str
    municipalities: Annotated[tuple[Code, ...], Field(strict=False, min_length=1)]


class PublicationGroup(Record):
    """Municipalities that are only ever shown together, as one row."""

    slug: Slug
    name: str
    municipalities: Annotated[tuple[Code, ...], Field(strict=False, min_length=2)]


class Baseline(Record):
    """The figure the agreement states for the past, its years (both included) and its own definition."""

    first_year: int
    last_year: int
    value: float
    definition: Slug


class Indicator(Record):
    """One target of the agreement: definition, unit, the least value that meets it, and the stated baseline."""

    id: Slug
    name: str
    definition: Slug
    measure: Literal["days", "pct"]
    target: float
    baseline: Baseline
    source: str


class Custodian(Record):
    """The SOR code under which a municipality's journal system sends to the gateway."""

    sor: Annotated[str, Field(pattern=r"^\d{6,18}$")]
    municipality: Code


class TrialElsewhere(Record):
    """A trial for the same outcomes in other regions: its regions, its years (both included), and who says so."""

    name: str
    regions: Annotated[tuple[Code, ...], Field(strict=False, min_length=1)]
    first_year: int
    last_year: int
    source: str


class Role(Record):
    """One who has a part in the agreement: by office or body, never by a person's name."""

    name: str
    task: str
    source: str


class Milestone(Record):
    """What was to be in place by a stated time: the time as first written, and as revised where it was."""

    name: str
    by: str
    revised: str = ""
    source: str


class Ambition(Record):
    """What the agreement also aims at and this evaluation holds no numbers on; `why` none, as a whole sentence."""

    name: str
    goal: str
    why: str
    source: str


class NextStep(Record):
    """What the documents say is to come, as a whole sentence."""

    text: str
    source: str


class Term(Record):
    """A word of the agreement's own, and what it means."""

    word: str
    meaning: str


class Background(Record):
    """What a reader must know of the agreement, in the words of its documents.

    Parameters
    ----------
    steering_group : str
        Who decides, as it stands within a sentence.
    decision : str
        What it decides on the ground of the evaluation, after the word *om*; empty where nothing is named.
    basis : str
        Which of the documents the targets are read from, where a reader must know; a sentence, or empty.
    description : tuple of str
        What the agreement is about, a paragraph each.
    roles, milestones, ambitions, next_steps
        In the order in which they are shown; the first next steps stand on the page of conclusions.
    not_told : tuple of str
        What the documents do not say, each as the end of a sentence on them.
    terms : tuple of Term
        For the glossary, beside the words of every evaluation.
    """

    steering_group: str
    decision: str = ""
    basis: str = ""
    description: Annotated[tuple[str, ...], Field(strict=False)] = ()
    roles: Annotated[tuple[Role, ...], Field(strict=False)] = ()
    milestones: Annotated[tuple[Milestone, ...], Field(strict=False)] = ()
    ambitions: Annotated[tuple[Ambition, ...], Field(strict=False)] = ()
    next_steps: Annotated[tuple[NextStep, ...], Field(strict=False)] = ()
    not_told: Annotated[tuple[str, ...], Field(strict=False)] = ()
    terms: Annotated[tuple[Term, ...], Field(strict=False)] = ()


class Agreement(Record):
    """The agreement under evaluation.

    `start` is the first exposed birth month (included), `deadline` the last day on which the targets shall be
    reached, `secretariat` whom the municipalities tell what happened to their data.
    """

    id: Slug
    name: str
    region_name: str
    secretariat: str = ""
    background: Background = Background(steering_group="styregruppen")
    start: MonthField
    deadline: date
    ramp_end: MonthField
    clusters: Annotated[tuple[Cluster, ...], Field(strict=False, min_length=1)]
    municipalities: Annotated[tuple[Municipality, ...], Field(strict=False, min_length=1)]
    publication_groups: Annotated[tuple[PublicationGroup, ...], Field(strict=False)]
    indicators: Annotated[tuple[Indicator, ...], Field(strict=False, min_length=1)]
    custodians: Annotated[tuple[Custodian, ...], Field(strict=False)]
    trials_elsewhere: Annotated[tuple[TrialElsewhere, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Agreement:
        codes = [municipality.code for municipality in self.municipalities]
        placed = [code for cluster in self.clusters for code in cluster.municipalities]
        named = [code for group in self.publication_groups for code in group.municipalities]
        if len(set(codes)) < len(codes) or sorted(placed) != sorted(codes):
            raise ValueError("Hver kommune skal stå én gang under municipalities og i netop én klynge")
        if not set(named) | {custodian.municipality for custodian in self.custodians} <= set(codes):
            raise ValueError("En kommunekode i publication_groups eller custodians findes ikke under municipalities")
        tiles = [municipality.tile for municipality in self.municipalities if municipality.tile is not None]
        if tiles and (len(set(tiles)) < len(tiles) or len(tiles) < len(codes)):
            raise ValueError(
                "Enten har hver kommune sit eget felt på kortet (tile: [række, kolonne]), eller ingen har et"
            )
        return self

    @property
    def units(self) -> tuple[str, ...]:
        """The units with estimates of their own: the region, then the clusters in the order of the file."""
        return (REGION, *(cluster.slug for cluster in self.clusters))

    @property
    def publication_rows(self) -> tuple[str, ...]:
        """The rows of a table by municipality: codes, with each publication group in place of its members."""
        rows: list[str] = []
        for cluster in self.clusters:
            for code in cluster.municipalities:
                row = next((group.slug for group in self.publication_groups if code in group.municipalities), code)
                if row not in rows:
                    rows.append(row)
        return tuple(rows)

    def municipalities_of(self, unit: str) -> tuple[str, ...]:
        """Codes of the municipalities in a unit: the region, a cluster, a publication group or one municipality.

        Raises
        ------
        KeyError
            When there is no such unit.
        """
        if unit == REGION:
            return tuple(municipality.code for municipality in self.municipalities)
        for group in self._groups:
            if group.slug == unit:
                return group.municipalities
        return (self._municipality(unit).code,)

    def name_of(self, unit: str) -> str:
        """Name of a unit as a reader knows it."""
        if unit == REGION:
            return self.region_name
        for group in self._groups:
            if group.slug == unit:
                return group.name
        return self._municipality(unit).name

    def cluster_of(self, row: str) -> str:
        """Slug of the cluster that a municipality or publication group lies in."""
        code = self.municipalities_of(row)[0]
        return next(cluster.slug for cluster in self.clusters if code in cluster.municipalities)

    def indicator(self, indicator: str) -> Indicator:
        """The indicator with the given id; KeyError when there is none."""
        found = {one.id: one for one in self.indicators}
        return found[indicator]

    @property
    def tiles(self) -> dict[str, tuple[int, int]]:
        """Row and column of each municipality by its code; empty where the file gives no map."""
        return {one.code: one.tile for one in self.municipalities if one.tile is not None}

    @property
    def _groups(self) -> tuple[Cluster | PublicationGroup, ...]:
        return (*self.clusters, *self.publication_groups)

    def _municipality(self, code: str) -> Municipality:
        return {municipality.code: municipality for municipality in self.municipalities}[code]


def read_agreement(path: Path) -> Agreement:
    """Read an agreement file; raises AgreementError with every fault at once."""
    return read_record(path, Agreement, AgreementError)
