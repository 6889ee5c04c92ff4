"""What holds of clusters and charts whatever the numbers."""

import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import special

from evaluering import wording
from evaluering.disclosure import protection
from evaluering.estimation.change_design import ChangeDesign
from evaluering.estimation.clusters.funnel import funnel_means, funnel_proportions
from evaluering.estimation.clusters.joint import WaldTest, joint_change
from evaluering.estimation.clusters.pooling import pool
from evaluering.estimation.clusters.shared_shocks import SharedTest
from evaluering.estimation.clusters.shrinkage import shrink_means, shrink_proportions
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.run_charts import anhoej_rules
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.time_axis import labels
from evaluering.estimation.unit_clusters import ClusterChange, ClusterChanges, cluster_changes
from evaluering.periods import Month
from evaluering.presentation import sentences, tables
from evaluering.presentation.sentences.clusters import alike
from evaluering.presentation.sentences.one_cluster import standing
from evaluering.presentation.uncertainty import CELLS, VERBS, answer
from evaluering.wording.clusters import ALIKE, STANDINGS

few = settings(max_examples=25, deadline=None)
slow = settings(max_examples=2, deadline=None)
estimates = st.lists(st.tuples(st.floats(-10, 10), st.floats(0.2, 5)), min_size=3, max_size=12)
counted = st.lists(st.tuples(st.integers(0, 40), st.integers(40, 900)), min_size=3, max_size=8)
LIMITS = ["lower_998", "lower_95", "upper_95", "upper_998"]


def parts(pairs):
    return tuple(np.array(pairs, dtype=float).T)


def numbers(found):
    spread = found.heterogeneity
    return np.array([found.value, found.standard_error, *found.interval, *found.prediction]), spread.between, spread.q


@few
@given(estimates, st.floats(-50, 50), st.sampled_from([1e-4, 0.5, 30.0, 1e5]), st.randoms(use_true_random=False))
def test_pooling_follows_the_unit_of_measurement_and_no_order(pairs, shift, factor, random):
    y, errors = parts(pairs)
    shuffled = list(range(len(y)))
    random.shuffle(shuffled)
    plain, moved = numbers(pool(y, errors)), numbers(pool(factor * y[shuffled] + shift, factor * errors[shuffled]))
    back = moved[0].copy()
    back[[0, 2, 3, 4, 5]] -= shift
    size = factor * np.abs(np.concatenate([y, errors])).max() + abs(shift)
    np.testing.assert_allclose(back, factor * plain[0], atol=1e-6 * size)
    assert moved[1] == pytest.approx(factor**2 * plain[1], rel=1e-5, abs=1e-6 * size**2)
    assert moved[2] == pytest.approx(plain[2], rel=1e-5, abs=1e-6)


@few
@given(estimates)
@example([(0.0, 2.0), (6.0, 0.5), (6.0, 0.5)])
def test_a_unit_that_knows_nothing_moves_nothing_but_the_degrees_of_freedom(pairs):
    y, errors = parts(pairs)
    before, after = (pool(a, b, test="normal") for a, b in ((y, errors), (np.append(y, 0), np.append(errors, 1e7))))
    assert after.value == pytest.approx(before.value, abs=1e-4)
    assert after.standard_error == pytest.approx(before.standard_error, rel=1e-3)


@slow
@given(counted, st.randoms(use_true_random=False))
def test_funnels_and_shrinkage_keep_the_order_given(pairs, random):
    events, trials = parts(pairs)
    assume(events.sum() > 0)
    shuffled = list(range(len(events)))
    random.shuffle(shuffled)
    for one in (funnel_proportions, shrink_proportions):
        before, after = one(events, trials).table, one(events[shuffled], trials[shuffled]).table
        for column in [name for name in before if name not in ("standing", "assessable")]:
            np.testing.assert_allclose(after[column], before[column].to_numpy()[shuffled], rtol=1e-4, atol=1e-6)


@few
@given(estimates)
def test_a_unit_on_the_target_moves_no_other_unit(pairs):
    y, errors = parts(pairs)
    before = funnel_means(y, errors, target=1.0, overdispersion="none").table
    after = funnel_means(np.append(y, 1.0), np.append(errors, 1.0), target=1.0, overdispersion="none").table
    pd.testing.assert_frame_equal(before, after[:-1])
    assert after["standing"].iloc[-1] == "inside"


