from __future__ import annotations

import json
import random

import pytest

from evaluering.errors import Finding
from evaluering.intake.formats.archives import NamedBytes
from evaluering.intake.sources import bundles
from evaluering.intake.sources.bundles import Report, reports_in


def bundle(*entries, **more):
    return {"resourceType": "Bundle", "timestamp": "outer"} | more | {"entry": list(entries)}


def holding(resource):
    return {"resource": resource}


def child(number):
    return holding({"resourceType": "Patient", "id": f"barn {number}", "text": 'et "citat" \\ {[ og \\" mere'})


def read(data, form="json"):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return list(reports_in(NamedBytes("g/a", data), form))


def whats(found):
    return [(one.what.split(" som ")[0], one.row) for one in found if isinstance(one, Finding)]


@pytest.fixture(params=[1 << 20, 0], ids=["whole", "cut"])
def _either_way(request, monkeypatch):
    """Small documents are parsed whole, large ones cut into their entries: both must see the same."""
    monkeypatch.setattr(bundles, "_WHOLE_UP_TO", request.param)


either_way = pytest.mark.usefixtures("_either_way")


@either_way
def test_a_bundle_of_resources_is_one_report():
    assert read(bundle(child(1), child(2))) == [Report(1, "outer", [child(1), child(2)])]


@either_way
def test_a_bundle_of_reports_is_as_many_numbered_by_their_entries():
    inner = bundle(child(1), timestamp="inner"), {"resourceType": "Bundle", "entry": [child(2)]}
    assert read(bundle(*map(holding, inner))) == [Report(1, "inner", [child(1)]), Report(2, "outer", [child(2)])]


@either_way
def test_deliveries_in_a_bundle_are_opened_too():
    deliveries = bundle(*(holding(bundle(holding(bundle(child(number))), timestamp="t")) for number in (1, 2)))
    assert [(one.row, one.entries) for one in read(bundle(holding(deliveries)))] == [(1, [child(1)]), (1, [child(2)])]


@either_way
def test_one_bundle_a_line_is_numbered_by_the_line():
    lines = [json.dumps(bundle(child(1))), "", "  ", json.dumps(bundle(*(holding(bundle(child(2))),) * 2)), ""]
    assert [(one.row, one.entries) for one in read("\r\n".join(lines).encode(), "ndjson")] == [
        (1, [child(1)]),
        (4, [child(2)]),
        (4, [child(2)]),
    ]


@either_way
@pytest.mark.parametrize("entries", [{}, {"entry": []}])
def test_a_bundle_of_nothing_is_an_empty_report(entries):
    assert read({"resourceType": "Bundle"} | entries) == [Report(1, None, [])]


@either_way
@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"resourceType": "Bun', "Filen er skåret over"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {}}, {"reso', "Filen er skåret over"),
        (b'{"resourceType": "Bundle", "entry": [}', "Indholdet er ikke gyldig JSON"),
        (b'{"resourceType": "Bundle"}}', "Indholdet er ikke gyldig JSON"),
        (b'{"resourceType": "Bundle", "entry": [{"a": NaN}]}', "Indholdet er ikke gyldig JSON"),
        (b"\xff{}", "Indholdet er ikke gyldig JSON"),
        (b"[" * 2000 + b"]" * 2000 + b"}", "Indholdet er ikke gyldig JSON"),
        (b"[]", "Indholdet er ikke en FHIR Bundle"),
        (b"1", "Indholdet er ikke en FHIR Bundle"),
        (b'{"resourceType": "Patient"}', "Indholdet er ikke en FHIR Bundle"),
    ],
)
def test_what_is_no_bundle_is_told(data, what):
    assert whats(read(data)) == [(what, 1)]


@either_way
@pytest.mark.parametrize("entry", [1, None, [], "x", {}, {"resource": None}, {"resource": [1]}])
def test_an_entry_of_another_form_is_told_and_the_reports_beside_it_are_read(entry):
    found = read(bundle(holding(bundle(child(1))), entry, holding(bundle(child(2)))))
    assert whats(found) == [("Indberetningen har ikke den form,", 2)]
    assert [one.entries for one in found if isinstance(one, Report)] == [[child(1)], [child(2)]]


@either_way
@pytest.mark.parametrize("entries", [{"entry": {"resource": {}}}, {"entry": None}, {"entry": "x"}])
def test_entries_that_are_no_list_are_told(entries):
    assert whats(read({"resourceType": "Bundle"} | entries)) == [("Indberetningen har ikke den form,", 1)]
    assert whats(read(bundle(holding({"resourceType": "Bundle"} | entries)))) == [
        ("Indberetningen har ikke den form,", 1)
    ]


