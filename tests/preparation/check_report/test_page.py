from dataclasses import replace
from html.parser import HTMLParser

import pytest

from evaluering.preparation.check_report.page import check_page


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, in order, and its text."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements, self.words = [], []
        self.feed(data.decode())
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(spoiled):
    return Page(check_page(spoiled, workbook="kontrol.xlsx"))


def test_the_page_stands_alone(page):
    assert page.all("html") == [{"lang": "da"}]
    policy = next(one["content"] for one in page.all("meta") if "http-equiv" in one)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    assert all(one["href"].startswith("#") for one in page.all("a"))


def test_links_and_labels_lead_somewhere(page):
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    asked = [one["href"][1:] for one in page.all("a")]
    asked += [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(asked) <= set(names)


def test_the_page_can_be_walked_by_ear(page):
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == len(page.all("nav")) == 1
    assert len(page.all("table")) == len(page.all("caption")) == 5
    assert all(one["scope"] in ("col", "row", "rowgroup") for one in page.all("th"))
    scrolled = [one for one in page.all("div") if one.get("class") == "scroll"]
    assert all(one["tabindex"] == "0" and one["role"] == "region" for one in scrolled)


def test_the_page_says_whom_it_is_for(page):
    assert page.text.count("Til internt brug: må ikke offentliggøres") == 3
    assert "SYNTETISKE DATA" in page.text


def test_the_page_says_what_stops_the_run_and_where(page):
    assert "Kørslen kan ikke starte: 2 fejl skal rettes først." in page.text
    assert "Holstebro (0661) · Kommuneudtræk · =1+1 <b>" in page.text
    assert "@fil.csv række 2 …, kolonne periode_slut 13" in page.text
    assert "Kan ikke knyttes til en kommune, før leverance.yml er rettet: kommune-0665." in page.text
    assert not page.all("b")


def test_rows_are_grouped_and_the_first_ten_named(page):
    assert "række 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …, kolonne periode_slut 13" in page.text
    assert "række 119, kolonne periode_slut 1 " in page.text
    assert "række 120 og 121, kolonne kontakttype 2" in page.text


def test_a_sound_and_real_set_says_so(sound):
    page = Page(check_page(sound, workbook="kontrol.xlsx"))
    assert "Kørslen kan starte." in page.text
    assert "SYNTETISKE" not in page.text
    assert "1 række pr. 1.10.2026" in page.text
    for nothing in ("Intet stopper kørslen.", "Ingen rækker er lagt til side.", "Ingen rækker er usædvanlige."):
        assert nothing in page.text
    assert not any(one["href"] == "#noter" for one in page.all("a"))


def test_a_set_without_a_date_or_a_place_is_told(sound, spoiled):
    whole = replace(sound, extraction="", faults=(replace(spoiled.faults[0], delivery=""),))
    page = Page(check_page(whole, workbook="kontrol.xlsx"))
    assert "Data udtrukket" not in page.text
    assert "Hele sættet" in page.text


def test_nothing_of_a_person_is_on_the_page(page):
    assert "650520" not in page.text
    assert "05-05-2020" not in page.text


def test_the_same_check_gives_the_same_page(spoiled):
    assert check_page(spoiled, workbook="x") == check_page(spoiled, workbook="x")
