"""Small sets of deliveries for checks: a few rows each, sound until a test spoils them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from evaluering.preparation.checking import Check, check

HEADER = (
    "cpr;kommunekode;foedselsdato;registreringsdato;kontakttype;ernaering;status_dato;periode_start;periode_slut;system"
)


class SmallSet:
    """A folder that tests fill with deliveries."""

    sound = "{cpr};{code};05-05-2020;07-07-2020;2_maaneder;fuld;;05-05-2020;28-06-2020;Novax"
    turned = "{cpr};{code};05-05-2020;07-07-2020;2_maaneder;fuld;;28-06-2020;05-05-2020;Novax"
    odd = "{cpr};{code};05-05-2020;07-07-2020;8-11_maaneder;fuld;07-07-2020;;;Novax"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, name: str, text: str, *, file: str = "data.csv", **words: object) -> Path:
        """Write a delivery of one CSV file; `words` changes its leverance.yml."""
        place = self.folder / name
        place.mkdir()
        (place / file).write_bytes(text.encode())
        entry = {
            "navn": file,
            "format": "csv",
            "tegnsaet": "utf-8",
            "skilletegn": ";",
            "datoformat": "dd-mm-åååå",
            "raekker": text.count("\n") - 1,
        }
        declaration = {
            "kilde": "kommuneudtraek",
            "afsender": "0657",
            "udtraeksdato": date(2026, 10, 1),
            "periode": {"fra": date(2012, 1, 1), "til": date(2026, 9, 30)},
            "syntetisk": True,
            "filer": [entry],
        }
        (place / "leverance.yml").write_text(yaml.safe_dump(declaration | words, allow_unicode=True), encoding="utf-8")
        return place

    def children(
        self, code: str = "0657", *, name: str = "", rows: tuple[str, ...] = (sound,), **words: object
    ) -> Path:
        """Deliver rows on children of a municipality, each another child."""
        lines = [row.format(cpr=f"650520{4000 + number}", code=code) for number, row in enumerate(rows)]
        return self.deliver(name or f"kommune-{code}", "\n".join([HEADER, *lines, ""]), afsender=code, **words)

    def births(self, *codes: str, name: str = "foedsler", born: int = 1, **words: object) -> Path:
        """Deliver births of municipalities in the one month in which the children are born."""
        lines = words.pop("lines", ())
        text = "\n".join(
            ["kommunekode;maaned;levendefoedte", *(f"{code};2020M05;{born}" for code in codes), *lines, ""]
        )
        return self.deliver(name, text, **({"kilde": "foedsler", "afsender": "Danmarks Statistik"} | words))


@pytest.fixture
def deliveries(tmp_path) -> SmallSet:
    """An empty set."""
    folder = tmp_path / "raw"
    folder.mkdir()
    return SmallSet(folder)


@pytest.fixture(scope="session")
def spoiled(tmp_path_factory, run_plan) -> Check:
    """The check of a set with a fault, rows set aside, remarks, a note, and names that a program might obey."""
    small = SmallSet(tmp_path_factory.mktemp("spoiled"))
    small.children(rows=(*[small.sound] * 117, small.turned, small.odd, small.odd))
    small.children("0661", name="=1+1 <b>", rows=(small.turned,) * 13, file="@fil.csv")
    (small.children("0665") / "leverance.yml").unlink()
    place = small.births("0657", "0661")
    (place / "data.csv").write_bytes((place / "data.csv").read_bytes().removesuffix(b"\n"))
    return check(run_plan, data=small.folder)


@pytest.fixture(scope="session")
def sound(tmp_path_factory, run_plan) -> Check:
    """The check of a set without anything to remark on, said to be real."""
    small = SmallSet(tmp_path_factory.mktemp("sound"))
    small.children()
    small.births("0657")
    return replace(check(run_plan, data=small.folder), synthetic=False, notes=())
