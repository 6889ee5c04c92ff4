from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import yaml

from evaluering.example.declaration import Delivery


def delivery(content: bytes | dict[str, bytes], **changes: object) -> Delivery:
    given = {"file": "a.csv", "form": "csv", "manner": {"skilletegn": '";"', "kodebog": "standard"}} | changes
    return Delivery(
        folder="kommune-0657",
        source="kommuneudtraek",
        sender="0657",
        extracted=date(2026, 10, 1),
        first_day=date(2012, 1, 1),
        last_day=date(2026, 9, 30),
        rows=7,
        content=content,
        **given,  # type: ignore[arg-type]
    )


def declared(target: Path) -> dict[str, object]:
    return yaml.safe_load((target / "kommune-0657" / "leverance.yml").read_text(encoding="utf-8"))


def test_a_file_lies_beside_its_declaration(tmp_path: Path) -> None:
    delivery(b"abc").write(tmp_path)
    assert (tmp_path / "kommune-0657" / "a.csv").read_bytes() == b"abc"
    assert declared(tmp_path) == {
        "kilde": "kommuneudtraek",
        "afsender": "0657",
        "udtraeksdato": date(2026, 10, 1),
        "periode": {"fra": date(2012, 1, 1), "til": date(2026, 9, 30)},
        "syntetisk": True,
        "filer": [
            {
                "navn": "a.csv",
                "format": "csv",
                "skilletegn": ";",
                "kodebog": "standard",
                "raekker": 7,
                "sha256": hashlib.sha256(b"abc").hexdigest(),
            }
        ],
    }


def test_a_folder_of_files_has_no_fingerprint(tmp_path: Path) -> None:
    delivery({"1.json": b"{}", "2.json": b"[]"}, file="dage", form="mappe", manner={}).write(tmp_path)
    assert declared(tmp_path)["filer"] == [{"navn": "dage", "format": "mappe", "raekker": 7}]
    place = tmp_path / "kommune-0657" / "dage"
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {"1.json": b"{}", "2.json": b"[]"}
