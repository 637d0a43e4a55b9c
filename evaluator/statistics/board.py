"""What a whole board is worth: intervals, rank ranges, groups, and lines to measure it by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics import separation
from evaluator.statistics.intervals import FEWEST_UNITS, LEVEL
from evaluator.statistics.methods import Method
from evaluator.statistics.references import reference_lines
from evaluator.statistics.resampling import RESAMPLES, Resampling
from evaluator.statistics.sampling import (
    CONTENT,
    FEWEST_RESAMPLES,
    SCORE,
    Measuring,
    defined_of,
    intervals,
)
from evaluator.wording import counted

# Teams at a time: their metrics under all resamples are held in memory until reduced.
TEAMS_A_TURN = 25
# Teams times images times resamples: about two minutes of one core.
MOST_WORK = 2_000_000_000


@dataclass(frozen=True)
class Entry:
    """One row of a board.

    Attributes
    ----------
    key : str
        What the row is called in the answer.
    predictions : ndarray, shape (n,)
        In the order of the ground truth, finite, not constant.
    is_ranked : bool
        Whether the row has a rank; baselines have none.
    """

    key: str
    predictions: FloatArray
    is_ranked: bool


def board_statistics(
    entries: Sequence[Entry],
    truth: Truth,
    profile: Profile,
    *,
    training: Truth | None = None,
    resamples: int = RESAMPLES,
) -> dict[str, Any]:
    """The uncertainty of every row of a board, as a JSON object.

    The same entries give the same bits: the resamples are seeded by the targets.

    Parameters
    ----------
    entries : sequence of Entry
        In any order.
    truth : Truth
    profile : Profile
    training : Truth, optional
        The training images with their MOS, for the line of the best predictor from metadata.
    resamples : int

    Returns
    -------
    dict
        ``n``, ``raters``, ``level``, ``resamples``; ``clusters``, what a cluster bootstrap drew;
        ``notes``, sentences; ``entries``, per key ``intervals``, ``cluster_intervals``,
        ``rank_range``, ``rank_probabilities`` and ``group``; ``groups``, the ranked keys from the
        best, cut where all above can be told apart from all below; ``neighbours``, those next to
        each other with the share of resamples that turn their order round and p-values of the pair:
        plain, and corrected by Benjamini and Hochberg and by Holm; ``references``, as
        `evaluator.statistics.references` makes them.
    """
    measuring = Measuring(truth, profile)
    most = max(FEWEST_RESAMPLES, MOST_WORK // max(1, len(entries) * len(truth.names)))
    resamples = min(resamples, most)
    found, scores = _by_images(measuring, entries, resamples)
    clusters = _clusters(measuring, entries, found, resamples)
    ranked = _ranked(measuring, scores) if len(truth.names) >= FEWEST_UNITS else None
    document: dict[str, Any] = {
        "n": len(truth.names),
        "raters": len(truth.raters),
        "level": LEVEL,
        "resamples": measuring.resampling(resamples=resamples).resamples,
        "clusters": clusters,
        "notes": _notes(measuring, entries, clusters),
        "entries": found,
        "groups": [],
        "neighbours": [],
        "references": reference_lines(truth, profile, training=training),
    }
    if ranked is not None:
        _add_ranks(document, ranked)
    without = sum(entry.is_ranked for entry in entries) - (len(ranked.keys) if ranked else 0)
    if without and len(truth.names) >= FEWEST_UNITS:
        document["notes"].append(
            f"{counted(without, 'team')} without a rank range: too many resamples leave the score "
            "undefined."
        )
    return document


class _Score(NamedTuple):
    """A ranked entry's score, and that of each resample, shape (resamples,)."""

    estimate: float
    samples: FloatArray


@dataclass(frozen=True)
class _Ranked:
    """The ranked entries, best first, higher is better whatever the profile says."""

    keys: list[str]
    estimates: FloatArray  # (teams,)
    samples: FloatArray  # (teams, resamples)
    units: int


def _measured(
    measuring: Measuring, entries: Sequence[Entry], resampling: Resampling
) -> Iterator[tuple[Entry, Method, dict[str, FloatArray]]]:
    """Each entry under all resamples, a few held in memory at a time."""
    for begin in range(0, len(entries), TEAMS_A_TURN):
        turn = entries[begin : begin + TEAMS_A_TURN]
        methods = [measuring.method(entry.predictions) for entry in turn]
        yield from zip(turn, methods, measuring.samples(methods, resampling), strict=True)


