"""CPR numbers become keyed pseudonyms, and the key lies outside the repository."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs
import pyarrow as pa

from evaluering.errors import Finding, KeyFileError
from evaluering.intake.formats.dates import Bools, Days, parse_cpr

KEY_FILE = "noegle.txt"
"""Name of the file that holds the key."""

_SHORTEST_KEY = 16
_SYNTHETIC_KEY = b"no person stands behind synthetic data"


@dataclass(frozen=True, slots=True)
class Children:
    """Pseudonym and date of birth per CPR text, without the number itself.

    Attributes
    ----------
    child : ndarray of uint64
        Keyed pseudonym; meaningless where the form is wrong.
    has_form : ndarray of bool
        Whether the text had the form of a CPR number.
    birth : ndarray of datetime64[D]
        Date of birth by the number, NaT where there is no such day.
    """

    child: npt.NDArray[np.uint64]
    has_form: Bools
    birth: Days


def pseudonymise(texts: pa.StringArray, *, key: bytes) -> Children:
    """Replace CPR numbers by a keyed BLAKE2b digest of their ten digits (8 bytes, big-endian).

    Parameters
    ----------
    texts : pyarrow.StringArray
        Distinct texts; equal numbers written differently get equal pseudonyms.
    key : bytes
        1 to 64 bytes.
    """
    numbers = parse_cpr(texts)
    keyed = hashlib.blake2b(digest_size=8, key=key)
    digests = bytearray()
    for digits in numbers.digits:
        one = keyed.copy()
        one.update(digits)
        digests += one.digest()
    child = np.frombuffer(bytes(digests), dtype=">u8").astype(np.uint64)
    return Children(child=child, has_form=numbers.has_form, birth=numbers.birth)


def read_key(folder: Path, *, synthetic: bool) -> bytes:
    """Get the key for a set of deliveries: 32 bytes.

    A synthetic set may bring its key as ``noegle.txt``; without it a fixed one is used, as nobody is to be
    protected. The key of real sets lies in the user's own configuration folder and is made at first use.

    Raises
    ------
    KeyFileError
        When a real set brings a key, or the key file cannot be read, is too short or cannot be made.
    """
    brought = folder / KEY_FILE
    if synthetic:
        return _key_in(brought) if brought.is_file() else hashlib.sha256(_SYNTHETIC_KEY).digest()
    if brought.exists():
        raise KeyFileError(
            Finding(
                "Nøglen ligger sammen med de rigtige data, så CPR-numre kan regnes ud af pseudonymerne",
                file=KEY_FILE,
                allowed="kun et syntetisk sæt må have sin nøgle liggende hos sig",
                remedy="Flyt nøglen ud af mappen med leverancer. Programmet laver og finder selv sin nøgle",
            )
        )
    own = platformdirs.user_config_path("evaluering") / KEY_FILE
    if not own.exists():
        _make_key(own)
    return _key_in(own)


def _key_in(path: Path) -> bytes:
    remedy = "Læg den rigtige nøglefil på plads igen, eller slet den, så der laves en ny"
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(Finding("Nøglefilen kan ikke læses", file=KEY_FILE, remedy=remedy)) from None
    if len(text) < _SHORTEST_KEY:
        raise KeyFileError(
            Finding("Nøglen er for kort", file=KEY_FILE, allowed=f"mindst {_SHORTEST_KEY} tegn", remedy=remedy)
        )
    return hashlib.sha256(text.encode()).digest()


def _make_key(path: Path) -> None:
    """Write a new key that only the user can read; an existing one is never overwritten."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        return  # another process was first
    except OSError:
        raise KeyFileError(
            Finding(
                "Nøglen til pseudonymer kan ikke gemmes i brugerens egen mappe",
                file=KEY_FILE,
                remedy=f"Giv adgang til at skrive i mappen {path.parent}",
            )
        ) from None
