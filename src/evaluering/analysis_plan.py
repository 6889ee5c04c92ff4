"""What was fixed before any result was seen: outcomes, shape of the calculation, declared breaks, other choices.

A run may ask for something else (`parameters.Interruption`); then the report says what was not planned.
"""

from __future__ import annotations

import difflib
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from evaluering.agreement import Agreement, MonthField, Slug
from evaluering.errors import Finding, ParameterError
from evaluering.periods import Month
from evaluering.provenance import fingerprint
from evaluering.yaml_records import Record, read_record

NOT_PLANNED = "not_planned"
"""Slug on every number made under another choice than the plan's."""

MONTHS_CLEAR_OF_START = 12
"""A break whose first or last month lies fewer months than this from the start can make or hide the change."""

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Slugs = Annotated[tuple[Slug, ...], Field(strict=False)]


class DeclaredBreak(Record):
    """Something other than the agreement that moved the series, with the reason and the source for saying so.

    Parameters
    ----------
    name : str
        Slug; ``pandemic``.
    title : str
        What it is, in Danish.
    first : Month
        First birth month it moved (included).
    last : Month or None
        Last birth month it moved (included); None: it moved every month since.
    reason, source : str
        Why it moved the series and from where that is known, in Danish sentences.
    argued : bool
        Whether it stands although it lies near the start; the change is then shown with and without it, without a
        verdict.
    """

    name: Slug
    title: Text
    first: MonthField
    last: MonthField | None
    reason: Text
    source: Text
    argued: bool = False

    @field_validator("last")
    @classmethod
    def _after_first(cls, last: Month | None, info: ValidationInfo) -> Month | None:
        first = info.data.get("first")
        if last is not None and first is not None and last < first:
            raise ValueError("Den sidste måned ligger før den første")
        return last

    def near(self, start: Month) -> bool:
        """Whether it begins or ends so near the start that the two cannot be told apart well."""
        edges = (self.first,) if self.last is None else (self.first, self.last)
        return any(abs(edge - start) < MONTHS_CLEAR_OF_START for edge in edges)


class AnalysisPlan(Record):
    """The pre-specified plan of the analysis (`docs/sekretariat.md`, "Analyseplanen").

    Parameters
    ----------
    id : str
        Slug that reports print.
    decided : date
        The day it was fixed.
    primary : str
        Id of the indicator of the primary outcome.
    estimand : {"mean_change"}
        What is estimated of each outcome; every other estimand is descriptive.
    secondary, family : tuple of str
        Ids of indicators: the secondary outcomes, and those judged together by Holm's method.
    cut_months, harmonics, ramps_months, minimum_mature_months :
        The shape, as in `parameters.Interruption`.
    other_cuts_months : tuple of int
        Cuts shown beside the primary one.
    breaks : tuple of DeclaredBreak
        In the order of time, none overlapping another.
    methods : tuple of str
        Error models shown beside the default.
    definitions : dict
        By indicator: definitions shown beside the agreement's own.
    exclusions : tuple of str
        Births left out beside the whole series: ``pandemic_births``, ``from_2016``, ``each_cluster`` (one at a time).
    """

    id: Slug
    decided: date
    primary: Slug
    estimand: Literal["mean_change"]
    secondary: Slugs
    family: Annotated[Slugs, Field(min_length=1)]
    cut_months: Annotated[int, Field(ge=0, le=24)]
    harmonics: Annotated[int, Field(ge=0, le=5)]
    ramps_months: Annotated[tuple[Annotated[int, Field(ge=2, le=60)], ...], Field(strict=False)]
    other_cuts_months: Annotated[tuple[Annotated[int, Field(ge=0, le=24)], ...], Field(strict=False)]
    minimum_mature_months: Annotated[int, Field(ge=1, le=60)]
    breaks: Annotated[tuple[DeclaredBreak, ...], Field(strict=False)]
    methods: Slugs
    definitions: dict[Slug, Slugs]
    exclusions: Slugs

    @field_validator("secondary", "family", "ramps_months", "other_cuts_months", "methods", "exclusions")
    @classmethod
    def _each_once(cls, values: tuple[object, ...]) -> tuple[object, ...]:
        if len(set(values)) < len(values):
            raise ValueError("Hver værdi må kun stå én gang på listen")
        return values

    @field_validator("secondary")
    @classmethod
    def _not_the_primary(cls, values: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("primary") in values:
            raise ValueError("Hovedresultatet kan ikke også være et andet resultat")
        return values

    @field_validator("breaks")
    @classmethod
    def _in_order(cls, breaks: tuple[DeclaredBreak, ...]) -> tuple[DeclaredBreak, ...]:
        if len({one.name for one in breaks}) < len(breaks):
            raise ValueError("To brud har samme navn")
        pairs = list(itertools.pairwise(breaks))
        if any(later.first < earlier.first for earlier, later in pairs):
            raise ValueError("Bruddene skal stå i den rækkefølge, de begynder")
        if any(later.first <= (earlier.last or earlier.first) for earlier, later in pairs):
            raise ValueError("To brud må ikke dække den samme måned")
        return breaks

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Ids of the planned outcomes, the primary one first."""
        return (self.primary, *self.secondary)

    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with any value of the plan, and with nothing else."""
        return fingerprint([json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)])

    def breaks_near(self, start: Month) -> tuple[DeclaredBreak, ...]:
        """The breaks near the start: each is argued for, else the plan would not have been read."""
        return tuple(one for one in self.breaks if one.near(start))

    def departures(
        self,
        *,
        indicator: str | None = None,
        cut_months: int | None = None,
        harmonics: int | None = None,
        ramps_months: Sequence[int] | None = None,
        minimum_mature_months: int | None = None,
    ) -> tuple[str, ...]:
        """Names of the choices that are not the plan's, in the plan's order; None is not asked about.

        Leaving out a planned phase-in is a departure as much as adding one: all that was planned is shown.

        Examples
        --------
        >>> plan.departures(cut_months=6, harmonics=2)  # doctest: +SKIP
        ('cut_months',)
        """
        used = {
            "cut_months": cut_months,
            "harmonics": harmonics,
            "ramps_months": None if ramps_months is None else tuple(sorted(ramps_months)),
            "minimum_mature_months": minimum_mature_months,
        }
        planned = {name: getattr(self, name) for name in used} | {"ramps_months": tuple(sorted(self.ramps_months))}
        unplanned = ("indicator",) if indicator is not None and indicator not in self.outcomes else ()
        return (*unplanned, *(name for name, value in used.items() if value is not None and value != planned[name]))


