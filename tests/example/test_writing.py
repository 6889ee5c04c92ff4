from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from evaluering.agreement import Agreement
from evaluering.errors import ParameterError
from evaluering.example import ExampleError, write_example, write_published_tables
from evaluering.example.declaration import Delivery


def content_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def write(folder: Path, agreement: Agreement, seed: int = 1, **changes: object) -> None:
    given = {"births_factor": 0.02} | changes
    write_example(folder, seed=seed, agreement=agreement, **given)  # type: ignore[arg-type]


def test_same_seed_same_bytes_and_an_earlier_example_is_replaced(
    agreement: Agreement, small_set: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "deep" / "set"
    write(folder, agreement, seed=2)
    other = content_of(folder)
    assert {path.name for path in folder.iterdir()} == {path.name for path in small_set.iterdir()}
    assert other["noegle.txt"] != content_of(small_set)["noegle.txt"]
    write(folder, agreement)
    assert content_of(folder) == content_of(small_set)
    assert [path.name for path in folder.parent.iterdir()] == ["set"]


def test_the_set_is_whole(small_set: Path, agreement: Agreement) -> None:
    key = (small_set / "noegle.txt").read_bytes()
    assert len(key) == 65
    assert len(bytes.fromhex(key.decode("ascii"))) == 32
    names = {path.name for path in small_set.iterdir()}
    assert names >= {"foedsler", "sandhed", *(f"kommune-{one.code}" for one in agreement.municipalities)}
    assert names >= {"esundhed-2024", "esundhed-2025", "statbank", "kommune-0756-2025"}
    assert len(names) == 19 + 6 + 4 + 3


def test_published_tables_alone_are_those_of_the_whole_set(
    agreement: Agreement, small_set: Path, tmp_path: Path
) -> None:
    write_published_tables(tmp_path / "set", seed=1, agreement=agreement, births_factor=0.02)
    alone, whole = content_of(tmp_path / "set"), content_of(small_set)
    assert {name.partition("/")[0] for name in alone} == {"esundhed-2024", "esundhed-2025", "statbank", "sandhed"}
    assert alone == {name: whole[name] for name in alone}


def test_before_the_gateway_all_send_extracts(agreement: Agreement, tmp_path: Path) -> None:
    write(tmp_path / "set", agreement, extraction=date(2016, 1, 1), effect={})
    assert not list((tmp_path / "set").glob("gateway-*"))
    assert len((tmp_path / "set" / "foedsler" / "foedsler.csv").read_text(encoding="utf-8").splitlines()) == 1 + 19 * 48


@pytest.mark.parametrize("other", ["note.txt", "kommune-0657/leverance.yml"])
def test_anything_else_is_left_untouched(agreement: Agreement, tmp_path: Path, other: str) -> None:
    folder = tmp_path / "raw"
    (folder / other).parent.mkdir(parents=True)
    (folder / other).write_text("syntetisk: false\n", encoding="utf-8")
    (folder / "sandhed").mkdir()
    (folder / "sandhed" / "sandhed.csv").write_text("", encoding="utf-8")
    before = content_of(folder)
    with pytest.raises(ExampleError, match="andet end et syntetisk eksempel"):
        write(folder, agreement)
    assert content_of(folder) == before


def test_an_empty_folder_is_filled_and_a_file_refused(agreement: Agreement, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    write(tmp_path / "set", agreement, extraction=date(2013, 1, 1))
    assert (tmp_path / "set" / "noegle.txt").is_file()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ExampleError, match="file"):
        write(tmp_path / "file", agreement)


def test_a_fault_on_the_way_leaves_the_earlier_set_and_no_half_one(
    agreement: Agreement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "set"
    write(folder, agreement, extraction=date(2013, 1, 1))
    before = content_of(folder)

    def full_disk(self: Delivery, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Delivery, "write", full_disk)
    with pytest.raises(ExampleError, match="kan ikke skrives"):
        write(folder, agreement, seed=2, extraction=date(2013, 1, 1))
    assert content_of(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_the_earlier_set_comes_back_when_the_new_one_cannot_take_its_place(
    agreement: Agreement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "set"
    write(folder, agreement, extraction=date(2013, 1, 1))
    before = content_of(folder)
    rename = Path.rename

    def locked(self: Path, target: Path) -> Path:
        if self.name.endswith(".skrives"):
            raise PermissionError(13, "locked")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", locked)
    for place in (folder, tmp_path / "new"):
        with pytest.raises(ExampleError, match="kan ikke skrives"):
            write(place, agreement, seed=2, extraction=date(2013, 1, 1))
    assert content_of(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_wrong_arguments_stop_before_anything_is_written(agreement: Agreement, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="nord"):
        write(tmp_path / "set", agreement, effect={"nord": 0.9})
    assert not list(tmp_path.iterdir())


def births_of(folder: Path) -> set[str]:
    return set((folder / "foedsler" / "foedsler.csv").read_text(encoding="utf-8").splitlines())


def test_sets_of_several_years_are_of_the_same_births(small_set: Path, agreement: Agreement, tmp_path: Path) -> None:
    for year in (2024, 2029):
        write(tmp_path / str(year), agreement, extraction=date(year, 10, 1))
    earlier, now, later = (births_of(folder) for folder in (tmp_path / "2024", small_set, tmp_path / "2029"))
    assert earlier < now < later


def test_an_earlier_extraction_lacks_some_children_that_a_later_one_brings(
    small_set: Path, agreement: Agreement, tmp_path: Path
) -> None:
    write(tmp_path / "2025", agreement, extraction=date(2025, 10, 1))
    first, last = (set(children_born(folder)) for folder in (tmp_path / "2025", small_set))
    assert first < last
    assert 0 < len(last - first) < 0.05 * len(last)


def children_born(folder: Path) -> list[str]:
    """Numbers of the children of one municipality born in the year that both sets look back on."""
    lines = (folder / "kommune-0751" / "ernaering.csv").read_text(encoding="utf-8").splitlines()
    return [line.split(";")[0] for line in lines if line.split(";")[2].startswith("2024-0")]
