from pathlib import Path

import orjson
import pytest
import yaml

from evaluering.intake.proposal.writing import proposal_text
from evaluering.preparation import declaring

ROOT = Path(__file__).parents[2]
PARAMS = ROOT / "params" / "2026.yml"
BIRTHS = "kommunekode;maaned;levendefoedte\n0657;2020M02;70\n"


@pytest.fixture
def birth_file(tmp_path):
    path = tmp_path / "set" / "foedsler" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_text(BIRTHS, encoding="utf-8")
    return path


def answer(capfdbinary, *words):
    status = declaring.main([str(word) for word in words])
    return status, orjson.loads(capfdbinary.readouterr().out)


def test_a_proposal_comes_as_text_with_what_to_confirm(birth_file, capfdbinary):
    status, told = answer(capfdbinary, birth_file, "--params", PARAMS)
    assert status == 0
    assert 'kilde: "foedsler"' in told["text"]
    assert told["confirm"] == ["afsender", "udtraeksdato", "syntetisk"]
    assert told["problems"] == 0


def test_the_agreement_of_the_parameters_knows_the_municipalities(birth_file, capfdbinary):
    birth_file.write_text(BIRTHS.replace("0657", "0101"), encoding="utf-8")
    assert answer(capfdbinary, birth_file, "--params", PARAMS)[1]["problems"] == 1
    assert answer(capfdbinary, birth_file, "--nearest-params", PARAMS)[1]["problems"] == 1
    assert answer(capfdbinary, birth_file)[1]["problems"] == 0


def test_parameters_that_cannot_be_read_only_matter_when_they_are_named(birth_file, tmp_path, capfdbinary):
    broken = tmp_path / "2026.yml"
    broken.write_text("year: x\n", encoding="utf-8")
    assert answer(capfdbinary, birth_file, "--nearest-params", broken)[0] == 0
    status, told = answer(capfdbinary, birth_file, "--params", broken)
    assert (status, told["code"]) == (1, "EVAL-101")


@pytest.mark.parametrize("where", ["set", "set/foedsler"])
def test_the_codebooks_of_the_set_are_known(birth_file, tmp_path, capfdbinary, where):
    folder = tmp_path / where / "kodeboeger"
    folder.mkdir()
    standard = ROOT / "src" / "evaluering" / "intake" / "codebooks" / "standard.yml"
    text = standard.read_text(encoding="utf-8").replace("maaned", "month").replace("name: standard", "name: egen")
    (folder / "egen.yml").write_text(text, encoding="utf-8")
    (folder / "faulty.yml").write_text("name: 1\n", encoding="utf-8")
    birth_file.write_text(BIRTHS.replace("maaned", "month"), encoding="utf-8")
    _, told = answer(capfdbinary, birth_file)
    assert 'kodebog: "egen"' in told["text"]
    assert told["problems"] > 0
    assert "kodeboeger/faulty.yml" in told["text"]


def test_a_file_that_cannot_be_understood_is_a_fault(tmp_path, capfdbinary):
    status, told = answer(capfdbinary, tmp_path / "none.csv")
    assert (status, told["code"]) == (1, "EVAL-202")


def test_every_delivery_of_the_example_is_proposed_as_it_is_declared(small_set, run_plan):
    folders = [path.parent for path in sorted(small_set.glob("*/leverance.yml"))]
    assert len(folders) > 20
    for folder in folders:
        true = yaml.safe_load((folder / "leverance.yml").read_text(encoding="utf-8"))
        proposal = declaring.proposed([folder / file["navn"] for file in true["filer"]], run_plan.agreement)
        assert proposal.findings == (), folder.name
        made = yaml.safe_load(proposal_text(proposal))
        told = {key for key in true if made[key] != true[key]}
        assert told <= {*proposal.unproven, "periode", "filer"}, folder.name
        assert abs(made["periode"]["til"] - true["periode"]["til"]).days <= 60, folder.name
        for file, declared in zip(made["filer"], true["filer"], strict=True):
            others = {key: (file[key], declared[key]) for key in {*file} & {*declared} if file[key] != declared[key]}
            assert set(others) <= {*proposal.unproven, "tegnsaet"}, folder.name
            assert others.get("tegnsaet", ("utf-8", "cp1252")) == ("utf-8", "cp1252"), folder.name
            assert {*declared} - {*file} <= {"ark", "decimaltegn", "tegnsaet"}, folder.name
