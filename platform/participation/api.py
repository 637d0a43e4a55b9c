"""Taking part, for programs."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.signed_in import person
from competitions.selectors import find_competition
from core.errors import BadInput
from participation import selectors, services
from participation.models import Registration, Team
from participation.serializers import (
    DecisionInput,
    DecisionOutput,
    EntryOutput,
    InvitationOutput,
    KindInput,
    NameInput,
    PreviewOutput,
    RegistrationInput,
    RegistrationOutput,
    TeamOutput,
    UsernameInput,
)

STATUS = OpenApiParameter("status", str, enum=list(Registration.Status.values))


class MyRegistration(APIView):
    """One's registration for a competition."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=RegistrationOutput)
    def get(self, request: Request, slug: str) -> Response:
        competition = find_competition(request.user, slug)
        mine = get_object_or_404(
            competition.registrations.select_related("team", "competition"), user=request.user
        )
        return Response(RegistrationOutput(mine).data)

    @extend_schema(request=RegistrationInput, responses={201: RegistrationOutput})
    def post(self, request: Request, slug: str) -> Response:
        """Register, accepting the rules. Where entry is by approval the status is `pending`."""
        competition = find_competition(request.user, slug)
        data = RegistrationInput(data=request.data)
        data.is_valid(raise_exception=True)
        registration = services.register(
            user=person(request),
            competition=competition,
            answers=data.validated_data["answers"],
            accepts_rules=data.validated_data["accept_rules"],
            team_name=data.validated_data["team_name"],
            now=timezone.now(),
        )
        return Response(RegistrationOutput(registration).data, status=201)

    @extend_schema(responses=RegistrationOutput)
    def delete(self, request: Request, slug: str) -> Response:
        """Withdraw, as long as one's team has submitted nothing."""
        competition = find_competition(request.user, slug)
        registration = services.withdraw(user=person(request), competition=competition)
        return Response(RegistrationOutput(registration).data)


class Registrations(generics.ListAPIView):
    """All registrations of a competition; for its organizers."""

    serializer_class = EntryOutput
    permission_classes = (IsAuthenticated,)
    queryset = Registration.objects.none()

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Registration.objects.none()
        competition = selectors.find_organized(self.request.user, self.kwargs["slug"])
        status = self.request.query_params.get("status", "")
        return selectors.registrations_of(competition, status)

    @extend_schema(parameters=[STATUS])
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)


class Decide(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=DecisionInput, responses=DecisionOutput)
    def post(self, request: Request, slug: str) -> Response:
        """Approve or refuse registrations; for organizers. Each is decided by itself."""
        competition = selectors.find_organized(request.user, slug)
        data = DecisionInput(data=request.data)
        data.is_valid(raise_exception=True)
        keys = data.validated_data["registrations"]
        chosen = selectors.registrations_of(competition).filter(pk__in=keys)
        decision = services.decide(
            registrations=chosen.select_related("competition"),
            by=person(request),
            is_admitted=data.validated_data["decision"] == "approve",
            now=timezone.now(),
        )
        done = [registration.pk for registration in decision.done]
        return Response({"done": done, "problems": decision.problems})


