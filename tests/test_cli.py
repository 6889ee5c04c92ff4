import shutil
from pathlib import Path

import nbformat
import pytest

from evaluering import cli

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
    assert "index.html" in told


def test_a_failed_notebook_is_told_and_the_status_is_three(small_set, tmp_path, capsys):
    params = project(tmp_path, cell=BLOCK + "\n1 / 0")
    assert cli.main(["run", str(params), "--data", str(small_set), "--jobs", "1"]) == 3
    assert "FEJLET" in capsys.readouterr().err
    assert "FEJLET" in (tmp_path / "reports" / "2026" / "index.html").read_text(encoding="utf-8")


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


def test_a_folder_that_holds_no_report_is_told_before_the_deliveries_are_read(tmp_path, capsys):
    params = project(tmp_path)
    words = ["run", str(params), "--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "params")]
    assert cli.main(words) == 1
    assert "andet end en rapport" in capsys.readouterr().err


def test_check_tells_what_was_delivered(small_set, capsys):
    assert cli.main(["check", str(small_set), "--params", str(ROOT / "params" / "2026.yml")]) == 0
    told = capsys.readouterr().out
    assert "kommune-0657: kommuneudtraek" in told
    assert "Leverancerne kan bruges" in told


def test_check_finds_the_newest_parameters_above_the_deliveries(small_set, tmp_path, capsys):
    project(tmp_path)
    (tmp_path / "params" / "2027.yml").write_text("year: x\n", encoding="utf-8")
    shutil.copytree(small_set, tmp_path / "data" / "raw")
    assert cli.main(["check", str(tmp_path / "data" / "raw")]) == 1
    assert "2027.yml" in capsys.readouterr().err


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
    assert cli._danish("something quite new") == "ordene kan ikke forstås; se evaluering --hjaelp"
