from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest

from evaluering.errors import DeliveryError


@pytest.fixture
def report(deliveries):
    """A report on the child with a number, recorded on a day of July 2020."""

    def of(number=1, day=8):
        resources = (deliveries.patient(number), deliveries.encounter(), deliveries.observation())
        return json.dumps(deliveries.report(*resources, timestamp=f"2020-07-{day:02d}T12:00:00.000Z"))

    return of


def packed(files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content)
    return archive.getvalue()


def test_reports_one_a_line_answer_every_key(asked, report):
    proposal = asked.of("".join(f"{report(number)}\n" for number in range(1, 31)), "a.txt")
    values = asked.values(proposal)
    assert values == {
        "kilde": "kl-gateway",
        "afsender": "0657",
        "udtraeksdato": date(2020, 7, 9),
        "fra": date(2020, 5, 1),
        "til": date(2020, 7, 8),
        "syntetisk": True,
        "navn": "a.txt",
        "format": "ndjson",
        "tegnsaet": "utf-8",
        "kodebog": "standard",
        "raekker": 30,
        "sha256": values["sha256"],
    }
    assert proposal.unproven == ("udtraeksdato", "syntetisk")
    assert proposal.findings == ()


def test_one_document_is_json_even_over_several_lines(asked, report):
    pretty = json.dumps(json.loads(report()), indent=1)
    bundle = json.dumps({"resourceType": "Bundle", "entry": [{"resource": json.loads(report())}] * 3})
    assert [asked.values(asked.of(text, "a.json"))["raekker"] for text in (report(), pretty, bundle)] == [1, 1, 3]
    assert asked.values(asked.of(pretty, "a.ndjson"))["format"] == "json"


def test_a_mark_before_the_reports_is_told(asked, report):
    assert asked.values(asked.of(report().encode("utf-8-sig"), "a.json"))["tegnsaet"] == "utf-8-sig"


def test_reports_in_an_archive(asked, report):
    content = packed({"b.json": report(1, 8), "a.ndjson": f"{report(2, 9)}\n{report(3, 10)}\n", "readme.txt": "x"})
    values = asked.values(asked.of(content, "a.zip"))
    assert (values["format"], values["raekker"], values["til"]) == ("zip", 3, date(2020, 7, 10))
    assert "tegnsaet" not in values


def test_reports_in_a_folder(asked, report):
    folder = asked.folder / "rapporter"
    folder.mkdir()
    for name, content in {"b.json": report(1), "a.ndjson": report(2), ".hidden.json": "x"}.items():
        (folder / name).write_text(content, encoding="utf-8")
    proposal = asked.propose(folder)
    values = asked.values(proposal)
    assert (values["navn"], values["format"], values["raekker"]) == ("rapporter", "mappe", 2)
    assert "sha256" not in values
    assert proposal.findings == ()


def test_a_custodian_the_agreement_does_not_know_names_no_sender(alone, report):
    proposal = alone.of(report(), "a.json")
    answer = next(answer for answer in proposal.delivery if answer.key == "afsender")
    assert (answer.value, answer.proven) == (None, False)
    assert "SOR-koder" in answer.why


def test_faulty_lines_among_reports_are_counted(asked, report):
    proposal = asked.of(f'{report()}\n{{"a"\n{{"b"\n{report(2)}\n', "a.ndjson")
    (finding,) = proposal.findings
    assert ("ikke gyldig JSON" in finding.what, finding.count) == (True, 2)
    assert asked.values(proposal)["raekker"] == 2


def test_the_same_fault_of_several_files_is_told_once(asked, report):
    proposal = asked.of(packed({"a.json": report(), "b.json": "{", "c.json": '{"x'}), "a.zip")
    (finding,) = proposal.findings
    assert finding.count == 2


def test_a_time_that_is_none_leaves_the_reach_open(asked, deliveries):
    proposal = asked.of(json.dumps(deliveries.report(timestamp="yesterday")), "a.json")
    assert asked.values(proposal)["til"] is None
    assert "periode" in proposal.unproven


def test_a_report_about_nobody_names_no_birth(asked, deliveries):
    nobody = deliveries.report(deliveries.patient(identifier=[]), deliveries.encounter(), deliveries.observation())
    assert asked.values(asked.of(json.dumps(nobody), "a.json"))["fra"] is None


@pytest.mark.parametrize(
    ("content", "what"),
    [('{"a": 1}', "FHIR Bundle"), ("[1, 2]", "FHIR Bundle"), ('{"resourceType": "Bundle", "entry": [{', "skåret over")],
)
def test_json_that_is_no_report_is_refused(asked, content, what):
    assert what in asked.refused(content, "a.json").what


@pytest.mark.parametrize("content", [packed({"a.json": " "}), packed({"a.json": ""})])
def test_an_archive_without_reports_is_refused(asked, content):
    assert "Filen er tom" in asked.refused(content, "a.zip").what


def test_a_damaged_archive_is_refused(asked, report):
    content = packed({"a.json": report()})
    assert "beskadiget" in asked.refused(content.replace(b'"resourceType"', b'"resourcetype"', 1), "a.zip").what


def test_a_folder_of_other_things_is_refused(asked):
    folder = asked.folder / "rapporter"
    (folder / "a.json").mkdir(parents=True)
    (folder / "b.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DeliveryError, match="Mappen har undermapper"):
        asked.propose(folder)
