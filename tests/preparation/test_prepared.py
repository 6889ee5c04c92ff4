import json
import shutil

import pandas as pd
import pytest

from evaluering.errors import DeliveryError, PreparedDataError
from evaluering.marks import INTERIM_VARIABLE
from evaluering.preparation.prepared import LATEST, open_prepared, read_prepared
from evaluering.preparation.preparing import prepare


def test_what_is_saved_is_what_is_opened(prepared, interim):
    again = read_prepared(interim / prepared.version)
    pd.testing.assert_frame_equal(again.panel.cells, prepared.panel.cells)
    pd.testing.assert_frame_equal(again.panel.durations, prepared.panel.durations)
    assert again.decisions.fingerprint == prepared.decisions.fingerprint
    assert again.agreement == prepared.agreement
    assert again.parameters == prepared.parameters
    assert again.plan == prepared.plan
    assert again.plan.fingerprint() == prepared.plan.fingerprint()
    assert again.sources.frame.to_dict("records") == prepared.sources.frame.to_dict("records")
    assert (again.extraction_date, again.synthetic) == (prepared.extraction_date, True)


def test_no_person_is_saved(prepared, interim):
    names = {path.name for path in (interim / prepared.version).iterdir()}
    assert "prepared.json" in names
    for path in (interim / prepared.version).glob("*.parquet"):
        columns = set(pd.read_parquet(path).columns)
        assert not columns & {"child", "cpr", "birth", "recorded", "row"}


def test_the_same_deliveries_are_prepared_once(prepared, small_set, interim, run_plan):
    before = (interim / prepared.version / "prepared.json").stat().st_mtime_ns
    again = prepare(run_plan, data=small_set, interim=interim)
    assert again.version == prepared.version
    assert (interim / prepared.version / "prepared.json").stat().st_mtime_ns == before


def test_other_parameters_are_another_version(prepared, small_set, interim, run_plan):
    parameters = run_plan.parameters.model_copy(update={"disclosure_threshold": 7})
    other = prepare(run_plan.model_copy(update={"parameters": parameters}), data=small_set, interim=interim)
    assert other.version != prepared.version
    assert other.decisions.threshold == 7


def test_another_plan_is_another_version(prepared, small_set, interim, run_plan):
    plan = run_plan.plan.model_copy(update={"harmonics": 1})
    other = prepare(run_plan.model_copy(update={"plan": plan}), data=small_set, interim=interim)
    assert other.version != prepared.version
    assert other.departures == ("harmonics",)
    assert prepared.departures == ()


def test_data_prepared_without_a_plan_must_be_prepared_again(prepared, interim, tmp_path):
    shutil.copytree(interim / prepared.version, tmp_path / "old")
    description = json.loads((tmp_path / "old" / "prepared.json").read_text(encoding="utf-8"))
    del description["plan"]
    (tmp_path / "old" / "prepared.json").write_text(json.dumps(description), encoding="utf-8")
    with pytest.raises(PreparedDataError, match="ingen analyseplan"):
        read_prepared(tmp_path / "old")


def test_data_prepared_without_a_decision_on_estimates_tell_none_of_their_children(prepared, interim, tmp_path):
    for name, counts_told in (("told", True), ("old", None)):
        shutil.copytree(interim / prepared.version, tmp_path / name)
        description = json.loads((tmp_path / name / "prepared.json").read_text(encoding="utf-8"))
        assert description.pop("counts_told") is False, "one child in ten leaves few in some months"
        more = {} if counts_told is None else {"counts_told": counts_told}
        (tmp_path / name / "prepared.json").write_text(json.dumps(description | more), encoding="utf-8")
    assert read_prepared(tmp_path / "told").decisions.counts_told
    assert not read_prepared(tmp_path / "old").decisions.counts_told


def test_a_notebook_opens_the_latest_from_the_folder_the_runner_names(prepared, interim, monkeypatch):
    monkeypatch.setenv(INTERIM_VARIABLE, str(interim))
    (interim / f"{LATEST}.txt").write_text(prepared.version, encoding="utf-8")
    assert open_prepared().version == prepared.version
    assert open_prepared(prepared.version).version == prepared.version


def test_a_notebook_finds_the_folder_above_it(prepared, interim, monkeypatch, tmp_path):
    monkeypatch.delenv(INTERIM_VARIABLE, raising=False)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "interim").symlink_to(interim, target_is_directory=True)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert open_prepared(prepared.version).version == prepared.version


def test_a_version_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.delenv(INTERIM_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PreparedDataError, match="make report"):
        open_prepared()


def test_a_folder_of_deliveries_that_is_not_there(run_plan, tmp_path):
    with pytest.raises(DeliveryError, match="findes ikke"):
        prepare(run_plan, data=tmp_path / "raw", interim=tmp_path / "interim")
    assert not (tmp_path / "interim").exists()


def test_preparing_again_replaces_a_half_version(prepared, small_set, interim, run_plan):
    (interim / prepared.version / "prepared.json").unlink()
    again = prepare(run_plan, data=small_set, interim=interim)
    assert again.version == prepared.version
    assert (interim / prepared.version / "prepared.json").is_file()


def test_municipalities_without_deliveries_are_named(small_set, interim, run_plan, tmp_path):
    shutil.copytree(small_set, tmp_path / "set")
    shutil.rmtree(tmp_path / "set" / "kommune-0657")
    shutil.rmtree(tmp_path / "set" / "kommune-0661")
    found = prepare(run_plan, data=tmp_path / "set", interim=interim)
    assert found.sources.notes[-1] == "Der er ingen oplysninger om børn fra Herning og Holstebro."
