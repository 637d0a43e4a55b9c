"""The board for programs: the same rows, order and visibility as the page."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from competitions.selectors import find_phase
from core.api import Pagination
from leaderboards import selectors, table
from leaderboards.selectors import Board
from leaderboards.serializers import BoardOutput
from leaderboards.standing import Standing
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
        pages = Pagination()
        page = pages.paginate_queryset(board, request, view=self)
        body = pages.get_paginated_response([_row(standing) for standing in page or []]).data
        return Response(BoardOutput(body | _about(board)).data)


def _about(board: Board) -> dict[str, Any]:
    standard = selectors.standard_of(board.phase)
    return {
        "is_public": board.viewer.is_board_public,
        "reveals_at": board.phase.reveals_at,
        "sort": str(board.sort),
        "verdict": verdict(board, images=standard.images if standard else None),
    }


def _row(standing: Standing) -> dict[str, Any]:
    chosen = standing.selected
    return {
        "rank": standing.rank,
        "team": {
            "id": standing.place.team_id,
            "name": standing.place.team_name,
            "kind": chosen.kind,
            "affiliation": table.affiliations(standing),
            "members": [person.name for person in standing.people],
        },
        "submission": chosen.pk,
        "method": chosen.method,
        "score": standing.place.score,
        "metrics": standing.metrics,
        "entries": standing.entries,
        "submitted_at": chosen.submitted_at,
        "is_mine": standing.is_mine,
    }
