import pytest

from evaluering.disclosure.protection import Protected
from evaluering.marks import BLOCK_MIME
from evaluering.presentation import figures, sentences, show_provenance, show_version, tables
from evaluering.presentation.block import Column, Table, opened, sentence_block, table_block


def test_a_raw_record_is_a_type_error(maker):
    change = maker.change()
    for show in (sentences.change, sentences.comparison, tables.change, figures.change, figures.residuals):
        with pytest.raises(TypeError, match="only protected records can be shown, not UnitChange"):
            show(change, data=maker.data)
    with pytest.raises(TypeError, match="not OutcomeSeries"):
        tables.years(maker.series([110.0]), maker.protected(maker.series([110.0])), data=maker.data)
    with pytest.raises(TypeError, match="not Panel"):
        sentences.population(maker.data.panel, data=maker.data)
    with pytest.raises(TypeError, match="not UnitChange"):
        figures.unit_changes((change,), data=maker.data)


def test_a_record_of_another_run_is_refused(maker):
    other = maker.hiding(unit="midt")
    with pytest.raises(ValueError, match="other disclosure decisions"):
        sentences.change(other.protected(other.change()), data=maker.data)


def test_a_protected_record_cannot_be_made_by_hand(maker):
    with pytest.raises(TypeError, match="made by protect"):
        Protected(maker.change(), maker.data.decisions.fingerprint)


def test_opened_gives_what_was_protected(maker):
    change = maker.change(reason="too_few_mature_months")
    assert opened(maker.protected(change), data=maker.data) == change


def test_a_block_carries_the_marks_of_its_run(maker):
    block = sentence_block(maker.data, name="et-navn", paragraphs=["Første.", "Andet."], lead=True)
    shown = block._repr_mimebundle_()
    assert shown[BLOCK_MIME] == {
        "schema": 1, "kind": "sentence", "id": "et-navn", "version": maker.data.version,
        "disclosure": maker.data.decisions.fingerprint, "synthetic": True, "results": [], "text": "Første.\n\nAndet.",
        "lead": True,
    }  # fmt: skip
    assert shown["text/markdown"] == "Første.\n\nAndet."
    assert "image/svg+xml" not in shown
    assert repr(block) == "<sentence et-navn>"


def test_a_table_is_rectangular_and_escapes_bars(maker):
    columns = (Column("Navn", "left"), Column("Tal"))
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table("Titel", columns, (("a",),))
    block = table_block(maker.data, name="t", table=Table("Titel", columns, (("a|b", "1"),), notes=("Note.",)))
    assert block.markdown == "**Titel**\n\n| Navn | Tal |\n| --- | ---: |\n| a\\|b | 1 |\n\nNote."
    assert block.description["rows"] == [["a|b", "1"]]
    assert block.description["notes"] == ["Note."]
    assert block.description["columns"][1] == {"label": "Tal", "align": "right"}


def test_a_figure_is_shown_as_a_picture(maker):
    shown = figures.change(maker.protected(maker.change()), data=maker.data)._repr_mimebundle_()
    assert set(shown) == {BLOCK_MIME, "image/svg+xml"}
    assert shown["image/svg+xml"].startswith("<svg")
    assert shown[BLOCK_MIME]["svg"] is True


def test_version_and_provenance_name_the_run(maker):
    assert maker.data.version in show_version(maker.data).markdown
    block = show_provenance(maker.data)
    assert block.description["kind"] == "provenance"
    for part in (maker.data.version, "335 dage", "122 dage", "1 til 4", maker.data.decisions.fingerprint):
        assert part in block.markdown