@few
@given(estimates)
def test_a_shrunken_value_lies_between_the_unit_and_the_mean(pairs):
    y, errors = parts(pairs)
    found = shrink_means(y, errors, largest_standard_error=1.0)
    low, high = np.minimum(y, found.mean), np.maximum(y, found.mean)
    assert ((found.table["value"] >= low - 1e-9) & (found.table["value"] <= high + 1e-9)).all()
    assert (found.table["lower"] <= found.table["upper"]).all()


@slow
@given(st.integers(0, 1000), st.permutations(["a", "b", "c"]))
def test_the_joint_test_knows_no_names_and_no_order(seed, names):
    y = 50 + np.random.default_rng(seed).standard_normal((3, 60))
    months = labels(2018 * 12 + np.arange(60), "month")
    plain = [pd.DataFrame({"month": months, "cluster": name, "y": row}) for name, row in zip("abc", y, strict=True)]
    renamed = [one.assign(cluster=name, y=10 * one["y"]) for one, name in zip(plain, names, strict=True)]
    mixed = pd.concat(renamed).sample(frac=1, random_state=seed)
    options = FitOptions(method="ols", harmonics=0)
    first, second = (joint_change(one, start="2021-01", options=options) for one in (pd.concat(plain), mixed))
    assert second.shared.f == pytest.approx(first.shared.f, rel=1e-3)
    assert second.independent.statistic == pytest.approx(first.independent.statistic, rel=1e-8)
    table = second.table.set_index("unit").loc[names]
    np.testing.assert_allclose(table["value"], 10 * first.table["value"], rtol=1e-8, atol=1e-8)
    fourth = pd.DataFrame({"month": months, "cluster": "d", "y": 50 + np.cos(np.arange(60) ** 2)})
    more = joint_change(pd.concat([*plain, fourth]), start="2021-01", options=options)
    assert more.table["value"].tolist()[:3] == first.table["value"].tolist()


@few
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=60), st.sampled_from([0.01, -1.0, 40.0]))
def test_runs_follow_no_unit_of_measurement(values, factor):
    y = np.array(values, dtype=float)
    assert anhoej_rules(factor * y, 0.0) == anhoej_rules(y, 0.0)
    assert anhoej_rules(y[::-1], 0.0) == anhoej_rules(y, 0.0)


DESIGN = ChangeDesign(
    start=Month(2021, 1), cut_months=0, harmonics=0, last_month=Month(2022, 12), minimum_mature_months=12, seed=1
)
MONTHS = np.array(labels(2018 * 12 + np.arange(60), "month"))


def a_series(unit, y, error=1.0):
    frame = pd.DataFrame({
        "period": MONTHS, "births": 100, "known": 90, "value": y, "model_standard_error": error,
    })  # fmt: skip
    return OutcomeSeries(unit, "duration_mean", "restricted_mean_365", "days", "month", frame)


def side_by_side(rows, names, *, factor=1.0):
    """Clusters with these monthly values, and the region as their mean."""
    clusters = [a_series(name, factor * row, factor) for name, row in zip(names, rows, strict=True)]
    region = a_series("region", factor * np.mean(rows, axis=0), factor)
    return cluster_changes(region, clusters, design=DESIGN, coverage_gate_pct=80.0)


@slow
@given(st.integers(0, 1000), st.permutations(["a", "b", "c"]), st.sampled_from([0.01, 7.0, 400.0]))
def test_names_and_order_of_clusters_change_nothing_and_the_unit_of_measurement_scales_all(seed, names, factor):
    rows = 50 + np.random.default_rng(seed).standard_normal((3, 60)) + np.array([[3.0], [0.0], [-1.0]]) * (
        MONTHS >= "2021-01"
    )  # fmt: skip
    order = [list("abc").index(name) for name in names]
    plain, moved = side_by_side(rows, "abc"), side_by_side(rows[order], ["x", "y", "z"], factor=factor)
    for place, one in zip(order, moved.clusters, strict=True):
        other = plain.clusters[place]
        for name in ("value", "lower", "upper", "standard_error", "smallest_detectable"):
            # The grids of the mixture differ in their last cells, never by anything a reader could see.
            for mine, theirs in ((one.change, other.change), (one.against, other.against)):
                size = factor * other.change.standard_error
                assert getattr(mine, name) == pytest.approx(factor * getattr(theirs, name), abs=1e-2 * size)
        assert one.p_holm == pytest.approx(other.p_holm, rel=2e-2, abs=1e-3)
    assert moved.pooled.value == pytest.approx(factor * plain.pooled.value, abs=1e-2 * factor)
    assert moved.shared.p_value == pytest.approx(plain.shared.p_value, rel=1e-2, abs=1e-6)


