from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from evaluering.errors import PublicationError
from evaluering.running import publication
from evaluering.running.publication import listed_files, publish, report_folder

MANIFEST = '{"files": {"a.html": "1"}}'


def put(folder: Path, text: str, manifest: str = MANIFEST) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.html").write_text(text, encoding="utf-8")
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "2026"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_first_report_and_the_next_one_are_published_whole(out: Path) -> None:
    for text in ("et", "to"):
        with report_folder(out) as work:
            put(work / "site", text)
            publish(work, out)
        assert (out / "a.html").read_text(encoding="utf-8") == text
    assert names(out) == {"a.html", "manifest.json"}
    assert names(out.parent) <= {"2026", ".2026.lock"}


def test_what_people_laid_beside_the_report_is_kept(out: Path) -> None:
    put(out, "et")
    (out / "kommentar.txt").write_text("k", encoding="utf-8")
    (out / "bilag").mkdir()
    (out / "bilag" / "b.txt").write_text("b", encoding="utf-8")
    with report_folder(out) as work:
        (work / "site" / "manifest.json").write_text("{}", encoding="utf-8")
        publish(work, out)
    assert names(out) == {"manifest.json", "kommentar.txt", "bilag"}
    assert (out / "bilag" / "b.txt").read_text(encoding="utf-8") == "b"


def test_what_people_laid_among_the_downloads_is_kept_and_old_downloads_are_not(out: Path) -> None:
    put(out, "et", manifest='{"files": {"a.html": "1", "figurer/gammel.svg": "2"}}')
    (out / "figurer" / "egne").mkdir(parents=True)
    for name in ("gammel.svg", "min.svg", "egne/udkast.svg"):
        (out / "figurer" / name).write_text(name, encoding="utf-8")
    with report_folder(out) as work:
        put(work / "site", "to")
        publish(work, out)
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {
        *("a.html", "manifest.json", "figurer/min.svg", "figurer/egne/udkast.svg"),
    }


def test_an_unreadable_manifest_lists_nothing(out: Path) -> None:
    put(out, "et", manifest="[")
    assert listed_files(out) == set()
    with report_folder(out) as work:
        put(work / "site", "to")
        publish(work, out)
    assert (out / "a.html").read_text(encoding="utf-8") == "to"


@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.ENOSPC, "ikke mere plads"), (errno.EACCES, "ikke adgang"), (errno.EIO, "kunne ikke skrives")],
)
def test_a_fault_while_publishing_leaves_the_old_report(
    out: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str
) -> None:
    put(out, "gammel")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "site":
            raise OSError(number, "no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with report_folder(out) as work:
        put(work / "site", "ny")
        with pytest.raises(PublicationError, match=message):
            publish(work, out)
    assert (out / "a.html").read_text(encoding="utf-8") == "gammel"
    assert names(out.parent) <= {"2026", ".2026.lock"}


def test_a_fault_before_publishing_leaves_the_old_report(out: Path) -> None:
    put(out, "gammel")
    with pytest.raises(RuntimeError, match="midt i"), report_folder(out):
        raise RuntimeError("midt i")
    assert (out / "a.html").read_text(encoding="utf-8") == "gammel"


def test_two_runs_cannot_write_the_same_report(out: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from evaluering.running.publication import report_folder\n"
        "with report_folder(Path(sys.argv[1])):\n    print('laast', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"laast"
        with pytest.raises(PublicationError, match=rf"maskine .*, proces {other.pid}"), report_folder(out):
            pass
        (out.parent / ".2026.holder").unlink()
        with pytest.raises(PublicationError, match="ukendt maskine"), report_folder(out):
            pass
        other.communicate()
    with report_folder(out) as work:
        assert (work / "site").is_dir()


def test_what_a_killed_run_left_is_cleared_up_and_its_report_put_back(out: Path) -> None:
    put(out.parent / ".arbejde-2026.tabt" / "old", "god")
    (out.parent / ".arbejde-2026.tabt" / "site").mkdir()
    (out.parent / ".arbejde-2026.fil").write_text("x", encoding="utf-8")
    with report_folder(out):
        assert (out / "a.html").read_text(encoding="utf-8") == "god"
    assert ".arbejde-2026.tabt" not in names(out.parent)


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_folder_that_is_no_report_is_not_replaced(out: Path, kind: str) -> None:
    if kind == "folder":
        out.mkdir(parents=True)
        (out / "speciale.docx").write_text("x", encoding="utf-8")
    else:
        out.parent.mkdir(parents=True)
        out.write_text("x", encoding="utf-8")
    with pytest.raises(PublicationError, match="andet end en rapport"), report_folder(out):
        pass
    assert out.exists()


def test_a_report_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("en fil", encoding="utf-8")
    with pytest.raises(PublicationError, match="kunne ikke skrives"), report_folder(tmp_path / "reports" / "2026"):
        pass


def test_work_lies_beside_the_report(out: Path) -> None:
    with report_folder(out) as work:
        assert work.parent == out.parent
        assert publication.MANIFEST == "manifest.json"


def test_the_work_of_another_report_with_a_longer_name_is_left_alone(tmp_path):
    put(tmp_path / ".arbejde-2026.x.tabt" / "old", "en anden rapport")
    put(tmp_path / ".arbejde-2026-test.tabt" / "old", "en tredje rapport")
    with report_folder(tmp_path / "2026"):
        pass
    assert {".arbejde-2026.x.tabt", ".arbejde-2026-test.tabt"} <= names(tmp_path)
