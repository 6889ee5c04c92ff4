"""Which report of a visit counts: the latest, unless it withdraws the visit or contradicts an equally late one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluering.intake.validation import Rules, with_rule

_CONTENT = ["municipality", "kind", "feeding", "contact", "start", "end"]


def latest_reports(rows: pd.DataFrame, rules: Rules) -> Rules:
    """The rules that rows break, with those that hold between reports of one visit of one child.

    Parameters
    ----------
    rows : DataFrame
        All gateway deliveries together, as from `fhir.read_reports`, with ``extracted`` and ``file`` (a number).
    rules : ndarray of int8
        The rule each row breaks by itself.

    Notes
    -----
    Reports are ordered by the time they were made, then by extraction date. When the last one withdraws the visit,
    the earlier ones go with it. Of equally late reports with the same content one is kept; with different content
    all are set aside. A report without visit, time or child stands alone.
    """
    if rows.empty:
        return rules
    number = rows.groupby(["file", "report"], sort=False).ngroup()
    alone = (rows["encounter"] == "") | rows["recorded"].isna() | rows["birth"].isna()
    key = rows["encounter"].where(~alone, number.astype("str"))
    visit = rows.assign(key=key, alone=alone).groupby(["child", "key", "alone"], sort=False).ngroup()
    days = rows["extracted"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    seconds = rows["recorded"].fillna(pd.Timestamp(0)).to_numpy(dtype="datetime64[s]").astype(np.int64)
    content = pd.util.hash_pandas_object(rows[_CONTENT].astype("str"), index=False)
    table = pd.DataFrame({"visit": visit, "number": number, "stamp": seconds * 100_000 + days, "content": content})
    table["withdrawn"] = rows["withdrawn"]
    is_last = table["stamp"] == table.groupby("visit")["stamp"].transform("max")
    table["content"] = table.groupby(["visit", "number"])["content"].transform("sum")
    last = table[is_last]
    of_visit = last.groupby("visit").agg(
        withdrawn=("withdrawn", "any"), contents=("content", "nunique"), kept=("number", "min")
    )
    facts = of_visit.loc[visit]
    withdrawn = facts["withdrawn"].to_numpy()
    last_rows = is_last.to_numpy()
    one_content = facts["contents"].to_numpy() == 1
    repeated = last_rows & one_content & (facts["kept"].to_numpy() != number.to_numpy())
    rules = with_rule(rules, "superseded_report", (~last_rows | repeated) & ~withdrawn)
    rules = with_rule(rules, "withdrawn", withdrawn)
    return with_rule(rules, "conflicting_tie", last_rows & ~one_content)
