"""Damage to declarations: wrong dates, counts, names and words, and YAML that is not what it looks like."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

from tests.corruption.kinds import Kind, NothingToSpoilError, an_extract, any_table, one_of, register
from tests.corruption.valid_set import EXTRACTION, LAST
from tests.corruption.world import World

KINDS: list[Kind] = []
kind = register("erklæring", KINDS)


@kind()
def extracted_earlier(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    one.words["udtraeksdato"] = EXTRACTION - timedelta(days=rng.choice((2, 5, 20, 31, 90, 366, 3000)))


@kind()
def extracted_later(world: World, rng: Random, strength: float) -> None:
    days = timedelta(days=rng.choice((31, 40, 92, 200, 366, 3000)))
    for one in world.sent if rng.random() < 0.5 else [rng.choice(world.sent)]:
        one.words["udtraeksdato"] = EXTRACTION + days


@kind()
def period_ends_earlier(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    one.words["periode"]["til"] = LAST - timedelta(days=rng.choice((31, 366, 2000)))


@kind()
def period_begins_later(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    one.words["periode"]["fra"] = date(rng.choice((2013, 2018, 2025)), 1, 1)


@kind(refused_from=0)
def period_turned_round(world: World, rng: Random, strength: float) -> None:
    period = rng.choice(world.sent).words["periode"]
    period["fra"], period["til"] = period["til"], period["fra"]


@kind(refused_from=0)
def another_count(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    one.file["raekker"] += rng.choice((1, -1, 100, -one.file["raekker"]))


@kind(refused_from=0)
def another_digest(world: World, rng: Random, strength: float) -> None:
    rng.choice(world.sent).file["sha256"] = f"{rng.getrandbits(256):064x}"


@kind(refused_from=0)
def digest_of_the_file_before_a_cell_was_changed(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.file["sha256"] = "right"
    one.edits.append(lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])


@kind()
def another_sender(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    one.words["afsender"] = rng.choice([code for code in ("0657", "0791", "0615", "0779", "0740") if code != one.code])


@kind(refused_from=0)
def sender_that_is_no_municipality(world: World, rng: Random, strength: float) -> None:
    rng.choice(world.sent).words["afsender"] = rng.choice(("657", "0101", 657, "", None, "9999"))


@kind(refused_from=0)
def another_source(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    names = ("kommuneudtraek", "kl-gateway", "foedsler", "esundhed", "statbank", "Kommuneudtraek", "lup")
    one.words["kilde"] = rng.choice([name for name in names if name != one.words["kilde"]])


@kind(refused_from=0)
def another_format(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.file["format"] = rng.choice(("xlsx", "sas7bdat", "parquet", "json", "txt", "CSV", "zip", "mappe"))
    one.edits.append(lambda data: csv_of(one.header, one.rows))


def csv_of(header: list[str], rows: list[list[str]]) -> bytes:
    """The bytes of a table in the contract's own dialect."""
    return "".join(";".join(row) + "\n" for row in (header, *rows)).encode()


