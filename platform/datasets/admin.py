"""Datasets and their files, for organizers; of the ground truth only that it is there."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.signed_in import person
from core.errors import DomainError
from core.models import record_act
from core.storage import sha256_of
from datasets import selectors, services, truths
from datasets.models import DataFile, Dataset, GroundTruth
from participation.admin import OrganizersAdmin, of_mine


@admin.register(Dataset)
class DatasetAdmin(OrganizersAdmin):
    is_written_here = True
    list_display = ["title", "competition", "audience", "phase", "releases_at", "position"]
    list_filter = [of_mine("competition"), "audience"]
    list_select_related = ["competition", "phase__competition"]
    search_fields = ["title"]
    ordering = ["competition", "position", "pk"]

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field

    def save_model(
        self, request: HttpRequest, obj: Dataset, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        _record(request, obj, "dataset_changed" if change else "dataset_added", obj.competition_id)


class DataFileForm(forms.ModelForm):
    # The admin's theme takes a posted field named "dataset" for one of its own.
    prefix = "put"

    def clean(self) -> dict[str, Any]:
        """Refuse the mark before anything is stored; the service checks once more."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_new_mark = "holds_training_labels" in self.changed_data
        if is_new_mark and cleaned.get("holds_training_labels"):
            self._check_labels(cleaned)
        return cleaned

    def _check_labels(self, cleaned: dict[str, Any]) -> None:
        dataset = cleaned.get("dataset") or getattr(self.instance, "dataset", None)
        file = cleaned.get("file") or self.instance.file
        if dataset is None or not file:
            return  # a message stands there already
        try:
            truths.check_labels(file, cleaned.get("name") or self.instance.name)
        except DomainError as error:
            for problem in str(error).splitlines():
                self.add_error("holds_training_labels", problem)
        marked = selectors.training_labels(dataset.competition)
        if marked is not None and marked.pk != self.instance.pk:
            self.add_error(
                "holds_training_labels",
                f"{marked} of {marked.dataset} holds them already. Take the mark from it first.",
            )


@admin.register(DataFile)
class DataFileAdmin(OrganizersAdmin):
    """A file is put in once; another content is another file."""

    form = DataFileForm
    is_written_here = True
    competition_path = "dataset__competition"
    list_display = ["name", "dataset", "size", "sha256"]
    list_filter = [of_mine("dataset__competition")]
    list_select_related = ["dataset"]
    search_fields = ["name"]
    ordering = ["dataset", "name"]

    def get_fields(self, request: HttpRequest, obj: DataFile | None = None) -> list[str]:
        if obj is None:
            return ["dataset", "name", "description", "file", "holds_training_labels"]
        shown = ["dataset", "name", "description", "content", "size", "sha256"]
        return [*shown, "holds_training_labels"]

    def get_readonly_fields(self, request: HttpRequest, obj: DataFile | None = None) -> list[str]:
        return ["dataset", "content", "size", "sha256"] if obj else []

    @admin.display(description="File")
    def content(self, file: DataFile) -> SafeString:
        """Through the gate, not to the store."""
        return format_html(
            '<a href="{}">{}</a>', reverse("datasets:download", args=[file.pk]), file.name
        )

    def save_model(
        self, request: HttpRequest, obj: DataFile, form: forms.ModelForm, change: bool
    ) -> None:
        if not change:
            obj.size = obj.file.size
            obj.sha256 = sha256_of(obj.file)
        is_marked, by = obj.holds_training_labels, person(request)
        obj.holds_training_labels = bool(form.initial.get("holds_training_labels"))
        super().save_model(request, obj, form, change)
        action = "file_changed" if change else "file_added"
        _record(request, obj, action, obj.dataset.competition_id)
        if is_marked and not obj.holds_training_labels:
            services.mark_training_labels(file=obj, by=None if by.is_superuser else by)
        elif obj.holds_training_labels and not is_marked:
            services.unmark_training_labels(file=obj, by=None if by.is_superuser else by)


@admin.register(GroundTruth)
class GroundTruthAdmin(OrganizersAdmin):
    """Neither the file nor what it says: those are on the organizers' page, behind its check."""

    competition_path = "phase__competition"
    fields = ["phase", "version", "is_active", "rows", "raters", "sha256", "uploaded_by", "note"]
    list_display = ["phase", "version", "is_active", "rows", "raters", "sha256", "uploaded_at"]
    list_filter = [of_mine("phase__competition"), "is_active"]
    list_select_related = ["phase__competition"]
    ordering = ["phase", "-version"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only by what the filters offer: `?items__…=` would tell the targets one by one."""
        is_offered = lookup.startswith(("phase__competition__", "is_active__"))
        return is_offered and super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("items")


def _record(request: HttpRequest, row: Any, action: str, competition_id: int) -> None:
    record_act(
        actor=person(request),
        action=action,
        target=row,
        competition_id=competition_id,
        name=str(row),
    )
