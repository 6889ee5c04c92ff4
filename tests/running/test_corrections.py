from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evaluering.errors import EditionError
from evaluering.parameters import RunPlan
from evaluering.running.commentary import FINAL_COPY, Comment, Commentary
from evaluering.running.corrections import keep_final, published_final, require_continued, settled_commentary
from evaluering.running.editions import Correction, Edition, Moved
from evaluering.running.orders import RunMarks
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.plan import Page
from evaluering.running.site import RESULTS, write_site

FINAL = Edition("final", date(2026, 12, 1))
LATER = Correction(date(2027, 2, 4), "Herning har sendt rettede tal")
ONCE = replace(FINAL, corrections=(LATER,))
WRITTEN = (Comment("Styregruppen", ({"kind": "rule"},)),)
ENTRIES = [
    {"id": "level/region", "indicator": "share_26w", "unit": "region", "value": 14.2, "lower": None, "n": 900},
    {"id": "days/region", "indicator": "duration_mean", "unit": "region", "value": 118.0, "hidden": False},
    {"id": "coverage/region", "indicator": "coverage", "unit": "region", "value": 91.0},
]
Changed = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def facts(whole_plan: RunPlan) -> SiteFacts:
    return SiteFacts(whole_plan, RunMarks("v1", "d1", synthetic=False), "2026-10-01", (), Commentary(FINAL))


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    folder = tmp_path / "kommentarer" / "2026"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "2026"


def page(entries: list[dict[str, Any]], *, state: str = "published") -> list[PageOutcome]:
    planned = Page("alfa", "region", "region", "Region Midtjylland", "Hvad er alfa?", "", ())
    return [PageOutcome(planned, state, results=tuple(entries))]  # type: ignore[arg-type]


def put(out: Path, facts: SiteFacts, entries: list[dict[str, Any]]) -> None:
    """Publish these numbers, in the form of a report's own file."""
    out.mkdir(parents=True, exist_ok=True)
    about = {"agreement": facts.agreement.id, "year": facts.run_plan.parameters.year}
    record = {**about, "synthetic": facts.marks.synthetic, "edition": facts.commentary.record(), "results": entries}
    (out / RESULTS).write_text(json.dumps(record), encoding="utf-8")


def rerun(facts: SiteFacts, *, out: Path, comments: Path, entries: list[dict[str, Any]]) -> Commentary:
    """What a run of these facts and numbers may stand as."""
    published = published_final(out, comments=comments, facts=facts)
    require_continued(facts, published)
    return settled_commentary(facts, page(entries), published)


def of(facts: SiteFacts, edition: Edition, **other: Any) -> SiteFacts:
    return replace(facts, commentary=Commentary(edition, **other))


def altered() -> list[dict[str, Any]]:
    """The numbers with one changed, one gone and one new."""
    return [{**ENTRIES[0], "value": 14.3}, ENTRIES[1], {**ENTRIES[1], "id": "days/randers"}]


@pytest.fixture(params=["report", "copy"])
def published(request: pytest.FixtureRequest, facts: SiteFacts, out: Path, comments: Path) -> SiteFacts:
    """A final edition: in the report folder, or gone from there with the copy beside the comments left."""
    put(out, facts, ENTRIES)
    if request.param == "copy":
        keep_final(out, comments=comments, facts=facts)
        for path in out.iterdir():
            path.unlink()
    return facts


def test_a_report_says_of_itself_which_edition_it_is(facts: SiteFacts, out: Path, comments: Path) -> None:
    out.mkdir(parents=True)
    for name in ("alfa.html", "alfa.pdf"):
        (out / name).write_text("god", encoding="utf-8")
    write_site(out, outcomes=page(ENTRIES), facts=of(facts, ONCE), old=out / "none")
    published = published_final(out, comments=comments, facts=facts)
    assert published is not None
    assert (published.edition, set(published.results)) == (ONCE, {str(entry["id"]) for entry in ENTRIES})
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["edition"]["day"] == "2026-12-01"


def test_a_rerun_with_the_same_numbers_is_the_same_edition(published: SiteFacts, out: Path, comments: Path) -> None:
    assert rerun(published, out=out, comments=comments, entries=ENTRIES) == published.commentary


