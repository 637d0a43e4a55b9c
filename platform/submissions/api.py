"""Submissions for programs: hand in, follow, take back, choose, score again."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from competitions.models import Phase
from competitions.selectors import find_phase
from core.responses import file_response
from submissions import selectors, services
from submissions.models import Submission
from submissions.serializers import (
    ReasonInput,
    RescoreOutput,
    SubmissionInput,
    SubmissionOutput,
)
from submissions.throttles import UploadThrottle


class PhaseSubmissions(generics.ListAPIView):
    """One's own submissions to a phase (for organizers: all), newest first; and handing in."""

    serializer_class = SubmissionOutput
    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)

    def get_throttles(self) -> list[BaseThrottle]:
        scoped = [UploadThrottle()] if self.request.method == "POST" else []
        return [*super().get_throttles(), *scoped]

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Submission.objects.none()
        submissions = selectors.submissions_of(self.request.user).filter(phase=self._phase)
        submissions = submissions.select_related("evaluation__truth").defer(
            "evaluation__truth__items"
        )
        if self._is_organizer:
            submissions = submissions.select_related("evaluation__held_back")
        return submissions.order_by("-submitted_at", "-pk")

    @cached_property
    def _phase(self) -> Phase:
        return find_phase(self.request.user, self.kwargs["slug"], self.kwargs["phase"])

    @cached_property
    def _is_organizer(self) -> bool:
        return self._phase.competition.is_organized_by(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if getattr(self, "swagger_fake_view", False):
            return context
        return context | {"is_organizer": self._is_organizer}

    @extend_schema(request={"multipart/form-data": SubmissionInput}, responses=SubmissionOutput)
    def post(self, request: Request, slug: str, phase: str) -> Response:
        """Hand in a predictions file. It is scored at once; follow it at submissions/<id>/."""
        chosen = find_phase(request.user, slug, phase)
        data = SubmissionInput(data=request.data)
        data.is_valid(raise_exception=True)
        file = data.validated_data.pop("file")
        submission = services.submit(
            user=request.user,  # type: ignore[arg-type]
            phase=chosen,
            file=file,
            now=timezone.now(),
            about=services.About(**data.validated_data),
        )
        return Response(SubmissionOutput(submission).data, status=201)


class SubmissionView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=SubmissionOutput)
    def get(self, request: Request, pk: int) -> Response:
        """One submission, and what became of it."""
        submission = selectors.find_submission(request.user, pk)
        is_organizer = submission.phase.competition.is_organized_by(request.user)
        return Response(SubmissionOutput(submission, context={"is_organizer": is_organizer}).data)


class SubmissionFile(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={(200, "application/octet-stream"): bytes})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file that was handed in."""
        submission = selectors.find_submission(request.user, pk)
        return file_response(
            request,
            submission.file.name or "",
            file_name=submission.file_name,
            etag=submission.sha256,
        )


class Cancel(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses=SubmissionOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Take back a submission that still waits in the queue."""
        submission = get_object_or_404(selectors.own_submissions(request.user), pk=pk)
        services.cancel(submission=submission)
        return Response(SubmissionOutput(selectors.find_submission(request.user, pk)).data)


class Choose(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses=SubmissionOutput)
    def post(self, request: Request, pk: int) -> Response:
        """Let this submission stand for the team, where the phase lets teams choose."""
        submission = get_object_or_404(selectors.own_submissions(request.user), pk=pk)
        services.choose(submission=submission, now=timezone.now())
        return Response(SubmissionOutput(selectors.find_submission(request.user, pk)).data)


class RescoreOne(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=ReasonInput, responses={201: RescoreOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Prepare to score one submission again; for organizers."""
        submission = selectors.find_submission(request.user, pk)
        data = ReasonInput(data=request.data)
        data.is_valid(raise_exception=True)
        rescore = services.rescore_submission(
            submission=submission,
            user=request.user,  # type: ignore[arg-type]
            **data.validated_data,
        )
        return Response(RescoreOutput(rescore).data, status=201)
