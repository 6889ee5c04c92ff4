"""What a set of deliveries holds and lacks: per municipality and source, and how far in time all have come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.checks.validation import NO_RULE
from evaluering.intake.codebook import CHILDREN_SOURCES
from evaluering.intake.files import ReadFile
from evaluering.intake.folders import DeliveryFolder, shown_name
from evaluering.intake.sources.births import births_with_gaps
from evaluering.intake.together import FeedingSet, rows_in
from evaluering.wording import sentence_list


def incomplete(folders: Sequence[DeliveryFolder], rows: FeedingSet, births: pd.DataFrame) -> Iterator[Finding]:
    """Deliveries that a set needs and does not have; only asked when those that are there are sound."""
    covered = set(births["municipality"])
    senders = {one.declaration.sender for one in folders if one.declaration.source in CHILDREN_SOURCES}
    known = rows.frame["municipality"].cat.categories
    organisations = not senders <= set(known)
    delivered = set(rows.frame["municipality"].astype("str").unique()) if organisations else senders
    missing = [code for code in known if code in delivered and code not in covered]
    if missing:
        yield Finding(
            f"Fødslerne mangler for kommune {sentence_list(missing)}, der har leveret børn",
            allowed="fødsler for hver kommune, der leverer børn",
            remedy="Læg en leverance fra kilden foedsler i mappen, som dækker kommunerne",
        )
    covered_children = (rows.rules == NO_RULE) & rows.frame["municipality"].isin(covered).to_numpy()
    yield from births_with_gaps(births, rows.frame.loc[covered_children, ["municipality", "birth"]])


def reached_by_all(folders: Iterable[DeliveryFolder], rows: FeedingSet) -> date:
    """Per municipality the latest extraction date of its deliveries with children; of these, the earliest.

    Without such deliveries it is the latest date of the published tables. A municipality that changed its way of
    delivering has an old extract beside the new reports. A delivery belongs to the municipality that sent it, or to
    all in it when the sender is an organisation.
    """
    folders = tuple(folders)
    if not any(one.declaration.source in CHILDREN_SOURCES for one in folders):
        return max(one.declaration.extraction_date for one in folders)
    known = rows.frame["municipality"].cat.categories
    reached: dict[str, date] = {}
    for delivery in folders:
        declaration = delivery.declaration
        if declaration.source not in CHILDREN_SOURCES:
            continue
        owners = {declaration.sender}
        if declaration.sender not in known:
            mine = rows.frame["delivery"] == delivery.name
            owners = set(rows.frame.loc[mine, "municipality"].astype("str")) or owners
        for owner in owners:
            reached[owner] = max(declaration.extraction_date, reached.get(owner, declaration.extraction_date))
    return min(reached.values())


def sources_table(files: Sequence[ReadFile], folders: Iterable[DeliveryFolder]) -> pd.DataFrame:
    """One row per delivery: who sent what, how many rows, and the fingerprint of its files."""
    records = []
    for delivery in folders:
        mine = [file for file in files if file.delivery is delivery]
        declaration = delivery.declaration
        records.append(
            {
                "delivery": delivery.name,
                "source": declaration.source,
                "sender": shown_name(declaration.sender),
                "extraction_date": declaration.extraction_date.isoformat(),
                "period_from": declaration.period.first.isoformat(),
                "period_to": declaration.period.last.isoformat(),
                "rows": sum(rows_in(file) for file in mine),
                "fingerprint": hashlib.sha256("\n".join(sorted(file.digest for file in mine)).encode()).hexdigest(),
            }
        )
    return pd.DataFrame(records)


def delivered_table(files: Sequence[ReadFile], rows: FeedingSet) -> pd.DataFrame:
    """municipality, source, delivery, rows, extracted: what could be read of each municipality.

    Published tables stand with the municipality "": they are about all.
    """
    parts = []
    children = rows.frame.groupby(["delivery", "municipality"], observed=True).size().reset_index(name="rows")
    for file in files:
        source, name = file.delivery.declaration.source, file.delivery.name
        # Rows of children are counted by delivery, so its files share one place.
        place = "" if source in CHILDREN_SOURCES else file.shown
        if source in CHILDREN_SOURCES:
            found = children.loc[(children["delivery"] == name).to_numpy(), ["municipality", "rows"]]
        elif file.births is not None:
            found = file.births.groupby("municipality").size().reset_index(name="rows")
        else:
            found = pd.DataFrame({"municipality": [""], "rows": [rows_in(file)]})
        extracted = file.delivery.declaration.extraction_date.isoformat()
        parts.append(
            found.astype({"municipality": "str"}).assign(file=place, source=source, delivery=name, extracted=extracted)
        )
    columns = ["municipality", "source", "delivery", "rows", "extracted"]
    if not parts:
        return pd.DataFrame(columns=columns)
    once = pd.concat(parts).drop_duplicates(["municipality", "source", "delivery", "file"])
    summed = once.groupby([*columns[:3], "extracted"], sort=False)["rows"].sum().reset_index()
    return summed[columns]