@pytest.mark.parametrize(
    "noise", [{"value": 14.2001}, {"extraction_date": "2026-10-01"}, {"notes": ()}, {"lower": float("nan")}]
)
def test_what_no_reader_sees_is_no_other_number(
    published: SiteFacts, out: Path, comments: Path, noise: dict[str, Any]
) -> None:
    entries = [{**ENTRIES[0], **noise}, *ENTRIES[1:]]
    assert rerun(published, out=out, comments=comments, entries=entries) == published.commentary


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([{**ENTRIES[0], "value": 14.3}, *ENTRIES[1:]], "1 er ændret. Det gælder andelen af børn ammet fuldt"),
        ([{**ENTRIES[0], "value": None, "hidden": True}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "n": 901}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "verdict": "nej"}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "definition": "over_182_days"}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "from": "2024-04"}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "to": "2025-03"}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "measure": "days"}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "confidence": 0.99}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "method": "wilson"}, *ENTRIES[1:]], "1 er ændret"),
        ([{**ENTRIES[0], "notes": ["coverage_low"]}, *ENTRIES[1:]], "1 er ændret"),
        (ENTRIES[:2], "1 er faldet bort. Det gælder hvor mange børn amningen er kendt for"),
        ([*ENTRIES, {**ENTRIES[0], "id": "ny"}], "1 er nye"),
        (altered(), "1 er ændret, 1 er nye og 1 er faldet bort"),
    ],
)
def test_other_numbers_without_a_correction_are_refused_with_how_many(
    published: SiteFacts, out: Path, comments: Path, entries: list[dict[str, Any]], told: str
) -> None:
    with pytest.raises(EditionError, match=told) as raised:
        rerun(published, out=out, comments=comments, entries=entries)
    assert "rettelser" in str(raised.value), "it says what to do"


def test_a_new_correction_lets_other_numbers_through_and_counts_them(
    published: SiteFacts, out: Path, comments: Path
) -> None:
    settled = rerun(of(published, ONCE), out=out, comments=comments, entries=altered())
    (correction,) = settled.edition.corrections
    subjects = "hvor mange børn amningen er kendt for", "den gennemsnitlige varighed af fuld amning"
    share = "andelen af børn ammet fuldt i mindst 26 uger"
    assert correction.moved == Moved(1, 1, 1, (*subjects, share))
    told = "Rettet 4.\u00a0februar 2027: Herning har sendt rettede tal. Offentliggjorte tal: 1"
    assert correction.notice.startswith(told)


def test_a_correction_counts_once_and_its_numbers_stay_in_the_notice(
    published: SiteFacts, out: Path, comments: Path
) -> None:
    corrected = of(published, ONCE)
    settled = rerun(corrected, out=out, comments=comments, entries=altered())
    put(out, replace(corrected, commentary=settled), altered())
    assert rerun(corrected, out=out, comments=comments, entries=altered()) == settled, "the same again"
    with pytest.raises(EditionError, match="giver andre tal"):
        rerun(corrected, out=out, comments=comments, entries=ENTRIES)
    second = Correction(date(2027, 3, 1), "Viborg har sendt rettede tal")
    twice = of(published, replace(FINAL, corrections=(LATER, second)))
    last = rerun(twice, out=out, comments=comments, entries=ENTRIES).edition
    assert last.corrections[0] == settled.edition.corrections[0]
    assert last.corrections[1].moved is not None
    assert last.corrections[1].moved.total == 3


def test_of_two_corrections_at_once_the_last_tells_the_numbers(published: SiteFacts, out: Path, comments: Path) -> None:
    second = Correction(date(2027, 3, 1), "Viborg har sendt rettede tal")
    twice = of(published, replace(FINAL, corrections=(LATER, second)))
    first, last = rerun(twice, out=out, comments=comments, entries=altered()).edition.corrections
    assert (first.moved, last.moved is None) == (None, False)


@pytest.mark.parametrize(
    ("edition", "told"),
    [
        (Edition("commented"), "siger det ikke længere"),
        (Edition(), "siger det ikke længere"),
        (replace(FINAL, day=date(2026, 12, 2)), "er dagen for den endelige udgave ændret"),
    ],
)
def test_a_final_edition_cannot_be_taken_back_by_the_file(
    published: SiteFacts, out: Path, comments: Path, edition: Edition, told: str
) -> None:
    with pytest.raises(EditionError, match=told):
        rerun(of(published, edition), out=out, comments=comments, entries=ENTRIES)


