"""Whatever is found about a row, its verdict word and its reasons say the same."""

from math import nan
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluering.disclosure.protection import protect
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import MunicipalityQuality, QualityReason
from evaluering.presentation import tables
from evaluering.presentation.sentences.quality import quality_sentence
from evaluering.wording.quality import QUALITY_REASONS, QUALITY_WORDS

GRAVE = {"no_data", "coverage_below_gate"}
CHANGE = PracticeChange("0657", "whole_weeks", "2022-01", "2022-01", "2022-01", 20.0, 70.0, 50)

QUICK = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def qualities(draw):
    """A row whose verdict follows from its reasons, as the rules have it."""
    held = draw(st.sets(st.sampled_from(get_args(QualityReason))))
    reasons = tuple(reason for reason in get_args(QualityReason) if reason in held)
    verdict = "does_not_carry" if held & GRAVE else "with_reservations" if held else "carries"
    births = draw(st.sampled_from([nan, 1000.0]))
    return MunicipalityQuality("0657", verdict, reasons, ("2024",), births, 0.7 * births, 0.6 * births)


@QUICK
@given(row=qualities(), changes=st.sampled_from([(), (CHANGE,)]))
def test_word_and_reasons_agree(row, changes):
    sentence = quality_sentence(row, changes=changes)
    word, _, why = sentence.partition(": ")
    assert word == QUALITY_WORDS[row.verdict]
    assert ("intet taler imod" in why.lower()) == (row.verdict == "carries")
    for reason in set(get_args(QualityReason)) - {"practice_change", "coverage_below_gate"}:
        assert (QUALITY_REASONS[reason].lower() in why.lower()) == (reason in row.reasons)
    assert ("hele uger" in why) == ("practice_change" in row.reasons)
    assert any(part in why for part in ("for for få børn", "kun for 70,0")) == ("coverage_below_gate" in row.reasons)
    assert sentence.endswith(".")
    assert sentence.count(".") == 1


@QUICK
@given(row=qualities())
def test_the_table_says_what_the_sentence_says(prepared, row):
    verdicts = protect((row,), decisions=prepared.decisions)
    block = tables.quality(verdicts, changes=protect((), decisions=prepared.decisions), data=prepared)
    assert block.description["rows"] == [["Herning", quality_sentence(verdicts.value[0])]]
