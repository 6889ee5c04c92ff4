from __future__ import annotations

import os
import stat

import numpy as np
import pyarrow as pa
import pytest

from evaluering.errors import KeyFileError
from evaluering.intake.sources import pseudonym
from evaluering.intake.sources.pseudonym import pseudonymise, read_key


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """Stand in for the user's configuration folder."""
    folder = tmp_path / "config" / "evaluering"
    monkeypatch.setattr(pseudonym.platformdirs, "user_config_path", lambda name: folder)
    return folder


def test_a_number_with_and_without_hyphen_is_one_child():
    children = pseudonymise(pa.array(["0505209996", " 050520-9996 ", "0505209995"]), key=b"k").child
    assert children[0] == children[1] != children[2]
    assert children.dtype == np.uint64


def test_another_key_gives_other_pseudonyms():
    numbers = pa.array(["0505209996"])
    assert pseudonymise(numbers, key=b"a").child[0] != pseudonymise(numbers, key=b"b").child[0]


def test_no_numbers_give_no_pseudonyms():
    assert pseudonymise(pa.array([], type=pa.string()), key=b"k").child.size == 0


def test_a_synthetic_set_brings_its_key_or_gets_a_fixed_one(tmp_path):
    fixed = read_key(tmp_path, synthetic=True)
    (tmp_path / "noegle.txt").write_text("\ufeff0123456789abcdef\n", encoding="utf-8")
    brought = read_key(tmp_path, synthetic=True)
    (tmp_path / "noegle.txt").write_text("0123456789abcdef", encoding="utf-8")
    assert len(fixed) == len(brought) == 32
    assert fixed != brought == read_key(tmp_path, synthetic=True)


def test_the_key_of_real_sets_is_made_once_in_the_users_own_folder(tmp_path, own_folder):
    first = read_key(tmp_path, synthetic=False)
    assert first == read_key(tmp_path, synthetic=False)
    if os.name == "posix":
        assert stat.S_IMODE((own_folder / "noegle.txt").stat().st_mode) == 0o600


def test_a_real_set_must_not_bring_its_key(tmp_path, own_folder):
    (tmp_path / "noegle.txt").write_text("0123456789abcdef", encoding="utf-8")
    with pytest.raises(KeyFileError, match="rigtige data"):
        read_key(tmp_path, synthetic=False)
    assert not own_folder.exists()


@pytest.mark.parametrize(("content", "what"), [(b"sesam", "for kort"), (b"\xff\xff" * 20, "kan ikke læses")])
def test_a_key_that_cannot_be_used_is_never_repeated(tmp_path, content, what):
    (tmp_path / "noegle.txt").write_bytes(content)
    with pytest.raises(KeyFileError, match=what) as caught:
        read_key(tmp_path, synthetic=True)
    assert "sesam" not in str(caught.value)


def test_a_key_made_meanwhile_by_another_process_is_used(tmp_path, own_folder):
    own_folder.mkdir(parents=True)
    (own_folder / "noegle.txt").write_text("0123456789abcdef", encoding="utf-8")
    pseudonym._make_key(own_folder / "noegle.txt")
    assert (own_folder / "noegle.txt").read_text(encoding="utf-8") == "0123456789abcdef"


def test_a_configuration_folder_that_cannot_be_made(tmp_path, own_folder):
    (tmp_path / "config").write_text("a file in its place", encoding="utf-8")
    with pytest.raises(KeyFileError, match="kan ikke gemmes"):
        read_key(tmp_path, synthetic=False)
