import shutil
from pathlib import Path

import orjson
import pytest

from evaluering.preparation import __main__ as command

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
    assert len(told["deliveries"]) == 26


def test_a_check_keeps_nothing(small_set, tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    status, told = answer(capfdbinary, "--data", small_set)
    assert status == 0
    assert told["set_aside"] > 0
    assert not list(tmp_path.iterdir())


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
    status, told = answer(capfdbinary, "--data", tmp_path)
    assert status == command.UNEXPECTED
    assert told["unexpected"] == "KeyError"
    assert number not in str(told)


def test_words_that_are_missing(capsys):
    with pytest.raises(SystemExit, match="2"):
        command.main([])
    assert "--params" in capsys.readouterr().err


def test_the_manifest_is_not_told_what_the_page_hides(prepared, small_set, interim, capfdbinary):
    _, told = answer(capfdbinary, "--data", small_set, "--interim", interim)
    rows = {one["sender"]: one["rows"] for one in told["deliveries"]}
    assert rows["0741"] is None
    assert rows["0751"] is None
    assert rows["0657"] > 0
