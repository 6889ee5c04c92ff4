"""Which report counts: the latest of a visit, unless visit or child is withdrawn, or an equally late one differs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.intake.checks.validation import Rules, with_rule

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CONTENT = ["municipality", "kind", "feeding", "contact", "start", "end", "known_until", "retracted"]
_NEVER = np.iinfo(np.int64).min
_UTC_SLACK_DAYS = 1


def latest_reports(rows: pd.DataFrame, rules: Rules) -> Rules:
    """The rules that rows break, with those that hold between reports of one child.

    Parameters
    ----------
    rows : DataFrame
        All gateway deliveries together, as from `fhir.read_reports`, with ``extracted`` and ``file`` (a number).
    rules : ndarray of int8
        The rule each row breaks by itself.

    Notes
    -----
    A child that a custodian withdraws (``removed``) takes with it all that custodian's reports of the child made no
    later than that; later ones count again.

    Of one visit the last report counts, by the time it was made, then by extraction date. When it withdraws the
    visit, the earlier ones go with it; when it says nothing of feeding any more, what the earlier ones said is
    superseded. Of equally late reports with the same content one is kept; with different content all are set aside,
    but one that says nothing of feeding contradicts none. An observation without visit is known by its own id, or
    by all it says. A row without time or child stands alone, and so does one of a time after the extraction.
    """
    if rows.empty:
        return rules
    usable = _usable(rows)
    removed = usable & _removed(rows, usable)
    rules = with_rule(rules, "withdrawn", removed)
    return _between_reports(rows, rules, alone=removed | ~usable)


def _usable(rows: pd.DataFrame) -> Flags:
    made = rows["recorded"].to_numpy(dtype="datetime64[D]")
    last = rows["extracted"].to_numpy(dtype="datetime64[D]") + _UTC_SLACK_DAYS
    return np.asarray((made <= last) & rows["birth"].notna().to_numpy())


def _removed(rows: pd.DataFrame, usable: Flags) -> Flags:
    """Rows made no later than the last withdrawal of their child by their custodian."""
    asked = np.asarray(usable & rows["removed"].to_numpy(dtype=np.bool_))
    if not asked.any():
        return asked
    journal = _numbered(rows, ["child", "custodian"])
    moment = _integers(rows["moment"])
    until = np.full(int(journal.max()) + 1, _NEVER)
    np.maximum.at(until, journal[asked], moment[asked])
    return np.asarray(moment <= until[journal])


def _between_reports(rows: pd.DataFrame, rules: Rules, *, alone: Flags) -> Rules:
    report = _numbered(rows, ["file", "report"])
    content = np.asarray(pd.util.hash_pandas_object(rows[_CONTENT], index=False), dtype=np.uint64)
    visit = _visits(rows, report, content, alone)
    size = int(visit.max()) + 1
    last = _is_last(rows, visit, size)
    withdrawn = np.zeros(size, dtype=np.bool_)
    withdrawn[visit[last & rows["withdrawn"].to_numpy()]] = True
    told = last & ~rows["marker"].to_numpy()
    contents, kept = _contents(visit[told], report[told], content[told], size)
    repeated = told & (contents[visit] == 1) & (kept[visit] != report)
    rules = with_rule(rules, "superseded_report", (~last | repeated) & ~withdrawn[visit])
    rules = with_rule(rules, "withdrawn", withdrawn[visit])
    return with_rule(rules, "conflicting_tie", told & (contents[visit] > 1))


def _visits(rows: pd.DataFrame, report: Numbers, content: npt.NDArray[np.uint64], alone: Flags) -> Numbers:
    """Per row the number of its visit: by child and key of the visit; by child and content; or of its report."""
    by_key = _numbered(rows, ["child", "encounter"])
    by_content = _numbered(pd.DataFrame({"child": rows["child"].to_numpy(), "content": content}), ["child", "content"])
    nameless = (rows["encounter"] == "").to_numpy(dtype=np.bool_)
    visit = np.where(nameless, by_key.max() + 1 + by_content, by_key)
    return np.asarray(np.where(alone, visit.max() + 1 + report, visit))


def _is_last(rows: pd.DataFrame, visit: Numbers, size: int) -> Flags:
    """Whether a row's report is the last of its visit, by when it was made, then by extraction."""
    _, rank = np.unique(_integers(rows["moment"]), return_inverse=True)
    _, day = np.unique(_integers(rows["extracted"]), return_inverse=True)
    stamp = rank.astype(np.int64) * (int(day.max()) + 1) + day
    latest = np.full(size, _NEVER)
    np.maximum.at(latest, visit, stamp)
    return np.asarray(stamp == latest[visit])


def _contents(visit: Numbers, report: Numbers, content: npt.NDArray[np.uint64], size: int) -> tuple[Numbers, Numbers]:
    """Per visit, how many different things its last reports say, and the first of these reports."""
    table = pd.DataFrame({"visit": visit, "report": report, "content": content}).drop_duplicates()
    of_report = table.groupby(["visit", "report"], as_index=False)["content"].sum()
    of_visit = of_report.groupby("visit").agg(contents=("content", "nunique"), kept=("report", "min"))
    contents, kept = np.zeros((2, size), dtype=np.int64)
    contents[of_visit.index], kept[of_visit.index] = of_visit["contents"], of_visit["kept"]
    return contents, kept


def _numbered(rows: pd.DataFrame, names: list[str]) -> Numbers:
    """Rows with the same values in the named columns have the same number, from 0."""
    return np.asarray(rows.groupby(names, sort=False, observed=True).ngroup(), dtype=np.int64)


def _integers(times: pd.Series) -> Numbers:
    """Points in time as whole numbers that keep their order; a missing one is earlier than all."""
    return np.asarray(times.to_numpy(dtype="datetime64[us]").astype(np.int64))
