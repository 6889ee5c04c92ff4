import json
from hashlib import sha256
from math import isnan

import pytest

from evaluering.errors import EarlierReportError
from evaluering.preparation.earlier import EarlierReport, earlier_from_plain, read_earlier, released
from evaluering.preparation.prepared import read_prepared
from evaluering.preparation.preparing import prepare


def level(first="2023-04", last="2024-03", *, kind="verdict", **more):
    name = f"duration_mean/region/{kind}/{first}_{last}"
    entry = {
        "id": name, "indicator": "duration_mean", "definition": "restricted_mean_365", "unit": "region",
        "estimand": "level", "from": first, "to": last, "value": 113.5, "lower": 112.4, "upper": 114.7,
        "confidence": 0.95, "measure": "days", "n": 12340, "coverage_pct": 92.1, "method": "kaplan-meier",
        "verdict": "endnu_ikke", "hidden": False, "notes": [],
    }  # fmt: skip
    return entry | more


class Archive:
    """A folder of reports that tests spoil."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, year=2025, *, results=(), folder=None, **changed):
        opening = {"agreement": "amning-midtjylland", "year": year, "extraction_date": f"{year}-10-01"} | changed
        place = self.folder / (folder or str(year))
        place.mkdir(parents=True)
        told = (
            {"schema": 1, "synthetic": True, "analysis_plan": {"fingerprint": "plan"}}
            | opening
            | {"results": list(results)}
        )
        (place / "results.json").write_text(json.dumps(told), encoding="utf-8")
        manifest = opening | {
            "code": {"fingerprint": "code"},
            "parameters": {"year": year},
            "deliveries": [{"fingerprint": "b"}, {"fingerprint": "a"}],
            "files": {"results.json": sha256((place / "results.json").read_bytes()).hexdigest()},
        }
        (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        return place


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "tidligere")


@pytest.fixture
def read(run_plan, archive):
    def reading(*places, synthetic=True):
        return read_earlier(places or (archive.folder,), run_plan=run_plan, synthetic=synthetic)

    return reading


def test_reports_of_earlier_years_are_read_the_oldest_first(archive, read):
    for year in (2025, 2024, 2026, 2027):
        archive.write(year, results=[level()])
    reports, notes = read()
    assert [one.year for one in reports] == [2024, 2025]
    assert notes == ()
    assert reports[1].extraction_date == "2025-10-01"
    assert (reports[1].origin.code, reports[1].origin.plan) == ("code", "plan")
    assert reports[1].origin.deliveries == {"a", "b"}


def test_only_levels_and_verdicts_of_whole_years_are_kept(archive, read):
    kept = [level(), level("2023-01", "2023-12", kind="level"), level("2023-04", "2028-03", value=None)]
    others = [
        level("2023-04", "2023-04", kind="level"),
        level(estimand="mean_change"),
        level(definition="registered_mean"),
        level("2023-04", "2025-03", kind="level"),
    ]
    archive.write(results=[*kept, *others])
    assert [one["id"] for one in read()[0][0].entries] == [one["id"] for one in kept]


def test_a_report_survives_being_saved(archive, read):
    archive.write(results=[level()])
    (report,) = read()[0]
    assert earlier_from_plain(json.loads(json.dumps(report.plain()))) == report
    assert isinstance(report, EarlierReport)


def test_the_report_beside_this_one_goes_before_the_archive(archive, read, tmp_path):
    archive.write(results=[level()])
    Archive(tmp_path / "reports").write(results=[level(value=99.0)])
    reports, _ = read(tmp_path / "reports", archive.folder, tmp_path / "nowhere")
    assert [one.entries[0]["value"] for one in reports] == [99.0]


@pytest.mark.parametrize(
    ("changed", "synthetic", "told"),
    [
        ({"agreement": "en-anden"}, True, "Rapporten for 2025 er om en anden aftale og sammenlignes ikke."),
        ({}, False, "Rapporten for 2025 er lavet på syntetiske data og sammenlignes ikke."),
        ({"synthetic": False}, True, "Rapporten for 2025 er lavet på rigtige data og sammenlignes ikke."),
    ],
)
def test_reports_of_others_are_passed_over_with_a_note(archive, read, changed, synthetic, told):
    archive.write(**changed)
    assert read(synthetic=synthetic) == ((), (told,))


def test_files_of_two_agreements_are_no_report(archive, read):
    folder = archive.write()
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"amning-midtjylland", b"en-anden"))
    with pytest.raises(EarlierReportError, match="fra en anden aftale end results"):
        read()


def test_the_archive_answers_where_the_report_beside_is_of_another_kind(archive, read, tmp_path):
    Archive(tmp_path / "reports").write(synthetic=False)
    archive.write(results=[level()])
    reports, notes = read(tmp_path / "reports", archive.folder)
    assert len(reports) == 1
    assert notes == ()


def test_folders_that_are_no_report_are_no_matter(archive, read):
    (archive.folder / "2024").mkdir(parents=True)
    (archive.folder / "kontrol").mkdir()
    assert read() == ((), ())


def edited(place):
    path = place / "results.json"
    path.write_text(path.read_text(encoding="utf-8").replace("113.5", "119.9"), encoding="utf-8")


def without_manifest(place):
    (place / "manifest.json").unlink()


def cut(place):
    path = place / "results.json"
    path.write_bytes(path.read_bytes()[:-40])


def no_object(place):
    (place / "manifest.json").write_text("[]", encoding="utf-8")


def without_key(place):
    path = place / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"code"', '"kode"'), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (edited, "ændret, siden rapporten blev udgivet"),
        (without_manifest, "manifest.json"),
        (cut, "kan ikke læses"),
        (no_object, "ikke den form"),
        (without_key, "ikke den form"),
    ],
)
def test_a_report_that_is_not_as_published_is_refused(archive, read, spoil, told):
    spoil(archive.write(results=[level()]))
    with pytest.raises(EarlierReportError, match=told) as fault:
        read()
    assert "tidligere/2025" in fault.value.text()


@pytest.mark.parametrize(
    ("opening", "entry"),
    [
        ({"extraction_date": "abc"}, {}),
        ({"synthetic": "nej"}, {}),
        ({"schema": 99}, {}),
        ({}, {"verdict": "<b>"}),
        ({}, {"n": -5}),
        ({}, {"value": "x"}),
        ({}, {"coverage_pct": 1e-320}),
        ({}, {"from": "2023-13"}),
    ],
)
def test_what_no_report_writes_is_refused_although_its_fingerprint_fits(archive, read, opening, entry):
    archive.write(results=[level(**entry)], **opening)
    with pytest.raises(EarlierReportError, match="ikke den form, en rapport skriver"):
        read()


def test_a_report_of_another_year_than_its_folder_is_refused(archive, read):
    archive.write(2024, folder="2025")
    with pytest.raises(EarlierReportError, match="et andet år end mappens navn"):
        read()


def test_a_file_too_large_for_a_report_is_refused(archive, read, monkeypatch):
    monkeypatch.setattr("evaluering.preparation.earlier._MOST_BYTES", 10)
    archive.write()
    with pytest.raises(EarlierReportError, match="for stor"):
        read()


def test_all_faults_are_told_at_once(archive, read):
    edited(archive.write(2024, results=[level()]))
    edited(archive.write(2025, results=[level()]))
    with pytest.raises(EarlierReportError) as fault:
        read()
    assert len(fault.value.findings) == 2


def test_earlier_reports_are_part_of_the_prepared_data(archive, prepared, small_set, interim, run_plan):
    archive.write(results=[level()])
    again = prepare(run_plan, data=small_set, interim=interim, earlier=[archive.folder])
    assert again.version != prepared.version
    assert [one.year for one in again.earlier] == [2025]
    assert read_prepared(interim / again.version).earlier == again.earlier
    same = prepare(run_plan, data=small_set, interim=interim, earlier=[archive.folder])
    assert same.version == again.version


def test_a_note_on_a_report_passed_over_stands_with_the_data(archive, small_set, interim, run_plan):
    archive.write(agreement="en-anden")
    again = prepare(run_plan, data=small_set, interim=interim, earlier=[archive.folder])
    assert any("om en anden aftale" in note for note in again.sources.notes)
    assert again.earlier == ()


def test_the_children_behind_estimates_are_kept_once(archive, read):
    told = {"estimand": "mean_change", "n": 8613, "coverage_pct": 93.1}
    archive.write(
        results=[
            level(**told),
            level(**told),
            level(**(told | {"n": None})),
            level(estimand="mean", definition="registered_mean"),
        ]
    )
    (report,) = read()[0]
    assert [one["n"] for one in report.counted] == [8613]


def test_the_numbers_of_children_of_a_report_are_those_a_reader_has(archive, read, run_plan):
    own = {one.id: one.definition for one in run_plan.agreement.indicators}
    counted = {"n": 200, "coverage_pct": 80.0}
    archive.write(results=[
        level("2023-04", "2024-03", kind="level", definition=own["duration_mean"], **counted),
        level("2023-04", "2024-03", kind="level", definition=own["share_26w"], **counted)
        | {"indicator": "share_26w", "measure": "pct", "value": 15.5},
        level("2023-04", "2028-03", value=None),
        level("2024-04", "2025-03", estimand="mean_change", **counted),
    ])  # fmt: skip
    found = released(read()[0], agreement=run_plan.agreement)
    (year,) = found.years.to_dict("records")
    assert (year["report"], year["grain"], year["period"]) == (2025, "agreement_year", "2023")
    assert (year["births"], year["known"], year["reached"]) == (250, 200, 31)
    assert found.spans.to_dict("records")[0]["births"] == 250
    assert released((), agreement=run_plan.agreement).years.empty


def test_a_share_by_another_definition_tells_no_number_who_reached(archive, read, run_plan):
    other = level("2023-04", "2024-03", kind="level", definition="another", n=200, coverage_pct=80.0)
    archive.write(results=[other | {"indicator": "share_26w", "measure": "pct", "value": 15.5}])
    (year,) = released(read()[0], agreement=run_plan.agreement).years.to_dict("records")
    assert year["known"] == 200
    assert isnan(year["reached"])