@pytest.mark.parametrize(
    "corrections",
    [(), (replace(LATER, what="Noget helt andet er rettet"),), (replace(LATER, day=date(2027, 2, 5)),)],
)
def test_a_published_correction_cannot_be_removed_or_rewritten_into_a_new_one(
    facts: SiteFacts, out: Path, comments: Path, corrections: tuple[Correction, ...]
) -> None:
    put(out, of(facts, ONCE), ENTRIES)
    with pytest.raises(EditionError, match="ændret eller fjernet"):
        rerun(of(facts, replace(FINAL, corrections=corrections)), out=out, comments=comments, entries=altered())


def test_comments_on_a_final_edition_change_only_with_a_correction(
    published: SiteFacts, out: Path, comments: Path
) -> None:
    with pytest.raises(EditionError, match="siden er kommentarerne ændret"):
        rerun(of(published, FINAL, comments=WRITTEN), out=out, comments=comments, entries=ENTRIES)
    settled = rerun(of(published, ONCE, comments=WRITTEN), out=out, comments=comments, entries=ENTRIES)
    assert "Ingen offentliggjorte tal er ændret" in settled.edition.notices[0]


def test_made_up_data_never_replace_a_final_edition_of_real_ones(facts: SiteFacts, out: Path, comments: Path) -> None:
    put(out, facts, ENTRIES)
    made_up = replace(facts, marks=RunMarks("v1", "d1", synthetic=True))
    with pytest.raises(EditionError, match="opdigtede data"):
        rerun(made_up, out=out, comments=comments, entries=ENTRIES)
    elsewhere = out.parent / "prøve"
    assert rerun(made_up, out=elsewhere, comments=comments, entries=altered()) == made_up.commentary


def test_a_trial_on_made_up_data_does_not_bind_the_real_report(facts: SiteFacts, out: Path, comments: Path) -> None:
    made_up = replace(facts, marks=RunMarks("v1", "d1", synthetic=True))
    put(out, made_up, ENTRIES)
    keep_final(out, comments=comments, facts=made_up)
    assert rerun(facts, out=out, comments=comments, entries=altered()) == facts.commentary
    put(out, facts, altered())
    keep_final(out, comments=comments, facts=facts)
    kept = (comments / FINAL_COPY).read_bytes()
    keep_final(out.parent, comments=comments, facts=made_up)
    assert (comments / FINAL_COPY).read_bytes() == kept, "made-up numbers never replace the copy of real ones"


def test_a_real_copy_counts_although_a_trial_lies_in_the_report_folder(
    facts: SiteFacts, out: Path, comments: Path
) -> None:
    put(out, facts, ENTRIES)
    keep_final(out, comments=comments, facts=facts)
    put(out, replace(facts, marks=RunMarks("v1", "d1", synthetic=True)), altered())
    with pytest.raises(EditionError, match="giver andre tal"):
        rerun(facts, out=out, comments=comments, entries=altered())


@pytest.mark.parametrize("edition", [replace(FINAL, day=date(2026, 9, 30)), replace(ONCE, day=date(2025, 12, 1))])
def test_an_edition_older_than_its_data_is_a_copied_file(facts: SiteFacts, out: Path, edition: Edition) -> None:
    late = replace(of(facts, edition), extraction_date="2027-03-01")
    late = of(late, replace(edition, row=7))
    with pytest.raises(EditionError, match="før den dag, data er trukket") as caught:
        rerun(late, out=out, comments=out, entries=ENTRIES)
    assert [(one.file, one.row) for one in caught.value.findings] == [("kommentarer/2026/udgave.yml", 7)]


def test_corrected_data_are_newer_than_the_final_edition_they_correct(
    published: SiteFacts, out: Path, comments: Path
) -> None:
    later = replace(of(published, ONCE), extraction_date="2027-02-01")
    assert rerun(later, out=out, comments=comments, entries=altered()).edition.corrections[0].moved is not None


