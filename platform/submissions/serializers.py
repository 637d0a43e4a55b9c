"""What goes in and out of the API of submissions."""

from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from submissions.models import Rescore, Submission
from submissions.preview import Change, Progress
from submissions.services.recording import OUTCOMES

CHANGES_SHOWN = 500


class SubmissionInput(serializers.Serializer):
    """What a participant sends, as multipart form data."""

    file = serializers.FileField(allow_empty_file=True, help_text="The predictions.")
    method = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    description = serializers.CharField(
        max_length=5000, required=False, allow_blank=True, default=""
    )
    publication_url = serializers.URLField(
        max_length=200, required=False, allow_blank=True, default=""
    )
    code_url = serializers.URLField(max_length=200, required=False, allow_blank=True, default="")


class HeldBackOutput(serializers.Serializer):
    """Exact values that only organizers see."""

    score = serializers.FloatField()
    metrics = serializers.DictField(child=serializers.FloatField())
    subsets = serializers.DictField()


class SubmissionOutput(serializers.ModelSerializer):
    """A submission as its team and the organizers see it."""

    competition = serializers.SlugField(source="phase.competition.slug")
    phase = serializers.SlugField(source="phase.slug")
    team = serializers.CharField(source="team.name")
    user = serializers.CharField(source="user.username")
    metrics = serializers.SerializerMethodField()
    subsets = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField()
    held_back = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = [
            "id",
            "competition",
            "phase",
            "team",
            "user",
            "kind",
            "file_name",
            "size",
            "sha256",
            "method",
            "description",
            "publication_url",
            "code_url",
            "submitted_at",
            "status",
            "status_changed_at",
            "reason_code",
            "reason",
            "is_chosen",
            "score",
            "metrics",
            "subsets",
            "versions",
            "held_back",
        ]
        read_only_fields = fields

    def get_metrics(self, submission: Submission) -> dict[str, float] | None:
        return submission.evaluation.metrics if submission.evaluation else None

    def get_subsets(self, submission: Submission) -> dict[str, Any] | None:
        return submission.evaluation.subsets if submission.evaluation else None

    @extend_schema_field(HeldBackOutput(allow_null=True))
    def get_held_back(self, submission: Submission) -> Any:
        """The exact values where the phase releases others; null but for organizers."""
        evaluation = submission.evaluation
        if not self.context.get("is_organizer") or evaluation is None:
            return None
        found = evaluation.found
        return None if found is evaluation else HeldBackOutput(found).data

    def get_versions(self, submission: Submission) -> dict[str, str] | None:
        """What the score was made with."""
        evaluation = submission.evaluation
        if evaluation is None:
            return None
        return {
            "file_sha256": evaluation.file_sha256,
            "truth_version": str(evaluation.truth.version),
            "truth_sha256": evaluation.truth_sha256,
            "profile": str(evaluation.profile),
            "evaluator": evaluation.evaluator_version,
        }


class ReasonInput(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class RescoreOutput(serializers.Serializer):
    id = serializers.IntegerField()
    phase = serializers.SlugField(source="phase.slug")
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    discarded_at = serializers.DateTimeField(allow_null=True)


class ChangeOutput(serializers.Serializer):
    """A submission that would count differently."""

    submission = serializers.IntegerField(source="submission.pk")
    team = serializers.CharField(source="submission.team.name")
    outcome = serializers.CharField(source="job.status")
    reason = serializers.CharField(source="job.reason")
    old_score = serializers.FloatField(allow_null=True)
    new_score = serializers.FloatField(allow_null=True)
    old_rank = serializers.IntegerField(allow_null=True, help_text="The team's.")
    new_rank = serializers.IntegerField(allow_null=True, help_text="The team's.")


@dataclass(frozen=True)
class Found:
    """A rescore as it stands; `changes` is None until all is scored."""

    rescore: Rescore
    progress: Progress
    changes: list[Change] | None


class RescorePreviewOutput(serializers.Serializer):
    """How far a rescore is, and what it would change."""

    id = serializers.IntegerField(source="rescore.pk")
    phase = serializers.SlugField(source="rescore.phase.slug")
    reason = serializers.CharField(source="rescore.reason")
    created_at = serializers.DateTimeField(source="rescore.created_at")
    applied_at = serializers.DateTimeField(source="rescore.applied_at", allow_null=True)
    discarded_at = serializers.DateTimeField(source="rescore.discarded_at", allow_null=True)
    submissions = serializers.IntegerField(source="progress.total")
    unfinished = serializers.IntegerField(source="progress.unfinished")
    failed = serializers.IntegerField(source="progress.failed")
    differing = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    def get_differing(self, found: Found) -> int | None:
        """How many would count differently; null until all is scored."""
        return None if found.changes is None else len(_differing(found.changes))

    @extend_schema_field(ChangeOutput(many=True, allow_null=True))
    def get_changes(self, found: Found) -> Any:
        """The first 500 of those; null until all is scored."""
        if found.changes is None:
            return None
        return ChangeOutput(_differing(found.changes)[:CHANGES_SHOWN], many=True).data


def _differing(changes: list[Change]) -> list[Change]:
    return [change for change in changes if change.is_change]


class FileOutput(serializers.Serializer):
    url = serializers.CharField(help_text="A link for this job, or the content as a data: URL.")
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    file_name = serializers.CharField()


class TruthOutput(FileOutput):
    version = serializers.IntegerField()
    name_key = serializers.CharField(help_text="Renders the images' opaque names; empty for none.")


class InputsOutput(serializers.Serializer):
    predictions = FileOutput()
    truth = TruthOutput()


class SiblingOutput(serializers.Serializer):
    title = serializers.CharField()
    truth = TruthOutput()


class JobOutput(serializers.Serializer):
    """What a worker is told of its work; describes the answer, which is built as it is."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    attempt = serializers.IntegerField()
    token = serializers.CharField(help_text="For this attempt's heartbeats and result.")
    lease_seconds = serializers.IntegerField()
    heartbeat_seconds = serializers.FloatField()
    inputs = InputsOutput()
    profile = serializers.DictField()
    limits = serializers.DictField(child=serializers.IntegerField())
    siblings = SiblingOutput(many=True)
    discloses_scores = serializers.BooleanField(help_text="Whether the log may hold values.")


class HeartbeatInput(serializers.Serializer):
    progress = serializers.FloatField(min_value=0, max_value=1, default=0)
    log = serializers.CharField(
        allow_blank=True, default="", trim_whitespace=False, max_length=100_000
    )


class ResultInput(serializers.Serializer):
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    report = serializers.JSONField(default=dict)
    code = serializers.CharField(allow_blank=True, default="")
    reason = serializers.CharField(allow_blank=True, default="")
    error = serializers.CharField(allow_blank=True, default="", trim_whitespace=False)
    log = serializers.CharField(allow_blank=True, default="", trim_whitespace=False)

    def validate_report(self, report: object) -> dict[str, Any]:
        if not isinstance(report, dict):
            raise serializers.ValidationError("The report is an object.")
        return report
