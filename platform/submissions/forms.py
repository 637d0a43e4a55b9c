"""The page's form for handing in; checks form, not rules."""

from collections.abc import Sequence
from typing import Any

from django import forms

from competitions.models import Phase
from submissions.services import About


class SubmitForm(forms.Form):
    phase = forms.ChoiceField()
    file = forms.FileField(allow_empty_file=True)
    method = forms.CharField(
        max_length=100, required=False, help_text="Shown on the leaderboard, such as “SRIQA v2”."
    )
    description = forms.CharField(
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For your team and the organizers.",
    )
    publication_url = forms.URLField(
        max_length=200, required=False, label="Publication", assume_scheme="https"
    )
    code_url = forms.URLField(max_length=200, required=False, label="Code", assume_scheme="https")

    def __init__(self, *args: Any, phases: Sequence[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = forms.ChoiceField(choices=[(phase.slug, phase.title) for phase in phases])
        if len(phases) == 1:
            choices.widget = forms.HiddenInput()
            self.initial["phase"] = phases[0].slug
        self.fields["phase"] = choices

    @property
    def optional_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in About._fields]

    @property
    def about(self) -> About:
        return About(**{name: self.cleaned_data[name] for name in About._fields})


class RescoreForm(forms.Form):
    phase = forms.SlugField()
    reason = forms.CharField(max_length=300)
