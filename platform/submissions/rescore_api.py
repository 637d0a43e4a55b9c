"""Scoring again, for programs of organizers: prepare, look, apply or discard."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from competitions.models import Phase
from participation.selectors import find_organized
from submissions import selectors, services
from submissions.models import Rescore
from submissions.preview import preview, progress
from submissions.serializers import Found, ReasonInput, RescoreOutput, RescorePreviewOutput


class PhaseRescores(generics.ListAPIView):
    """The rescores of a phase, newest first; and preparing one. For its organizers."""

    serializer_class = RescoreOutput
    permission_classes = (IsAuthenticated,)

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Rescore.objects.none()
        phase = _phase(self.request, self.kwargs["slug"], self.kwargs["phase"])
        return selectors.rescores_of(phase.competition).filter(phase=phase)

    @extend_schema(request=ReasonInput, responses={201: RescoreOutput})
    def post(self, request: Request, slug: str, phase: str) -> Response:
        """Prepare to score every finished submission again. The board stays until you apply it."""
        chosen = _phase(request, slug, phase)
        data = ReasonInput(data=request.data)
        data.is_valid(raise_exception=True)
        rescore = services.rescore_phase(
            phase=chosen,
            user=request.user,  # type: ignore[arg-type]
            **data.validated_data,
        )
        return Response(RescoreOutput(rescore).data, status=201)


class RescoreView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=RescorePreviewOutput)
    def get(self, request: Request, pk: int) -> Response:
        """How far a rescore is; once all is scored, what applying it would change."""
        rescore = _rescore(request, pk)
        state = progress(rescore)
        changes = None if state.unfinished else preview(rescore)
        return Response(RescorePreviewOutput(Found(rescore, state, changes)).data)


class Apply(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses=RescoreOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Let the new scores count, all at once."""
        rescore = _rescore(request, pk)
        services.apply_rescore(rescore=rescore, user=request.user, now=timezone.now())  # type: ignore[arg-type]
        return Response(RescoreOutput(_rescore(request, pk)).data)


class Discard(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses=RescoreOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Let everything stay as it is."""
        rescore = _rescore(request, pk)
        services.discard_rescore(rescore=rescore, user=request.user, now=timezone.now())  # type: ignore[arg-type]
        return Response(RescoreOutput(_rescore(request, pk)).data)


def _phase(request: Request, slug: str, phase: str) -> Phase:
    phases = find_organized(request.user, slug).phases.select_related("competition")
    return get_object_or_404(phases, slug=phase)


def _rescore(request: Request, pk: int) -> Rescore:
    return get_object_or_404(selectors.organized_rescores(request.user), pk=pk)
