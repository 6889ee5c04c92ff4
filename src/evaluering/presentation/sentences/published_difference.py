"""Sentences on a region held against the rest of the nation: the change, how sure it is, and what it cannot tell."""

from __future__ import annotations

from dataclasses import replace

from evaluering import wording
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import Protected
from evaluering.estimation.comparison.comparisons import comparison
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.published.published_difference import PublishedComparison
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.results import change_entries
from evaluering.presentation.sentences.parts import decimals_of, detectable, limits, range_of
from evaluering.presentation.sentences.published_early import early, early_message
from evaluering.presentation.uncertainty import answer, said_size
from evaluering.wording import comparison as words
from evaluering.wording.plan import NOT_PLANNED_NOTE

_AGAINST = "Sammenlignet med resten af landet"


def difference_message(record: PublishedComparison, *, data: Prepared) -> str:
    """The change against the rest of the nation, or where a preliminary year points, without the last full stop.

    Also the title of a figure.
    """
    what, estimate = wording.subject(record.definition), record.main.change.estimate
    if estimate is None:
        found = early(record, data=data)
        if found is not None:
            return early_message(record, found)
        return f"Ændringen i {what} kan ikke sammenlignes med resten af landet"
    if answer(estimate) == "unclear":
        return f"{_AGAINST} er der ingen sikker ændring i {what}"
    return f"{_AGAINST} lå {what} {_from_expected(estimate)}"


def published_difference(comparisons: tuple[Protected[PublishedComparison], ...], *, data: Prepared) -> Block:
    """Per outcome the change against the rest of the nation, with and without regions that had a trial of their own."""
    records = [opened(one, data=data) for one in comparisons]
    found = [estimate for record in records for estimate in _estimates(record)]
    paragraphs = [_outcome(record, data=data) for record in records]
    if found:
        paragraphs += [_read_so(found), _cannot_tell(records)]
    if any(NOT_PLANNED in one.warnings for one in found):
        paragraphs.append(NOT_PLANNED_NOTE)
    # The register's own definition names the outcome, as in the page's other entries.
    results = change_entries(tuple(replace(one, indicator=one.definition) for one in found))
    return sentence_block(data, name="published-difference", paragraphs=paragraphs, results=results)


def _estimates(record: PublishedComparison) -> list[Estimate]:
    both = (record.main, record.without_trials)
    return [one.change.estimate for one in both if one is not None and one.change.estimate is not None]


def _outcome(record: PublishedComparison, *, data: Prepared) -> str:
    message, change = f"**{difference_message(record, data=data)}.**", record.main.change
    if change.estimate is None:
        start = data.agreement.start
        first = (start + 11).year if start.month > 1 else start.year
        return f"{message} {words.REASONS[change.reason].format(name=record.name, first=first)}"
    estimate = change.estimate
    first_year, last_year = estimate.first_period[:4], estimate.last_period[:4]
    born = f"i {last_year}" if first_year == last_year else f"fra {first_year} til {last_year}"
    basis = f"Det gælder børn født {born} og bygger på {change.years_before} år før aftalen."
    unseen = detectable(estimate, decimals=decimals_of(estimate))
    return f"{message} {limits(estimate)}{unseen} {basis}{_without_trials(record)}"


def _without_trials(record: PublishedComparison) -> str:
    """The same without the regions that had a trial of their own; nothing where none had."""
    if record.without_trials is None:
        return ""
    estimate, places = record.without_trials.change.estimate, wording.sentence_list(_tried([record]))
    if estimate is None:
        return f" Uden {places} kan ændringen ikke regnes ud."
    if answer(estimate) == "unclear":
        return f" Uden {places} er der ingen sikker ændring ({range_of(estimate)})."
    return f" Uden {places} lå tallet {_from_expected(estimate)} ({range_of(estimate)})."


def _tried(records: list[PublishedComparison]) -> list[str]:
    return list(dict.fromkeys(name for record in records for one in record.trials for name in one.regions))


def _read_so(found: list[Estimate]) -> str:
    few = any("few_periods" in one.warnings for one in found)
    return f"{words.EXPECTED} {words.FEW_YEARS}" if few else words.EXPECTED


def _cannot_tell(records: list[PublishedComparison]) -> str:
    """What the comparison takes out and what it does not, what other regions did, and that it is no cause."""
    clean, place = comparison("difference"), records[0].name
    trials = dict.fromkeys(one for record in records for one in record.trials)
    told = [words.taken_out(clean.rules_out), words.not_taken_out(clean.cannot_rule_out, place=place)]
    told += [words.trial(one.regions, first_year=one.first_year, last_year=one.last_year) for one in trials]
    return " ".join([*told, words.NO_CAUSE])


def _from_expected(estimate: Estimate) -> str:
    """How far from the expected: ``sandsynligvis 4 dage højere end ventet``."""
    sure = answer(estimate)
    likely = "sandsynligvis " if sure.startswith("likely") else ""
    size = said_size(estimate.value, estimate.measure, decimals=decimals_of(estimate))
    return f"{likely}{size} {'højere' if sure.endswith('up') else 'lavere'} end ventet"
