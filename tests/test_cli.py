import shutil
from datetime import date
from pathlib import Path

import nbformat
import pytest
import yaml

from evaluering import cli
from evaluering.running.usage import in_danish

ROOT = Path(__file__).parent.parent
TITLE = "# Et kort spørgsmål?\n\nFor styregruppen."
BLOCK = """from IPython.display import display
from evaluering.preparation.prepared import open_prepared
data = open_prepared(version)
block = {"schema": 1, "kind": "sentence", "id": "a", "version": data.version, "text": f"Alt er godt i {scope}."}
block |= {"disclosure": data.decisions.fingerprint, "synthetic": data.synthetic, "results": []}
display({"application/vnd.evaluering.block+json": block}, raw=True)"""


def project(folder, *, cell=BLOCK):
    """A project with one notebook for the region."""
    shutil.copytree(ROOT / "params", folder / "params")
    (folder / "params" / "suite.yml").write_text("region: [01_kort]\ncluster: []\n", encoding="utf-8")
    notebook = nbformat.v4.new_notebook()
    parameters = nbformat.v4.new_code_cell('version = "seneste"\nscope = "region"', metadata={"tags": ["parameters"]})
    notebook.cells = [nbformat.v4.new_markdown_cell(TITLE), parameters, nbformat.v4.new_code_cell(cell)]
    (folder / "notebooks").mkdir()
    nbformat.write(notebook, folder / "notebooks" / "01_kort.ipynb")
    return folder / "params" / "2026.yml"


def test_a_run_from_deliveries_to_a_published_page(small_set, tmp_path, capsys):
    params = project(tmp_path)
    assert cli.main(["run", str(params), "--data", str(small_set), "--jobs", "1"]) == 0
    page = (tmp_path / "reports" / "2026" / "kort.html").read_text(encoding="utf-8")
    assert "Alt er godt i region." in page
    assert "SYNTETISKE DATA" in page
    told = capsys.readouterr().err
    assert "Leverancerne er klargjort" in told
    assert "Ukommenteret udgave. Ingen har kommenteret rapporten endnu." in told
    assert "index.html" in told
    forms = {path.name for path in (tmp_path / "kommentarer" / "2026").iterdir()}
    assert {"udgave.yml", "styregruppen.md", "netvaerk_randers.md"} < forms
    assert "endelig.json" not in forms, "only a final edition is kept"


def test_a_failed_notebook_is_told_and_the_status_is_three(small_set, tmp_path, capsys):
    params = project(tmp_path, cell=BLOCK + "\n1 / 0")
    (tmp_path / "kommentarer").write_text("en fil, hvor mappen skulle være", encoding="utf-8")
    assert cli.main(["run", str(params), "--data", str(small_set), "--jobs", "1"]) == 3
    told = capsys.readouterr().err
    assert "FEJLET" in told
    assert "Formularerne til kommentarer kunne ikke skrives" in told
    assert "FEJLET" in (tmp_path / "reports" / "2026" / "index.html").read_text(encoding="utf-8")


def test_a_fault_in_a_comment_stops_before_the_deliveries_are_read(tmp_path, capsys):
    params = project(tmp_path)
    comments = tmp_path / "kommentarer" / "2026"
    comments.mkdir(parents=True)
    (comments / "styregruppen.md").write_text("Vi er glade.\nBarnet 010120-1234", encoding="utf-8")
    assert cli.main(["run", str(params), "--data", str(tmp_path / "nowhere")]) == 1
    told = capsys.readouterr().err
    assert "kommentarer/2026/styregruppen.md, række 2" in told
    assert "EVAL-103" in told
    assert "010120" not in told
    assert "leverancer" not in told


def test_faults_in_deliveries_stop_before_any_notebook(small_set, tmp_path, capsys):
    params = project(tmp_path)
    shutil.copytree(small_set, tmp_path / "set")
    (tmp_path / "set" / "foedsler" / "leverance.yml").unlink()
    (tmp_path / "set" / "kommune-0657" / "leverance.yml").unlink()
    assert cli.main(["run", str(params), "--data", str(tmp_path / "set")]) == 1
    told = capsys.readouterr().err
    assert "foedsler" in told
    assert "kommune-0657" in told
    assert "Traceback" not in told
    assert not (tmp_path / "reports").exists()


