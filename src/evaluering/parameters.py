"""What a run asks for, as one frozen record: refused whole before anything else happens when a key is at fault."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from evaluering.agreement import Agreement, MonthField, read_agreement
from evaluering.analysis_plan import AnalysisPlan, read_analysis_plan
from evaluering.errors import Finding, ParameterError
from evaluering.yaml_records import Record, read_record

FileName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*\.yml$")]
NotebookName = Annotated[str, Field(pattern=r"^\d\d_[a-z_]+$")]


class Maturity(Record):
    """When a birth month can be counted: visit at 8-11 months at the latest, then the legal reporting limit."""

    follow_up_days: Annotated[int, Field(ge=182, le=730)]
    reporting_lag_days: Annotated[int, Field(ge=0, le=730)]


class Interruption(Record):
    """The shape of the interrupted time series that this run asks for; the plan says which was pre-specified."""

    cut_months: Annotated[int, Field(ge=0, le=24)]
    harmonics: Annotated[int, Field(ge=0, le=5)]
    ramps_months: Annotated[tuple[Annotated[int, Field(ge=2, le=60)], ...], Field(strict=False)]
    minimum_mature_months: Annotated[int, Field(ge=1, le=60)]


class BaselineGate(Record):
    """How far the data's own baseline may lie from the agreement's before its targets cannot be judged."""

    tolerance_days: Annotated[float, Field(gt=0, le=30)]
    tolerance_pct_point: Annotated[float, Field(gt=0, le=10)]


class Execution(Record):
    """Limits on the running of notebooks."""

    cell_timeout_seconds: Annotated[int, Field(ge=1, le=86_400)]


class Suite(Record):
    """Which notebooks are run for the region, for each cluster (joined into one report) and for each municipality.

    `municipality` are run for every publication row: municipalities that are only shown together are one row.
    `published` are those that answer from published tables: run for the region when such tables are delivered, and
    alone when nothing else is. `read_first` is the one of the region's that the overview names first, `since_last` the
    one whose conclusion says there what changed since the last report. `report` and
    `appendices` are those of the region's and the published ones that are joined, in this order, into one report.
    """

    region: Annotated[tuple[NotebookName, ...], Field(strict=False, min_length=1)]
    cluster: Annotated[tuple[NotebookName, ...], Field(strict=False)]
    municipality: Annotated[tuple[NotebookName, ...], Field(strict=False)] = ()
    published: Annotated[tuple[NotebookName, ...], Field(strict=False)] = ()
    read_first: NotebookName | None = None
    since_last: NotebookName | None = None
    report: Annotated[tuple[NotebookName, ...], Field(strict=False)] = ()
    appendices: Annotated[tuple[NotebookName, ...], Field(strict=False, max_length=29)] = ()  # Bilag A to Å

    @model_validator(mode="after")
    def _each_once(self) -> Suite:
        joined = (*self.report, *self.appendices)
        lists = (self.region, self.cluster, self.municipality, self.published, joined)
        if any(len(set(names)) < len(names) for names in lists):
            raise ValueError("En notebook må kun stå én gang i hver liste")
        for key in ("read_first", "since_last"):
            if getattr(self, key) not in (None, *self.region):
                raise ValueError(f"Notebooken i {key} skal også stå under region")
        if not set(joined) <= {*self.region, *self.published}:
            raise ValueError("Notebooks i report og appendices skal også stå under region eller published")
        return self


class Parameters(Record):
    """One evaluation year (`docs/house.md`, ``params/``)."""

    agreement: FileName
    suite: FileName
    plan: FileName
    year: Annotated[int, Field(ge=2023, le=2100)]
    series_start: MonthField
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)]
    disclosure_threshold: Annotated[int, Field(ge=3, le=10)]
    impossible_rows_pct: Annotated[float, Field(ge=0, le=100)]
    coverage_gate_pct: Annotated[float, Field(ge=0, le=100)]
    maturity: Maturity
    interruption: Interruption
    baseline_gate: BaselineGate
    execution: Execution


class RunPlan(Record):
    """Everything a run is asked for: the parameters with the agreement, the suite and the analysis plan they name."""

    parameters: Parameters
    agreement: Agreement
    suite: Suite
    plan: AnalysisPlan

    @property
    def departures(self) -> tuple[str, ...]:
        """Names of what this run asks for that is not as planned."""
        return departures_of(self.parameters, self.plan)


MONTHS_BEFORE = 24
"""Fewest months before the cut in which a trend and a season can be told apart: two whole years."""


def departures_of(parameters: Parameters, plan: AnalysisPlan) -> tuple[str, ...]:
    """Names of the run's choices that are not the plan's; empty when all is as planned."""
    return plan.departures(**parameters.interruption.model_dump())


def read_run_plan(path: Path) -> RunPlan:
    """Read a parameter file with the agreement, suite and analysis plan beside it.

    Raises
    ------
    ParameterError, AgreementError
        With every fault of the file that is at fault.
    """
    parameters = read_record(path, Parameters, ParameterError)
    agreement = read_agreement(path.parent / parameters.agreement)
    run_plan = RunPlan(
        parameters=parameters,
        agreement=agreement,
        suite=read_record(path.parent / parameters.suite, Suite, ParameterError),
        plan=read_analysis_plan(path.parent / parameters.plan, agreement=agreement),
    )
    latest = run_plan.agreement.start + -(parameters.interruption.cut_months + MONTHS_BEFORE)
    if parameters.series_start > latest:
        raise ParameterError(
            Finding(
                "Tidsserien begynder så sent, at der ikke er år nok før aftalen at sammenligne med",
                file=path.name,
                key="series_start",
                allowed=f"{latest} eller tidligere",
                remedy="Sæt series_start til en tidligere måned",
            )
        )
    return run_plan
