"""A file as an answer: to the page and to the API alike."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from accounts.models import User
from core.models import record_act
from core.responses import file_response
from datasets import selectors, services
from datasets.models import GroundTruth
from datasets.truths import names_csv, public_csv


def data_file(request: HttpRequest | Request, pk: int) -> HttpResponseBase:
    """The file or a range of it, if the person may have it; every request is written down."""
    file = selectors.find_file(request.user, pk, timezone.now())
    services.fetch(user=request.user, file=file, byte_range=request.headers.get("Range", ""))
    return file_response(request, file.file.name or "", file_name=file.name, etag=file.sha256)


def truth_file(request: HttpRequest | Request, pk: int) -> HttpResponseBase:
    """The original for organizers; names and MOS for everybody once they are no secret."""
    truth = selectors.find_truth(request.user, pk)
    if truth is None:
        public = selectors.find_public_truth(request.user, pk, timezone.now())
        return _as_csv(public, public_csv(public), what="truth")
    record_act(
        actor=request.user if isinstance(request.user, User) else None,
        action="truth_downloaded",
        target=truth,
        competition_id=truth.phase.competition_id,
        version=truth.version,
    )
    return file_response(
        request, truth.file.name or "", file_name=truth.file_name, etag=truth.sha256
    )


def names_file(request: HttpRequest | Request, pk: int) -> HttpResponse:
    """The true and the opaque name of each image, for organizers; every request is noted."""
    truth = selectors.find_truth(request.user, pk)
    if truth is None or not truth.phase.uses_opaque_names:
        raise Http404("There is nothing at this address, or it is not yours to see.")
    record_act(
        actor=request.user if isinstance(request.user, User) else None,
        action="names_downloaded",
        target=truth,
        competition_id=truth.phase.competition_id,
        version=truth.version,
    )
    return _as_csv(truth, names_csv(truth), what="names")


def _as_csv(truth: GroundTruth, text: str, *, what: str) -> HttpResponse:
    name = f"{truth.phase.competition.slug}-{truth.phase.slug}-{what}-v{truth.version}.csv"
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
