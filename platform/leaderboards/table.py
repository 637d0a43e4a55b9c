"""The board as a table: its columns with their links, and each row's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from competitions.profiles import is_error, metric_title
from core.templatetags.moments import moment
from leaderboards.forest import Drawing, Forest, Span
from leaderboards.ordering import Sort, sort_keys
from leaderboards.selectors import Board
from leaderboards.standing import Standing
from leaderboards.uncertainty import NOTHING, Interval, Uncertainty
from leaderboards.verdict import number
from participation.models import Team

UNRANKED = "–"
INTERVAL = "95% interval"
MARKS: dict[str, str] = {Team.Kind.BASELINE: "baseline", Team.Kind.ORGANIZER: "organizers"}
LABELS = {
    "score": "Score",
    "team": "Team",
    "method": "Method",
    "affiliation": "Affiliation",
    "entries": "Entries",
    "date": "Date",
}
TEXT_KEYS = {"team", "method", "affiliation"}


@dataclass(frozen=True)
class Column:
    """A heading that sorts: where its link leads, and how the table is sorted by it now."""

    key: str
    label: str
    href: str
    aria_sort: str


@dataclass(frozen=True)
class Row:
    """One standing in words and numbers as they are shown."""

    rank: str
    path: str
    team: str
    about: str
    mark: str
    score: str
    metrics: list[str]
    entries: str
    submitted_at: datetime
    moment: str
    classes: str
    facts: list[tuple[str, str]]
    team_id: int
    rank_range: str
    interval: str
    drawing: Drawing | None = None

    @property
    def details(self) -> str:
        """What a narrow window has no columns for, as one line."""
        return " · ".join(f"{name} {text or UNRANKED}" for name, text in self.facts)


def label(key: str) -> str:
    """The heading of a column; metrics are shown as the field writes them."""
    return LABELS.get(key) or metric_title(key)


def columns(board: Board) -> dict[str, Column]:
    """Each column by its key; the rank is the place by score, so it sorts as that does."""
    by_key = {key: _column(key, board) for key in sort_keys(board.phase)}
    return {"rank": replace(by_key["score"], key="rank", label="Rank"), **by_key}


def rows(
    standings: Sequence[Standing],
    *,
    metrics: list[str],
    uncertainty: Uncertainty = NOTHING,
    forest: Forest | None = None,
) -> list[Row]:
    """What the rows of a page say, each with its part of the page's forest plot."""
    drawings: Sequence[Drawing | None] = forest.drawings if forest else [None] * len(standings)
    return [
        replace(_row(standing, metrics, uncertainty), drawing=drawing)
        for standing, drawing in zip(standings, drawings, strict=True)
    ]


def spans(standings: Iterable[Standing], uncertainty: Uncertainty) -> list[Span]:
    """What a forest plot of these rows shows."""
    return [
        Span(
            standing.place.score, uncertainty.interval_of(standing.place), standing.place.is_ranked
        )
        for standing in standings
    ]


def mark_group_ends(shown: list[Row], board: Board, uncertainty: Uncertainty) -> list[Row]:
    """The rows, with a rule after each group that can be told apart; only in order of score."""
    if board.sort.key != "score":
        return shown
    ranked = [place for place in board.places if place.rank]
    groups = [uncertainty.group_of(place) for place in ranked]
    ends = {
        place.team_id
        for place, group, following in zip(ranked, groups, [*groups[1:], None], strict=False)
        if group is not None and group != following
    }
    return [
        replace(row, classes=f"{row.classes} group-end".strip()) if row.team_id in ends else row
        for row in shown
    ]


def range_text(pair: tuple[int, int] | None) -> str:
    """ "2–4"; empty for a rank of its own."""
    return f"{pair[0]}–{pair[1]}" if pair and pair[0] != pair[1] else ""


def interval_text(pair: Interval | None) -> str:
    """ "0.9330 to 0.9790"; empty where there is none."""
    return f"{number(pair[0])} to {number(pair[1])}" if pair else ""


def affiliations(standing: Standing) -> str:
    """The team's affiliation, or else its members' ones, each once."""
    if standing.selected.affiliation:
        return standing.selected.affiliation
    each = [person.affiliation for person in standing.people if person.affiliation]
    return ", ".join(dict.fromkeys(each))


def metric_text(standing: Standing, name: str) -> str:
    """A metric's value as shown; empty where the submission has none."""
    value = standing.metrics.get(name)
    return number(value) if isinstance(value, int | float) else ""


def mark(standing: Standing) -> str:
    """Why a team has no rank; empty for one that has."""
    return MARKS.get(standing.selected.kind, "")


def _column(key: str, board: Board) -> Column:
    current = board.sort
    first = Sort(key, is_descending=_starts_descending(key, board))
    following = current.reverse if current.key == key else first
    direction = "descending" if current.is_descending else "ascending"
    return Column(
        key=key,
        label=label(key),
        href="?" + urlencode({"sort": str(following)}),
        aria_sort=direction if current.key == key else "",
    )


def _starts_descending(key: str, board: Board) -> bool:
    if key == "score":
        return board.phase.profile.higher_is_better
    # The best error is the smallest, so a first click sorts upward.
    return key not in TEXT_KEYS and not is_error(key)


def _row(standing: Standing, metrics: list[str], uncertainty: Uncertainty) -> Row:
    place = standing.place
    interval = interval_text(uncertainty.interval_of(place))
    texts = [metric_text(standing, name) for name in metrics]
    about = [mark(standing), standing.selected.method, *_who(standing)]
    return Row(
        rank=SafeString(place.rank or UNRANKED),
        path=SafeString(f"teams/{place.team_id}/"),
        team=place.team_name,
        about=" · ".join(filter(None, about)),
        mark=mark(standing),
        score=number(place.score),
        metrics=texts,
        entries=SafeString(standing.entries),
        submitted_at=standing.selected.submitted_at,
        moment=moment(standing.selected.submitted_at, "date"),
        classes=_classes(standing),
        team_id=place.team_id,
        rank_range=range_text(uncertainty.rank_range_of(place)),
        interval=interval,
        facts=[
            *([(INTERVAL, interval)] if interval else []),
            *((label(name), text) for name, text in zip(metrics, texts, strict=True)),
            ("Entries", str(standing.entries)),
        ],
    )


def _who(standing: Standing) -> list[str]:
    """The members and where they are from, without repeating a team of one's own name."""
    names = ", ".join(person.name for person in standing.people)
    return [names if names != standing.place.team_name else "", affiliations(standing)]


def _classes(standing: Standing) -> str:
    flags = {
        "first": standing.rank == 1,
        "mine": standing.is_mine,
        "unranked": not standing.place.is_ranked,
    }
    return " ".join(name for name, is_set in flags.items() if is_set)