def test_a_notebook_that_is_missing_is_told_before_the_deliveries_are_read(tmp_path, capsys):
    params = project(tmp_path)
    (tmp_path / "notebooks" / "01_kort.ipynb").unlink()
    assert cli.main(["run", str(params), "--data", str(tmp_path / "nowhere")]) == 1
    assert "01_kort" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (None, None, "Filen findes ikke"),
        ("primary: duration_mean", "primary: duration_meen", "Mener du duration_mean?"),
        ("newey_west,", "newey_vest,", "Mener du newey_west?"),
    ],
)
def test_a_plan_that_is_missing_or_wrong_stops_everything(tmp_path, capsys, command, old, new, told):
    params = project(tmp_path)
    plan = tmp_path / "params" / "analyseplan.yml"
    text = plan.read_text(encoding="utf-8")
    plan.unlink()
    if old is not None:
        plan.write_text(text.replace(old, new), encoding="utf-8")
    (tmp_path / "set").mkdir()
    words = {"run": ["run", str(params), "--data"], "check": ["check", "--params", str(params)]}[command]
    assert cli.main([*words, str(tmp_path / "set")]) == 1
    shown = capsys.readouterr().err
    assert "EVAL-101" in shown
    assert "fil analyseplan.yml" in shown
    assert told in shown
    assert not (tmp_path / "reports").exists() or not any((tmp_path / "reports").rglob("*.html"))