def read_analysis_plan(path: Path, *, agreement: Agreement) -> AnalysisPlan:
    """Read a plan and hold it against the agreement.

    Raises
    ------
    ParameterError
        With every fault: of the file itself, or, when it is sound, a name that is no indicator of the agreement or no
        outcome of the plan, and a break near the start that nobody has argued for.
    """
    plan = read_record(path, AnalysisPlan, ParameterError)
    findings = [*_unknown_names(plan, agreement, path.name), *_unargued(plan, agreement, path.name)]
    if findings:
        raise ParameterError(findings)
    return plan


def _unknown_names(plan: AnalysisPlan, agreement: Agreement, file: str) -> Iterator[Finding]:
    """Outcomes that are no indicator; when there are none, names elsewhere in the plan that are no outcome."""
    known = [indicator.id for indicator in agreement.indicators]
    outcomes = {"primary": plan.primary, **_placed("secondary", plan.secondary)}
    unknown = list(_not_among(known, outcomes, what="Indikatoren findes ikke i aftalefilen", file=file))
    yield from unknown
    if not unknown:
        named = {**_placed("family", plan.family), **{f"definitions.{name}": name for name in plan.definitions}}
        what = "Indikatoren er ikke et af planens resultater (primary og secondary)"
        yield from _not_among(list(plan.outcomes), named, what=what, file=file)


def _placed(key: str, names: Sequence[str]) -> dict[str, str]:
    return {f"{key}.{place}": name for place, name in enumerate(names)}


def _not_among(known: Sequence[str], named: Mapping[str, str], *, what: str, file: str) -> Iterator[Finding]:
    for key, name in named.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            remedy = f"Mener du {near[0]}?" if near else "Skriv en af de tilladte"
            yield Finding(what, file=file, key=key, allowed=", ".join(known), remedy=remedy)


def _unargued(plan: AnalysisPlan, agreement: Agreement, file: str) -> Iterator[Finding]:
    for place, one in enumerate(plan.breaks):
        if one.near(agreement.start) and not one.argued:
            yield Finding(
                "Bruddet begynder eller slutter mindre end tolv måneder fra aftalens start. "
                "Det kan både skabe og skjule en ændring",
                file=file,
                key=f"breaks.{place}",
                allowed="brud længere fra starten, eller argued: true",
                remedy="Slet bruddet, eller skriv argued: true. Så vises ændringen med og uden det, uden konklusion",
            )
