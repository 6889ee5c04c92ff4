import re
from dataclasses import asdict

import openpyxl
import pytest
import yaml

from evaluering.errors import DeliveryError
from evaluering.preparation.checking import check, require_deliveries


@pytest.fixture
def look(deliveries, run_plan):
    """The check of the set as it is, and the state of a municipality and source in it."""

    def looked():
        seen = check(run_plan, data=deliveries.folder)
        return seen, {(one.code, one.source): one for one in seen.standings}

    return looked


def states(standings, code):
    return [standings[code, source].state for source in ("kommuneudtraek", "kl-gateway", "foedsler")]


def test_a_sound_set_is_ready_where_it_is_delivered(deliveries, look):
    deliveries.children(rows=(deliveries.sound,) * 3)
    deliveries.births("0657")
    seen, standings = look()
    assert seen.runnable
    assert seen.synthetic
    assert seen.extraction == "2026-10-01"
    assert states(standings, "0657") == ["ready", "elsewhere", "ready"]
    assert states(standings, "0661") == ["missing", "missing", "missing"]
    ready = standings["0657", "kommuneudtraek"]
    assert (ready.rows, ready.extracted, ready.deliveries) == (3, "2026-10-01", ("kommune-0657",))
    assert [one.state for one in seen.published] == ["missing", "missing"]
    assert len(seen.standings) == 19 * 3
    assert seen.name_of("0741") == "Samsø (ikke part)"
    assert seen.sent["kommune-0657"].shown_sender == "Herning (0657)"


def test_a_fault_is_its_own_municipality_s_alone(deliveries, look):
    deliveries.children()
    deliveries.children("0661", rows=(deliveries.turned,))
    deliveries.births("0657", "0661")
    seen, standings = look()
    assert not seen.runnable
    assert states(standings, "0657") == ["ready", "elsewhere", "ready"]
    assert states(standings, "0661") == ["fault", "elsewhere", "ready"]
    assert [fault.delivery for fault in seen.faults] == ["kommune-0661"]
    assert list(seen.set_aside.columns) == ["delivery", "file", "sheet", "row", "column", "rule"]
    assert seen.set_aside.iloc[0].to_dict() == {
        "delivery": "kommune-0661",
        "file": "kommune-0661/data.csv",
        "sheet": "",
        "row": 2,
        "column": "periode_slut",
        "rule": "end_before_start",
    }


def test_faults_of_all_deliveries_come_at_once(deliveries, look):
    deliveries.children(rows=(deliveries.turned,))
    deliveries.deliver("kommune-0661", "a;b\n1;2\n", afsender="0661")
    deliveries.births(lines=("0657;2020-05;7",))
    (deliveries.folder / "loes.txt").write_text("x")
    seen, _ = look()
    assert {fault.delivery for fault in seen.faults} == {"", "kommune-0657", "kommune-0661", "foedsler"}


def test_births_nobody_can_read_are_a_fault_for_all_who_have_no_others(deliveries, look):
    deliveries.births(name="foedsler", lines=("0657;maj;7",))
    (deliveries.folder / "foedsler" / "data.csv").write_bytes(b"kommunekode;maaned;levendefoedte\n\xff;2020M05;7\n")
    deliveries.births("0661", name="foedsler-0661", afsender="0661")
    _, standings = look()
    assert standings["0657", "foedsler"].state == "fault"
    assert standings["0665", "foedsler"].state == "fault"
    assert standings["0661", "foedsler"].state == "ready"
    assert standings["0657", "kommuneudtraek"].state == "missing"


def test_a_fault_that_names_a_municipality_is_not_the_others(deliveries, look):
    deliveries.births("0657", "0661", lines=("0661;2020M05;71",))
    _, standings = look()
    assert standings["0661", "foedsler"].state == "fault"
    assert standings["0657", "foedsler"].state == "ready"


def test_a_fault_that_names_nobody_is_everybody_s(deliveries, look):
    deliveries.births("0657", "0661", lines=("0665;2020M05;mange",))
    _, standings = look()
    assert {one.state for one in standings.values() if one.source == "foedsler"} == {"fault"}


def test_children_who_moved_do_not_make_their_new_municipality_a_sender(deliveries, look):
    deliveries.children(rows=(deliveries.sound, deliveries.sound.replace("{code}", "0661")))
    deliveries.births("0657", "0661")
    _, standings = look()
    assert standings["0661", "kommuneudtraek"].state == "missing"
    assert standings["0657", "kommuneudtraek"].rows == 1


@pytest.mark.parametrize(("row", "slug"), [("turned", "end_before_start"), ("odd", "age_outside_contact")])
def test_few_odd_rows_are_remarks(deliveries, look, row, slug):
    deliveries.children(rows=(*[deliveries.sound] * 59, getattr(deliveries, row)))
    deliveries.births("0657", born=60)
    seen, standings = look()
    assert seen.runnable
    assert standings["0657", "kommuneudtraek"].state == "remarks"
    assert [*seen.set_aside["rule"], *seen.remarks["rule"]] == [slug]


