"""What goes in and out of the API of participation."""

from rest_framework import serializers

from participation.models import Invitation, Registration, Team
from participation.selectors import members_of


class RegistrationInput(serializers.Serializer):
    accept_rules = serializers.BooleanField()
    answers = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=dict,
        help_text="The key of each question, and its answer.",
    )
    team_name = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=200,
        help_text="Where everybody is admitted at once. Left out, the team bears your name.",
    )


class RegistrationOutput(serializers.ModelSerializer):
    """One's own registration."""

    competition = serializers.SlugField(source="competition.slug", read_only=True)
    team = serializers.CharField(source="team.name", allow_null=True, default=None, read_only=True)

    class Meta:
        model = Registration
        fields = ["competition", "status", "team", "answers", "rules_accepted_at", "decided_at"]
        read_only_fields = fields


class EntryOutput(serializers.ModelSerializer):
    """A registration as the organizers see it."""

    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.display_name")
    email = serializers.EmailField(source="user.email")
    affiliation = serializers.CharField(source="user.affiliation")
    country = serializers.CharField(source="user.country")
    team = serializers.CharField(source="team.name", allow_null=True, default=None)

    class Meta:
        model = Registration
        fields = [
            "id",
            "username",
            "name",
            "email",
            "affiliation",
            "country",
            "status",
            "team",
            "answers",
            "rules_accepted_at",
            "decided_at",
        ]
        read_only_fields = fields


class DecisionInput(serializers.Serializer):
    registrations = serializers.ListField(
        child=serializers.IntegerField(), min_length=1, max_length=500
    )
    decision = serializers.ChoiceField(choices=["approve", "refuse"])


class DecisionOutput(serializers.Serializer):
    done = serializers.ListField(child=serializers.IntegerField())
    problems = serializers.ListField(child=serializers.CharField())


class MemberOutput(serializers.Serializer):
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.display_name")
    affiliation = serializers.CharField(source="user.affiliation")


class TeamOutput(serializers.ModelSerializer):
    """A team as its members see it; the leader stands first."""

    members = serializers.SerializerMethodField()
    leader = serializers.CharField(source="leader.username", allow_null=True, default=None)

    class Meta:
        model = Team
        fields = ["id", "name", "kind", "leader", "members"]
        read_only_fields = fields

    def get_members(self, team: Team) -> list[dict[str, str]]:
        return list(MemberOutput(members_of(team), many=True).data)


class NameInput(serializers.Serializer):
    name = serializers.CharField(max_length=200)


class KindInput(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Team.Kind.choices)


class UsernameInput(serializers.Serializer):
    username = serializers.CharField(max_length=150)


class InvitationOutput(serializers.ModelSerializer):
    """A link for the team's leader; `token` stands at the end of the join address."""

    class Meta:
        model = Invitation
        fields = ["id", "token", "created_at", "expires_at"]
        read_only_fields = fields


class PreviewOutput(serializers.Serializer):
    """What the holder of a link may know before joining."""

    competition = serializers.SlugField(source="team.competition.slug")
    team = serializers.CharField(source="team.name")
    expires_at = serializers.DateTimeField()
