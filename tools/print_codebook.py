"""Write the codebook to ``data/README.md``, where those who look into the data folder find it."""

from __future__ import annotations

from pathlib import Path

from evaluering.intake.codebook import codebook_markdown, read_codebook

if __name__ == "__main__":
    page = Path(__file__).resolve().parents[1] / "data" / "README.md"
    page.write_text(codebook_markdown(read_codebook("standard")), encoding="utf-8", newline="\n")
    print(f"wrote {page.name}")
