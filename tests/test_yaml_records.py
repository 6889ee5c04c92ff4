from __future__ import annotations

import pytest

from evaluering.errors import DeclarationError
from evaluering.yaml_records import Record, read_record


class Example(Record):
    code: str
    more: dict[str, str] | None = None


def fault(tmp_path, text):
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(DeclarationError, match="EVAL-201") as caught:
        read_record(path, Example, DeclarationError)
    return caught.value.findings[0]


@pytest.mark.parametrize(("text", "code"), [("code: 0791", "0791"), ("code: '0657'", "0657")])
def test_a_code_that_yaml_reads_as_text_is_one(tmp_path, text, code):
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    assert read_record(tmp_path / "a.yml", Example, DeclarationError).code == code


def test_a_code_that_yaml_would_read_as_a_number_is_refused(tmp_path):
    assert "nul forrest" in fault(tmp_path, "code: 0657").what


@pytest.mark.parametrize(
    "text",
    [
        "code: !!timestamp x",
        "code: !!int ''",
        "code: !!bool x",
        "code: !!binary x",
        "code: a\nmore: !!omap {a: b}",
        "code: a\nmore: !!str {a: b}",
        "code: [1]\nmore: !!set [a]",
        "code: !!python/tuple [a]",
    ],
)
def test_a_value_with_a_tag_of_another_kind_is_refused(tmp_path, text):
    assert "kan ikke læses" in fault(tmp_path, text).what


@pytest.mark.parametrize("text", ["<<: 3\ncode: a", "2026-02-30: x\ncode: a", "? [a]\n: x"])
def test_a_key_that_is_no_word_is_refused(tmp_path, text):
    assert fault(tmp_path, text).what == "En nøgle er ikke et ord"


@pytest.mark.parametrize("text", ["- " * 5000, "code: a\nmore: " + "{a: " * 30 + "b" + "}" * 30])
def test_a_file_with_too_many_layers_is_refused(tmp_path, text):
    assert "for mange lag" in fault(tmp_path, text).what


def test_a_reference_is_refused(tmp_path):
    assert "Henvisninger" in fault(tmp_path, "code: &a x\nmore: {b: *a}").what
