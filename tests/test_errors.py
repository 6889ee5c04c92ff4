import pytest

from evaluering.errors import ERRORS, DeliveryError, EvaluationError, Finding, error_from_record


def test_finding_names_the_place_and_the_remedy():
    finding = Finding(
        "Rækken er umulig", file="a/b.csv", row=7, column="cpr", key="x.y", allowed="en dato", remedy="Ret den", count=3
    )
    assert finding.text() == (
        "Rækken er umulig (i alt 3 rækker)\n"
        "  Hvor: fil a/b.csv, række 7, kolonne cpr, nøgle x.y\n"
        "  Tilladt: en dato\n"
        "  Gør sådan: Ret den"
    )


def test_finding_without_a_place_is_one_line():
    assert Finding("Intet at se").text() == "Intet at se"


def test_error_tells_all_findings_under_its_title_and_code():
    error = DeliveryError([Finding("Første"), Finding("Anden")])
    assert error.text() == "En leverance kan ikke bruges (EVAL-202)\n- Første\n- Anden"
    assert str(error) == error.text()


@pytest.mark.parametrize("kind", ERRORS.values())
def test_error_survives_the_way_between_processes(kind):
    error = kind([Finding("Fejl", file="x", row=2), Finding("En til")])
    again = error_from_record(error.record())
    assert type(again) is kind
    assert again.findings == error.findings
    assert again.exit_status in (1, 3)


def test_codes_are_unique():
    own = [kind for kind in EvaluationError.__subclasses__() if kind.__module__ == "evaluering.errors"]
    codes = [kind.code for kind in own]
    assert sorted(codes) == sorted(ERRORS)