@slow
@given(st.integers(0, 1000))
def test_a_further_cluster_that_did_not_change_leaves_the_own_changes_of_the_others(seed):
    rows = 50 + np.random.default_rng(seed).standard_normal((4, 60))
    three, four = side_by_side(rows[:3], "abc"), side_by_side(rows, "abcd")
    assert [one.change for one in four.clusters[:3]] == [one.change for one in three.clusters]
    assert four.pooled.units == 4
    assert all(more.p_holm >= less.p_holm for more, less in zip(four.clusters, three.clusters, strict=False))


NUMBER = rf"[+{wording.MINUS}]?\d+(?:\.\d{{3}})*(?:,\d+)?"
UNITS = {"days": r"dage?", "pct_point": "procentpoint"}
RATIOS = (0.0, 0.5, 1.2, 1.4, 1.7, 1.95, 2.05, 4.0, 20.0)


def read(text):
    return [
        (float(found.replace(".", "").replace(",", ".").replace(wording.MINUS, "-")), len(found.partition(",")[2]))
        for found in re.findall(NUMBER, text)
    ]


def is_shown(told, exact):
    """Whether a shown number with its decimals is the exact one rounded."""
    number, places = told
    return abs(number - exact) <= 0.5 * 10.0**-places + 1e-9 * abs(exact)


def is_limit(told, exact):
    """Whether a shown limit is the exact one rounded, and on its side of zero where it is told as close to it."""
    return is_shown(told, exact) and (
        told[0] != 0 or exact == 0 or math.copysign(1, told[0]) == math.copysign(1, exact)
    )


def random_estimate(random, measure, unit, estimand="mean_change"):
    error = float(10.0 ** random.uniform(-1, 1.5))
    value = RATIOS[random.integers(len(RATIOS))] * random.uniform(0.97, 1.03) * error * random.choice([-1, 1])
    positive = float(special.ndtr(value / error))
    indicator = "duration_mean" if measure == "days" else "share_26w"
    return Estimate(
        estimand, value, value - 1.96 * error, value + 1.96 * error, 0.95, measure, error, 90.0,
        2 * min(positive, 1 - positive), positive, "2023-04", "2025-06", "marginal", n=900, coverage_pct=90.0,
        indicator=indicator, definition="d", unit=unit, smallest_detectable=2.8 * error,
    )  # fmt: skip


