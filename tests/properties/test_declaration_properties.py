from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.errors import DeclarationError, DeliveryError
from evaluering.intake.codebook import read_codebooks
from evaluering.intake.declaration import Declaration
from evaluering.intake.proposal.proposal import propose
from evaluering.intake.proposal.writing import proposal_text

BOOKS, _ = read_codebooks(Path("no-such-set"))
quick = settings(max_examples=60, derandomize=True, deadline=None)
FORMS = {
    "dd-mm-åååå": "%d-%m-%Y",
    "åååå-mm-dd": "%Y-%m-%d",
    "dd.mm.åååå": "%d.%m.%Y",
    "dd/mm/åååå": "%d/%m/%Y",
    "ddmmåååå": "%d%m%Y",
    "ååååmmdd": "%Y%m%d",
    "ddmmmåååå": "%d%b%Y",
}
births = st.lists(st.dates(date(2012, 1, 1), date(2024, 12, 31)), min_size=25, max_size=40, unique=True)
dialects = st.fixed_dictionaries(
    {
        "tegnsaet": st.sampled_from(["cp1252", "utf-8", "utf-8-sig"]),
        "skilletegn": st.sampled_from([";", ",", "\t", "|"]),
        "datoformat": st.sampled_from(sorted(FORMS)),
        "kodebog": st.sampled_from(["standard", "novax", "tm-sund", "nexus"]),
    }
)


def propose_for(content, name="a.csv"):
    """What is proposed for a file, as text and as words; the path is gone afterwards."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        proposal = propose([path], codebooks=BOOKS, agreement=None)
    text = proposal_text(proposal)
    return proposal, text, yaml.safe_load(text)


def cells(book, birth, number, form, *, hyphen, replaced):
    """One row about a child: a status two months after birth."""
    cpr = f"{birth.day + 60 * replaced:02d}{birth:%m%y}{'-' if hyphen else ''}{4000 + number}"
    day, later = birth.strftime(form), (birth + timedelta(60)).strftime(form)
    municipality = "657" if book.codes("municipality") else "0657"
    known = {"child": cpr, "birth": day, "recorded": later, "municipality": municipality, "system": "Børnejournal"}
    start = "status_date" if "status_date" in book.by_name else "period_start"
    for column in book.columns:
        if column.name in known:
            yield known[column.name]
        elif column.name == start:
            yield later
        else:
            yield next((code.delivered for code in column.codes if code.name == "full"), "")


def extract(births, dialect, *, hyphen=False, replaced=False):
    """The bytes of an extract in a dialect."""
    book = BOOKS[dialect["kodebog"]].source("kommuneudtraek")
    form = FORMS[dialect["datoformat"]]
    lines = [[column.delivered for column in book.columns]]
    for number, birth in enumerate(births):
        lines.append([*cells(book, birth, number, form, hyphen=hyphen, replaced=replaced)])
    text = "".join(f"{dialect['skilletegn'].join(line)}\n" for line in lines)
    return text.encode(dialect["tegnsaet"]), text


@quick
@given(births, dialects, st.booleans(), st.booleans())
def test_an_extract_is_proposed_as_it_was_written(births, dialect, hyphen, replaced):
    content, text = extract(births, dialect, hyphen=hyphen, replaced=replaced)
    proposal, _, made = propose_for(content)
    named = "municipality" in BOOKS[dialect["kodebog"]].source("kommuneudtraek").by_name
    recorded = max(births) + timedelta(60)
    assert proposal.findings == ()
    assert (made["kilde"], made["afsender"]) == ("kommuneudtraek", "0657" if named else None)
    assert made["periode"] == {"fra": min(births).replace(day=1), "til": recorded}
    assert made["udtraeksdato"] == recorded + timedelta(1)
    assert made["syntetisk"] is replaced
    same_in_all = dialect | ({"tegnsaet": "utf-8"} if text.isascii() and dialect["tegnsaet"] == "cp1252" else {})
    assert {key: made["filer"][0][key] for key in dialect} == same_in_all
    assert made["filer"][0]["raekker"] == len(births)
    assert made["bekraeft"] == [*([] if named else ["afsender"]), "udtraeksdato", "syntetisk"]
    confirmed = Declaration.model_validate(made | {"bekraeft": None, "afsender": made["afsender"] or "0657"})
    assert confirmed.files[0].date_form == dialect["datoformat"]


@quick
@given(st.lists(st.integers(1, 12), min_size=1, max_size=9, unique=True), st.sampled_from(["dd-mm-åååå", "åååå-mm-dd"]))
def test_days_that_may_be_months_are_never_called_proven(days, form):
    dialect = {"tegnsaet": "utf-8", "skilletegn": ";", "datoformat": form, "kodebog": "nexus"}
    content, _ = extract([date(2020, 3, day) - timedelta(60) for day in days], dialect)
    lines = content.decode().splitlines()
    place = lines[0].split(";").index("foedselsdato")
    kept = [line.split(";") for line in lines]
    for row, day in zip(kept[1:], days, strict=True):
        birth = date(2020, day % 9 + 1, day % 9 + 1)  # number and date of birth agree both ways
        row[0], row[place] = f"{birth:%d%m%y}4001", birth.strftime(FORMS[form])
        row[2] = row[4] = date(2020, 10, day).strftime(FORMS[form])
    proposal, _, made = propose_for("\n".join(";".join(row) for row in kept).encode())
    assert made["filer"][0]["datoformat"] == form
    assert "datoformat" in proposal.unproven


words = st.text(st.characters(codec="cp1252", categories=["L", "N", "P", "Zs"]), min_size=4, max_size=30)


@quick
@given(births, dialects, words)
def test_no_cell_is_repeated(births, dialect, note):
    dialect = dialect | {"skilletegn": "\t"}
    _, text = extract(births, dialect)
    secret = f"Xyz{note}@q"
    rows = [line.split("\t") for line in text.splitlines()]
    notes = ["Bemærkning", *(f"{secret}{number}" for number in range(len(births)))]
    spoilt = "".join("\t".join([*row, extra.replace('"', "")]) + "\n" for row, extra in zip(rows, notes, strict=True))
    _, shown, _ = propose_for(spoilt.encode(dialect["tegnsaet"]))
    assert "Xyz" not in shown
    for row in rows[1:]:
        assert row[0] not in shown
    days = {birth.strftime(FORMS[dialect["datoformat"]]) for birth in births}
    told = {f"{birth + timedelta(60 + more):%Y-%m-%d}" for birth in births for more in (0, 1)}
    assert not [day for day in days - told if day in shown and not day.endswith("-01")]


@quick
@given(st.binary(max_size=400), st.sampled_from(["", "PAR1", "PK\x03\x04", "{", "[", "cpr;kommunekode\n", "a,b;c\n"]))
def test_any_file_gets_a_proposal_or_a_clear_answer(content, beginning):
    try:
        _, text, made = propose_for(beginning.encode() + content)
    except (DeliveryError, DeclarationError) as fault:
        findings = fault.findings
    else:
        findings = ()
        assert made["bekraeft"]
        assert max(len(line) for line in text.splitlines()) <= 400
    assert all(finding.what and finding.remedy for finding in findings)
