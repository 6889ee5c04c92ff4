from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluering.errors import ParameterError
from evaluering.parameters import RunPlan, Suite, read_run_plan
from evaluering.running.notebook import read_notebook
from evaluering.running.plan import Delivered, plan_pages

Write = Callable[..., Path]
ROOT = Path(__file__).resolve().parents[2]


def test_region_pages_come_first_and_a_cluster_joins_its_notebooks(
    small_plan: RunPlan, write_notebook: Write, tmp_path: Path
) -> None:
    wanted = "version = ''\nscope = 'region'\ncut_months = 8\nramps_months = (3, 6)\ntolerance_days: float = 1"
    write_notebook("01_alfa", title="Hvad er *alfa*?", parameters=wanted)
    write_notebook("02_beta")
    pages = plan_pages(small_plan, notebooks=tmp_path / "notebooks", version="abc")
    assert [page.slug for page in pages] == ["alfa", "beta", "klynge_randers"]
    assert pages[0].title == "Hvad er alfa?"
    assert pages[0].about == "For styregruppen."
    assert pages[0].tasks[0].parameters == {
        "version": "abc",
        "scope": "region",
        "cut_months": 8,
        "ramps_months": [3, 6, 12, 21],
        "tolerance_days": 3.0,
    }
    assert pages[2].unit == "Randersklyngen"
    assert pages[2].tasks[0].name == "02_beta--randers"
    assert pages[2].tasks[0].parameters["scope"] == "randers"
    assert pages[2].files == ("klynge_randers.html", "klynge_randers.pdf")


def test_without_cluster_notebooks_there_are_no_cluster_pages(
    small_plan: RunPlan, write_notebook: Write, tmp_path: Path
) -> None:
    write_notebook("01_alfa")
    plan = small_plan.model_copy(update={"suite": Suite(region=("01_alfa",), cluster=())})
    assert len(plan_pages(plan, notebooks=tmp_path / "notebooks", version="")) == 1


@pytest.mark.parametrize(
    ("children", "published", "slugs"),
    [
        (True, True, ["alfa", "gamma", "klynge_randers"]),
        (True, False, ["alfa", "klynge_randers"]),
        (False, True, ["gamma"]),
    ],
)
def test_only_pages_on_what_was_delivered_are_made(
    small_plan: RunPlan, write_notebook: Write, tmp_path: Path, children: bool, published: bool, slugs: list[str]
) -> None:
    for name in ("01_alfa", "02_beta", "09_gamma"):
        write_notebook(name)
    suite = Suite(region=("01_alfa",), cluster=("02_beta",), published=("09_gamma",))
    plan = small_plan.model_copy(update={"suite": suite})
    delivered = Delivered(children=children, published=published)
    pages = plan_pages(plan, notebooks=tmp_path / "notebooks", version="", delivered=delivered)
    assert [page.slug for page in pages] == slugs


def with_sheets(plan: RunPlan, *names: str) -> RunPlan:
    return plan.model_copy(update={"suite": plan.suite.model_copy(update={"municipality": names})})


def test_each_publication_row_has_a_sheet_in_the_agreements_order(
    whole_plan: RunPlan, write_notebook: Write, tmp_path: Path
) -> None:
    suite = Suite(region=("01_alfa",), cluster=(), municipality=("10_ark",))
    for name in ("01_alfa", "10_ark"):
        write_notebook(name, title="Et *ark*?")
    pages = plan_pages(whole_plan.model_copy(update={"suite": suite}), notebooks=tmp_path / "notebooks", version="abc")[
        1:
    ]
    assert [page.scope for page in pages] == list(whole_plan.agreement.publication_rows)
    assert [page.slug for page in pages[:6]] == [
        *("kommune_herning", "kommune_holstebro", "kommune_ikast-brande", "kommune_lemvig"),
        *("kommune_ringkoebing-skjern", "kommune_struer"),
    ]
    assert (pages[-1].slug, pages[-1].unit) == ("kommune_aarhus-og-samsoe", "Aarhus og Samsø")
    assert {(page.kind, page.title, page.about, page.joined) for page in pages} == {
        ("municipality", "Et ark?", "For styregruppen.", False)
    }
    assert pages[0].tasks[0].parameters == {"version": "abc", "scope": "0657"}
    assert pages[-1].tasks[0].name == "10_ark--aarhus_samsoe"


def test_several_notebooks_for_a_municipality_are_joined(
    small_plan: RunPlan, write_notebook: Write, tmp_path: Path
) -> None:
    for name in ("01_alfa", "02_beta", "10_ark", "11_mere"):
        write_notebook(name)
    pages = plan_pages(with_sheets(small_plan, "10_ark", "11_mere"), notebooks=tmp_path / "notebooks", version="")
    sheets = [page for page in pages if page.kind == "municipality"]
    assert [page.unit for page in sheets] == ["Randers", "Favrskov", "Norddjurs", "Syddjurs"]
    assert (sheets[0].title, sheets[0].joined, len(sheets[0].tasks)) == ("Kommuneark", True, 2)


