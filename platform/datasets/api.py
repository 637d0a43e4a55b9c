"""Data and ground truth, for programs."""

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.signed_in import person
from competitions.models import Phase
from competitions.selectors import find_competition, find_phase
from core.errors import NotAllowed
from datasets import fetching, selectors, truths
from datasets.serializers import DatasetOutput, GroundTruthOutput, TruthInput
from participation.selectors import find_organized

BYTES = {
    (200, "application/octet-stream"): OpenApiTypes.BINARY,
    (206, "application/octet-stream"): OpenApiTypes.BINARY,
}
RANGE = OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="bytes=0-1023")


class Datasets(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(responses=DatasetOutput(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """What a competition hands out, and when the rest will be."""
        competition = find_competition(request.user, slug)
        shelves = selectors.shelves(competition, request.user, timezone.now())
        return Response(DatasetOutput(shelves, many=True, context={"request": request}).data)


class DataFileContent(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(responses=BYTES, parameters=[RANGE])
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """A released file, or the range of it that was asked for; downloads resume."""
        try:
            return fetching.data_file(request, pk)
        except NotAllowed as error:
            if request.user.is_authenticated:
                raise
            raise NotAuthenticated(str(error)) from error


class Truths(APIView):
    """The versions of a phase's ground truth; for its organizers."""

    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=GroundTruthOutput(many=True))
    def get(self, request: Request, slug: str, phase: str) -> Response:
        chosen = _organized_phase(request, slug, phase)
        return Response(GroundTruthOutput(selectors.truths_of(chosen), many=True).data)

    @extend_schema(request={"multipart/form-data": TruthInput}, responses={201: GroundTruthOutput})
    def post(self, request: Request, slug: str, phase: str) -> Response:
        """Upload a version. New submissions are scored by it, unless `activate` is false."""
        chosen = _organized_phase(request, slug, phase)
        data = TruthInput(data=request.data)
        data.is_valid(raise_exception=True)
        file = data.validated_data["file"]
        truth = truths.upload_truth(
            phase=chosen,
            file=file,
            file_name=file.name,
            user=person(request),
            note=data.validated_data["note"],
            activate=data.validated_data["activate"],
        )
        return Response(GroundTruthOutput(truth).data, status=201)


class TruthContent(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(responses=BYTES, parameters=[RANGE])
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file as uploaded, for organizers; names and MOS once the phase makes them public."""
        return fetching.truth_file(request, pk)


class Names(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={(200, "text/csv"): str})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """Which image bears which opaque name, as CSV; for organizers."""
        return fetching.names_file(request, pk)


class ActivateTruth(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses=GroundTruthOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Score new submissions by this version; for organizers."""
        truth = selectors.find_truth(request.user, pk)
        if truth is None:
            raise Http404("There is nothing at this address, or it is not yours to see.")
        return Response(
            GroundTruthOutput(truths.activate_truth(truth=truth, user=person(request))).data
        )


def _organized_phase(request: Request, slug: str, phase: str) -> Phase:
    find_organized(request.user, slug)
    return find_phase(request.user, slug, phase)
