"""Competitions and phases for programs; drafts are there for their organizers only."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from competitions.models import Competition, Phase
from competitions.selectors import find_competition, in_state
from competitions.serializers import CompetitionDetailOutput, CompetitionOutput, PhaseOutput
from core.errors import BadInput

STATES = ["open", "next", "past"]


class UnknownState(BadInput):
    code = "unknown_state"


class CompetitionList(generics.ListAPIView):
    """Every competition that you may see, newest first."""

    serializer_class = CompetitionOutput

    def get_queryset(self) -> QuerySet[Competition]:
        visible: QuerySet[Competition] = Competition.objects.visible_to(self.request.user)
        state = self.request.query_params.get("state", "")
        if state and state not in STATES:
            raise UnknownState(f"There is no state “{state}”. There are: {', '.join(STATES)}.")
        if state:
            visible = in_state(visible, state, timezone.now())
        if search := self.request.query_params.get("search", ""):
            visible = visible.filter(title__icontains=search)
        return visible.order_by("-created_at", "-pk")

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "state", str, enum=STATES, description="With an open, a coming or only past phases."
            ),
            OpenApiParameter("search", str, description="Words in the title."),
        ]
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)


class CompetitionView(APIView):
    """One competition with its phases."""

    @extend_schema(responses=CompetitionDetailOutput)
    def get(self, request: Request, slug: str) -> Response:
        return Response(CompetitionDetailOutput(find_competition(request.user, slug)).data)


class PhaseList(generics.ListAPIView):
    """The phases of a competition, in their order."""

    serializer_class = PhaseOutput

    def get_queryset(self) -> QuerySet[Phase]:
        if getattr(self, "swagger_fake_view", False):
            return Phase.objects.none()
        competition = find_competition(self.request.user, self.kwargs["slug"])
        phases = competition.phases.select_related("profile")
        return phases.order_by("position", "opens_at", "pk")