@either_way
def test_resources_beside_reports_are_told():
    found = read(bundle(child(1), holding(bundle(child(2)))))
    assert whats(found) == [("Indberetningen har ikke den form,", 1)]
    assert [one.entries for one in found if isinstance(one, Report)] == [[child(2)]]


@pytest.mark.parametrize("form", ["json", "ndjson"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n"])
def test_a_document_of_nothing_holds_nothing(data, form):
    assert read(data, form) == []


def test_faults_of_lines_are_told_with_their_line():
    data = b'{"resourceType": "Bundle"}\n{x}\n[1]\n{"resourceType": "Bun\n\n'
    assert whats(read(data, "ndjson")) == [
        ("Indholdet er ikke gyldig JSON", 2),
        ("Indholdet er ikke en FHIR Bundle", 3),
        ("Filen er skåret over", 4),
    ]


@pytest.mark.parametrize("indent", [1, 4])
def test_json_declared_as_ndjson_is_recognised(indent):
    data = b"\n" + json.dumps(bundle(child(1)), indent=indent).encode() + b"\n"
    (finding,) = read(data, "ndjson")
    assert ("ét json-dokument" in finding.what, finding.key, finding.allowed) == (True, "format", "json")


def test_ndjson_declared_as_json_is_recognised():
    data = b"\n" + json.dumps(bundle(child(1))).encode() + b"\n" + json.dumps(bundle(child(2))).encode() + b"\n"
    (finding,) = read(data, "json")
    assert ("på hver linje" in finding.what, finding.key, finding.allowed) == (True, "format", "ndjson")


@pytest.mark.parametrize("data", [b'{"a": 1}\n{"b"', b'{"a":\n1}\n{"b": 2'])
def test_a_first_line_that_is_cut_is_no_other_form(data):
    assert [one.key for one in read(data.replace(b'{"a": 1}', b'{"a": '), "ndjson")] == [""] * (data.count(b"\n") + 1)


def test_a_large_document_is_never_parsed_whole(monkeypatch):
    sizes = []
    parse = bundles.orjson.loads
    monkeypatch.setattr(bundles, "_WHOLE_UP_TO", 1000)
    monkeypatch.setattr(bundles, "_BLOCK", 512)
    monkeypatch.setattr(bundles.orjson, "loads", lambda data: sizes.append(len(data)) or parse(data))
    many = [holding(bundle(child(number))) for number in range(200)]
    assert [one.entries for one in read(bundle(*many))] == [[child(number)] for number in range(200)]
    assert max(sizes) < 400


@pytest.mark.parametrize(
    "document",
    [
        {"meta": {"entry": [1]}, "resourceType": "Bundle", "entry": [child(1)]},
        {"resourceType": "Bundle", "link": [{"entry": 1}], "entry": [child(1)], "signature": {"a": [{}]}},
        {"resourceType": "Bundle", "note": ' "entry": [', "entry": [child(1)]},
        {"resourceType": "Bundle", 'a"entry': [{}]},
        {"resourceType": "Bundle", "entry": [1, child(1), "]"]},
        [{"entry": []}],
        {"entry": {"entry": []}},
    ],
)
def test_cut_or_whole_the_same_is_read(document, monkeypatch):
    for text in (json.dumps(document), json.dumps(document, indent=2), json.dumps(document).replace(" ", "")):
        whole = read(text.encode())
        for block in (1, 7, 64):
            monkeypatch.setattr(bundles, "_BLOCK", block)
            monkeypatch.setattr(bundles, "_WHOLE_UP_TO", 0)
            assert read(text.encode()) == whole
            monkeypatch.undo()


@pytest.mark.parametrize("seed", range(100))
def test_cut_or_whole_a_damaged_document_is_told_or_read_the_same(seed, monkeypatch):
    luck = random.Random(seed)
    data = bytearray(json.dumps(bundle(child(1), holding(bundle(child(2))))).encode())
    for _ in range(luck.randint(1, 3)):
        data[luck.randrange(len(data))] = luck.choice(b'{}[]",:\\ ax1')
    whole = read(bytes(data))
    monkeypatch.setattr(bundles, "_WHOLE_UP_TO", 0)
    monkeypatch.setattr(bundles, "_BLOCK", luck.randint(1, 99))
    cut = read(bytes(data))
    told = [any(isinstance(one, Finding) for one in found) for found in (whole, cut)]
    assert cut == whole or all(told)