def _by_images(
    measuring: Measuring, entries: Sequence[Entry], resamples: int
) -> tuple[dict[str, dict[str, Any]], dict[str, _Score]]:
    """Each entry's part of the answer so far, and the scores of those that can be ranked."""
    resampling = measuring.resampling(resamples=resamples)
    found: dict[str, dict[str, Any]] = {}
    scores: dict[str, _Score] = {}
    for entry, method, samples in _measured(measuring, entries, resampling):
        found[entry.key] = {
            "intervals": intervals(measuring, method, samples, resampling),
            "cluster_intervals": {},
            "rank_range": None,
            "rank_probabilities": None,
            "group": None,
        }
        # Its score may exist by a rounding only, as 1 / (1 - srcc) of a perfect order does.
        estimate = measuring.estimates(method).get(SCORE)
        if entry.is_ranked and estimate is not None and defined_of(samples[SCORE]) is not None:
            scores[entry.key] = _Score(estimate, samples[SCORE])
    return found, scores


def _clusters(
    measuring: Measuring,
    entries: Sequence[Entry],
    found: dict[str, dict[str, Any]],
    resamples: int,
) -> dict[str, Any] | None:
    """Add the intervals over contents, where the ground truth names them and there are enough."""
    if CONTENT not in measuring.truth.subsets:
        return None
    resampling = measuring.resampling(resamples=resamples, by_content=True)
    if resampling.units == resampling.size:
        return None  # each image shows another content: there is nothing to cluster
    for entry, method, samples in _measured(measuring, entries, resampling):
        of_entry = intervals(measuring, method, samples, resampling)
        found[entry.key]["cluster_intervals"] = of_entry
    return {"grouping": CONTENT, "count": resampling.units}


def _ranked(measuring: Measuring, scores: Mapping[str, _Score]) -> _Ranked | None:
    if not scores:
        return None
    sign = 1.0 if measuring.profile.higher_is_better else -1.0
    keys = sorted(scores, key=lambda key: (-sign * scores[key].estimate, key))
    samples = np.array([sign * scores[key].samples for key in keys])
    defined = np.isfinite(samples).all(axis=0)
    if not defined.any():
        return None
    estimates = np.array([sign * scores[key].estimate for key in keys])
    return _Ranked(keys, estimates, samples[:, defined], len(measuring.truth.names))


def _add_ranks(document: dict[str, Any], ranked: _Ranked) -> None:
    pairs = separation.compare_all(ranked.estimates, ranked.samples, units=ranked.units)
    apart = pairs.can_be_told_apart()
    probabilities = separation.rank_probabilities(ranked.samples)
    ranges = separation.rank_ranges(ranked.estimates, apart)
    groups = separation.groups(range(len(ranked.keys)), apart)
    of_team = {team: number for number, group in enumerate(groups) for team in group}
    for team, key in enumerate(ranked.keys):
        document["entries"][key] |= {
            "rank_range": list(ranges[team]),
            "rank_probabilities": probabilities[team].tolist(),
            "group": of_team[team],
        }
    document["groups"] = [[ranked.keys[team] for team in group] for group in groups]
    document["neighbours"] = [
        {
            "better": ranked.keys[team],
            "worse": ranked.keys[team + 1],
            "flip": float(pairs.flip[team, team + 1]),
            "p": float(pairs.p[team, team + 1]),
            "p_adjusted": float(pairs.adjusted[team, team + 1]),
            "p_holm": float(pairs.strict[team, team + 1]),
        }
        for team in range(len(ranked.keys) - 1)
    ]


def _notes(
    measuring: Measuring, entries: Sequence[Entry], clusters: Mapping[str, Any] | None
) -> list[str]:
    """What the answer leaves out, and why."""
    notes = []
    size = len(measuring.truth.names)
    if size < FEWEST_UNITS:
        notes.append(
            f"There are no intervals: {size} images are too few, {FEWEST_UNITS} are needed."
        )
    elif clusters and clusters["count"] < FEWEST_UNITS:
        notes.append(
            f"There are no intervals over contents: {clusters['count']} contents are too few, "
            f"{FEWEST_UNITS} are needed."
        )
    without = [name for name in measuring.profile.metrics if name not in measuring.metrics]
    if without and entries:
        notes.append(f"There are no intervals of {', '.join(without)}.")
    return notes
