"""Prepare one run: read and check the deliveries, build the panel, decide on disclosure, save."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from evaluering.agreement import REGION, Agreement
from evaluering.disclosure.counts import CountTable, SourceTable
from evaluering.disclosure.decisions import decide
from evaluering.intake.deliveries import Deliveries, read_deliveries
from evaluering.intake.folders import survey
from evaluering.parameters import RunPlan
from evaluering.preparation.checking import require_deliveries
from evaluering.preparation.earlier import EarlierReport, read_earlier, released
from evaluering.preparation.planned import require_known_choices
from evaluering.preparation.prepared import Prepared, make_latest, read_prepared, save_prepared
from evaluering.provenance import environment, fingerprint, fingerprint_of_code, fingerprint_of_tree
from evaluering.study.panel import build_panel
from evaluering.wording import sentence_list


def prepare(run_plan: RunPlan, *, data: Path, interim: Path, earlier: Sequence[Path] = ()) -> Prepared:
    """Prepare the deliveries under `data`, or reuse what was prepared from the very same bytes before.

    Parameters
    ----------
    run_plan : RunPlan
        Parameters, agreement and analysis plan.
    data : Path
        A set of deliveries.
    interim : Path
        Folder of prepared versions; made when missing.
    earlier : sequence of Path
        Folders that hold the reports of earlier years, each in a folder named by its year.

    Raises
    ------
    EvaluationError
        With every fault found in the plan, or else in earlier reports, or else in the deliveries.
    """
    require_known_choices(run_plan)
    require_deliveries(data)
    reports, notes = read_earlier(earlier, run_plan=run_plan, synthetic=survey(data).synthetic)
    version = fingerprint(
        [
            fingerprint_of_code(),
            str(environment()),
            run_plan.parameters.model_dump_json(),
            run_plan.agreement.model_dump_json(),
            run_plan.plan.model_dump_json(),
            fingerprint_of_tree(data),
            *(orjson.dumps(report.plain()) for report in reports),
            *notes,
        ]
    )
    if (interim / version / "prepared.json").is_file():
        make_latest(version, interim)
        return read_prepared(interim / version)
    prepared = _prepared(run_plan, data=data, version=version, earlier=(reports, notes))
    save_prepared(prepared, interim)
    return prepared


def _prepared(
    run_plan: RunPlan, *, data: Path, version: str, earlier: tuple[tuple[EarlierReport, ...], tuple[str, ...]]
) -> Prepared:
    parameters, agreement = run_plan.parameters, run_plan.agreement
    reports, notes = earlier
    deliveries = read_deliveries(data, agreement=agreement, impossible_rows_pct=parameters.impossible_rows_pct)
    panel = build_panel(
        deliveries, agreement=agreement, series_start=parameters.series_start, maturity=parameters.maturity
    )
    decisions = decide(
        panel,
        agreement=agreement,
        threshold=parameters.disclosure_threshold,
        cut_months=parameters.interruption.cut_months,
        released=released(reports, agreement=agreement),
    )
    set_aside = deliveries.set_aside.groupby("rule", sort=False)["rows"].sum().reset_index(name="count")
    set_aside = set_aside.assign(step=range(len(set_aside)), unit="rows")
    return Prepared(
        version=version,
        panel=panel,
        decisions=decisions,
        sources=SourceTable(
            frame=deliveries.sources,
            set_aside=CountTable(set_aside[["step", "rule", "unit", "count"]]),
            notes=(*deliveries.notes, *_not_delivered(deliveries, agreement), *notes),
        ),
        published=deliveries.aggregates.drop(columns="row"),
        agreement=agreement,
        parameters=parameters,
        plan=run_plan.plan,
        extraction_date=deliveries.extraction_date,
        synthetic=deliveries.synthetic,
        earlier=reports,
    )


def _not_delivered(deliveries: Deliveries, agreement: Agreement) -> Iterator[str]:
    """A note on municipalities of the agreement without any row: their figures are missing."""
    there = set(deliveries.feeding["municipality"].astype("str").unique())
    if not there:
        return
    missing = [agreement.name_of(code) for code in agreement.municipalities_of(REGION) if code not in there]
    if missing:
        yield f"Der er ingen oplysninger om børn fra {sentence_list(missing)}."
