"""The board of a phase, derived from its submissions each time it is read.

Everything that shows a score to somebody (pages, exports, figures, API) asks here, so what is
hidden is hidden everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Rank
from django.db.models.lookups import Exact

from competitions.models import Competition, Phase
from datasets.models import DataFile, GroundTruth
from leaderboards import ordering
from leaderboards.ordering import Sort
from leaderboards.standing import Person, Place, Selected, Standing
from participation.models import Registration, Team
from submissions.models import Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True)
class Viewer:
    """Who looks at a phase's board, and what of it that person may see."""

    team: Team | None
    is_organizer: bool
    is_board_public: bool

    @property
    def sees_all(self) -> bool:
        return self.is_board_public or self.is_organizer

    def owns(self, team_id: int) -> bool:
        return self.team is not None and self.team.pk == team_id

    def sees_history_of(self, team_id: int) -> bool:
        return self.is_organizer or self.owns(team_id)


# Nobody's view: that of a task, which shows it to nobody.
EVERYTHING = Viewer(team=None, is_organizer=True, is_board_public=False)


@dataclass(frozen=True)
class Standard:
    """By what a phase is scored now, and what its statistics learn from."""

    truth_id: int
    truth_sha256: str
    images: int
    raters: int
    training_sha256: str | None


class IsAnyOf(Func):
    """Whether a value is in an array. Unlike `IN (SELECT …)`, the subquery runs only once."""

    arg_joiner = " = ANY ("
    template = "(%(expressions)s))"
    output_field = BooleanField()


class Board(Sequence[Standing]):
    """What one viewer sees of a phase's standings, in one order. A slice loads its rows."""

    def __init__(self, *, phase: Phase, viewer: Viewer, sort: Sort) -> None:
        self.phase = phase
        self.viewer = viewer
        self.sort = sort

    @cached_property
    def places(self) -> list[Place]:
        """Every row's place in the order of the board."""
        chosen = selected(self.phase).annotate(entries=self._entries())
        chosen = chosen.order_by(*ordering.order_by(self.phase, self.sort))
        if self.viewer.sees_all:
            return _ranked(chosen, self.phase)
        # Even how many others there are is hidden, so the rank is too.
        own = chosen.filter(team=self.viewer.team) if self.viewer.team else chosen.none()
        return [place._replace(rank=None) for place in _ranked(own, self.phase)]

    def _entries(self) -> Any:
        """Counted for all teams only where they decide the order."""
        if self.sort.key == "entries":
            return ordering.entries_of(self.phase)
        return Value(None, output_field=IntegerField())

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, key: int) -> Standing: ...
    @overload
    def __getitem__(self, key: slice) -> list[Standing]: ...
    def __getitem__(self, key: int | slice) -> Standing | list[Standing]:
        if isinstance(key, slice):
            return _standings(self.places[key], phase=self.phase, viewer=self.viewer)
        return _standings([self.places[key]], phase=self.phase, viewer=self.viewer)[0]

    def standing_of(self, team_id: int) -> Standing | None:
        """The row of a team, or None where the viewer sees none."""
        places = [place for place in self.places if place.team_id == team_id]
        return _standings(places, phase=self.phase, viewer=self.viewer)[0] if places else None


def viewer_of(phase: Phase, user: User | AnonymousUser, now: datetime) -> Viewer:
    """What `user` is to the board of `phase` at the moment `now`."""
    entries = Registration.objects.of(user).approved().select_related("team")
    entry = entries.filter(competition=phase.competition_id).first()
    return Viewer(
        team=entry.team if entry else None,
        is_organizer=phase.competition.is_organized_by(user),
        is_board_public=phase.is_board_public(now),
    )


def standings(phase: Phase, *, viewer: Viewer, sort: str = "") -> Board:
    """The board of `phase` as `viewer` sees it; `sort` as in `ordering.parse_sort`.

    Each team stands with the submission that the phase selects: its best (the earlier of two
    equal ones), its last, or the one it chose. Ranks are those of the stored score, 1, 2, 2, 4,
    whatever the order; baselines and organizers' teams have none.
    """
    return Board(phase=phase, viewer=viewer, sort=ordering.parse_sort(phase, sort))


def phases_of(competition: Competition) -> list[Phase]:
    """The competition's phases in their order."""
    phases = competition.phases.select_related("profile").order_by("position", "opens_at", "pk")
    return list(phases)


def default_phase(phases: list[Phase], now: datetime) -> Phase | None:
    """The phase whose board to show first: the last open one, else the last begun, else any."""
    is_open = [phase for phase in phases if phase.is_open(now)]
    is_begun = [phase for phase in phases if not phase.is_upcoming(now)]
    candidates = is_open or is_begun or phases[:1]
    return candidates[-1] if candidates else None