@kind(refused_from=0)
def another_date_form(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    forms = ("dd-mm-åååå", "åååå-mm-dd", "dd.mm.åååå", "dd/mm/åååå", "ddmmåååå", "ååååmmdd", "mm-dd-åååå", "yyyy-mm-dd")
    one.file["datoformat"] = rng.choice([form for form in forms if form != one.file["datoformat"]])


@kind(refused_from=0)
def another_codebook(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.file["kodebog"] = rng.choice(("novax", "tm-sund", "nexus", "Standard", "egen", ""))


@kind(refused_from=0)
def another_delimiter_declared(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    before = one.data()
    one.file["skilletegn"] = rng.choice([sign for sign in ";,|\t" if sign != one.file["skilletegn"]])
    one.edits.append(lambda data: before)


@kind()
def another_encoding_declared(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    before = one.data()
    one.file["tegnsaet"] = rng.choice(
        [name for name in ("cp1252", "utf-8", "utf-8-sig") if name != one.file["tegnsaet"]]
    )
    one.edits.append(lambda data: before)


@kind(refused_from=0)
def another_file_name(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    name = str(one.file["navn"])
    other = rng.choice((name.upper(), f"../{name}", f"{name}.bak", "fil.csv"))
    one.declaration_edits.append(lambda text: text.replace(f"navn: {name}", f"navn: {other}"))


@kind(refused_from=0)
def synthetic_and_real_mixed(world: World, rng: Random, strength: float) -> None:
    rng.choice(world.sent).words["syntetisk"] = False


@kind(refused_from=0)
def synthetic_set_declared_real(world: World, rng: Random, strength: float) -> None:
    for one in world.sent:
        one.words["syntetisk"] = False


def _on_text(world: World, rng: Random, pattern: str, new: str) -> None:
    one = rng.choice(world.sent)
    if not re.search(pattern, one.declaration(), flags=re.MULTILINE):
        raise NothingToSpoilError
    one.declaration_edits.append(lambda text: re.sub(pattern, new, text, count=1, flags=re.MULTILINE))


@kind(refused_from=0)
def key_missing(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    key = one_of(rng, [key for key in one.words if key != "periode"])
    del one.words[key]


@kind(refused_from=0)
def key_misspelt(world: World, rng: Random, strength: float) -> None:
    key = rng.choice(("kilde", "afsender", "udtraeksdato", "periode", "syntetisk", "filer"))
    _on_text(world, rng, f"^{key}:", f"{key[:-1]}:")


@kind(refused_from=0)
def key_twice(world: World, rng: Random, strength: float) -> None:
    _on_text(world, rng, r"^(syntetisk: true|udtraeksdato: .*)$", r"\1\n\1")


@kind(refused_from=0)
def tabs_in_yaml(world: World, rng: Random, strength: float) -> None:
    _on_text(world, rng, r"^  ", "\t")


@kind()
def quotation_marks_lost_in_yaml(world: World, rng: Random, strength: float) -> None:
    _on_text(world, rng, r"^afsender: '(.*)'", r"afsender: \1")


@kind()
def codes_read_as_other_numbers(world: World, rng: Random, strength: float) -> None:
    _on_text(
        world,
        rng,
        r"^afsender: .*$",
        rng.choice(("afsender: 0657", "afsender: 0o657", "afsender: 657", "afsender: 0x291")),
    )


@kind()
def anchors_in_yaml(world: World, rng: Random, strength: float) -> None:
    edit = rng.choice((("udtraeksdato: ", "udtraeksdato: &dag "), ("afsender: .*", "afsender: *kilde")))
    _on_text(world, rng, edit[0], edit[1])


@kind(refused_from=0)
def values_of_another_type(world: World, rng: Random, strength: float) -> None:
    edits = (
        ("^syntetisk: .*", "syntetisk: 'ja'"),
        ("^udtraeksdato: .*", "udtraeksdato: 01-10-2026"),
        ("^udtraeksdato: .*", "udtraeksdato: 2026-13-01"),
        ("^udtraeksdato: .*", "udtraeksdato: 2026"),
        ("^filer:", "filer: 3\nmere:"),
        ("raekker: (.*)", "raekker: '\\1'"),
        ("raekker: (.*)", "raekker: \\1.5"),
        ("fra: .*", "fra: 2012"),
        ("^kilde: .*", "kilde: [foedsler]"),
        ("^afsender: .*", "afsender:"),
        ("format: .*", "format: true"),
    )
    _on_text(world, rng, *rng.choice(edits))


@kind(refused_from=0)
def yaml_that_is_none(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    texts = (
        "",
        "[]",
        "filer",
        "\x00",
        "\udcff\udcfe",
        "a: [1",
        "- - -",
        "%TAG ! x",
        "a: !!python/object:os.system x",
        "{{{",
    )
    text = rng.choice(texts)
    one.declaration_edits.append(lambda _: text)


@kind()
def declaration_cut(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    at = rng.uniform(0.02, 0.97)
    one.declaration_edits.append(lambda text: text[: int(len(text) * at)])


@kind()
def declaration_line_lost(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    lines = one.declaration().splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    one.declaration_edits.append(lambda _: "".join(lines))


@kind()
def declaration_saved_otherwise(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    edit = rng.choice(
        (lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n"), lambda text: text + "\n# ok\n")
    )
    one.declaration_edits.append(edit)
