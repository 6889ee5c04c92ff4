from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.agreement import REGION, read_agreement
from evaluering.intake.checks.validation import NO_RULE
from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.archives import open_documents
from evaluering.intake.sources.fhir import GatewayFile, read_reports
from evaluering.intake.sources.latest import latest_reports

AGREEMENT = read_agreement(Path(__file__).parents[2] / "params" / "amning-midtjylland.yml")
BOOK = read_codebook("standard").source("kl-gateway")
UUIDS = ("3f3e6489-31bd-44cf-9920-3c632868feb7", "58ff370b-a775-4bec-b24a-91604e0a5fe7")
VALUES = [code for code, name in BOOK.codes("feeding").items() if name in ("full", "supplement")]
WHAT_A_ROW_SAYS = ["child", "municipality", "recorded", "kind", "feeding", "contact", "start", "end", "known_until"]
LAST = "2020-06-02T10:00:00+02:00"
quick = settings(max_examples=40, derandomize=True, deadline=None)


def _observation(number, value, day, visit, retracted):
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "entered-in-error" if retracted else "final",
        "code": {"coding": [{"code": "169740003"}]},
        "subject": {"reference": "Patient/child"},
        **({"encounter": {"reference": f"Encounter/{visit}"}} if visit else {}),
        **(
            {"effectivePeriod": {"start": f"2020-05-{day:02d}"}}
            if day % 2
            else {"effectiveDateTime": f"2020-05-{day:02d}"}
        ),
        "valueCodeableConcept": {"coding": [{"code": value}]},
    }


@st.composite
def _report(draw):
    """A report of one of two children, of one of a few visits, made at one of a few times."""
    visit = draw(st.sampled_from([*UUIDS, "1", "2", ""]))
    patient = {
        "resourceType": "Patient",
        "id": "child",
        "active": draw(st.integers(0, 3)) > 0,
        "identifier": [{"system": "urn:oid:1.2.208.176.1.2", "value": f"650520400{draw(st.integers(1, 2))}"}],
        "managingOrganization": {
            "identifier": {"value": draw(st.sampled_from(["990000000657016", "990000000751016"]))}
        },
    }
    encounter = {
        "resourceType": "Encounter",
        "id": visit,
        "status": "entered-in-error" if draw(st.integers(0, 4)) == 0 else "finished",
        "subject": {"reference": "Patient/child"},
        "period": {"start": f"2020-05-2{draw(st.integers(0, 1))}"},
    }
    told = draw(
        st.lists(
            st.tuples(
                st.integers(1, 2),
                st.sampled_from(VALUES),
                st.integers(20, 22),
                st.just(visit),
                st.sampled_from([False] * 5 + [True]),
            ),
            max_size=2,
        )
    )
    resources = [patient, *([encounter] if visit else []), *(_observation(*one) for one in told)]
    moment = draw(st.sampled_from(["2020-06-01T10:00:00Z", "2020-06-01T10:00:00.5Z", LAST]))
    return {"resourceType": "Bundle", "timestamp": moment, "entry": [{"resource": one} for one in resources]}


_reports = st.lists(_report(), min_size=1, max_size=6)


def _lines(reports) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in reports).encode()


def _bundle(reports) -> bytes:
    entries = [{"resource": one} for one in reports]
    return json.dumps({"resourceType": "Bundle", "entry": entries}, indent=1).encode()


def _read(path: Path, form: str):
    declared = DeclaredFile.model_validate({"navn": path.name, "format": form})
    read_as = GatewayFile(
        shown="a",
        format=form,
        declared_rows=None,
        extraction=date(2026, 10, 1),
        period=(date(2012, 1, 1), date(2026, 9, 30)),
        municipalities=AGREEMENT.municipalities_of(REGION),
        custodians={one.sor: one.municipality for one in AGREEMENT.custodians},
        sender="",
        key=b"key",
    )
    rows = read_reports(open_documents(path, declared, shown="a"), BOOK, read_as=read_as)
    assert rows.findings == ()
    frame = rows.frame.assign(extracted=np.datetime64("2026-10-01", "s"), file=0)
    kept = frame[(latest_reports(frame, rows.rules) == NO_RULE) & ~frame["marker"].to_numpy()]
    return sorted(kept[WHAT_A_ROW_SAYS].astype("str").itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """What is kept of reports that come as lines."""
    path = tmp_path_factory.mktemp("reports") / "a.ndjson"

    def keep(reports):
        path.write_bytes(_lines(reports))
        return _read(path, "ndjson")

    return keep


@quick
@given(_reports, st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(kept, reports, random):
    shuffled = list(reports)
    random.shuffle(shuffled)
    assert kept(shuffled) == kept(reports)


@quick
@given(_reports, st.data())
def test_a_report_sent_again_changes_nothing(kept, reports, data):
    again = data.draw(st.lists(st.sampled_from(reports), min_size=1, max_size=3))
    place = data.draw(st.integers(0, len(reports)))
    assert kept([*reports[:place], *again, *reports[place:]]) == kept(reports)


@quick
@given(_reports, st.data())
def test_however_reports_are_put_together_the_same_is_read(kept, tmp_path_factory, reports, data):
    place = tmp_path_factory.mktemp("forms")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reports)), max_size=3)))
    parts = [reports[first:last] for first, last in zip([0, *cuts], [*cuts, len(reports)], strict=True)]
    files = {
        f"{number}.{'ndjson' if number % 2 else 'json'}": _lines(part) if number % 2 else _bundle(part)
        for number, part in enumerate(parts)
        if part
    }
    (place / "a.json").write_bytes(_bundle(reports))
    (place / "folder").mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            (place / "folder" / name).write_bytes(content)
            archive.writestr(f"inside/{name}", content)
    (place / "a.zip").write_bytes(packed.getvalue())
    expected = kept(reports)
    assert _read(place / "a.json", "json") == expected
    assert _read(place / "folder", "mappe") == expected
    assert _read(place / "a.zip", "zip") == expected


@quick
@given(_reports)
def test_nothing_is_kept_of_a_child_withdrawn_at_the_end(kept, reports):
    patients = [one["entry"][0]["resource"] for one in reports]
    of_one_child = [
        (one, patient)
        for one, patient in zip(reports, patients, strict=True)
        if patient["identifier"] == patients[0]["identifier"]
    ]
    withdrawn = {
        patient["managingOrganization"]["identifier"]["value"]
        for one, patient in of_one_child
        if not patient["active"] and one["timestamp"] == LAST
    }
    places = {one.municipality for one in AGREEMENT.custodians if one.sor in withdrawn}
    assert not places & {row[1] for row in kept([one for one, _ in of_one_child])}
