"""Who takes part, for organizers; and what keeps each organizer to their own competitions."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from accounts.models import User
from accounts.signed_in import person
from competitions.models import Competition
from core.errors import DomainError
from participation import services
from participation.models import Registration, Team


def of_mine(path: str) -> tuple[str, type[admin.RelatedOnlyFieldListFilter]]:
    """A list's filter that offers only what stands in the list: no titles of others' drafts."""
    return path, admin.RelatedOnlyFieldListFilter


class OrganizersAdmin(ModelAdmin):
    """Rows of the competitions that a staff person organizes; a superuser sees all rows.

    `competition_path` leads from the model to its competition.
    """

    competition_path = "competition"
    is_written_here = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        user = person(request)
        if user.is_superuser:
            return rows
        organized = Competition.objects.organized_by(user)
        return rows.filter(**{f"{self.competition_path}__in": organized})

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        field: ModelChoiceField | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        user = person(request)
        if field is not None and field.queryset is not None and not user.is_superuser:
            field.queryset = _organized_rows(field.queryset, user)
        return field

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _runs_any(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _runs_any(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_written_here and _runs_any(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_written_here and _runs_any(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_written_here and _runs_any(request)


def _runs_any(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return False
    return user.is_superuser or Competition.objects.organized_by(user).exists()


def _organized_rows(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Of the rows a field offers, those of competitions that `user` organizes."""
    organized = Competition.objects.organized_by(user)
    if rows.model is Competition:
        return rows.filter(pk__in=organized)
    names = {field.name for field in rows.model._meta.fields}
    if "competition" in names:
        return rows.filter(competition__in=organized)
    return rows.filter(dataset__competition__in=organized) if "dataset" in names else rows


@admin.register(Registration)
class RegistrationAdmin(OrganizersAdmin):
    """Decided by the actions alone, through the same service as on the site."""

    list_display = ["user", "competition", "status", "team", "rules_accepted_at", "decided_at"]
    list_filter = ["status", of_mine("competition")]
    list_select_related = ["user", "competition", "team"]
    search_fields = ["user__username", "user__email", "user__last_name", "team__name"]
    ordering = ["-pk"]
    actions = ["approve", "refuse"]

    @admin.action(description="Approve")
    def approve(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        self._decide(request, queryset, is_admitted=True)

    @admin.action(description="Refuse")
    def refuse(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        self._decide(request, queryset, is_admitted=False)

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Registration], *, is_admitted: bool
    ) -> None:
        decision = services.decide(
            registrations=queryset.select_related("user", "competition"),
            by=person(request),
            is_admitted=is_admitted,
            now=timezone.now(),
        )
        for problem in decision.problems:
            self.message_user(request, problem, messages.ERROR)
        if decision.done:
            word = "approved" if is_admitted else "refused"
            self.message_user(request, f"{len(decision.done)} {word}.", messages.SUCCESS)


@admin.register(Team)
class TeamAdmin(OrganizersAdmin):
    """Changed by the actions alone: which teams stand on the board unranked."""

    list_display = ["name", "competition", "kind", "leader", "created_at"]
    list_filter = ["kind", of_mine("competition")]
    list_select_related = ["competition", "leader"]
    search_fields = ["name", "leader__username"]
    ordering = ["-pk"]
    actions = ["mark_as_baseline", "mark_as_organizers", "mark_as_participants"]

    @admin.action(description="Mark as baseline (unranked)")
    def mark_as_baseline(self, request: HttpRequest, queryset: QuerySet[Team]) -> None:
        self._mark(request, queryset, Team.Kind.BASELINE)

    @admin.action(description="Mark as organizers' team (unranked)")
    def mark_as_organizers(self, request: HttpRequest, queryset: QuerySet[Team]) -> None:
        self._mark(request, queryset, Team.Kind.ORGANIZER)

    @admin.action(description="Mark as participants' team (ranked)")
    def mark_as_participants(self, request: HttpRequest, queryset: QuerySet[Team]) -> None:
        self._mark(request, queryset, Team.Kind.PARTICIPANT)

    def _mark(self, request: HttpRequest, queryset: QuerySet[Team], kind: Team.Kind) -> None:
        for team in queryset.select_related("competition").order_by("pk"):
            try:
                services.set_kind(team=team, kind=kind, by=person(request))
            except DomainError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                words = f"{team.name}: {kind.label.lower()}."
                self.message_user(request, words, messages.SUCCESS)
