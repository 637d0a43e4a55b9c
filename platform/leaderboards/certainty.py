"""How sure one team's row is, for its own page: each metric's intervals, and its ranks."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboards import table
from leaderboards.selectors import Board, Standard
from leaderboards.standing import Standing
from leaderboards.uncertainty import Details, Uncertainty, details_of, uncertainty_of
from leaderboards.verdict import number

SMALLEST_SHARE = 0.005  # of the resamples; rarer ranks are summed up in words
SCORE = "score"


@dataclass(frozen=True)
class Measure:
    """The score or a metric with its intervals, in words."""

    name: str
    value: str
    interval: str
    cluster_interval: str


@dataclass(frozen=True)
class RankShare:
    """In how many of the resamples the team had this rank; the bar's width in per cent."""

    rank: int
    share: str
    width: str


@dataclass(frozen=True)
class Certainty:
    """What the team's page says of its row; the lists are empty while nothing is known."""

    uncertainty: Uncertainty
    rank_range: str
    measures: list[Measure]
    has_clusters: bool
    ranks: list[RankShare]

    @property
    def resamples(self) -> str:
        return f"{self.uncertainty.document['resamples']:,}"


def certainty_of(board: Board, standing: Standing, standard: Standard | None) -> Certainty:
    """Two queries."""
    uncertainty = uncertainty_of(board, standard)
    details = details_of(board, standard, standing.place) if uncertainty.is_current else None
    metrics = board.phase.profile.metrics
    measures = _measures(standing, metrics, details) if details else []
    return Certainty(
        uncertainty=uncertainty,
        rank_range=table.range_text(uncertainty.rank_range_of(standing.place)),
        measures=measures,
        has_clusters=any(measure.cluster_interval for measure in measures),
        ranks=_ranks(details.rank_probabilities) if details else [],
    )


def _measures(standing: Standing, metrics: list[str], details: Details) -> list[Measure]:
    # In the profile's order, which the stored metrics have not.
    known = {name: standing.metrics[name] for name in metrics if name in standing.metrics}
    values = {SCORE: standing.place.score, **known}
    return [
        Measure(
            name=table.label(name),
            value=number(value),
            interval=table.interval_text(details.intervals.get(name)),
            cluster_interval=table.interval_text(details.cluster_intervals.get(name)),
        )
        for name, value in values.items()
        if details.intervals.get(name)
    ]


def _ranks(probabilities: list[float]) -> list[RankShare]:
    return [
        RankShare(rank=rank, share=f"{100 * share:.0f}%", width=f"{100 * share:.2f}")
        for rank, share in enumerate(probabilities, start=1)
        if share >= SMALLEST_SHARE
    ]
