from __future__ import annotations

from datetime import date

import pytest

from evaluering.agreement import Agreement
from evaluering.example.declaration import Delivery
from evaluering.example.deliveries import all_deliveries, published_tables
from evaluering.example.scenario import build_scenario


def made(agreement: Agreement, extraction: date) -> dict[str, Delivery]:
    scenario = build_scenario(agreement, seed=1, effect=None, extraction=extraction, births_factor=0.05)
    return {one.folder: one for one in all_deliveries(scenario, agreement, 1, extraction)}


@pytest.mark.parametrize(
    ("extraction", "gateways", "others"),
    [
        (date(2013, 1, 1), 0, {"foedsler", "statbank"}),
        (date(2014, 1, 1), 0, {"foedsler", "statbank", "esundhed-2013", "kommune-0756-2013"}),
        (date(2024, 2, 29), 0, {"foedsler", "statbank", "esundhed-2022", "esundhed-2023", "kommune-0756-2023"}),
        (date(2024, 10, 1), 6, {"foedsler", "statbank", "esundhed-2022", "esundhed-2023", "kommune-0756-2023"}),
        (date(2029, 7, 1), 6, {"foedsler", "statbank", "esundhed-2027", "esundhed-2028", "kommune-0756-2028"}),
    ],
)
def test_what_is_delivered_follows_the_day_of_extraction(
    agreement: Agreement, extraction: date, gateways: int, others: set[str]
) -> None:
    found = made(agreement, extraction)
    assert sum(name.startswith("gateway-") for name in found) == gateways
    extracts = {f"kommune-{one.code}" for one in agreement.municipalities}
    assert {name for name in found if not name.startswith("gateway-")} == extracts | others
    for one in found.values():
        assert one.rows > 0 or one.sender == "0741"  # where hardly a child is born
        assert one.first_day <= one.last_day < one.extracted <= extraction


def test_without_custodians_all_send_extracts(agreement: Agreement) -> None:
    without = agreement.model_copy(update={"custodians": ()})
    found = made(without, date(2026, 10, 1))
    assert not [name for name in found if name.startswith("gateway-")]
    assert found["kommune-0766"].last_day == date(2026, 9, 30)


def test_published_tables_are_of_the_same_children(agreement: Agreement) -> None:
    extraction = date(2020, 5, 1)
    scenario = build_scenario(agreement, seed=1, effect=None, extraction=extraction, births_factor=0.05)
    whole = made(agreement, extraction)
    alone = list(published_tables(scenario, agreement, 1, extraction))
    assert [one.folder for one in alone] == ["statbank", "esundhed-2018", "esundhed-2019"]
    assert alone == [whole[one.folder] for one in alone]
