from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evaluering.example import __main__ as command
from evaluering.example import write_example, write_published_tables

AGREEMENT = Path(__file__).parents[2] / "params" / "amning-midtjylland.yml"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the command asks for; the sets themselves are made small."""
    calls: list[dict[str, Any]] = []

    def small(write: Callable[..., None]) -> Callable[..., None]:
        def written(folder: Path, **given: Any) -> None:
            calls.append({"folder": folder} | given)
            write(folder, births_factor=0.001, **given)

        return written

    monkeypatch.setattr(command, "write_example", small(write_example))
    monkeypatch.setattr(command, "write_published_tables", small(write_published_tables))
    return calls


def test_set_is_written_and_said_to_be_made_up(
    called: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "set"
    given = ["--seed", "5", "--out", str(out), "--aftale", str(AGREEMENT), "--udtraek", "2015-06-01"]
    assert command.main([*given, "--effekt", "goedstrup=0.86, midt=1.1"]) == 0
    assert (called[0]["seed"], called[0]["extraction"]) == (5, date(2015, 6, 1))
    assert called[0]["effect"] == {"goedstrup": 0.86, "midt": 1.1}
    assert (out / "noegle.txt").is_file()
    assert "opdigtede" in capsys.readouterr().out
    assert command.main(given) == 0
    assert called[1]["effect"] is None
    assert command.main([*given, "--effekt", "ingen"]) == 0
    assert called[2]["effect"] == {}


def test_published_tables_alone_are_written_when_asked_for(called: list[dict[str, Any]], tmp_path: Path) -> None:
    out = tmp_path / "set"
    given = ["--seed", "5", "--out", str(out), "--aftale", str(AGREEMENT), "--udtraek", "2015-06-01"]
    assert command.main([*given, "--kun", "tabeller"]) == 0
    assert called[0]["extraction"] == date(2015, 6, 1)
    assert {path.name for path in out.iterdir()} == {"esundhed-2013", "esundhed-2014", "statbank", "sandhed"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--seed mangler"),
        (["--seed", "1"], "--out mangler"),
        (["--seed", "1", "--out", ""], "--out mangler"),
        (["--seed", "en", "--out", "x"], "helt tal"),
        (["--seed", "-1", "--out", "x"], "--seed"),
        (["--seed"], "--seed: mangler en værdi"),
        (["--frø", "1"], "ukendt: --frø"),
        (["--seed", "1", "--out", "x", "--udtraek", "i dag"], "2026-10-01"),
        (["--seed", "1", "--out", "x", "--kun", "boern"], "tabeller"),
        (["--seed", "1", "--out", "x", "--effekt", "goedstrup"], "goedstrup=0.86"),
    ],
)
def test_wrong_usage_is_told_in_danish(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(arguments) == 2
    message = capsys.readouterr().err
    assert message.startswith("Forkert brug: ")
    assert said in message


@pytest.mark.parametrize(
    ("more", "said"),
    [(["--aftale", "findes-ikke.yml"], "findes-ikke.yml"), (["--effekt", "nord=0.5"], "effekt.nord")],
)
def test_a_fault_of_the_user_has_status_one(
    more: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--seed", "1", "--out", str(tmp_path / "set"), "--aftale", str(AGREEMENT), *more]
    assert command.main(given) == 1
    message = capsys.readouterr().err
    assert said in message
    assert "Traceback" not in message


@pytest.mark.parametrize("word", ["-h", "--help", "--hjaelp"])
def test_help_is_danish(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([word]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Brug: evaluering example")
    assert "goedstrup=0.86" in text
    assert "show this help" not in text
