from __future__ import annotations

import pytest

from evaluering.wording.commentary import FAULTS, REPLACED, authors_listed

RANDERS, MIDT, GROUP = "Netværket i Randersklyngen", "Netværket i Midtklyngen", "Styregruppen"


@pytest.mark.parametrize(
    ("authors", "listed"),
    [
        ((), ""),
        ((GROUP,), "styregruppen"),
        ((RANDERS,), "netværket i Randersklyngen"),
        ((RANDERS, GROUP), "netværket i Randersklyngen samt styregruppen"),
        ((MIDT, RANDERS), "netværkene i Midtklyngen og Randersklyngen"),
    ],
)
def test_authors_are_named_as_in_a_sentence(authors: tuple[str, ...], listed: str) -> None:
    assert authors_listed(authors) == listed


@pytest.mark.parametrize("words", [*FAULTS.values(), *REPLACED.values()])
def test_every_fault_says_what_is_wrong_and_what_to_do(words: tuple[str, str]) -> None:
    what, remedy = words
    assert what[:1].isupper()
    assert remedy[:1].isupper()
    assert not what.endswith("."), "a finding's first line is no sentence of its own"
