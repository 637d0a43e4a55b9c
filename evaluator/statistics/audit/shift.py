"""Does the phase differ from what participants learn from, and where."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import stats

from evaluator.arrays import FloatArray, IntArray
from evaluator.readers import Truth
from evaluator.statistics.audit.finding import TRAINING, Case, Finding, Severity, chance
from evaluator.statistics.groupings import Terms, numbered, pooled, titled

ALPHA = 0.05
SURE = 0.001
# Below, the chi-square distribution is a poor guide to a table's p-value.
SMALLEST_EXPECTED = 5.0
TABLES = 9_999
# Deviations of MOS by which a set is noticeably harder: a "small" effect of Cohen's.
NOTICEABLE = 0.2


def check(case: Case) -> Iterator[Finding]:
    """MOS and mix of the phase against training; what is left inside the groups."""
    if case.training is None:
        yield Finding(
            code="no_training",
            severity="look",
            title="There is no training set to compare with",
            detail="Whether the phase differs from training, shares its contents or can be "
            "guessed from names was not checked.",
            advice="Give the training set with its MOS.",
        )
    else:
        yield _mos(case, case.training)
    if len(case.splits) > 1:
        yield from _mix(case)
    if case.training is not None and case.strata:
        yield from _within(case, case.training, case.strata)


def _mos(case: Case, training: Truth) -> Finding:
    phase, all_mos = case.truth.targets, case.pool.targets
    kolmogorov = stats.ks_2samp(phase, training.targets)
    deviation = deviation_of_mean(all_mos, phase.size)
    away = float(phase.mean() - all_mos.mean()) / deviation if deviation > 0 else 0.0
    p = float(2 * stats.norm.sf(abs(away)))
    spread = float(all_mos.std())
    difference = float(phase.mean() - training.targets.mean())
    is_large = abs(difference) >= NOTICEABLE * spread
    lowest = min(p, float(kolmogorov.pvalue))
    severity = _severity(lowest, is_large=is_large)
    means = {name: _summary(truth) for name, truth in case.splits.items()}
    listed = ", ".join(
        f"{name} {values['mean']:.3f} (sd {values['sd']:.3f}, n {values['n']})"
        for name, values in means.items()
    )
    side = "below" if away < 0 else "above"
    return Finding(
        code="mos_shift",
        severity=severity,
        title="MOS differs from training" if severity != "fine" else "MOS is like training's",
        detail=f"Mean MOS: {listed}. The phase's mean lies {abs(away):.1f} standard deviations "
        f"{side} that of a random subset of {phase.size} of all {all_mos.size} images "
        f"(such a mean varies by {deviation:.3f}, drawn without replacement; {chance(p)}). "
        f"Kolmogorov-Smirnov test against training: D = {kolmogorov.statistic:.3f}, "
        f"{chance(float(kolmogorov.pvalue))}.",
        advice="Draw the splits at random, or stratified by scale and method; if the shift is "
        "meant, say so, and do not rank by RMSE or MAE, which punish what training taught."
        if severity != "fine"
        else "Nothing to do.",
        values={
            "splits": means,
            "difference": difference,
            "deviations": away,
            "deviation_of_mean": deviation,
            "p": p,
            "ks": float(kolmogorov.statistic),
            "ks_p": float(kolmogorov.pvalue),
        },
    )


def deviation_of_mean(values: FloatArray, size: int) -> float:
    """Standard deviation of the mean of a random subset, drawn without replacement.

    References
    ----------
    .. [1] W. G. Cochran, "Sampling Techniques", 3rd ed., Wiley, 1977, theorem 2.2.

    Examples
    --------
    >>> round(deviation_of_mean(np.array([0.0, 1.0, 2.0]), 2), 12) == round(6**-0.5, 12)
    True
    """
    if values.size < 2:
        return 0.0
    return float(np.sqrt(values.var(ddof=1) / size * (1 - size / values.size)))


def _severity(p: float, *, is_large: bool) -> Severity:
    if p < SURE and is_large:
        return "act"
    return "look" if p < ALPHA else "fine"


def _summary(truth: Truth) -> dict[str, Any]:
    return {
        "n": truth.targets.size,
        "mean": float(truth.targets.mean()),
        "sd": float(truth.targets.std(ddof=1)) if truth.targets.size > 1 else 0.0,
    }


def _mix(case: Case) -> Iterator[Finding]:
    found = {
        grouping: _independence(case, grouping)
        for grouping in case.reported
        if len(set(case.pool.subsets[grouping])) > 1
    }
    if not found:
        return
    lowest = min(values["p"] for values in found.values())
    # As many tests as groupings: the least p-value is held to a stricter level.
    severity: Severity = "look" if lowest * len(found) < ALPHA else "fine"
    if lowest * len(found) < SURE:
        severity = "act"
    yield Finding(
        code="mix",
        severity=severity,
        title="The splits hold different mixes of images"
        if severity != "fine"
        else "The splits hold alike mixes of images",
        detail=" ".join(_mix_sentence(grouping, values) for grouping, values in found.items()),
        advice="Stratify the splits by these groupings, or report a score within each group: a "
        "score over all images also measures the mix."
        if severity != "fine"
        else "Nothing to do.",
        values={"groupings": found},
    )


def _mix_sentence(grouping: str, values: dict[str, Any]) -> str:
    how = "" if values["method"] == "chi-square" else ", by random tables with the same margins"
    lacking = values["only_elsewhere"]
    absent = f"; this phase has none of {', '.join(lacking)}" if lacking else ""
    return (
        f"{grouping.capitalize()}: chi2 = {values['chi2']:.1f} with {values['df']} degrees of "
        f"freedom, {chance(values['p'])}{how}{absent}."
    )


def _independence(case: Case, grouping: str) -> dict[str, Any]:
    groups = sorted(set(case.pool.subsets[grouping]))
    counts = {
        name: {group: truth.subsets[grouping].count(group) for group in groups}
        for name, truth in case.splits.items()
    }
    table = np.array([list(row.values()) for row in counts.values()], dtype=np.int64)
    chi2, p, df, expected = stats.chi2_contingency(table, correction=False)
    method = "chi-square"
    if float(expected.min()) < SMALLEST_EXPECTED:
        p, method = _p_of_random_tables(table, expected, float(chi2), case.seed), "random tables"
    return {
        "chi2": float(chi2),
        "df": int(df),
        "p": float(p),
        "method": method,
        "counts": counts,
        "only_elsewhere": [
            group for group, total in zip(groups, table[-1].tolist(), strict=True) if not total
        ],
    }


def _p_of_random_tables(table: IntArray, expected: FloatArray, chi2: float, seed: int) -> float:
    """Share of random tables with these margins whose chi-square is as large, this one too.

    References
    ----------
    .. [1] W. M. Patefield, "Algorithm AS 159", Applied Statistics 30 (1), 1981, pp. 91-97.
       doi:10.2307/2346669
    """
    random = np.random.Generator(np.random.PCG64(seed))
    tables = stats.random_table(table.sum(axis=1), table.sum(axis=0))
    drawn = tables.rvs(size=TABLES, random_state=random)
    statistics = (np.square(drawn - expected) / expected).sum(axis=(1, 2))
    # Tables that are equal in exact arithmetic may differ in the last digit.
    as_large = int((statistics >= chi2 * (1 - 1e-12)).sum())
    return (as_large + 1) / (TABLES + 1)


def _within(case: Case, training: Truth, strata: Terms) -> Iterator[Finding]:
    means = _means_of_cells(case.pool, strata)
    ends = np.cumsum([len(truth.names) for truth in case.splits.values()])
    residuals = dict(zip(case.splits, np.split(case.pool.targets - means, ends[:-1]), strict=True))
    learned, asked = residuals[TRAINING], list(residuals.values())[-1]
    # Rounding noise around means of cells is no variation to test with.
    if min(learned.size, asked.size) < 2 or np.ptp(np.append(learned, asked)) < 1e-9:
        return
    test = stats.ttest_ind(asked, learned)
    shift, p = float(asked.mean()), float(test.pvalue)
    severity = _severity(p, is_large=abs(shift) >= NOTICEABLE * float(case.pool.targets.std()))
    fair = _fixed_effect(pooled(training, case.truth), len(training.names), strata)
    groups = _shift_of_groups(case.truth, asked, strata[-1])
    largest = max(groups, key=lambda group: int(groups[group]["n"]))
    and_fair = "" if fair is None else f" Compared cell by cell with training alone: {fair:+.3f}."
    yield Finding(
        code="shift_within_groups",
        severity=severity,
        title=f"MOS differs from training even within {titled(strata)}"
        if severity != "fine"
        else f"Within {titled(strata)} MOS is like training's",
        detail=f"After the mean of each {titled(strata)} over all splits is taken off, the "
        f"phase averages {shift:+.3f} MOS (t = {float(test.statistic):.1f} against training, "
        f"{chance(p)}); in {strata[-1]} {largest} it is {groups[largest]['shift']:+.2f}.{and_fair}",
        advice="The mix does not explain the shift: look how the images were chosen, or redraw "
        "the splits at random. Calibration learned on training will be off by as much."
        if severity != "fine"
        else "Nothing to do.",
        values={
            "strata": list(strata),
            "shift": shift,
            "t": float(test.statistic),
            "p": p,
            "against_training": fair,
            "groups": groups,
        },
    )


def _means_of_cells(truth: Truth, terms: Terms) -> FloatArray:
    numbers = numbered(truth, terms)
    means: FloatArray = np.bincount(numbers, weights=truth.targets) / np.bincount(numbers)
    return means[numbers]


def _shift_of_groups(truth: Truth, residuals: FloatArray, grouping: str) -> dict[str, Any]:
    labels = np.array(truth.subsets[grouping])
    return {
        str(group): {
            "n": int((labels == group).sum()),
            "shift": float(residuals[labels == group].mean()),
        }
        for group in sorted(set(labels.tolist()))
    }


def _fixed_effect(both: Truth, size: int, terms: Terms) -> float | None:
    """The phase's difference from training within cells that both have; None without any.

    Least squares with a mean for each cell: within each, the difference of the two means
    counts as its variance deserves.
    """
    numbers = numbered(both, terms)
    cells = int(numbers.max()) + 1
    learned = np.bincount(numbers[:size], minlength=cells)
    asked = np.bincount(numbers[size:], minlength=cells)
    has_both = (learned > 0) & (asked > 0)
    if not has_both.any():
        return None
    sums = np.bincount(numbers[:size], weights=both.targets[:size], minlength=cells)
    asked_sums = np.bincount(numbers[size:], weights=both.targets[size:], minlength=cells)
    learned, asked = learned[has_both], asked[has_both]
    differences = asked_sums[has_both] / asked - sums[has_both] / learned
    weights = learned * asked / (learned + asked)
    return float((weights * differences).sum() / weights.sum())