def test_a_final_edition_lacks_no_page(facts: SiteFacts) -> None:
    with pytest.raises(EditionError, match="Hvad er alfa\\? – Region Midtjylland"):
        settled_commentary(facts, page(ENTRIES, state="failed"), None)


def test_before_it_is_final_everything_may_change(facts: SiteFacts, out: Path, comments: Path) -> None:
    draft = of(facts, Edition("commented"), comments=WRITTEN)
    put(out, draft, ENTRIES)
    keep_final(out, comments=comments, facts=draft)
    assert not (comments / FINAL_COPY).exists()
    assert rerun(draft, out=out, comments=comments, entries=altered()) == draft.commentary
    assert settled_commentary(draft, page([], state="failed"), None) == draft.commentary
    assert rerun(facts, out=out, comments=comments, entries=altered()) == facts.commentary


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": 2025},
        {"agreement": "en-anden"},
        {"edition": {"state": "commented"}},
    ],
)
def test_results_of_something_else_are_no_published_edition(
    facts: SiteFacts, out: Path, comments: Path, wrong: dict[str, Any]
) -> None:
    put(out, facts, ENTRIES)
    path = out / "results.json"
    record = {**json.loads(path.read_text(encoding="utf-8")), **wrong}
    path.write_text(json.dumps(record), encoding="utf-8")
    assert published_final(out, comments=comments, facts=facts) is None


def test_a_report_from_before_there_were_editions_is_none(facts: SiteFacts, out: Path, comments: Path) -> None:
    put(out, facts, ENTRIES)
    record = json.loads((out / RESULTS).read_text(encoding="utf-8"))
    del record["edition"]
    (out / RESULTS).write_text(json.dumps(record), encoding="utf-8")
    assert published_final(out, comments=comments, facts=facts) is None


DAMAGES = [
    "",
    "{",
    "[]",
    "null",
    '"tekst"',
    "[" * 200_000,
    {"agreement": None, "edition": None},
    {"edition": None},
    {"results": None},
    {"results": [1]},
    {"edition": {"state": "final", "day": "ja", "comments": "", "corrections": []}},
]


def damage(path: Path, wrong: str | dict[str, Any]) -> None:
    """Spoil a file of results."""
    if isinstance(wrong, dict):
        wrong = json.dumps({**json.loads(path.read_text(encoding="utf-8")), **wrong})
    path.write_text(wrong, encoding="utf-8")


@pytest.mark.parametrize("wrong", DAMAGES)
def test_a_damaged_file_may_have_been_final_and_is_refused(
    facts: SiteFacts, out: Path, comments: Path, wrong: str | dict[str, Any]
) -> None:
    put(out, facts, ENTRIES)
    damage(out / RESULTS, wrong)
    with pytest.raises(EditionError, match=r"Filen 2026/results\.json fra en udgivet rapport kan ikke læses"):
        published_final(out, comments=comments, facts=facts)


def test_of_report_and_copy_the_one_that_can_be_read_answers(facts: SiteFacts, out: Path, comments: Path) -> None:
    put(out, facts, ENTRIES)
    keep_final(out, comments=comments, facts=facts)
    whole = published_final(out, comments=comments, facts=facts)
    good = (out / RESULTS).read_text(encoding="utf-8")
    damage(out / RESULTS, "{")
    assert published_final(out, comments=comments, facts=facts) == whole
    damage(comments / FINAL_COPY, "{")
    with pytest.raises(EditionError, match="kan ikke læses"):
        published_final(out, comments=comments, facts=facts)
    damage(out / RESULTS, good)
    assert published_final(out, comments=comments, facts=facts) == whole


def test_a_damaged_copy_is_mended_by_real_data_and_left_by_made_up_ones(
    facts: SiteFacts, out: Path, comments: Path
) -> None:
    put(out, facts, ENTRIES)
    (comments / FINAL_COPY).write_text("{", encoding="utf-8")
    keep_final(out, comments=comments, facts=replace(facts, marks=RunMarks("v1", "d1", synthetic=True)))
    assert (comments / FINAL_COPY).read_text(encoding="utf-8") == "{"
    keep_final(out, comments=comments, facts=facts)
    assert (comments / FINAL_COPY).read_bytes() == (out / RESULTS).read_bytes()
