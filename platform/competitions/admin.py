"""Competitions for their organizers who are staff; superusers see all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from accounts.models import User
from competitions import services
from competitions.forms import CompetitionForm, MetricProfileForm, OrganizerForm, PhaseForm
from competitions.models import Competition, MetricProfile, Organizer, Phase
from competitions.profiles import profile_version
from core.errors import DomainError
from core.models import AuditEntry


def may_edit(request: HttpRequest, competition: Competition | None) -> bool:
    """Staff edit what they organize; None asks whether there may be anything at all."""
    user = request.user
    if not user.is_staff or not user.is_active:
        return False
    return competition is None or user.is_superuser or competition.is_organized_by(user)


class OfCompetition:
    """Permissions by who organizes the competition, not by Django's tables of permissions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_edit(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, self.competition_of(obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, self.competition_of(obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, self.competition_of(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, self.competition_of(obj))

    def competition_of(self, obj: Any) -> Competition | None:
        return obj if isinstance(obj, Competition) else getattr(obj, "competition", None)


class QueueBySuperusers:
    """Which workers score a phase is the operator's matter; another queue may have none."""

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        is_operator = getattr(request.user, "is_superuser", False)
        return ["competition"] if is_operator else ["competition", "queue"]


class PhaseInline(OfCompetition, QueueBySuperusers, StackedInline):
    model = Phase
    form = PhaseForm
    extra = 0
    ordering = ["position", "opens_at", "pk"]
    prepopulated_fields = {"slug": ["title"]}


class OrganizerInline(OfCompetition, TabularInline):
    model = Organizer
    form = OrganizerForm
    fields = ["email", "role"]
    extra = 0
    ordering = ["pk"]


@admin.register(Competition)
class CompetitionAdmin(OfCompetition, ModelAdmin):
    form = CompetitionForm
    inlines = [PhaseInline, OrganizerInline]
    list_display = ["title", "slug", "status", "venue"]
    list_filter = ["status"]
    search_fields = ["title", "slug", "venue"]
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["status"]
    prepopulated_fields = {"slug": ["title"]}
    actions = ["publish", "archive"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "status", "tagline", "venue", "banner"]}),
        ("Text", {"fields": ["overview", "rules", "sponsors", "contact"]}),
        ("Registration", {"fields": ["entry", "questions"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Competition]:
        competitions: QuerySet[Competition] = super().get_queryset(request)
        if request.user.is_superuser:
            return competitions
        return competitions.filter(pk__in=Organizer.objects.of(_actor(request)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # archived, not deleted: others' submissions hang on it

    def save_model(
        self, request: HttpRequest, obj: Competition, form: ModelForm, change: bool
    ) -> None:
        services.save_competition(obj, actor=_actor(request))

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        rows = formset.save(commit=False)
        # Who becomes an owner before who ceases to be one, for there must always be one.
        for row in sorted(rows, key=lambda row: getattr(row, "role", "") != Organizer.Role.OWNER):
            _save(row, request)
        for row in formset.deleted_objects:
            _remove(row, request)

    @admin.action(description="Publish the selected drafts")
    def publish(self, request: HttpRequest, queryset: QuerySet[Competition]) -> None:
        self._each(request, queryset, services.publish, "is public now")

    @admin.action(description="Archive the selected competitions")
    def archive(self, request: HttpRequest, queryset: QuerySet[Competition]) -> None:
        self._each(request, queryset, services.archive, "is archived")

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Competition],
        act: Callable[..., None],
        outcome: str,
    ) -> None:
        for competition in queryset.order_by("pk"):
            try:
                act(competition, actor=request.user)
            except DomainError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"“{competition}” {outcome}.", messages.SUCCESS)


@admin.register(Phase)
class PhaseAdmin(OfCompetition, QueueBySuperusers, ModelAdmin):
    """A list over competitions; new phases are made on the page of their competition."""

    form = PhaseForm
    list_display = ["title", "competition", "opens_at", "closes_at", "visibility", "profile"]
    list_select_related = ["competition", "profile"]
    list_filter = ["kind", "visibility"]
    search_fields = ["title", "competition__title"]
    ordering = ["-opens_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Phase]:
        phases: QuerySet[Phase] = super().get_queryset(request)
        if request.user.is_superuser:
            return phases
        return phases.filter(competition__organizers__user=request.user.pk)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        _save(obj, request)


@admin.register(MetricProfile)
class MetricProfileAdmin(ModelAdmin):
    """Never edited: saving one under a name that exists makes its next version."""

    form = MetricProfileForm
    list_display = ["name", "version", "formula", "created_at"]
    search_fields = ["name"]
    ordering = ["name", "-version"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_edit(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_edit(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: MetricProfile, form: ModelForm, change: bool
    ) -> None:
        made = profile_version(obj.name, obj.document)
        obj.pk, obj.version = made.pk, made.version


@admin.register(AuditEntry)
class AuditEntryAdmin(ModelAdmin):
    """What was done to one's competitions, by whom and when; to read, never to write."""

    list_display = ["at", "action", "target", "actor"]
    list_select_related = ["actor"]
    list_filter = ["action"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        entries: QuerySet[AuditEntry] = super().get_queryset(request)
        if request.user.is_superuser:
            return entries
        return entries.filter(competition_id__in=Organizer.objects.of(_actor(request)))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_edit(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(request, None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _save(row: Any, request: HttpRequest) -> None:
    if isinstance(row, Phase):
        services.save_phase(row, actor=_actor(request))
    else:
        services.name_organizer(
            row.competition, user=row.user, role=row.role, actor=_actor(request)
        )


def _remove(row: Any, request: HttpRequest) -> None:
    if isinstance(row, Phase):
        services.remove_phase(row, actor=_actor(request))
    else:
        services.dismiss_organizer(row, actor=_actor(request))


def _actor(request: HttpRequest) -> User:
    """The person signed in; the admin lets nobody else through."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user
