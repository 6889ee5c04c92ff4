from dataclasses import replace
from pathlib import Path

import pandas as pd

from evaluering.errors import DeliveryError, Finding
from evaluering.preparation.check_report.text import check_lines
from evaluering.preparation.standings import PlacedFault

FILES = (Path("reports/kontrol/kontrol.html"),)


def fault(number, **changes):
    finding = Finding(f"Fejl {'i' * number}", file=f"kommune-{number:04d}/data.csv", row=number, remedy="Ret den")
    return PlacedFault(f"kommune-{number:04d}", DeliveryError, replace(finding, **changes))


def test_the_table_fits_a_terminal(spoiled):
    lines = check_lines(spoiled, FILES)
    table = lines[3 : lines.index("eSundhed: ikke leveret")]
    assert max(map(len, table)) <= 80
    assert lines[3].split() == ["Kommuneudtræk", "KL", "Gateway", "Fødsler"]
    assert "  Herning            ◐ bemærkninger  –               ◐ bemærkninger" in table
    assert "  Holstebro          ▲ fejl          –               ◐ bemærkninger" in table
    assert "  Samsø (ikke part)  ○ mangler       ○ mangler       ○ mangler" in table


def test_the_lines_tell_all_that_was_found(spoiled):
    text = "\n".join(check_lines(spoiled, FILES))
    assert "SYNTETISKE DATA" in text
    assert "Kan ikke knyttes til en kommune, før leverance.yml er rettet: kommune-0665." in text
    assert "Hvor: fil =1+1 <b>/@fil.csv, række 2, kolonne periode_slut" in text
    assert "Rækker, der er lagt til side: 14\n- Perioden slutter, før den begynder: 14" in text
    assert (
        "Bemærkninger: 2\n- Barnets alder passer ikke til kontakttypen: 2\n    kommune-0657\N{NO-BREAK SPACE}2" in text
    )
    assert "- foedsler/data.csv: " in text
    assert text.endswith("må ikke offentliggøres):\n  reports/kontrol/kontrol.html")
    assert "Kørslen kan ikke starte: 2 fejl skal rettes først." in text


def test_nothing_to_tell_is_short(sound):
    lines = check_lines(sound, FILES)
    assert "Kørslen kan starte." in lines
    assert not any("stopper" in line or "lagt til side" in line or "SYNTETISKE" in line for line in lines)


def test_the_same_fault_of_many_is_told_once(sound):
    same = [fault(number, what=f"Filen har {number} rækker", row=None) for number in range(1, 6)]
    lines = check_lines(replace(sound, faults=tuple(same)), FILES)
    assert sum("Filen har" in line for line in lines) == 1
    places = "kommune-0002/data.csv, kommune-0003/data.csv og kommune-0004/data.csv"
    assert f"  Tilsvarende 4 andre steder, først: {places}" in lines


def test_hundreds_of_faults_are_shortened_and_counted(sound):
    many = replace(sound, faults=tuple(fault(number) for number in range(312)))
    lines = check_lines(many, FILES)
    assert sum("Fejl " in line for line in lines) == 20
    assert "… og 292 fejl mere. Alle står i rapporten." in lines
    assert "Kørslen kan ikke starte: 312 fejl skal rettes først." in lines


def test_many_notes_are_shortened(sound):
    lines = check_lines(replace(sound, notes=tuple(f"Note {number}." for number in range(23))), FILES)
    assert sum(line.startswith("- Note") for line in lines) == 20
    assert "… og 3 mere i rapporten." in lines


def test_what_was_withdrawn_is_counted_with_what_was_set_aside(spoiled):
    withdrawn = pd.DataFrame({"delivery": ["kommune-0657"], "rule": ["withdrawn"], "rows": [7]})
    lines = check_lines(replace(spoiled, withdrawn=withdrawn), FILES)
    assert "Rækker, der er lagt til side: 21" in lines
    assert "- Indberetningen er trukket tilbage af afsenderen: 7" in lines
