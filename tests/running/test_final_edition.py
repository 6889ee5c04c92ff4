"""One report from its final edition over a refused rerun to a corrected one, with workers that answer at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from evaluering.errors import EditionError
from evaluering.parameters import RunPlan, Suite
from evaluering.running import evaluation
from evaluering.running.commentary import commentary_folder, read_commentary, write_forms
from evaluering.running.corrections import already_published
from evaluering.running.evaluation import RunRequest, run_evaluation
from evaluering.running.orders import Execution, ExecutionOrder, Rendering, RenderOrder, ReportOrder
from evaluering.running.rendering.exporters import set_page

CORRECTION = "rettelser:\n  - dato: 2027-02-04\n    hvad: Herning har sendt rettede tal\n"
NUMBERS = "1 er ændret. Det gælder andelen af børn ammet fuldt i mindst 26 uger."
NOTICE = "Rettet 4.\u00a0februar 2027: Herning har sendt rettede tal."


class ReadyLanes:
    """Workers whose notebook shows one number, and whose pages are real ones with nothing else on them."""

    value = 12.5
    broken = False
    report_fails_from = 99
    reports: list[ReportOrder]

    def __init__(self, **_: Any) -> None:
        self.reports.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, order: ExecutionOrder, *, log: Path) -> Future[Execution]:
        assert not Path(order.output).exists(), "no notebook is run twice"
        Path(order.output).write_text("{}", encoding="utf-8")
        log.touch()
        return _done(Execution("failed", 1, "Fejl.") if self.broken else Execution("completed"))

    def render(self, order: RenderOrder, *, log: Path) -> Future[Rendering]:
        blank = {
            "cells": [{"cell_type": "markdown", "metadata": {}, "source": "# Alfa?\n\nFor alle.\n\nSe her.", "id": "a"}]
        }
        html, pdf, _ = set_page([("01_alfa.ipynb", blank)], head=order.head, marks=order.marks)
        files = {f"{order.head.slug}.html": html.encode("utf-8"), f"{order.head.slug}.pdf": pdf}
        for name, data in files.items():
            (Path(order.site) / name).write_bytes(data)
        log.touch()
        return _done(Rendering("completed", results=(self._entry(),), files=tuple(files)))

    def report(self, order: ReportOrder, *, log: Path) -> Future[Rendering]:
        self.reports.append(order)
        if len(self.reports) >= self.report_fails_from:
            log.write_text("Typst stoppede", encoding="utf-8")
            return _done(Rendering("failed", cause="Kan ikke sættes"))
        name = f"{order.head.slug}.pdf"
        (Path(order.site) / name).write_text(" ".join(order.standing), encoding="utf-8")
        log.touch()
        return _done(Rendering("completed", results=(self._entry(),), files=(name,)))

    def _entry(self) -> dict[str, Any]:
        about = {"indicator": "share_26w", "unit": "region", "estimand": "level", "measure": "pct", "hidden": False}
        return {"id": "alfa/region/level", **about, "value": self.value}


def _done(answer: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(answer)
    return future


@pytest.fixture
def lanes(monkeypatch: pytest.MonkeyPatch) -> type[ReadyLanes]:
    """Workers of this test alone."""

    class Own(ReadyLanes):
        reports: list[ReportOrder] = []  # noqa: RUF012 (of this test's own class)

    monkeypatch.setattr(evaluation, "Lanes", Own)
    return Own


@pytest.fixture
def folder(tmp_path: Path, whole_plan: RunPlan) -> Path:
    """The year's comments: one written, and a final edition."""
    folder = commentary_folder(tmp_path, 2026)
    write_forms(folder, agreement=whole_plan.agreement)
    with (folder / "styregruppen.md").open("a", encoding="utf-8") as file:
        file.write("Vi tager rapporten til efterretning.")
    (folder / "udgave.yml").write_text("endelig: 2026-12-01\n", encoding="utf-8")
    return folder


@pytest.fixture
def request_(
    whole_plan: RunPlan, tmp_path: Path, write_notebook: Callable[..., Path], lanes: type[ReadyLanes]
) -> RunRequest:
    """One notebook as a page and as the joined report."""
    write_notebook("01_alfa", "1")
    suite = Suite(region=("01_alfa",), cluster=(), report=("01_alfa",))
    return RunRequest(
        run_plan=whole_plan.model_copy(update={"suite": suite}),
        root=tmp_path,
        interim=tmp_path / "interim",
        version="v1",
        disclosure="d1",
        extraction_date="2026-10-01",
        synthetic=True,
        deliveries=(),
        out=tmp_path / "reports" / "2026",
    )


