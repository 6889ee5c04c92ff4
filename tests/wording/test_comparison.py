from evaluering.estimation.comparison.comparisons import CO_INTERVENTIONS, comparison
from evaluering.wording import comparison as words


def test_every_other_explanation_has_words_and_stands_in_one_of_two_sentences():
    found = comparison("difference")
    out, left = words.taken_out(found.rules_out), words.not_taken_out(found.cannot_rule_out, place="Region Midtjylland")
    for cause in CO_INTERVENTIONS:
        in_out, in_left = (words.OTHER_CAUSES[cause] in text for text in (out, left))
        assert in_out is (cause in found.rules_out)
        assert in_left is (cause not in found.rules_out)
    assert "Det, der kun sker i Region Midtjylland, er ikke trukket fra." in left


def test_a_trial_elsewhere_is_told_with_its_regions_and_years():
    text = words.trial(["Region Nordjylland", "Region Syddanmark"], first_year=2022, last_year=2025)
    assert text.startswith("Region Nordjylland og Region Syddanmark havde deres eget forsøg")
    assert "2022–2025" in text
    assert "for lille eller for stor" in text
