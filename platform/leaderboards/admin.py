"""The computed statistics for operators: what failed, why, and once more."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from leaderboards.models import Computation


@admin.register(Computation)
class ComputationAdmin(ModelAdmin):
    """To read; a document is a cache, so nobody writes one. For superusers alone."""

    list_display = ["phase", "kind", "status", "attempts", "requested_at", "computed_at"]
    list_select_related = ["phase__competition"]
    list_filter = ["status", "kind"]
    fields = ["phase", "kind", "key", "status", "attempts", "requested_at", "computed_at", "error"]
    ordering = ["-pk"]
    actions = ["compute_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Computation]:
        computations: QuerySet[Computation] = super().get_queryset(request)
        return computations.defer("document", "details", "inputs")

    @admin.action(description="Compute the selected failed ones again")
    def compute_again(self, request: HttpRequest, queryset: QuerySet[Computation]) -> None:
        failed = queryset.filter(status=Computation.Status.FAILED)
        count = failed.update(status=Computation.Status.PENDING, attempts=0)
        self.message_user(request, f"Asked for {count} again.", messages.SUCCESS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
