from pathlib import Path

import pytest
from pydantic import ValidationError

from evaluering.errors import AgreementError, ParameterError
from evaluering.parameters import Suite, read_run_plan

PARAMS = Path(__file__).parent.parent / "params"


@pytest.fixture
def changed(tmp_path):
    """A writer of the project's own parameter files with one thing changed."""

    def write(old, new, *, name="2026.yml"):
        for source in PARAMS.glob("*.yml"):
            text = source.read_text(encoding="utf-8")
            if source.name == name:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / source.name).write_text(text, encoding="utf-8")
        return tmp_path / "2026.yml"

    return write


def findings(path, kind=ParameterError):
    with pytest.raises(kind, match="EVAL-10") as caught:
        read_run_plan(path)
    return caught.value.findings


def test_the_projects_own_parameters_are_read():
    plan = read_run_plan(PARAMS / "2026.yml")
    assert plan.parameters.year == 2026
    assert len(plan.agreement.municipalities) == 19
    assert plan.suite.region[0] == "00_konklusioner"
    assert plan.plan.primary == "duration_mean"
    assert plan.departures == ()


@pytest.mark.parametrize(
    ("old", "new", "words", "key"),
    [
        ("seed: 20230401", "", "mangler", "seed"),
        ("seed: 20230401", "sead: 20230401", "Mener du seed?", "sead"),
        ("seed: 20230401", "seed: '20230401'", "et helt tal", "seed"),
        ("seed: 20230401", "seed: 1\nseed: 2", "to gange", "seed"),
        ("seed: 20230401", "seed: 0123", "nul forrest", "seed"),
        ("  cut_months: 8 ", "  cut_months: 80 ", "højst 24", "interruption.cut_months"),
        ("disclosure_threshold: 5", "disclosure_threshold: 2", "mindst 3", "disclosure_threshold"),
        ('series_start: "2012-01"', "series_start: 2012", "2023-04", "series_start"),
        ('series_start: "2012-01"', 'series_start: "2012-1"', "2023-04", "series_start"),
        ("[3, 6, 12, 21]", "3", "en liste", "interruption.ramps_months"),
        ("[3, 6, 12, 21]", "[3, x]", "et helt tal", "interruption.ramps_months.1"),
        ("  tolerance_days: 3.0 ", "  tolerance_days: 0.0 ", "over 0", "baseline_gate.tolerance_days"),
        ("suite: suite.yml", "suite: ../suite.yml", "den rigtige form", "suite"),
        ("execution:\n", "execution: 1\nx:\n", "navne med værdier", "execution"),
        ("  reporting_lag_days: 122", "  reporting_lag_day: 122", "Mener du reporting_lag_days?", "maturity"),
    ],
)
def test_a_parameter_at_fault_is_named_with_line_and_remedy(changed, old, new, words, key):
    found = findings(changed(old, new))
    text = "\n".join(finding.text() for finding in found)
    assert words in text
    assert any(finding.key.startswith(key) for finding in found)
    assert all(finding.row and finding.file == "2026.yml" for finding in found)


def test_all_faults_are_told_at_once(changed):
    found = findings(changed("seed: 20230401", "seed: x\nyear_: 1"))
    assert {finding.key for finding in found} == {"seed", "year_"}


def test_the_value_is_never_repeated(changed):
    found = findings(changed("seed: 20230401", 'seed: "0101601234"'))
    assert "0101601234" not in "".join(finding.text() for finding in found)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a: [", "gyldig YAML"), (b"\xff\xfe\x00", "UTF-8"), (b"", "mangler"), (b"- 1", "navne med")],
)
def test_a_file_that_is_no_parameter_file(tmp_path, content, words):
    (tmp_path / "2026.yml").write_bytes(content)
    assert words in "\n".join(finding.text() for finding in findings(tmp_path / "2026.yml"))


def test_a_missing_file(tmp_path):
    assert "findes ikke" in findings(tmp_path / "2026.yml")[0].text()


def test_a_series_must_reach_far_enough_back_to_tell_a_change(changed):
    (finding,) = findings(changed('series_start: "2012-01"', 'series_start: "2020-09"'))
    assert finding.key == "series_start"
    assert "2020-08" in finding.allowed
    read_run_plan(changed('series_start: "2012-01"', 'series_start: "2020-08"'))


