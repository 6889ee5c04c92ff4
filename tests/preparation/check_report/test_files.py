import pytest

from evaluering.errors import PublicationError
from evaluering.preparation.check_report import files
from evaluering.preparation.check_report.files import report_place, write_report


def written(check, out, data):
    with report_place(out, data=data) as work:
        return write_report(check, work, out)


def test_both_files_are_written_and_nothing_else_is_left(sound, tmp_path):
    out = tmp_path / "reports" / "kontrol"
    assert written(sound, out, tmp_path / "raw") == (out / "kontrol.html", out / "kontrol.xlsx")
    assert sorted(path.name for path in out.iterdir()) == ["kontrol.html", "kontrol.xlsx"]
    first = [path.read_bytes() for path in sorted(out.iterdir())]
    written(sound, out, tmp_path / "raw")
    assert [path.read_bytes() for path in sorted(out.iterdir())] == first


def test_the_old_report_stays_when_the_new_cannot_be_written(sound, tmp_path, monkeypatch):
    written(sound, tmp_path, tmp_path / "raw")
    before = (tmp_path / "kontrol.html").read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(PublicationError, match="Kontrollen kunne ikke skrives") as caught:
        written(sound, tmp_path, tmp_path / "raw")
    assert "No space" not in str(caught.value)
    assert (tmp_path / "kontrol.html").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kontrol.html", "kontrol.xlsx"]


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublicationError, match="--out"), report_place(tmp_path / "file", data=tmp_path / "raw"):
        pytest.fail("the work has begun")


@pytest.mark.parametrize("inside", ["", "kontrol"])
def test_the_report_does_not_lie_among_the_deliveries(tmp_path, inside):
    with pytest.raises(PublicationError, match="blandt leverancerne"), report_place(tmp_path / inside, data=tmp_path):
        pytest.fail("the work has begun")


def test_the_report_does_not_lie_in_what_is_published(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(PublicationError, match="udgives"), report_place(tmp_path, data=tmp_path / "raw"):
        pytest.fail("the work has begun")