def test_without_children_there_are_no_sheets(small_plan: RunPlan, write_notebook: Write, tmp_path: Path) -> None:
    for name in ("01_alfa", "02_beta", "10_ark"):
        write_notebook(name)
    delivered = Delivered(children=False, published=True)
    plan = with_sheets(small_plan, "10_ark")
    assert plan_pages(plan, notebooks=tmp_path / "notebooks", version="", delivered=delivered) == ()


def test_a_sheet_without_scope_is_refused(small_plan: RunPlan, write_notebook: Write, tmp_path: Path) -> None:
    for name in ("01_alfa", "02_beta"):
        write_notebook(name)
    write_notebook("10_ark", parameters="version = ''")
    with pytest.raises(ParameterError, match="mangler en parameter") as caught:
        plan_pages(with_sheets(small_plan, "10_ark"), notebooks=tmp_path / "notebooks", version="")
    assert (caught.value.findings[0].file, caught.value.findings[0].key) == ("10_ark.ipynb", "scope")


def test_a_page_of_the_region_alone_needs_no_scope(small_plan: RunPlan, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook("01_alfa", parameters="version = ''")
    plan = small_plan.model_copy(update={"suite": Suite(region=("01_alfa",), cluster=())})
    pages = plan_pages(plan, notebooks=tmp_path / "notebooks", version="abc")
    assert pages[0].tasks[0].parameters == {"version": "abc"}


@pytest.mark.parametrize("path", sorted((ROOT / "params").glob("2*.yml")), ids=lambda path: path.name)
def test_every_page_of_the_repository_s_own_suite_can_be_run(path: Path) -> None:
    pages = plan_pages(read_run_plan(path), notebooks=ROOT / "notebooks", version="")
    assert {page.kind for page in pages} == {"report", "region", "cluster", "municipality"}


@pytest.fixture
def joined_plan(small_plan: RunPlan, write_notebook: Write) -> RunPlan:
    """Two notebooks on children and one on published tables, joined with an appendix."""
    for name in ("01_alfa", "02_beta", "09_gamma", "13_delta"):
        write_notebook(name)
    suite = Suite(
        region=("01_alfa", "02_beta", "13_delta"),
        cluster=(),
        published=("09_gamma",),
        report=("02_beta", "09_gamma", "01_alfa"),
        appendices=("13_delta",),
    )
    return small_plan.model_copy(update={"suite": suite})


def test_the_joined_report_shares_the_tasks_of_the_regions_pages_in_its_own_order(
    joined_plan: RunPlan, tmp_path: Path
) -> None:
    report, *others = plan_pages(joined_plan, notebooks=tmp_path / "notebooks", version="abc")
    assert (report.slug, report.kind, report.unit) == ("evalueringsrapport", "report", "Region Midtjylland")
    assert report.files == ("evalueringsrapport.pdf",)
    assert report.joined
    assert [task.notebook.name for task in report.tasks] == ["02_beta", "09_gamma", "01_alfa", "13_delta"]
    assert report.appendices == ("13_delta",)
    assert [task.name for task in report.tasks] == [task.name for page in others for task in page.tasks]


@pytest.mark.parametrize(
    ("children", "published", "names"), [(True, False, ["02_beta", "01_alfa", "13_delta"]), (False, True, None)]
)
def test_the_joined_report_leaves_out_what_was_not_delivered_and_needs_children(
    joined_plan: RunPlan, tmp_path: Path, children: bool, published: bool, names: list[str] | None
) -> None:
    delivered = Delivered(children=children, published=published)
    pages = plan_pages(joined_plan, notebooks=tmp_path / "notebooks", version="", delivered=delivered)
    found = [[task.notebook.name for task in page.tasks] for page in pages if page.kind == "report"]
    assert found == ([] if names is None else [names])


def test_no_page_can_take_the_joined_reports_place(joined_plan: RunPlan, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook("11_evalueringsrapport", title="Hvad er der?")
    suite = joined_plan.suite.model_copy(update={"region": (*joined_plan.suite.region, "11_evalueringsrapport")})
    plan = joined_plan.model_copy(update={"suite": suite})
    with pytest.raises(ParameterError, match="Evalueringsrapport og Hvad er der"):
        plan_pages(plan, notebooks=tmp_path / "notebooks", version="")


def test_appendices_alone_make_no_report(joined_plan: RunPlan, tmp_path: Path) -> None:
    suite = joined_plan.suite.model_copy(update={"report": ("09_gamma",)})
    plan = joined_plan.model_copy(update={"suite": suite})
    delivered = Delivered(children=True, published=False)
    pages = plan_pages(plan, notebooks=tmp_path / "notebooks", version="", delivered=delivered)
    assert {page.kind for page in pages} == {"region"}


@pytest.mark.parametrize(("first", "second"), [("Randers", "RANDERS"), ("Åby", "Aaby"), ("Sø By", "Sø-by")])
def test_two_municipalities_with_one_file_name_are_refused(
    small_plan: RunPlan, write_notebook: Write, tmp_path: Path, first: str, second: str
) -> None:
    for name in ("01_alfa", "02_beta", "10_ark"):
        write_notebook(name)
    names = {"0730": first, "0710": second}
    renamed = tuple(
        one.model_copy(update={"name": names.get(one.code, one.name)}) for one in small_plan.agreement.municipalities
    )
    agreement = small_plan.agreement.model_copy(update={"municipalities": renamed})
    plan = with_sheets(small_plan.model_copy(update={"agreement": agreement}), "10_ark")
    with pytest.raises(ParameterError, match=f"Siderne for {first} og {second} får samme filnavn") as caught:
        plan_pages(plan, notebooks=tmp_path / "notebooks", version="")
    assert caught.value.findings[0].file == "amning-midtjylland.yml"


def test_a_name_without_latin_letters_gives_the_code(
    small_plan: RunPlan, write_notebook: Write, tmp_path: Path
) -> None:
    for name in ("01_alfa", "02_beta", "10_ark"):
        write_notebook(name)
    renamed = tuple(
        one.model_copy(update={"name": "Ωμέγα"}) if one.code == "0730" else one
        for one in small_plan.agreement.municipalities
    )
    agreement = small_plan.agreement.model_copy(update={"municipalities": renamed})
    plan = with_sheets(small_plan.model_copy(update={"agreement": agreement}), "10_ark")
    assert "kommune_0730" in {page.slug for page in plan_pages(plan, notebooks=tmp_path / "notebooks", version="")}


def test_no_page_can_take_the_overviews_place(small_plan: RunPlan, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook("01_index", title="Hvad er der?")
    plan = small_plan.model_copy(update={"suite": Suite(region=("01_index",), cluster=())})
    with pytest.raises(ParameterError, match="Overblik og Hvad er der") as caught:
        plan_pages(plan, notebooks=tmp_path / "notebooks", version="")
    assert caught.value.findings[0].file == "01_index.ipynb"


def test_all_faults_of_all_notebooks_are_told_at_once(
    small_plan: RunPlan, write_notebook: Write, tmp_path: Path
) -> None:
    write_notebook("02_beta", parameters="version = ''\nharmonic = 2\nseed = 'a'")
    with pytest.raises(ParameterError) as caught:
        plan_pages(small_plan, notebooks=tmp_path / "notebooks", version="abc")
    text = caught.value.text()
    assert len(caught.value.findings) == 4
    assert "01_alfa.ipynb" in text
    assert "nøgle scope" in text
    assert "Mener du harmonics?" in text
    assert "nøgle seed" in text


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("version = ''\nscope = 'a'\nfor x in []:\n    pass", "række 3"),
        ("version = f()\nscope = 'a'", "række 1"),
        ("a.b = 1", "andet end en enkelt værdi"),
        ("a, b = 1, 2", "andet end en enkelt værdi"),
        ("a: int", "andet end en enkelt værdi"),
        ("version = ''\nversion = 'b'", "står to gange"),
        ("version = ", "ikke gyldig Python"),
    ],
)
def test_a_parameters_cell_holds_literals_only(write_notebook: Write, parameters: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        read_notebook(write_notebook("01_alfa", parameters=parameters))


def test_a_notebook_needs_exactly_one_parameters_cell(write_notebook: Write) -> None:
    path = write_notebook("01_alfa")
    cells = json.loads(path.read_text(encoding="utf-8"))
    untagged = {**cells, "cells": [{**cell, "metadata": {}} for cell in cells["cells"]]}
    path.write_text(json.dumps(untagged), encoding="utf-8")
    with pytest.raises(ParameterError, match="har 0 celler med mærket parameters"):
        read_notebook(path)
    path.write_text(json.dumps({**cells, "cells": cells["cells"] + cells["cells"][1:]}), encoding="utf-8")
    with pytest.raises(ParameterError, match="har 2 celler"):
        read_notebook(path)


@pytest.mark.parametrize("content", ["intet", "{}", '{"cells": [1]}', "[]"])
def test_what_is_not_a_notebook_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "01_alfa.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match="ikke en notebook"):
        read_notebook(path)


@pytest.mark.parametrize(
    "content", ['{"cells": []}', '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ""}]}']
)
def test_a_notebook_needs_a_title(tmp_path: Path, content: str) -> None:
    path = tmp_path / "01_alfa.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match="ingen titel"):
        read_notebook(path)


def test_a_notebook_without_lead_paragraph_has_an_empty_one(write_notebook: Write, tmp_path: Path) -> None:
    path = write_notebook("01_alfa")
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["cells"][0]["source"] = "# [Alfa](x) og `beta`"
    path.write_text(json.dumps(whole), encoding="utf-8")
    read = read_notebook(path)
    assert (read.title, read.about, read.slug) == ("Alfa og beta", "", "alfa")