def test_the_plan_is_read_and_what_departs_from_it_is_named(changed):
    assert read_run_plan(changed("  harmonics: 2 ", "  harmonics: 1 ")).departures == ("harmonics",)
    (finding,) = findings(changed("plan: analyseplan.yml", "plan: en-anden.yml"))
    assert (finding.file, finding.what) == ("en-anden.yml", "Filen findes ikke")
    (finding,) = findings(changed("plan: analyseplan.yml ", ""))
    assert (finding.key, finding.what) == ("plan", "En nøgle mangler")
    (finding,) = findings(changed("primary: duration_mean", "primary: duration_meam", name="analyseplan.yml"))
    assert "Mener du duration_mean?" in finding.remedy


def test_the_page_to_read_first_is_one_of_the_regions(changed):
    assert read_run_plan(PARAMS / "2026.yml").suite.read_first in read_run_plan(PARAMS / "2026.yml").suite.region
    (fault,) = findings(changed("read_first: 00_konklusioner", "read_first: 10_kommuneark", name="suite.yml"))
    assert "skal også stå under region" in fault.what


@pytest.mark.parametrize("line", ["  - 02_udvikling\n", "  - 10_kommuneark\n"])
def test_a_notebook_twice_in_the_suite(changed, line):
    found = findings(changed(line, line + line, name="suite.yml"))
    assert "én gang" in found[0].what
    assert found[0].file == "suite.yml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('code: "0657"', "code: 0657", "nul forrest"),
        ('["0751", "0741"]\nindicators', '["0751", "9999"]\nindicators', "findes ikke under municipalities"),
        ('municipalities: ["0791", "0740", "0779"]', 'municipalities: ["0791", "0740"]', "netop én klynge"),
        ('["0791", "0740", "0779"]', "[791]", "tekst i anførselstegn"),
        ("baseline: {first_year: 2012,", "baseline: {first_yaer: 2012,", "Mener du first_year?"),
        ("measure: days", "measure: weeks", "en af de tilladte"),
        ("deadline: 2028-03-31", "deadline: nej", "en dato"),
        ("deadline: 2028-03-31", "deadline: 2028-02-30", "er det en dato, findes den ikke"),
        ("deadline: 2028-03-31", "deadline: !!python/object:os.system x", "kan ikke læses"),
        ("deadline: 2028-03-31", "? [a]\n: b", "ikke et ord"),
        ("deadline: 2028-03-31", "deadline: &d 2028-03-31\nramp: *d", "Henvisninger med *"),
    ],
)
def test_an_agreement_at_fault(changed, old, new, words):
    found = findings(changed(old, new, name="amning-midtjylland.yml"), AgreementError)
    assert words in "\n".join(finding.text() for finding in found)


def test_the_joined_report_is_made_of_the_regions_pages_each_once() -> None:
    known = {"region": ("01_alfa", "02_beta"), "cluster": (), "published": ("09_gamma",)}
    assert Suite(**known, report=("09_gamma", "01_alfa"), appendices=("02_beta",)).report == ("09_gamma", "01_alfa")
    with pytest.raises(ValidationError, match="report og appendices skal også stå under region eller published"):
        Suite(**known, report=("10_ark",))
    with pytest.raises(ValidationError, match="kun stå én gang"):
        Suite(**known, report=("01_alfa",), appendices=("01_alfa",))
    many = tuple(f"{number}_bilag" for number in range(10, 40))
    assert Suite(region=many, cluster=(), appendices=many[:29]).appendices == many[:29]
    with pytest.raises(ValidationError, match="29 items"):
        Suite(region=many, cluster=(), appendices=many)


def test_the_page_on_what_changed_is_one_of_the_regions() -> None:
    with pytest.raises(ValidationError, match="Notebooken i since_last skal også stå under region"):
        Suite(region=("01_alfa",), cluster=(), since_last="02_beta")
    assert Suite(region=("01_alfa",), cluster=(), since_last="01_alfa").since_last == "01_alfa"
