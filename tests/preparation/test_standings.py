import pandas as pd
import pytest

from evaluering.errors import DeliveryError, Finding
from evaluering.preparation.standings import Judge, PlacedFault, Sent, lies_in

NOTHING = pd.DataFrame(columns=["municipality", "source", "delivery", "rows", "extracted"])
GATEWAY = {"gateway": Sent("gateway", "kl-gateway", "KL", "KL")}


def read(*codes):
    """What a gateway delivery holds of municipalities."""
    rows = [(code, "kl-gateway", "gateway", 5, "2026-10-01") for code in codes]
    return pd.DataFrame(rows, columns=NOTHING.columns)


def judge(*, sent=GATEWAY, faults=(), delivered=NOTHING, remarked=frozenset(), born=frozenset()):
    placed = tuple(PlacedFault("gateway", DeliveryError, finding) for finding in faults)
    return Judge(sent, placed, remarked, delivered, born)


def states(judged, code):
    return [one.state for one in judged.municipality(code)]


def test_births_from_a_published_table_are_from_another_source():
    assert states(judge(sent={}, born=frozenset({"0657"})), "0657") == ["missing", "missing", "elsewhere"]


def test_an_organisation_delivers_for_all_it_names():
    judged = judge(delivered=read("0657", "0661"))
    assert states(judged, "0657") == ["elsewhere", "ready", "missing"]
    assert states(judged, "0665") == ["missing", "missing", "missing"]


def test_remarks_of_an_organisation_s_delivery_are_everybody_s_in_it():
    judged = judge(delivered=read("0657", "0661"), remarked=frozenset({"gateway"}))
    assert states(judged, "0661") == ["elsewhere", "remarks", "missing"]


@pytest.mark.parametrize(
    ("what", "hit"),
    [
        ("Kommune 0657 har for mange børn", ["0657"]),
        ("Kommune 0657 og 0661 har for mange børn", ["0657", "0661"]),
        ("Koden 0999 er ukendt", ["0657", "0661"]),
    ],
)
def test_a_fault_in_it_concerns_those_it_names_or_else_all(what, hit):
    judged = judge(delivered=read("0657", "0661"), faults=[Finding(what, file="gateway/reports.json")])
    assert [code for code in ("0657", "0661") if "fault" in states(judged, code)] == hit


def test_a_published_table_at_fault():
    sent = {"gateway": Sent("gateway", "esundhed", "SDS", "SDS")}
    assert judge(sent=sent, faults=[Finding("Forkert", file="gateway")]).published("esundhed").state == "fault"
    assert judge(sent=sent).published("esundhed").state == "ready"
    assert judge(sent=sent).published("statbank").state == "missing"


@pytest.mark.parametrize(
    ("file", "name", "inside"),
    [
        ("herning/data.csv", "herning", True),
        ("herning", "herning", True),
        ("herning-2/data.csv", "herning", False),
        ("ny-herning/data.csv", "herning", False),
        ("a/data.csv og herning/data.csv", "herning", True),
        ("", "herning", False),
    ],
)
def test_a_finding_names_its_delivery_first(file, name, inside):
    assert lies_in(file, name) is inside
