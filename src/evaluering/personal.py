"""What looks like a person in written text: CPR numbers, e-mail addresses and telephone numbers; never what they are.

Modulus 11 is not required and a day + 60 or letters in the serial number count as well (cpr.dk; nspop.dk, X-eCPR).
A false alarm costs a reader a minute; a number let through cannot be called back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LIKE_CPR = re.compile(r"(?<!\d)\d{6}[- ]?\d[0-9A-Z]{2}\d(?!\d)")
"""Six digits and four more, the middle ones digits or letters."""

_SERIAL = r"\d(?:\d{3}(?!\d)|[0-9A-Za-z]{3}(?![0-9A-Za-z]))"
_MONTH = "(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)"
_COUNTED = "(?:b[øo]rn|barn|f[øo]d|familie|m[øo]dre|bes[øo]g|forl[øo]b|rapporter|r[æa]kker|kr|kommune|sundhedspl)"
_APART = re.compile(  # the date and the number, whatever stands between them; 2012-13 are years
    rf"(?<![\d+])(?!20\d\d[ -]\d\d\D)(?:\d{{2}}[./:_ -]?(?:0[1-9]|1[0-2])[./:_ -]?\d{{2}}"
    rf"|\d{{1,2}}[./:_-] ?(?:0?[1-9]|1[0-2])[./:_-] ?\d{{2}})[\W_]{{0,3}}{_SERIAL}"
)
_WHOLE_YEAR = re.compile(  # 01.01.2020-1234, 1. januar 2020 1234; a new year or a count after a day is neither
    rf"(?<!\d)(?:\d{{1,2}}[./:_ -] ?(?:0?[1-9]|1[0-2])[./:_ -] ?\d{{4}}|\d{{1,2}}\.? ?{_MONTH} \d{{2,4}}|\d{{8}})"
    rf"(?: ?[-/_.:] ?|(?! (?:19|20)\d\d(?!\d))(?! \d+ {_COUNTED}) ?){_SERIAL}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s@<>()] ?(?:@|\(at\)|\[at\]) ?[^\s@<>()]{1,200}\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00) ?45 ?)?"
    r"(?:(?!20\d\d20\d\d)\d{8}|\d{2}(?:[ .-]\d{2}){3}|(?!(?:19|20)\d\d)\d{4} \d{4})(?![\d,])"
    r"|\b(?:tlf|telefon|mobil)\w*[.:]* *(?:nr\.? *)?\+?\d[\d ]{5,}",
    re.IGNORECASE,
)
_ALIKE = {ord(sign): "-" for sign in "\u2010\u2011\u2012\u2013\u2014\u2212"} | {0x2044: "/", 0x2215: "/"}


def personal_kinds(text: str) -> Iterator[str]:
    """What kinds of personal numbers and addresses a line of text seems to hold: ``cpr``, ``mail``, ``phone``.

    Examples
    --------
    >>> list(personal_kinds("Barnet 010120\N{NON-BREAKING HYPHEN}1234 er talt med"))
    ['cpr']
    >>> list(personal_kinds("I alt 1.133 af 3.185 børn i 2012\N{EN DASH}2020"))
    []
    """
    plain = _plain(text)
    if LIKE_CPR.search(plain) or _APART.search(plain) or _WHOLE_YEAR.search(plain):
        yield "cpr"
    elif _PHONE.search(plain):
        yield "phone"
    if _MAIL.search(plain):
        yield "mail"


def _plain(text: str) -> str:
    """Text with one kind of hyphen, space and digit, as far as a reader cannot tell them apart."""
    folded = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    visible = "".join(letter for letter in folded if unicodedata.category(letter) not in ("Cf", "Mn"))
    return re.sub(r"\s+", " ", visible)
