"""Two teams compared, and a phase's data checked, for programs."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from competitions.selectors import find_phase
from leaderboards import auditing, comparing, selectors
from leaderboards.comparing import NotComparable
from leaderboards.models import Computation
from leaderboards.statistics_serializers import CheckOutput, ComparisonOutput, PairInput
from participation.selectors import find_organized


class Compare(APIView):
    """Whether two teams can be told apart."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=ComparisonOutput, parameters=[PairInput])
    def get(self, request: Request, slug: str, phase: str) -> Response:
        """The comparison of `first` and `second`; the first time it is asked for it is pending."""
        now = timezone.now()
        chosen = find_phase(request.user, slug, phase)
        viewer = selectors.viewer_of(chosen, request.user, now)
        board = selectors.standings(chosen, viewer=viewer)
        if not comparing.may_compare(board):
            raise Http404("Teams are not compared here, or not yet.")
        asked = PairInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        pair = comparing.pair_of(board, **asked.validated_data)
        computation = comparing.find_or_request(pair)
        document = computation.document if computation else None
        if document is not None:
            document = document | {"images": comparing.images_of(pair, computation, now)}
        body = {
            "status": _status(computation),
            "first": pair.first,
            "second": pair.second,
            "comparison": document,
        }
        return Response(ComparisonOutput(body).data)


class Check(APIView):
    """What to mend in the data of a phase; for its organizers."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=CheckOutput)
    def get(self, request: Request, slug: str, phase: str) -> Response:
        find_organized(request.user, slug)
        chosen = find_phase(request.user, slug, phase)
        computation = auditing.find_or_request(chosen)
        if computation is None:
            raise NotComparable(f"{chosen.title} has no ground truth to check.", code="no_truth")
        document = computation.document or {"findings": [], "raters": None}
        return Response(CheckOutput({"status": _status(computation), **document}).data)


def _status(computation: Computation | None) -> str:
    return computation.status if computation else Computation.Status.PENDING