def test_a_folder_that_holds_no_report_is_told_before_the_deliveries_are_read(tmp_path, capsys):
    params = project(tmp_path)
    words = ["run", str(params), "--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "params")]
    assert cli.main(words) == 1
    assert "andet end en rapport" in capsys.readouterr().err


def delivered(folder, name, text, **words):
    """One delivery of a CSV file."""
    (folder / name).mkdir(parents=True)
    (folder / name / "data.csv").write_text(text, encoding="utf-8")
    declaration = {
        "kilde": "foedsler",
        "afsender": "Danmarks Statistik",
        "udtraeksdato": date(2026, 10, 1),
        "periode": {"fra": date(2012, 1, 1), "til": date(2026, 9, 30)},
        "syntetisk": True,
        "filer": [{"navn": "data.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1}],
    }
    (folder / name / "leverance.yml").write_text(yaml.safe_dump(declaration | words), encoding="utf-8")


def test_check_tells_how_all_stand_and_where_the_report_is(small_set, tmp_path, capsys):
    params = project(tmp_path)
    assert cli.main(["check", str(small_set), "--params", str(params)]) == 0
    told = capsys.readouterr().out
    assert "Herning" in told
    assert "Kørslen kan starte." in told
    assert str(tmp_path / "reports" / "kontrol" / "kontrol.html") in told
    assert (tmp_path / "reports" / "kontrol" / "kontrol.xlsx").is_file()


def test_check_ends_with_one_when_faults_stop_a_run(tmp_path, capsys):
    params = project(tmp_path)
    delivered(tmp_path / "set", "foedsler", "kommunekode;maaned;levendefoedte\n0657;maj;7\n")
    words = ["check", str(tmp_path / "set"), "--params", str(params), "--out", str(tmp_path / "kontrol")]
    assert cli.main(words) == 1
    told = capsys.readouterr()
    assert "▲ fejl" in told.out
    assert "Kørslen kan ikke starte" in told.out
    assert (tmp_path / "kontrol" / "kontrol.html").is_file()
    assert "Få alle fejl" not in told.err


def test_check_says_when_the_report_cannot_be_written(tmp_path, capsys):
    params = project(tmp_path)
    delivered(tmp_path / "set", "foedsler", "x\n1\n")
    assert cli.main(["check", str(tmp_path / "set"), "--params", str(params), "--out", str(params)]) == 1
    assert "Kontrollen kunne ikke skrives" in capsys.readouterr().err


def test_a_run_tells_the_first_faults_and_points_to_check(tmp_path, capsys):
    params = project(tmp_path)
    for number in range(23):
        delivered(tmp_path / "set", f"foedsler-{number:02d}", f"x{number}\n1\n", syntetisk="ja")
    assert cli.main(["run", str(params), "--data", str(tmp_path / "set")]) == 1
    told = capsys.readouterr().err
    assert sum(line.startswith("- ") for line in told.splitlines()) == 20
    assert "… og 3 fejl mere." in told
    assert f'evaluering check "{tmp_path / "set"}" --params "{params}"' in told


def test_a_run_with_few_faults_tells_them_all(tmp_path, capsys):
    params = project(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    assert cli.main(["run", str(params)]) == 1
    told = capsys.readouterr().err
    assert "Der er ingen leverancer i mappen" in told
    assert "fejl mere" not in told
    assert f'evaluering check "{tmp_path / "data" / "raw"}"' in told


def test_check_finds_the_newest_parameters_above_the_deliveries_but_none_of_a_later_year(small_set, tmp_path, capsys):
    project(tmp_path)
    (tmp_path / "params" / "2026.yml").write_text("year: x\n", encoding="utf-8")
    shutil.copytree(small_set, tmp_path / "data" / "raw")
    assert cli.main(["check", str(tmp_path / "data" / "raw")]) == 1
    assert "2026.yml" in capsys.readouterr().err


def test_check_takes_later_parameters_when_there_are_no_others(small_set, tmp_path, capsys):
    project(tmp_path)
    for path in (tmp_path / "params").glob("20*.yml"):
        path.unlink()
    (tmp_path / "params" / "2027.yml").write_text("year: x\n", encoding="utf-8")
    shutil.copytree(small_set, tmp_path / "data" / "raw")
    assert cli.main(["check", str(tmp_path / "data" / "raw")]) == 1
    assert "2027.yml" in capsys.readouterr().err


def test_a_folder_in_the_place_of_a_declaration_is_passed_over(tmp_path, capsys):
    project(tmp_path)
    (tmp_path / "data" / "raw" / "randers" / "leverance.yml").mkdir(parents=True)
    assert cli.main(["check", str(tmp_path / "data" / "raw")]) == 1
    told = capsys.readouterr()
    assert "Traceback" not in told.err + told.out
    assert "EVAL-000" not in told.err


def test_what_nobody_foresaw_is_told_in_one_line_and_its_place_is_kept(tmp_path, monkeypatch, capsys):
    params = project(tmp_path)

    def stop(*_, **__):
        raise ZeroDivisionError("-".join(["010120", "1234"]))

    monkeypatch.setattr(cli, "read_run_plan", stop)
    assert cli.main(["run", str(params)]) == 1
    told = capsys.readouterr().err
    assert "EVAL-000" in told
    assert "uventet.log" in told
    log = (tmp_path / "reports" / "fejlede" / "uventet.log").read_text(encoding="utf-8")
    assert log.endswith("ZeroDivisionError\n")
    assert "in stop" in log
    assert not any(word in log + told for word in ("010120-1234", "Traceback"))


def test_what_nobody_foresaw_is_told_although_nothing_can_be_written(tmp_path, monkeypatch, capsys):
    params = project(tmp_path)
    (tmp_path / "reports").write_text("en fil, hvor mappen skulle være", encoding="utf-8")
    monkeypatch.setattr(cli, "read_run_plan", lambda _: 1 / 0)
    assert cli.main(["run", str(params)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_check_without_any_parameters(tmp_path, capsys):
    assert cli.main(["check", str(tmp_path)]) == 1
    assert "--params" in capsys.readouterr().err


def test_an_unexpected_stop_of_preparation_is_logged_without_a_traceback_on_screen(tmp_path, monkeypatch, capsys):
    params = project(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)

    class Done:
        returncode = -9
        stdout = b""

    monkeypatch.setattr(cli.subprocess, "run", lambda *_, **__: Done)
    assert cli.main(["run", str(params)]) == 1
    told = capsys.readouterr().err
    assert "hukommelse" in told
    assert "klargoering.log" in told
    assert (tmp_path / "reports" / "fejlede" / "klargoering.log").is_file()


def test_the_example_is_a_process_of_its_own(monkeypatch):
    seen = []

    class Done:
        returncode = 5

    def run(words, **_):
        seen.extend(words)
        return Done

    monkeypatch.setattr(cli.subprocess, "run", run)
    assert cli.main(["example", "--seed", "1"]) == 5
    assert seen[-4:] == ["-m", "evaluering.example", "--seed", "1"]


def test_an_interrupted_run_says_so(tmp_path, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_prepare", interrupted)
    assert cli.main(["run", str(project(tmp_path))]) == 130
    assert "ikke rørt" in capsys.readouterr().err


@pytest.fixture
def final(tmp_path, monkeypatch):
    """Run a project whose edition is final on a day, with data that are ready at once; also the runs that began."""
    params, begun = project(tmp_path), []
    answer = {
        "version": "v1", "disclosure": "d1", "extraction_date": "2026-10-01", "synthetic": True, "deliveries": [],
        "has_children": True, "has_published": True, "earlier": [],
        "passed_over": ["Rapporten for 2025 er om en anden aftale og sammenlignes ikke."],
    }  # fmt: skip
    folder = tmp_path / "kommentarer" / "2026"
    folder.mkdir(parents=True)

    def run(request, *, on_progress):
        begun.append(request)
        request.out.mkdir(parents=True)
        (request.out / "results.json").write_text("{}", encoding="utf-8")
        return cli.RunOutcome((), untouched=True)

    def told(day):
        (folder / "udgave.yml").write_text(f"# dag\nendelig: {day}\n", encoding="utf-8")
        return cli.main(["run", str(params)])

    monkeypatch.setattr(cli, "_prepare", lambda *_, **__: answer)
    monkeypatch.setattr(cli, "_today", lambda: date(2026, 12, 1))
    monkeypatch.setattr(cli, "run_evaluation", run)
    return told, begun


@pytest.mark.parametrize(
    ("day", "fault"), [("2026-12-02", "ude i fremtiden"), ("2026-09-30", "før den dag, data er trukket")]
)
def test_a_final_day_that_cannot_be_is_told_with_its_line_before_anything_is_run(final, capsys, day, fault):
    run, begun = final
    assert run(day) == 1
    told = capsys.readouterr().err
    assert fault in told
    assert "kommentarer/2026/udgave.yml" in told
    assert "række 2" in told
    assert begun == []


def test_a_final_edition_left_as_it_is_and_an_earlier_report_of_others_are_told(final, capsys):
    run, begun = final
    assert run("2026-12-01") == 0
    told = capsys.readouterr().err
    assert "Tallene er de samme som i den endelige udgave, som ikke er rørt." in told
    assert "Rapporten for 2025 er om en anden aftale og sammenlignes ikke." in told
    assert len(begun) == 1


def test_the_day_is_the_machines():
    assert cli._today() >= date(2026, 11, 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "der mangler: KOMMANDO"),
        (["run"], "der mangler: PARAMETERFIL"),
        (["run", "x", "--jobs"], "skal have en værdi"),
        (["run", "x", "--jobs", "0"], "kan ikke være '0'"),
        (["run", "x", "y"], "ukendte ord: y"),
        (["kør"], "kan ikke være 'kør'"),
    ],
)
def test_wrong_words_are_told_in_danish(words, told, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(words)
    shown = capsys.readouterr().err
    assert "Forkert brug" in shown
    assert told in shown
    assert "Brug: evaluering" in shown


def test_help_is_danish(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["run", "--hjaelp"])
    shown = capsys.readouterr().out
    assert "Valgmuligheder" in shown
    assert "usage" not in shown
    assert "argument" not in shown


def test_words_without_a_translation_still_come_in_danish():
    assert in_danish("something quite new") == "ordene kan ikke forstås; se evaluering --hjaelp"


BIRTHS = "kommunekode;maaned;levendefoedte\n0657;2020M02;70\n"


@pytest.fixture
def birth_file(tmp_path):
    path = tmp_path / "foedsler.csv"
    path.write_text(BIRTHS, encoding="utf-8")
    return path


def test_a_declaration_is_proposed_on_the_screen(birth_file, capsys):
    assert cli.main(["declare", str(birth_file)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("# Forslag til leverance.yml")
    assert 'kilde: "foedsler"' in told.out
    assert "bekræft: afsender, udtraeksdato, syntetisk" in told.err
    assert "Problemer" not in told.err
    assert [path.name for path in birth_file.parent.iterdir()] == [birth_file.name]


def test_a_proposal_is_written_to_a_new_file_only(birth_file, capsys):
    out = birth_file.parent / "leverance.yml"
    assert cli.main(["declare", str(birth_file), "--out", str(out)]) == 0
    written = out.read_text(encoding="utf-8")
    assert written.startswith("# Forslag til leverance.yml")
    assert capsys.readouterr().out == ""
    assert cli.main(["declare", str(birth_file), "--out", str(out)]) == 2
    assert "findes allerede" in capsys.readouterr().err
    assert cli.main(["declare", str(birth_file), "--out", str(out.parent / "no" / "a.yml")]) == 2
    assert "mappe, der ikke findes" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == written


def test_the_agreement_beside_the_files_is_known_to_a_proposal(tmp_path, birth_file, capsys):
    birth_file.write_text(BIRTHS.replace("0657", "0101"), encoding="utf-8")
    assert cli.main(["declare", str(birth_file), "--params", str(ROOT / "params" / "2026.yml")]) == 0
    assert "Problemer, der skal løses: 1" in capsys.readouterr().err
    shutil.copytree(ROOT / "params", tmp_path / "params")
    assert cli.main(["declare", str(birth_file)]) == 0
    assert "Problemer, der skal løses: 1" in capsys.readouterr().err


def test_a_file_that_cannot_be_understood_is_told(tmp_path, capsys):
    assert cli.main(["declare", str(tmp_path / "none.csv")]) == 1
    told = capsys.readouterr()
    assert "Filen findes ikke" in told.err
    assert told.out == ""


def test_a_declaration_needs_a_file(capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["declare"])
    assert "der mangler: FIL" in capsys.readouterr().err