@pytest.fixture
def run(request_: RunRequest, folder: Path) -> Callable[..., dict[str, bytes]]:
    """Run the request, with what is other in it, and give the files of the site."""

    def once(**other: Any) -> dict[str, bytes]:
        commentary = read_commentary(folder, agreement=request_.run_plan.agreement)
        run_evaluation(replace(request_, commentary=commentary, **other), on_progress=lambda _: None)
        return contents(request_.out)

    return once


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_final_edition_is_replaced_only_with_a_correction_that_says_so(
    run: Callable[[], dict[str, bytes]], folder: Path, lanes: type[ReadyLanes], tmp_path: Path
) -> None:
    final = run()
    for name in ("alfa.html", "index.html"):
        assert "Endelig udgave, 1.\u00a0december 2026" in final[name].decode("utf-8")
        assert "Rettet" not in final[name].decode("utf-8")
    assert json.loads(final["results.json"])["edition"]["state"] == "final"
    written = [comment.author for comment in lanes.reports[0].comments if comment.nodes]
    assert written == ["Styregruppen (Fødeplanudvalget)"]
    assert len(lanes.reports) == 1

    lanes.value = 12.6
    with pytest.raises(EditionError, match=NUMBERS):
        run()
    assert contents(tmp_path / "reports" / "2026") == final, "the published edition is untouched"

    (folder / "udgave.yml").write_text(f"endelig: 2026-12-01\n{CORRECTION}", encoding="utf-8")
    corrected = run()
    page, overview = (corrected[f"{name}.html"].decode("utf-8") for name in ("alfa", "index"))
    assert f"<p>{NOTICE}</p><p>Overblikket samler alle rettelser" in page
    assert f"{NOTICE} Offentliggjorte tal: {NUMBERS}" in overview
    assert lanes.reports[-1].standing[1] == f"{NOTICE} Offentliggjorte tal: {NUMBERS}"
    assert lanes.reports[-1].head.corrections[0] == lanes.reports[-1].standing[1]
    assert NUMBERS in corrected["evalueringsrapport.pdf"].decode("utf-8")
    assert corrected["alfa.pdf"] != final["alfa.pdf"]
    assert run() == corrected, "the notice keeps its numbers when the same is run again"


def test_a_final_edition_with_the_same_numbers_is_left_as_it_was_published(
    run: Callable[..., dict[str, bytes]], folder: Path, tmp_path: Path
) -> None:
    final = run()
    published = tmp_path / "reports" / "2026"
    assert run(version="v2") == final, "other data, the same numbers"
    assert run() == final
    (published / "index.html").write_text("itu", encoding="utf-8")
    assert run() == final, "what is the same in everything may be made again"

    (folder / "udgave.yml").write_text(f"endelig: 2026-12-01\n{CORRECTION}", encoding="utf-8")
    corrected = json.loads(run(version="v2")["manifest.json"])
    assert corrected["version"] == "v2", "a correction lets other pages through"
    assert corrected["edition"]["corrections"][0]["moved"]["changed"] == 0


def test_a_run_says_that_it_left_the_final_edition(request_: RunRequest, folder: Path) -> None:
    commentary = read_commentary(folder, agreement=request_.run_plan.agreement)
    first = run_evaluation(replace(request_, commentary=commentary), on_progress=lambda _: None)
    again = run_evaluation(replace(request_, commentary=commentary, version="v2"), on_progress=lambda _: None)
    assert (first.untouched, again.untouched, again.exit_status) == (False, True, 0)


def test_a_trial_in_the_report_folder_is_not_the_final_edition_that_stays(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    about = {"agreement": "a", "year": 2026, "edition": {"state": "final"}}
    for folder, synthetic in ((new, False), (old, True)):
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({**about, "synthetic": synthetic}), encoding="utf-8")
    assert not already_published(new, old)
    assert not already_published(new, tmp_path / "none")
    (old / "manifest.json").write_text(json.dumps({"of": "v2", **about, "synthetic": False}), encoding="utf-8")
    assert already_published(new, old)


def test_a_final_edition_with_a_page_missing_is_not_published(
    run: Callable[[], dict[str, bytes]], lanes: type[ReadyLanes], tmp_path: Path
) -> None:
    lanes.broken = True
    with pytest.raises(EditionError, match="skal være hel"):
        run()
    assert not (tmp_path / "reports" / "2026").exists()
    assert (tmp_path / "reports" / "fejlede" / "2026").is_dir(), "what failed can be looked at"


def test_an_edition_that_is_not_final_may_be_run_anew(
    run: Callable[[], dict[str, bytes]], folder: Path, lanes: type[ReadyLanes]
) -> None:
    (folder / "udgave.yml").unlink()
    assert "Kommenteret udgave" in run()["alfa.html"].decode("utf-8")
    lanes.value = 12.6
    assert json.loads(run()["results.json"])["results"][0]["value"] == 12.6


def test_a_corrected_report_that_cannot_be_set_again_is_not_published_without_its_notice(
    run: Callable[[], dict[str, bytes]], folder: Path, lanes: type[ReadyLanes], tmp_path: Path
) -> None:
    final = run()
    lanes.value, lanes.report_fails_from = 12.6, 2
    (folder / "udgave.yml").write_text(f"endelig: 2026-12-01\n{CORRECTION}", encoding="utf-8")
    with pytest.raises(EditionError, match="skal være hel, og der er sider, som ikke kunne laves"):
        run()
    assert len(lanes.reports) == 2
    assert contents(tmp_path / "reports" / "2026") == final, "the published edition is untouched"
    assert (tmp_path / "reports" / "fejlede" / "2026" / "evalueringsrapport.log").is_file()


def test_a_final_edition_that_a_killed_run_had_moved_aside_still_counts(
    run: Callable[[], dict[str, bytes]], lanes: type[ReadyLanes], tmp_path: Path
) -> None:
    final = run()
    reports = tmp_path / "reports"
    (reports / ".arbejde-2026.x").mkdir()
    (reports / "2026").rename(reports / ".arbejde-2026.x" / "old")
    lanes.value = 12.6
    with pytest.raises(EditionError, match=NUMBERS):
        run()
    assert contents(reports / "2026") == final