def random_record(random, measure, units):
    """A record of clusters with numbers of every size and sureness."""
    course = pd.DataFrame({"period": [], "fitted_trend": [], "counterfactual_trend": [], "exposed": [], "cut": []})

    def unit(name):
        against = random_estimate(random, measure, name, "mean_change_against_others")
        p_holm = min(1.0, against.p_value * random.integers(1, 6))
        change = random_estimate(random, measure, name)
        p = change.p_value
        return ClusterChange(name, change, against, p, p, p_holm, "", 900, 1000, below_gate=False, course=course,
                             breaks=())  # fmt: skip

    clusters = tuple(unit(name) for name in units)
    pooled = pool([one.change.value for one in clusters], [one.change.standard_error for one in clusters])
    p_values = 10 ** random.uniform(-4, 0, 2)
    return ClusterChanges(
        "duration_mean" if measure == "days" else "share_26w", "d", measure, unit("region"), clusters, pooled,
        WaldTest(1.0, 4.0, 0.5, 1.0, 90.0, p_values[0]), SharedTest(1.0, 4.0, 90.0, p_values[1], 0.0, 0.0, 0.0), 100,
        "", "", "2023-04", "2025-06", 8,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told_data(run_plan):
    """What the words need of prepared data, under decisions that are told, not made."""
    return SimpleNamespace(
        agreement=run_plan.agreement, plan=run_plan.plan, parameters=run_plan.parameters, departures=(),
        synthetic=True, version="0", decisions=SimpleNamespace(fingerprint="0"),
    )  # fmt: skip


def plain(text):
    """Ordinary spaces, and the words for a limit close to zero as a zero with its sign."""
    spaced = text.replace("\N{NO-BREAK SPACE}", " ")
    return spaced.replace("lige under 0", f"{wording.MINUS}0").replace("lige over 0", "0")


def require_cluster(paragraph, row, against, one, *, record, unit_word):
    """Sentence, both rows and record of one cluster say the same: way, sureness, size and limits."""
    change, sure = one.change, answer(one.change)
    first = paragraph.split(".** ")[1].split(". ")[0]
    told = read(first)
    assert row[4] == CELLS[sure]
    assert is_shown(read(row[2])[0], change.value)
    assert all(is_limit(*pair) for pair in zip(read(row[3]), (change.lower, change.upper), strict=True))
    assert all(places <= 1 for _, places in read(row[3]))
    if sure == "unclear":
        assert first.startswith("Vi kan ikke se en sikker ændring i ")
        assert is_shown(told.pop(0), change.value)
        assert not re.search(r"\b(steg|faldt)\b", first)
        assert re.search(rf"En ændring under {NUMBER} {unit_word} kunne vi ikke have set", paragraph)
    else:
        assert first.split(" med ")[0].endswith(VERBS[sure])
        assert is_shown(told.pop(0), abs(change.value))
    assert all(is_limit(*pair) for pair in zip(told, (change.lower, change.upper), strict=True))
    apart = standing(one, record)
    assert against[4] == STANDINGS[apart]
    assert is_shown(read(against[2])[0], one.against.value)
    stands = re.search(
        rf"Ændringen ligger( sandsynligvis)? ({NUMBER}) {unit_word} (over|under) den gennemsnitlige ændring i de andre "
        rf"klynger \(mellem ({NUMBER}) og ({NUMBER}) {unit_word}\)", paragraph,
    )  # fmt: skip
    assert (stands is None) == (apart == "unclear")
    if stands is not None:
        sign = 1 if stands[3] == "over" else -1
        assert apart == ("likely_" if stands[1] else "") + ("up" if sign > 0 else "down")
        assert is_shown(read(stands[2])[0], sign * one.against.value)
        limits = sorted((sign * one.against.lower, sign * one.against.upper))
        assert all(is_limit(read(text)[0], exact) for text, exact in zip(stands.groups()[3:], limits, strict=True))


def test_what_is_told_of_clusters_is_what_the_record_holds(told_data):
    random = np.random.default_rng(20_230_401)
    units = [cluster.slug for cluster in told_data.agreement.clusters]
    for place in range(100):
        measure = ("days", "pct_point")[place % 2]
        record = random_record(random, measure, units)
        shut = protection.Protected(record, "0", protection._DOOR)
        none = protection.Protected((), "0", protection._DOOR)
        block = sentences.each_cluster((shut,), quality=none, practices=none, data=told_data)
        paragraphs = plain(block.description["text"])
        rows = [[plain(cell) for cell in row] for row in
                tables.cluster_changes(shut, data=told_data).description["rows"]]  # fmt: skip
        against = [[plain(cell) for cell in row[1:]] for row in
                   tables.against_others((shut,), data=told_data).description["rows"]]  # fmt: skip
        for one, paragraph, row, beside in zip(
            record.clusters, paragraphs.split("\n\n"), rows[1:], against, strict=True
        ):
            name = told_data.agreement.name_of(one.unit)
            assert paragraph.startswith(f"**{name}.**")
            assert row[0] == beside[0] == name
            require_cluster(paragraph, row, ["", *beside], one, record=record, unit_word=UNITS[measure])
        text = plain(sentences.clusters(shut, data=told_data).description["text"])
        what = "varigheden" if measure == "days" else "andelen"
        assert text.startswith(f"**{ALIKE[alike(record)].format(what=what)}.**")
        assert [word for word in ("bedst", "dårligst", "effekt", "signifikan") if word in text + paragraphs] == []
