from __future__ import annotations

from typing import Any

import pytest

from evaluering.running.rendering.typed import Content, Number, typed_columns


def columns_of(*columns: tuple[str, list[str]], row_headers: int = 0) -> dict[str, tuple[Content, ...]]:
    grid: dict[str, Any] = {
        "columns": [{"label": label, "align": "left"} for label, _ in columns],
        "rows": [list(row) for row in zip(*(cells for _, cells in columns), strict=True)],
        "row_headers": row_headers,
    }
    return {column.head: column.cells for column in typed_columns(grid)[0]}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1.133", Number(1133, 0)),
        ("14,2", Number(14.2, 1)),
        ("8,2\xa0%", Number(8.2, 1, "%")),
        ("−4,1\xa0dage", Number(-4.1, 1, "dage")),
        ("+57.000 dage", Number(57000, 0, "dage", signed=True)),
        ("+0,03 procentpoint", Number(0.03, 2, "procentpoint", signed=True)),
        ("2024", Number(2024, 0, grouped=False)),
        ("1.234,5", Number(1234.5, 1)),
        ("0", Number(0, 0)),
    ],
)
def test_a_finished_number_is_read_back(cell: str, number: Number) -> None:
    assert columns_of(("Tal", [cell])) == {"Tal": (number,)}


@pytest.mark.parametrize(
    "cell",
    ["Skjult", "Ingen data", "–", "0657", "2012/13", "01,2", "1.13", "8 måneder holdt ude", "26 af 27", "under 0,001",
     "▲ 71 %", "Usikkert (62 %)", "31. marts 2028", "1.2.3", "12,", ",5", "1e5", "85–90 %"],
)  # fmt: skip
def test_what_is_no_finished_number_stays_text(cell: str) -> None:
    assert columns_of(("Tal", [cell])) == {"Tal": (cell,)}


def test_a_number_with_its_limits_becomes_three_columns() -> None:
    found = columns_of(("Dage (95\xa0%\xa0CI)", ["14,2 (13,6\xa0til\xa014,8)", "Skjult", ""]))
    assert found == {
        "Dage": (Number(14.2, 1), "Skjult", None),
        "Dage, nedre grænse (95 % CI)": (Number(13.6, 1), "Skjult", None),
        "Dage, øvre grænse (95 % CI)": (Number(14.8, 1), "Skjult", None),
    }


def test_the_unit_of_a_number_is_that_of_its_limits() -> None:
    (value, lower, upper) = columns_of(("Andel (95 % CI)", ["75,7 % (28,9 til 97,3)"])).values()
    assert (value, lower, upper) == ((Number(75.7, 1, "%"),), (Number(28.9, 1, "%"),), (Number(97.3, 1, "%"),))


def test_an_interval_by_itself_becomes_two_columns() -> None:
    found = columns_of(("95 % CI", ["−11,3 til −3,6", "lige under 0 til 6,6", "–"]))
    assert found == {
        "Nedre grænse (95 % CI)": (Number(-11.3, 1), "lige under 0", "–"),
        "Øvre grænse (95 % CI)": (Number(-3.6, 1), Number(6.6, 1), "–"),
    }


def test_a_part_of_a_whole_is_split_only_where_the_head_says_so() -> None:
    whole = columns_of(("Forrige år tæller/nævner, %", ["1.133/3.185, 35,6 %", "3.185", "Skjult"]))
    assert whole == {
        "Forrige år, tæller": (Number(1133, 0), None, "Skjult"),
        "Forrige år, nævner": (Number(3185, 0), Number(3185, 0), "Skjult"),
        "Forrige år, %": (Number(35.6, 1, "%"), None, "Skjult"),
    }
    assert columns_of(("Aftaleår", ["2012/13"])) == {"Aftaleår": ("2012/13",)}


@pytest.mark.parametrize(
    ("head", "heads"),
    [
        ("Uoplyst antal (%)", ["Uoplyst antal", "Uoplyst, %"]),
        ("Ukendt amning, antal (%)", ["Ukendt amning, antal", "Ukendt amning, %"]),
        ("Børn", ["Børn", "Børn, %"]),
    ],
)
def test_a_count_with_its_part_becomes_two_columns(head: str, heads: list[str]) -> None:
    found = columns_of((head, ["312 (8,2 %)"]))
    assert list(found) == heads
    assert list(found.values()) == [(Number(312, 0),), (Number(8.2, 1, "%"),)]


def test_mixed_units_get_a_column_and_one_unit_is_told_once() -> None:
    mixed = columns_of(("Ændring", ["+4,1 dage", "+2,1 procentpoint"]))
    assert mixed["Ændring, enhed"] == ("dage", "procentpoint")
    grid = {"columns": [{"label": "Ændring"}], "rows": [["4,1 dage"], ["Skjult"]], "row_headers": 1}
    (column,), naming = typed_columns(grid)
    assert (column.head, column.unit, naming) == ("Ændring", "dage", 1)


def test_a_mark_on_a_number_is_kept() -> None:
    found = columns_of(("2024 (95 % CI)", ["115,8 (114,7 til 116,9)\xa0*", "110,2*"]))
    assert found["2024"] == (Number(115.8, 1), Number(110.2, 1))
    assert found["2024, mærke"] == ("*", "*")


def test_a_word_before_a_number_gets_a_column() -> None:
    found = columns_of(("Siden aftalen (95 % CI)", ["Steget: +4,1\xa0dage (2,5 til 5,8)", "–"]))
    assert found == {
        "Siden aftalen, i ord": ("Steget", "–"),
        "Siden aftalen": (Number(4.1, 1, "dage", signed=True), "–"),
        "Siden aftalen, nedre grænse (95 % CI)": (Number(2.5, 1, "dage"), "–"),
        "Siden aftalen, øvre grænse (95 % CI)": (Number(5.8, 1, "dage"), "–"),
    }


def test_no_two_heads_are_alike() -> None:
    heads = [*columns_of(("År", ["2024"]), ("Dage", ["1"]), ("Kalenderår", ["2024"]), ("Dage", ["2"]))]
    assert heads == ["År", "Dage", "Kalenderår", "Dage (Kalenderår)"]
    labels = ["A", "", "A", "A (2)", "A"]
    columns, _ = typed_columns({"columns": [{"label": one} for one in labels], "rows": [["x"] * 5], "row_headers": 0})
    assert [one.head for one in columns] == ["A", "", "A (2)", "A (2) (A)", "A (A (2))"]


def test_the_columns_that_name_the_row_are_counted_after_the_split() -> None:
    columns = [{"label": "Klynge"}, {"label": "Børn (%)"}, {"label": "Tal"}]
    _, naming = typed_columns({"columns": columns, "rows": [["A", "5 (1,0 %)", "2"]], "row_headers": 2})
    assert naming == 3
