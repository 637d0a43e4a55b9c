"""The forms of the admin: they check form, and ask the services whether a change is allowed."""

from __future__ import annotations

from copy import copy
from typing import Any, NamedTuple

from django import forms
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminImageFieldWidget,
)

from accounts.models import User
from competitions.banners import check_banner
from competitions.models import Competition, MetricProfile, Organizer, Phase
from competitions.profiles import checked_document
from competitions.questions import checked_questions
from competitions.services import check_phase_change
from core.errors import DomainError

KINDS = [("predictions", "Prediction files")]
# What a phase with submissions may not change freely, in the order in which it is asked.
MEANINGFUL = ("uses_opaque_names", "slug", "profile")


class StoredBanner(NamedTuple):
    """A banner where the site shows it; the store itself shows nothing."""

    url: str


class BannerWidget(UnfoldAdminImageFieldWidget):
    def format_value(self, value: Any) -> StoredBanner | None:
        if not self.is_initial(value):
            return None
        return StoredBanner(reverse("competitions:banner", args=[value.instance.slug]))


class CompetitionForm(forms.ModelForm):
    class Meta:
        model = Competition
        fields = [
            "slug",
            "title",
            "tagline",
            "venue",
            "overview",
            "rules",
            "contact",
            "sponsors",
            "banner",
            "entry",
            "questions",
        ]
        widgets = {"banner": BannerWidget}
        help_texts = {"banner": "PNG, JPEG, WebP or GIF."}

    def clean_banner(self) -> Any:
        banner = self.cleaned_data["banner"]
        if banner and "banner" in self.changed_data:
            try:
                check_banner(banner.file, banner.name)
            except DomainError as error:
                raise forms.ValidationError(str(error)) from error
        return banner

    def clean_questions(self) -> list[dict[str, Any]]:
        try:
            return checked_questions(self.cleaned_data["questions"] or [])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class PhaseForm(forms.ModelForm):
    allowed_kinds = forms.MultipleChoiceField(
        choices=KINDS,
        initial=["predictions"],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        label="Accepts",
    )

    class Meta:
        model = Phase
        exclude = ["competition"]  # noqa: DJ006 - the inline sets it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        for name in ("opens_at", "closes_at", "reveals_at", "truth_public_at"):
            self.fields[name].help_text += f" In the zone {zone}."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk and not self.errors:
            before = Phase.objects.select_related("profile").get(pk=self.instance.pk)
            after = copy(before)
            for name in MEANINGFUL:
                setattr(after, name, data[name])
            try:
                check_phase_change(after, before)
            except DomainError as error:
                # At a field: unfold's inlines show no errors that belong to none.
                changed = (each for each in MEANINGFUL if data[each] != getattr(before, each))
                self.add_error(next(changed), str(error))
        return data


class OrganizerForm(forms.ModelForm):
    """An organizer by e-mail: the admin lists nobody who is not one."""

    email = forms.EmailField(
        widget=UnfoldAdminEmailInputWidget, help_text="Of an account that exists."
    )

    class Meta:
        model = Organizer
        fields = ["role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email
            self.fields["email"].disabled = True

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise forms.ValidationError("Nobody has an account with this address. Ask for it.")
        self.instance.user = user
        return email


class MetricProfileForm(forms.ModelForm):
    class Meta:
        model = MetricProfile
        fields = ["name", "document"]

    def clean_document(self) -> dict[str, Any]:
        try:
            return checked_document(self.cleaned_data["document"])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
