"""What a comparison series can and cannot rule out, by the kind of comparison (Lopez Bernal and others 2018).

An interrupted series alone cannot tell what began at a date from what else happened about then. A control that the
other thing would have moved as well, and that what began would not, can. Everything here is slugs; words are given
where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

ComparisonKind = Literal["other_regions", "nation", "untouched_outcome", "difference", "two_group"]
CoIntervention = Literal[
    "national_event",
    "national_same_outcome",
    "national_registration",
    "regional_event",
    "regional_same_outcome",
    "regional_registration",
]

CO_INTERVENTIONS: tuple[CoIntervention, ...] = (
    "national_event",
    "national_same_outcome",
    "national_registration",
    "regional_event",
    "regional_same_outcome",
    "regional_registration",
)
"""What else may have happened at about the same time. ``event`` moves many outcomes (an epidemic; a hospital that
moves), ``same_outcome`` is another effort for the very outcome (a guideline; a local course), ``registration`` is a
change in how it is recorded; each in the whole country or in the treated region alone."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison and what it is worth.

    Parameters
    ----------
    kind : str
        ``other_regions``, ``nation``, ``untouched_outcome``: a control shown beside the outcome. ``difference``
        (`controlled.fit_controlled`), ``two_group`` (`two_group.fit_two_group`): a control from another region in a
        model.
    rules_out : tuple of str
        The co-interventions it can rule out, in the order of `CO_INTERVENTIONS`.
    assumptions : tuple of str
        What must hold: ``not_affected`` (what began does not reach the control), ``similar_before`` (the two moved
        alike before), ``moves_by_as_much`` (what else happened moves both by as much, in the unit of the outcome),
        ``same_causes_otherwise`` (the other outcome is moved by the same things), ``independent_shocks`` (month by
        month the two vary independently), ``treated_is_small`` (the nation holds the treated region: the larger its
        part, the more of the change is compared away).
    contaminated : bool
        Whether the control was exposed to something of its own for the outcome, as the two Danish regions that ran a
        breastfeeding trial in 2022–2025. It then rules nothing out: a difference may be its own doing.
    """

    kind: ComparisonKind
    rules_out: tuple[CoIntervention, ...]
    assumptions: tuple[str, ...]
    contaminated: bool = False

    @property
    def cannot_rule_out(self) -> tuple[CoIntervention, ...]:
        """All other co-interventions, in the order of `CO_INTERVENTIONS`."""
        return tuple(one for one in CO_INTERVENTIONS if one not in self.rules_out)


_NATIONAL: tuple[CoIntervention, ...] = CO_INTERVENTIONS[:3]

COMPARISONS: Mapping[ComparisonKind, Comparison] = MappingProxyType(
    {
        one.kind: one
        for one in (
            Comparison("other_regions", _NATIONAL, ("not_affected", "similar_before")),
            Comparison("nation", _NATIONAL, ("not_affected", "similar_before", "treated_is_small")),
            Comparison(
                "untouched_outcome", ("national_event", "regional_event"), ("not_affected", "same_causes_otherwise")
            ),
            Comparison("difference", _NATIONAL, ("not_affected", "similar_before", "moves_by_as_much")),
            Comparison(
                "two_group",
                _NATIONAL,
                ("not_affected", "similar_before", "moves_by_as_much", "independent_shocks"),
            ),
        )
    }
)
"""By kind, for a control that is not contaminated. Another region or the nation shares what is national; another
outcome of the same region shares what moves many outcomes, but no effort for the one outcome and no change of its
recording.

References: Lopez Bernal J, Cummins S, Gasparrini A (2018). The use of controls in interrupted time series studies of
public health interventions. International Journal of Epidemiology 47(6), 2082–2093. doi 10.1093/ije/dyy135."""


def comparison(kind: ComparisonKind, *, contaminated: bool = False) -> Comparison:
    """What a comparison of a kind can rule out.

    Parameters
    ----------
    kind : str
        One of `COMPARISONS`.
    contaminated : bool
        Whether the control was exposed to something of its own for the outcome; then nothing is ruled out.

    Raises
    ------
    ValueError
        For another kind.

    Examples
    --------
    >>> comparison("untouched_outcome").rules_out
    ('national_event', 'regional_event')
    >>> comparison("other_regions", contaminated=True).rules_out
    ()
    """
    if kind not in COMPARISONS:
        raise ValueError(f"comparison {kind!r} is not known; choose one of {', '.join(COMPARISONS)}")
    found = COMPARISONS[kind]
    return replace(found, contaminated=True, rules_out=()) if contaminated else found
