import shutil
from pathlib import Path

import orjson
import pytest

from evaluering.preparation import __main__ as command
from evaluering.preparation.answering import UNEXPECTED

PARAMS = Path(__file__).parents[2] / "params" / "2026.yml"


def answer(capfdbinary, *words):
    status = command.main(["--params", str(PARAMS), *map(str, words)])
    return status, orjson.loads(capfdbinary.readouterr().out)


def test_prepared_data_are_named_by_version(prepared, small_set, interim, capfdbinary):
    status, told = answer(capfdbinary, "--data", small_set, "--interim", interim)
    assert status == 0
    assert told["version"] == prepared.version
    assert told["disclosure"] == prepared.decisions.fingerprint
    assert told["synthetic"] is True
    assert len(told["deliveries"]) == len(prepared.sources.frame)


def test_a_check_keeps_its_report_and_nothing_else(deliveries, tmp_path, monkeypatch, capfdbinary):
    deliveries.children()
    deliveries.births("0657")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    status, told = answer(capfdbinary, "--data", deliveries.folder, "--report", tmp_path / "kontrol")
    assert status == 0
    assert told["runnable"] is True
    assert told["lines"][-1] == f"  {tmp_path / 'kontrol' / 'kontrol.xlsx'}"
    assert not list((tmp_path / "here").iterdir())


def test_a_check_answers_when_faults_stop_the_run(deliveries, tmp_path, capfdbinary):
    deliveries.births("0657")
    status, told = answer(capfdbinary, "--data", deliveries.folder, "--report", tmp_path / "kontrol")
    assert status == 0
    assert told["runnable"] is False
    assert any("Der er ingen leverancer om børn" in line for line in told["lines"])


def test_no_folder_to_check_is_a_fault_without_a_report(tmp_path, capfdbinary):
    status, told = answer(capfdbinary, "--data", tmp_path / "nowhere", "--report", tmp_path / "kontrol")
    assert status == 1
    assert told["code"] == "EVAL-202"
    assert not (tmp_path / "kontrol").exists()


def test_faults_come_as_records(small_set, tmp_path, capfdbinary):
    shutil.copytree(small_set, tmp_path / "set")
    (tmp_path / "set" / "kommune-0657" / "leverance.yml").unlink()
    status, told = answer(capfdbinary, "--data", tmp_path / "set", "--interim", tmp_path / "interim")
    assert status == 1
    assert told["code"] == "EVAL-201"
    assert "kommune-0657" in told["findings"][0]["file"]
    assert not (tmp_path / "interim").exists()


def test_an_unexpected_fault_tells_its_kind_and_place_but_not_its_words(monkeypatch, tmp_path, capfdbinary):
    number = "010160" + "1234"

    def broken(*_, **__):
        raise KeyError(number)

    monkeypatch.setattr(command, "check", broken)
    status, told = answer(capfdbinary, "--data", tmp_path, "--report", tmp_path.parent / "kontrol")
    assert status == UNEXPECTED
    assert told["unexpected"] == "KeyError"
    assert number not in str(told)


def test_words_that_are_missing(capsys):
    with pytest.raises(SystemExit, match="2"):
        command.main([])
    assert "--params" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        command.main(["--params", "x", "--data", "y"])
    assert "--interim --report is required" in capsys.readouterr().err


def test_the_manifest_is_not_told_what_the_page_hides(prepared, small_set, interim, capfdbinary):
    _, told = answer(capfdbinary, "--data", small_set, "--interim", interim)
    rows = {one["sender"]: one["rows"] for one in told["deliveries"]}
    assert rows["0741"] is None
    assert rows["0751"] is None
    assert rows["0657"] > 0
