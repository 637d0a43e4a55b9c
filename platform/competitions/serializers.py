"""What the API shows of competitions and phases: what the public pages show."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from competitions.models import Competition, MetricProfile, Phase
from competitions.timeline import state_of


class MetricProfileOutput(serializers.ModelSerializer):
    metrics = serializers.ListField(child=serializers.CharField(), read_only=True)
    formula = serializers.CharField(read_only=True)
    higher_is_better = serializers.BooleanField(read_only=True)

    class Meta:
        model = MetricProfile
        fields = ["name", "version", "metrics", "formula", "higher_is_better"]


class PhaseOutput(serializers.ModelSerializer):
    state = serializers.SerializerMethodField()
    is_board_public = serializers.SerializerMethodField()
    allowed_kinds = serializers.ListField(child=serializers.CharField(), read_only=True)
    profile = MetricProfileOutput(read_only=True)

    class Meta:
        model = Phase
        fields = [
            "slug",
            "title",
            "kind",
            "description",
            "state",
            "opens_at",
            "closes_at",
            "daily_limit",
            "total_limit",
            "concurrent_limit",
            "allowed_kinds",
            "selection",
            "visibility",
            "reveals_at",
            "is_board_public",
            "shows_uncertainty",
            "shows_reference_lines",
            "shows_comparisons",
            "rejected_count",
            "rejected_daily_cap",
            "leak_control",
            "score_step",
            "uses_opaque_names",
            "profile",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=["next", "open", "past"]))
    def get_state(self, phase: Phase) -> str:
        return state_of(phase, timezone.now())

    def get_is_board_public(self, phase: Phase) -> bool:
        return phase.is_board_public(timezone.now())


class QuestionOutput(serializers.Serializer):
    """Asked on registration; `key` names the answer."""

    key = serializers.CharField()
    text = serializers.CharField()
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]


class CompetitionOutput(serializers.ModelSerializer):
    class Meta:
        model = Competition
        fields = ["slug", "title", "tagline", "venue", "status", "entry", "created_at"]


class CompetitionDetailOutput(CompetitionOutput):
    organizers = serializers.SerializerMethodField()
    questions = QuestionOutput(many=True, read_only=True)
    phases = serializers.SerializerMethodField()

    class Meta(CompetitionOutput.Meta):
        fields = [
            *CompetitionOutput.Meta.fields,
            "overview",
            "rules",
            "contact",
            "sponsors",
            "questions",
            "organizers",
            "phases",
        ]

    def get_organizers(self, competition: Competition) -> list[str]:
        entries = competition.organizers.select_related("user").order_by("-role", "pk")
        return [entry.user.display_name for entry in entries]

    @extend_schema_field(PhaseOutput(many=True))
    def get_phases(self, competition: Competition) -> object:
        phases = competition.phases.select_related("profile").order_by("position", "opens_at", "pk")
        return PhaseOutput(phases, many=True).data
