"""A row of the board: plain values, for a page of them is read at every request."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Place(NamedTuple):
    """A team's place on the board, without what only its row shows."""

    submission_id: int
    team_id: int
    team_name: str
    score: float
    is_ranked: bool
    rank: int | None
    entries: int | None  # where the board is sorted by them
    evaluation_id: int
    file_sha256: str
    truth_id: int
    profile_id: int


class Person(NamedTuple):
    """A member as others see them."""

    name: str
    affiliation: str


class Selected(NamedTuple):
    """What a row shows of the submission that stands, and of its team."""

    pk: int
    method: str
    submitted_at: datetime
    kind: str
    affiliation: str
    metrics: dict[str, float]


@dataclass(frozen=True)
class Standing:
    """A row of the board. Metrics are at full precision; the members begin with the leader."""

    place: Place
    selected: Selected
    people: list[Person]
    entries: int
    is_mine: bool

    @property
    def rank(self) -> int | None:
        return self.place.rank

    @property
    def metrics(self) -> dict[str, float]:
        return self.selected.metrics
