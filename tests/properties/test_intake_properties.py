from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.intake.checks.validation import NO_RULE, RULES, RowDates, broken_dates, conflicting_ties, first_rule
from evaluering.intake.formats.columns import personal_content
from evaluering.intake.formats.dates import DATE_FORMS, parse_cpr, parse_dates
from evaluering.intake.sources.latest import latest_reports
from evaluering.intake.sources.pseudonym import pseudonymise

quick = settings(max_examples=60, derandomize=True, deadline=None)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
numbers = st.from_regex(r"\A[0-9]{6}-?[0-9]{4}\Z")


@quick
@given(st.lists(days, min_size=1))
def test_dates_survive_being_written_and_read(some):
    written = {
        "dd-mm-åååå": [f"{day.day:02d}-{day.month:02d}-{day.year:04d}" for day in some],
        "åååå-mm-dd": [day.isoformat() for day in some],
    }
    for form, texts in written.items():
        assert parse_dates(pa.array(texts), DATE_FORMS[form]).tolist() == some


@quick
@given(st.lists(st.text(max_size=12), min_size=1))
def test_text_that_is_no_date_or_number_is_never_read_as_one(texts):
    column = pa.array(texts)
    for day in parse_dates(column, DATE_FORMS["åååå-mm-dd"])[[not text.isascii() for text in texts]]:
        assert np.isnat(day)
    read = parse_cpr(column)
    assert all(
        sum(sign.isdigit() for sign in text) == 10 for text, fits in zip(texts, read.has_form, strict=True) if fits
    )


@quick
@given(st.dates(date(2000, 1, 1), date(2036, 12, 31)), st.sampled_from("49"), st.integers(0, 999), st.booleans())
def test_the_birth_date_stands_in_the_number(birth, seventh, serial, replacement):
    day = birth.day + 60 * replacement
    number = f"{day:02d}{birth.month:02d}{birth.year % 100:02d}{seventh}{serial:03d}"
    read = parse_cpr(pa.array([number, f"{number[:6]}-{number[6:]}"]))
    assert read.birth.tolist() == [birth, birth]


@quick
@given(
    st.lists(numbers, min_size=1, unique_by=lambda number: number.replace("-", "")), st.binary(min_size=1, max_size=64)
)
def test_pseudonyms_tell_children_apart_and_no_more(some, key):
    plain = pseudonymise(pa.array(some), key=key).child
    turned = pseudonymise(pa.array([f" {number.replace('-', '')} " for number in reversed(some)]), key=key).child
    assert len(set(plain.tolist())) == len(some)
    assert plain.tolist() == turned[::-1].tolist()


@quick
@given(numbers, st.sampled_from(["", "x ", "nr. "]), st.sampled_from(["", ".", " y"]))
def test_numbers_of_persons_are_found_wherever_they_stand(number, before, after):
    real = parse_cpr(pa.array([number])).birth[0]
    column = pa.array([f"{before}{number}{after}"]).dictionary_encode()
    found = list(personal_content({"system": column}, shown="a.csv"))
    assert bool(found) or np.isnat(real)
    assert all(number not in finding.text() for finding in found)


_offset = st.one_of(st.none(), st.integers(-3, 3))


@quick
@given(st.lists(st.tuples(_offset, _offset, _offset, _offset), min_size=1))
def test_a_row_breaks_the_rules_it_breaks_alone(rows):
    columns = np.array(
        [
            [np.datetime64("2020-05-05") + one if one is not None else np.datetime64("NaT", "D") for one in row]
            for row in rows
        ]
    ).T
    extraction = date(2020, 5, 6)
    broken = broken_dates(RowDates(*columns), extraction=extraction)
    together = first_rule(broken, len(rows))
    for place in range(len(rows)):
        one = broken_dates(RowDates(*columns[:, [place]]), extraction=extraction)
        assert together[place] == first_rule(one, 1)[0]
    birth, recorded, start, end = columns[:, together == NO_RULE]
    assert not np.any(start < birth)
    assert not np.any(end < start)
    assert not np.any(columns[:, together == NO_RULE] > np.datetime64(extraction))
    assert not np.any(birth > recorded)


_reports = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 3), st.sampled_from(["full", "formula"]), st.booleans()),
    min_size=1,
    max_size=8,
)


def _table(reports) -> pd.DataFrame:
    start = pd.Timestamp("2020-05-05").as_unit("s")
    return pd.DataFrame(
        {
            "child": np.array([child for child, *_ in reports], dtype=np.uint64),
            "municipality": "0657",
            "birth": start,
            "recorded": [start + pd.Timedelta(days=time) for _, time, *_ in reports],
            "extracted": start + pd.Timedelta(days=9),
            "kind": "status",
            "feeding": [feeding for *_, feeding, _ in reports],
            "contact": "none",
            "start": start,
            "end": pd.NaT,
            "delivery": "a",
            "encounter": "visit",
            "known_until": pd.NaT,
            "custodian": "a",
            "moment": [start + pd.Timedelta(days=time) for _, time, *_ in reports],
            "withdrawn": [withdrawn for *_, withdrawn in reports],
            "removed": False,
            "retracted": False,
            "marker": False,
            "file": 0,
            "report": np.arange(len(reports)),
        }
    )


@quick
@given(_reports, st.randoms(use_true_random=False))
def test_the_report_that_counts_does_not_depend_on_the_order(reports, random):
    def kept(some) -> set[tuple[int, str]]:
        table = _table(some)
        rules = latest_reports(table, np.full(len(table), NO_RULE, dtype=np.int8))
        rest = table[rules == NO_RULE]
        assert rest["child"].is_unique
        assert not rest["withdrawn"].any()
        assert set(rules) <= {NO_RULE, *(place for place, rule in enumerate(RULES) if rule.slug in _BETWEEN)}
        return set(zip(rest["child"].tolist(), rest["feeding"], strict=True))

    shuffled = list(reports)
    random.shuffle(shuffled)
    assert kept(reports) == kept(shuffled)


_BETWEEN = ("withdrawn", "superseded_report", "conflicting_tie")


@quick
@given(_reports)
def test_ties_are_found_whole_and_only_where_content_differs(reports):
    table = _table(reports)
    tied = conflicting_ties(table)
    for _, group in table.assign(tied=tied).groupby(["child", "recorded"]):
        assert set(group["tied"]) == {len(set(group["feeding"])) > 1}
