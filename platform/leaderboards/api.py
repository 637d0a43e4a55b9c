"""The board for programs: the same rows, order and visibility as the page."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from competitions.selectors import find_phase
from core.api import Pagination
from leaderboards import reading, selectors, table
from leaderboards.selectors import Board, Standard
from leaderboards.serializers import BoardOutput
from leaderboards.standing import Standing
from leaderboards.uncertainty import Uncertainty, uncertainty_of
from leaderboards.verdict import verdict

PARAMETERS = [
    OpenApiParameter(
        "sort",
        str,
        description="score, team, method, affiliation, a metric, entries or date; - in front "
        "descends.",
    ),
    OpenApiParameter("page", int),
    OpenApiParameter("page_size", int),
]


class Leaderboard(APIView):
    """The standings of a phase."""

    @extend_schema(responses=BoardOutput, parameters=PARAMETERS)
    def get(self, request: Request, slug: str, phase: str) -> Response:
        now = timezone.now()
        chosen = find_phase(request.user, slug, phase)
        viewer = selectors.viewer_of(chosen, request.user, now)
        sort = request.query_params.get("sort", "")
        board = selectors.standings(chosen, viewer=viewer, sort=sort)
        standard = selectors.standard_of(chosen)
        uncertainty = uncertainty_of(board, standard)
        pages = Pagination()
        page = pages.paginate_queryset(board, request, view=self)
        rows = [_row(standing, uncertainty) for standing in page or []]
        body = pages.get_paginated_response(rows).data
        return Response(BoardOutput(body | _about(board, standard, uncertainty)).data)


def _about(board: Board, standard: Standard | None, uncertainty: Uncertainty) -> dict[str, Any]:
    images = standard.images if standard else None
    return {
        "is_public": board.viewer.is_board_public,
        "reveals_at": board.phase.reveals_at,
        "sort": str(board.sort),
        "verdict": verdict(board, images=images, uncertainty=uncertainty),
        "statistics": _statistics(board, standard, uncertainty),
    }


def _statistics(
    board: Board, standard: Standard | None, uncertainty: Uncertainty
) -> dict[str, Any]:
    document = uncertainty.document
    known = ("n", "raters", "level", "resamples", "clusters")
    return {
        "status": uncertainty.status,
        **{name: document.get(name) for name in known},
        "references": uncertainty.references,
        "notes": reading.notes(board, standard, uncertainty),
    }


def _row(standing: Standing, uncertainty: Uncertainty) -> dict[str, Any]:
    chosen, place = standing.selected, standing.place
    return {
        "rank": standing.rank,
        "rank_range": uncertainty.rank_range_of(place),
        "group": uncertainty.group_of(place),
        "team": {
            "id": place.team_id,
            "name": place.team_name,
            "kind": chosen.kind,
            "affiliation": table.affiliations(standing),
            "members": [person.name for person in standing.people],
        },
        "submission": chosen.pk,
        "method": chosen.method,
        "score": place.score,
        "interval": uncertainty.interval_of(place),
        "cluster_interval": uncertainty.cluster_interval_of(place),
        "metrics": standing.metrics,
        "entries": standing.entries,
        "submitted_at": chosen.submitted_at,
        "is_mine": standing.is_mine,
    }
