from evaluering.provenance import (
    environment,
    fingerprint,
    fingerprint_of_code,
    fingerprint_of_file,
    fingerprint_of_tree,
)


def test_fingerprint_tells_parts_apart():
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])
    assert fingerprint(["a", b"b"]) == fingerprint([b"a", "b"])
    assert len(fingerprint([])) == 16


def test_file_and_tree(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"abc")
    assert fingerprint_of_file(tmp_path / "a.txt").startswith("ba7816bf")
    before = fingerprint_of_tree(tmp_path)
    (tmp_path / "b.log").write_bytes(b"")
    assert fingerprint_of_tree(tmp_path) != before
    assert fingerprint_of_tree(tmp_path, suffixes=(".txt",)) == before


def test_code_and_environment_are_stable():
    assert fingerprint_of_code() == fingerprint_of_code()
    found = environment()
    assert found["pandas"][0].isdigit()
    assert next(iter(found)) == "python"