class MyTeam(APIView):
    """The team one is in."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=TeamOutput)
    def get(self, request: Request, slug: str) -> Response:
        return Response(TeamOutput(_team(request, slug)).data)

    @extend_schema(request=NameInput, responses=TeamOutput)
    def patch(self, request: Request, slug: str) -> Response:
        """Rename the team; for its leader."""
        team = _team(request, slug)
        data = NameInput(data=request.data)
        data.is_valid(raise_exception=True)
        services.rename(team=team, by=person(request), name=data.validated_data["name"])
        return Response(TeamOutput(_team(request, slug)).data)


class Leave(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses=TeamOutput)
    def post(self, request: Request, slug: str) -> Response:
        """Leave for a team of one's own, before the team's first submission."""
        competition = find_competition(request.user, slug)
        return Response(
            TeamOutput(services.leave(user=person(request), competition=competition)).data
        )


class Leader(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=UsernameInput, responses=TeamOutput)
    def put(self, request: Request, slug: str) -> Response:
        """Hand the lead over to another member."""
        team = _team(request, slug)
        services.hand_over(team=team, by=person(request), to=_named_member(request, team))
        return Response(TeamOutput(_team(request, slug)).data)


class Remove(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=UsernameInput, responses=TeamOutput)
    def post(self, request: Request, slug: str) -> Response:
        """Take a member out, before the team's first submission; for the leader."""
        team = _team(request, slug)
        services.remove_member(team=team, by=person(request), member=_named_member(request, team))
        return Response(TeamOutput(_team(request, slug)).data)


class RemoveByOrganizer(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=UsernameInput, responses=TeamOutput)
    def post(self, request: Request, slug: str, pk: int) -> Response:
        """Take a member out of a team at any time; for organizers."""
        competition = selectors.find_organized(request.user, slug)
        team = get_object_or_404(competition.teams, pk=pk)
        services.remove_member(team=team, by=person(request), member=_named_member(request, team))
        return Response(TeamOutput(team).data)


class Kind(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=KindInput, responses=TeamOutput)
    def put(self, request: Request, slug: str, pk: int) -> Response:
        """Say whether a team is ranked, or a baseline or the organizers' own; for organizers."""
        competition = selectors.find_organized(request.user, slug)
        team = get_object_or_404(competition.teams, pk=pk)
        data = KindInput(data=request.data)
        data.is_valid(raise_exception=True)
        kind = Team.Kind(data.validated_data["kind"])
        team = services.set_kind(team=team, kind=kind, by=person(request))
        return Response(TeamOutput(team).data)


class Invitations(APIView):
    """The links into one's team that were not revoked; for its leader."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=InvitationOutput(many=True))
    def get(self, request: Request, slug: str) -> Response:
        team = _team(request, slug)
        links = selectors.invitations_of(team) if team.leader_id == request.user.pk else []
        return Response(InvitationOutput(links, many=True).data)

    @extend_schema(request=None, responses={201: InvitationOutput})
    def post(self, request: Request, slug: str) -> Response:
        """Make a link; it works for 14 days."""
        team = _team(request, slug)
        invitation = services.invite(team=team, by=person(request), now=timezone.now())
        return Response(InvitationOutput(invitation).data, status=201)


class InvitationById(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """Revoke a link."""
        team = _team(request, slug)
        invitation = get_object_or_404(team.invitations, pk=pk)
        services.revoke(invitation=invitation, by=person(request), now=timezone.now())
        return Response(status=204)


class Join(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=PreviewOutput)
    def get(self, request: Request, token: str) -> Response:
        """Which team the link leads into; says why not, where one may not join."""
        invitation = selectors.find_invitation(request.user, token)
        services.require_joinable(invitation=invitation, user=person(request), now=timezone.now())
        return Response(PreviewOutput(invitation).data)

    @extend_schema(request=None, responses=TeamOutput)
    def post(self, request: Request, token: str) -> Response:
        """Join the team of the link."""
        invitation = selectors.find_invitation(request.user, token)
        team = services.join(invitation=invitation, user=person(request), now=timezone.now())
        return Response(TeamOutput(team).data)


def _team(request: Request, slug: str) -> Team:
    return selectors.find_team(request.user, find_competition(request.user, slug))


def _named_member(request: Request, team: Team) -> User:
    """The member of the team that the request names."""
    data = UsernameInput(data=request.data)
    data.is_valid(raise_exception=True)
    name = data.validated_data["username"]
    entry = team.registrations.filter(user__username=name).select_related("user").first()
    if entry is None:
        raise BadInput("No member of this team has this username.", code="not_a_member")
    return entry.user