def test_a_note_on_a_delivery_is_a_remark_on_it(deliveries, look):
    deliveries.children()
    place = deliveries.births("0657")
    (place / "data.csv").write_bytes((place / "data.csv").read_bytes().removesuffix(b"\n"))
    seen, standings = look()
    assert seen.runnable
    assert "foedsler" in {seen.delivery_of(note) for note in seen.notes}
    assert standings["0657", "foedsler"].state == "remarks"
    assert standings["0657", "kommuneudtraek"].state == "ready"
    assert seen.delivery_of("Noget om det hele.") == ""


def test_a_note_on_a_municipality_is_a_remark_on_its_children(deliveries, look):
    deliveries.children()
    deliveries.children("0661")
    every_month_alike = (f"0661;2020M{month:02d};5" for month in range(1, 13))
    others = (f"0657;2020M{month:02d};{4 + month % 3}" for month in range(1, 13) if month != 5)
    deliveries.births("0657", lines=(*every_month_alike, *others))
    seen, standings = look()
    assert any("0661" in note for note in seen.notes)
    assert states(standings, "0661") == ["remarks", "elsewhere", "ready"]
    assert states(standings, "0657") == ["ready", "elsewhere", "ready"]


def test_what_senders_withdrew_is_counted_when_a_run_could_start(small_set, run_plan):
    seen = check(run_plan, data=small_set)
    assert seen.runnable
    assert set(seen.withdrawn["rule"]) == {"withdrawn", "superseded_report"}
    assert seen.withdrawn["rows"].min() > 0
    assert {one.state for one in seen.published} <= {"ready", "remarks"}
    assert {one.state for one in seen.standings} == {"ready", "remarks", "elsewhere"}


def test_the_sheet_of_a_row_is_the_declared_one(deliveries, look):
    text = deliveries.children(rows=(deliveries.turned,)) / "data.csv"
    book = openpyxl.Workbook()
    book.active.title = "Udtræk"
    for line in text.read_text().splitlines():
        book.active.append(line.split(";"))
    book.save(text.with_name("data.xlsx"))
    text.unlink()
    entry = {"navn": "data.xlsx", "format": "xlsx", "ark": "Udtræk", "datoformat": "dd-mm-åååå", "raekker": 1}
    declaration = yaml.safe_load((text.parent / "leverance.yml").read_text(encoding="utf-8")) | {"filer": [entry]}
    (text.parent / "leverance.yml").write_text(yaml.safe_dump(declaration), encoding="utf-8")
    seen, _ = look()
    assert seen.set_aside[["file", "sheet", "row"]].to_numpy().tolist() == [["kommune-0657/data.xlsx", "Udtræk", 2]]


def test_a_folder_whose_declaration_cannot_be_read_is_named(deliveries, look):
    deliveries.children()
    deliveries.births("0657")
    (deliveries.children("0661") / "leverance.yml").unlink()
    (deliveries.children("0665") / "leverance.yml").write_text("kilde: [")
    seen, standings = look()
    assert seen.undeclared == ("kommune-0661", "kommune-0665")
    assert states(standings, "0661") == ["missing"] * 3
    assert {fault.delivery for fault in seen.faults} == {"kommune-0661", "kommune-0665"}


def test_a_fault_in_a_codebook_belongs_to_no_delivery(deliveries, look):
    deliveries.children()
    deliveries.births("0657")
    (deliveries.folder / "kodeboeger").mkdir()
    (deliveries.folder / "kodeboeger" / "ny.yml").write_text("x: [")
    seen, _ = look()
    assert [fault.delivery for fault in seen.faults] == [""]
    assert seen.undeclared == ()


def test_an_empty_set_is_a_fault_without_a_date(look):
    seen, standings = look()
    assert not seen.runnable
    assert seen.extraction == ""
    assert {one.state for one in standings.values()} == {"missing"}


def test_names_carry_nothing_that_a_screen_obeys(deliveries, look):
    deliveries.children(name="kommune\x1b[31m", rows=(deliveries.turned,))
    seen, _ = look()
    told = str([asdict(fault.finding) for fault in seen.faults]) + "".join(seen.set_aside["file"])
    assert "\x1b" not in told
    assert "\\x1b" not in told
    assert set(seen.set_aside["delivery"]) <= set(seen.sent)


def test_nothing_of_a_person_is_in_a_check(deliveries, look):
    deliveries.children(rows=(deliveries.turned, deliveries.odd), name="650520-4001")
    seen, _ = look()
    assert not re.search(r"650520", repr(seen) + seen.set_aside.to_string() + seen.remarks.to_string())


def test_no_folder_of_deliveries(tmp_path):
    with pytest.raises(DeliveryError, match="findes ikke"):
        require_deliveries(tmp_path / "nowhere")
