"""Look into FHIR resources strictly: what has not the form of the profile is an error, never passed over."""

from __future__ import annotations

from typing import Any

Resource = dict[str, Any]

FAULTY_FORM = (AttributeError, KeyError, TypeError, RecursionError)
"""What looking into a resource raises when it has not the form of the profile."""

_LONGEST = 100  # characters of a value that are kept: an id has at most 64


class ReportError(Exception):
    """A report cannot be read; the text is the Danish sentence that says why."""


def text(value: Any) -> str:
    """A plain value as text, cut where no sound one is as long; numbers are taken, lists and objects are not."""
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, list | dict):
        raise TypeError
    return "" if value is None else str(value)[:_LONGEST]


def word(resource: Resource, name: str) -> str:
    """An element that is text or absent."""
    value = resource.get(name, "")
    if not isinstance(value, str):
        raise TypeError
    return value


def listed(resource: Resource, name: str) -> list[Any]:
    """An element that is a list or absent."""
    value = resource.get(name, [])
    if not isinstance(value, list):
        raise TypeError
    return value


def codes(concept: Resource | None) -> list[str]:
    """The codes of a concept; none of an absent one."""
    if concept is None:
        return []
    found = [coding.get("code", "") for coding in listed(concept, "coding")]
    if not {str}.issuperset(map(type, found)):
        raise TypeError
    return found


def enter(known: dict[str, Resource], kind: str, entry: Resource) -> None:
    """Note the resource of an entry under the names it may be referred to by.

    Raises
    ------
    ReportError
        When another resource has one of the names. The same one twice is no fault.
    """
    resource = entry["resource"]
    identifier, address = text(resource.get("id")), text(entry.get("fullUrl"))
    name = f"{kind}/{identifier}" if identifier else address or f"{kind} {len(known)}"
    for one in (name, address or name):
        other = known.setdefault(one, resource)
        if other is not resource and other != resource:
            raise ReportError("To forskellige personer eller besøg i indberetningen har samme id eller fullUrl")


def find(known: dict[str, Resource], reference: Resource | None) -> Resource | None:
    """The resource a reference names within the report; None when it is not there."""
    if reference is None:
        return None
    name = word(reference, "reference")
    if name in known:
        return known[name]
    return known.get("/".join(name.partition("/_history/")[0].split("/")[-2:]))
