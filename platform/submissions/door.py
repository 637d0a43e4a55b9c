"""The workers' door: a lease, heartbeats, a result. Opened by a job's own tokens alone."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from structlog.contextvars import bind_contextvars

from submissions import services, tokens
from submissions.serializers import HeartbeatInput, JobOutput, ResultInput

TOKEN = OpenApiParameter(
    "Authorization", str, OpenApiParameter.HEADER, required=True, description="`Job <token>`"
)
WORKER = OpenApiParameter(
    "X-Worker", str, OpenApiParameter.HEADER, description="Names one delivery to one worker."
)
OVER = OpenApiResponse(description="Another worker has the job, or the attempt is over.")
TAKEN = OpenApiResponse(description="Noted.")


class JobDoor(APIView):
    """No account opens this door, and no throttle stands before it: the token decides."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Have every line of this request's log name the job, as the worker's do."""
        bind_contextvars(job_id=str(kwargs["job_id"]))
        super().initial(request, *args, **kwargs)

    @property
    def token(self) -> str:
        return tokens.from_header(self.request.headers.get("Authorization", ""))


class Lease(JobDoor):
    @extend_schema(
        operation_id="jobs_lease", parameters=[TOKEN, WORKER], responses={200: JobOutput, 409: OVER}
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        """Take the lease of the job, and learn what to do."""
        document = services.lease(
            job_id=job_id,
            token=self.token,
            worker=request.headers.get("X-Worker", "")[:120],
            now=timezone.now(),
        )
        return Response(document, headers={"Cache-Control": "no-store"})


class Heartbeat(JobDoor):
    @extend_schema(
        operation_id="jobs_heartbeat",
        parameters=[TOKEN],
        request=HeartbeatInput,
        responses={204: TAKEN, 409: OVER},
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        """Keep the lease, and say how far the work is."""
        data = HeartbeatInput(data=request.data)
        data.is_valid(raise_exception=True)
        services.prolong(job_id=job_id, token=self.token, now=timezone.now(), **data.validated_data)
        return Response(status=204)


class Result(JobDoor):
    @extend_schema(
        operation_id="jobs_result",
        parameters=[TOKEN],
        request=ResultInput,
        responses={204: TAKEN, 409: OVER},
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        """Report what was found. The same report may be sent again; it counts once."""
        data = ResultInput(data=request.data)
        data.is_valid(raise_exception=True)
        result = services.Result(**data.validated_data)
        services.record(job_id=job_id, token=self.token, result=result, now=timezone.now())
        return Response(status=204)
