"""Damage to whole files: cut, doubled, re-encoded, re-delimited, with lines that are no rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from random import Random

from tests.corruption.kinds import Kind, NothingToSpoilError, an_extract, any_table, one_of, register, some_of
from tests.corruption.world import Sent, World

KINDS: list[Kind] = []
kind = register("fil", KINDS)


def _on_bytes(one: Sent, change: Callable[[bytes], bytes]) -> None:
    before = one.data()
    one.edits.append(change)
    if one.data() == before:
        raise NothingToSpoilError


def _on_lines(one: Sent, change: Callable[[list[str]], list[str]]) -> None:
    """Change the lines of a file, the header being the first; what ends them stays."""
    encoding, end = one.file.get("tegnsaet", "utf-8"), one.line_end

    def edit(data: bytes) -> bytes:
        text = data.decode(encoding)
        lines = text.removesuffix(end).split(end)
        return (end.join(change(lines)) + (end if text.endswith(end) else "")).encode(encoding)

    _on_bytes(one, edit)


def _declare(one: Sent, more: int) -> None:
    one.file["raekker"] += more


@kind(refused_from=0)
def cut_at_a_byte(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    at = rng.uniform(0.02, 0.98)
    _on_bytes(one, lambda data: data[: int(len(data) * at)])


@kind(0.001, 0.05, 0.5, refused_from=0)
def cut_at_a_row_end(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    rows = one.reports or one.rows
    del rows[-max(1, round(len(rows) * strength)) :]


@kind(0.001, 0.05, 0.3, unknown_to=0.05, why="få af de sidste rækker mangler, og deres antal er erklæret uden dem")
def cut_at_a_row_end_and_counted_again(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    rows = one.reports or one.rows
    del rows[-max(1, round(len(rows) * strength)) :]
    one.recount()


@kind(unknown_to=1.0, why="den sidste celle er kortere, og filen sluttede også før uden linjeskift")
def cut_in_the_last_field(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    last = len(one.rows[-1][-1])
    if not last:
        raise NothingToSpoilError
    less = rng.randint(1, last) + len(one.line_end) * one.last_line_end + one.quoted
    _on_bytes(one, lambda data: data[:-less])


@kind(refused_from=0)
def file_doubled(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    _on_bytes(one, lambda data: data + data)


@kind()
def file_doubled_and_counted_again(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    _declare(one, len(one.reports) or len(one.rows) + 1)
    one.last_line_end = True
    _on_bytes(one, lambda data: data + data)


@kind(0.001, 0.1, 1.0, refused_from=0)
def block_doubled(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    rows = one.reports or one.rows
    rows.extend(rows[: max(1, round(len(rows) * strength))])  # type: ignore[arg-type]


@kind(0.001, 0.1, 1.0)
def block_doubled_and_counted_again(world: World, rng: Random, strength: float) -> None:
    block_doubled(world, rng, strength)
    for one in world.sent:
        one.recount()


@kind(0.01, 0.3)
def rows_doubled_and_counted_again(world: World, rng: Random, strength: float) -> None:
    one = rng.choice([*world.of("kommuneudtraek"), *world.of("kl-gateway")])
    rows = one.reports or one.rows
    for row in some_of(rng, rows, strength):
        rows.insert(rng.randrange(len(rows)), row)  # type: ignore[arg-type]
    one.recount()


@kind()
def rows_shuffled(world: World, rng: Random, strength: float) -> None:
    for one in world.sent:
        rng.shuffle(one.rows)
        rng.shuffle(one.reports)


@kind()
def re_encoded(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    encoding = one.file["tegnsaet"]
    other = rng.choice([name for name in ("cp1252", "utf-8", "utf-8-sig") if name != encoding])
    _on_bytes(one, lambda data: data.decode(encoding).encode(other))


@kind(refused_from=0)
def saved_as_utf_16(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    encoding, form = one.file.get("tegnsaet", "utf-8"), rng.choice(("utf-16", "utf-16-le", "utf-16-be"))
    _on_bytes(one, lambda data: data.decode(encoding).encode(form))


@kind()
def letters_spoilt_once_or_twice(world: World, rng: Random, strength: float) -> None:
    one = an_extract(world, rng)
    encoding, times = one.file["tegnsaet"], rng.choice((1, 2))

    def spoil(data: bytes) -> bytes:
        text = data.decode(encoding)
        for _ in range(times):
            text = text.encode("utf-8").decode("cp1252")
        return text.encode(encoding)

    _on_bytes(one, spoil)


@kind()
def mark_of_utf_8_added(world: World, rng: Random, strength: float) -> None:
    _on_bytes(rng.choice(world.sent), lambda data: b"\xef\xbb\xbf" + data)


@kind()
def mark_of_utf_8_removed(world: World, rng: Random, strength: float) -> None:
    _on_bytes(rng.choice(world.sent), lambda data: data.removeprefix(b"\xef\xbb\xbf"))


@kind(refused_from=0)
def other_delimiter(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    old = one.file["skilletegn"]
    new = rng.choice([sign for sign in ";,|\t:" if sign != old])
    _on_lines(one, lambda lines: [line.replace(old, new) for line in lines])


@kind(0.001, 0.1, refused_from=0)
def other_delimiter_in_some_rows(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    old = one.file["skilletegn"]
    new = rng.choice([sign for sign in ";,|\t" if sign != old])
    hit = set(some_of(rng, range(1, len(one.rows) + 1), strength))
    _on_lines(one, lambda lines: [line.replace(old, new) if n in hit else line for n, line in enumerate(lines)])


@kind()
def other_line_ends(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    end = rng.choice([b"\r\n", b"\n", b"\r"])
    _on_bytes(one, lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", end))


@kind(0.01, 0.5)
def mixed_line_ends(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    end, share = rng.choice([b"\r\n", b"\n", b"\r", b"\n\r"]), strength
    hit = {number for number in range(len(one.rows)) if rng.random() < share}

    def mix(data: bytes) -> bytes:
        lines = data.replace(b"\r\n", b"\n").split(b"\n")
        return b"".join(line + (end if n in hit else b"\n") for n, line in enumerate(lines[:-1])) + lines[-1]

    _on_bytes(one, mix)


@kind()
def quotation_marks_around_every_cell(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.quoted = not one.quoted


@kind(0.0001, 0.01)
def quotation_mark_alone(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    for row in some_of(rng, one.rows, strength):
        place = rng.randrange(len(row))
        at = rng.choice((0, len(row[place])))
        row[place] = row[place][:at] + '"' + row[place][at:]
    if one.quoted:
        one.quoted = False


@kind(0.001, 0.1)
def delimiter_inside_a_cell(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    for row in some_of(rng, one.rows, strength):
        place = rng.randrange(len(row))
        row[place] += one.file["skilletegn"] + rng.choice(("", "x"))


@kind(0.001, 0.1, refused_from=0)
def lines_joined(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    hit = set(some_of(rng, range(1, len(one.rows)), strength))
    delimiter = rng.choice(("", one.file["skilletegn"]))

    def join(lines: list[str]) -> list[str]:
        kept: list[str] = []
        for number, line in enumerate(lines):
            if number - 1 in hit:
                kept[-1] += delimiter + line
            else:
                kept.append(line)
        return kept

    _on_lines(one, join)


@kind(0.001, 0.1, refused_from=0)
def lines_split(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    hit = set(some_of(rng, range(1, len(one.rows)), strength))
    end = one.line_end

    def halves(line: str) -> str:
        return line[: len(line) // 2] + end + line[len(line) // 2 :]

    _on_lines(one, lambda lines: [halves(line) if n in hit else line for n, line in enumerate(lines)])


@kind(0.0001, 0.01, refused_from=0)
def null_bytes(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    at = sorted(rng.random() for _ in range(max(1, round(strength * len(one.rows or one.reports)))))

    def strew(data: bytes) -> bytes:
        changed = bytearray(data)
        for share in at:
            changed[int(share * len(changed))] = 0
        return bytes(changed)

    _on_bytes(one, strew)


@kind(0.0001, 0.01, unknown_to=0.0001, why="et ciffer i én celle er blevet til et andet, og rækken er stadig mulig")
def digits_changed(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    changed = bytearray(one.data())
    places = [place for place, sign in enumerate(changed) if 48 <= sign <= 57]
    for place in rng.sample(places, max(1, round(strength * len(one.rows or one.reports)))):
        changed[place] = rng.choice([sign for sign in range(48, 58) if sign != changed[place]])
    _on_bytes(one, lambda data: bytes(changed))


@kind(0.0001, 0.01)
def bytes_changed(world: World, rng: Random, strength: float) -> None:
    one = rng.choice(world.sent)
    changed = bytearray(one.data())
    for _ in range(max(1, round(strength * len(one.rows or one.reports)))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    _on_bytes(one, lambda data: bytes(changed))


@kind(refused_from=0)
def header_lost(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    if rng.random() < 0.5:
        _declare(one, -1)
    _on_lines(one, lambda lines: lines[1:])


@kind()
def header_repeated_inside(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.rows.insert(rng.randrange(len(one.rows) + 1), list(one.header))
    one.recount()


@kind(refused_from=0)
def header_in_capitals(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.header = [name.upper() for name in one.header]


@kind(refused_from=0)
def title_on_top(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    title = rng.choice(("Udtræk af ernæring", "Ernæring" + one.file["skilletegn"] * (len(one.header) - 1)))
    _on_lines(one, lambda lines: [title, *lines])


@kind()
def footnote_at_the_end(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    delimiters = one.file["skilletegn"] * (len(one.header) - 1)
    _declare(one, rng.choice((0, 1)))
    _on_lines(one, lambda lines: [*lines, "Kilde: kommunens journal" + rng.choice(("", delimiters))])


@kind()
def total_at_the_end(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    cells = [""] * len(one.header)
    cells[0], cells[-1] = "I alt", str(len(one.rows))
    one.rows.append(cells)
    if rng.random() < 0.5:
        one.recount()


@kind(0.001, 0.1, refused_from=0)
def blank_lines_inside(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    hit = set(some_of(rng, range(1, len(one.rows)), strength))
    _on_lines(
        one, lambda lines: [cell for n, line in enumerate(lines) for cell in ([line, ""] if n in hit else [line])]
    )


@kind()
def blank_lines_at_the_end(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    end = one.line_end.encode()
    _on_bytes(one, lambda data: data + end * rng.randint(1, 5))


@kind()
def rows_of_delimiters_at_the_end(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.rows.extend([[""] * len(one.header)] * rng.randint(1, 5))
    if rng.random() < 0.5:
        one.recount()


@kind(refused_from=0)
def file_emptied(world: World, rng: Random, strength: float) -> None:
    _on_bytes(rng.choice(world.sent), lambda data: rng.choice((b"", b"\n")))


@kind()
def only_the_header_left(world: World, rng: Random, strength: float) -> None:
    one = any_table(world, rng)
    one.rows = []
    if rng.random() < 0.7:
        one.recount()


@kind(refused_from=0)
def another_kind_of_file(world: World, rng: Random, strength: float) -> None:
    content = one_of(
        rng, (b"PK\x03\x04" + b"\x00" * 200, b"<!DOCTYPE html><html><body>Log ind</body></html>\n", b"{}\n")
    )
    _on_bytes(rng.choice(world.sent), lambda data: content)


@kind()
def read_and_written_as_csv_by_another_program(world: World, rng: Random, strength: float) -> None:
    """Another program keeps the content and changes the form: quotes where needed, its own line ends."""
    one = any_table(world, rng)
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=one.file["skilletegn"], quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)))
    writer.writerows([one.header, *one.rows])
    text = sink.getvalue().encode(one.file["tegnsaet"])
    _on_bytes(one, lambda data: text)