def teams_of(phase: Phase) -> QuerySet[Team]:
    """The teams that may take part in the phase, with their members."""
    return Team.objects.filter(competition=phase.competition_id).prefetch_related(
        Prefetch("registrations", Registration.objects.approved().select_related("user"))
    )


def submission_of(standing: Standing) -> Submission:
    """The submission that stands, with its evaluation."""
    whole = Submission.objects.select_related("evaluation__profile")
    return whole.get(pk=standing.place.submission_id)


def team_history(phase: Phase, team: Team) -> QuerySet[Submission]:
    """Everything the team handed in to the phase, newest first."""
    history = Submission.objects.of_team(team, phase).order_by("-submitted_at", "-pk")
    return history.select_related("user")


def standard_of(phase: Phase) -> Standard | None:
    """The active ground truth and the training labels by their hashes; None without a truth."""
    training = DataFile.objects.filter(
        dataset__competition=phase.competition_id, holds_training_labels=True
    ).values("sha256")[:1]
    truths = GroundTruth.objects.filter(phase=phase, is_active=True).order_by()
    rows = truths.annotate(training=Subquery(training))
    row = rows.values_list("pk", "sha256", "rows", "raters", "training").first()
    return Standard(*row) if row else None


def selected(phase: Phase) -> QuerySet[Submission]:
    """Each team's submission that stands.

    One probe of an index per team, not one pass over all submissions: a team has hundreds.
    """
    scored = Submission.objects.scored().filter(phase=phase, team=OuterRef("pk"))
    of_team = {
        Phase.Selection.BEST: scored.order_by(ordering.score_order(phase), "submitted_at", "pk"),
        Phase.Selection.LAST: scored.order_by("-submitted_at", "-pk"),
        Phase.Selection.CHOSEN: scored.filter(is_chosen=True),
    }[Phase.Selection(phase.selection)]
    teams = Team.objects.filter(competition=phase.competition_id)
    selected = teams.annotate(selected=Subquery(of_team.values("pk")[:1])).values("selected")
    return Submission.objects.filter(IsAnyOf(F("pk"), ArraySubquery(selected)))


def _ranked(chosen: QuerySet[Submission], phase: Phase) -> list[Place]:
    is_ranked = ExpressionWrapper(Q(team__kind=Team.Kind.PARTICIPANT), output_field=BooleanField())
    place = Window(Rank(), partition_by=[is_ranked], order_by=[ordering.score_order(phase)])
    rows = chosen.annotate(is_ranked=is_ranked, place=place).values_list(
        "pk",
        "team_id",
        "team__name",
        "score",
        "is_ranked",
        "place",
        "entries",
        "evaluation_id",
        "evaluation__file_sha256",
        "evaluation__truth_id",
        "evaluation__profile_id",
    )
    return [
        Place(pk, team_id, name, score or 0.0, is_ranked, rank if is_ranked else None, *others)
        for pk, team_id, name, score, is_ranked, rank, *others in rows
    ]


def _standings(places: list[Place], *, phase: Phase, viewer: Viewer) -> list[Standing]:
    """The rows of these places: three queries, however many rows."""
    chosen = _chosen([place.submission_id for place in places])
    people, entries = _people([place.team_id for place in places]), _entries(places, phase)
    return [
        Standing(
            place=place,
            selected=chosen[place.submission_id],
            people=people.get(place.team_id, []),
            entries=entries[place.team_id],
            is_mine=viewer.owns(place.team_id),
        )
        for place in places
    ]


def _chosen(submission_ids: list[int]) -> dict[int, Selected]:
    rows = Submission.objects.filter(pk__in=submission_ids).values_list(
        "pk",
        "method",
        "submitted_at",
        "team__kind",
        "team__affiliation",
        "evaluation__metrics",
    )
    return {row[0]: Selected(*row) for row in rows}


def _people(team_ids: list[int]) -> dict[int, list[Person]]:
    """The members of each team, its leader first."""
    is_leader = Exact(F("team__leader"), F("user"))
    entries = Registration.objects.approved().filter(team__in=team_ids)
    people: dict[int, list[Person]] = {}
    for team_id, first, last, username, affiliation in entries.order_by(
        is_leader.desc(nulls_last=True), "user"
    ).values_list(
        "team_id", "user__first_name", "user__last_name", "user__username", "user__affiliation"
    ):
        name = f"{first} {last}".strip() or username  # as User.display_name
        people.setdefault(team_id or 0, []).append(Person(name, affiliation))
    return people


def _entries(places: list[Place], phase: Phase) -> dict[int, int]:
    known = {place.team_id: place.entries for place in places if place.entries is not None}
    if len(known) == len(places):
        return known
    teams = [place.team_id for place in places]
    scored = Submission.objects.scored().filter(phase=phase, team__in=teams).order_by()
    return dict(scored.values_list("team").annotate(entries=Count("*")))
