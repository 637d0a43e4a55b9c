"""What a person fills in to take part."""

from typing import Any

from django import forms

from competitions.models import Competition
from participation.names import LONGEST
from participation.services.registering import LONGEST_ANSWER

PREFIX = "answer-"


class RegistrationForm(forms.Form):
    """The organizers' questions, the rules and, where one is in at once, the team's name."""

    def __init__(self, competition: Competition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in competition.questions:
            self.fields[PREFIX + str(question["key"])] = forms.CharField(
                label=question["text"],
                required=bool(question.get("required")),
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea({"rows": 3}),
            )
        if competition.entry == Competition.Entry.OPEN:
            self.fields["team_name"] = forms.CharField(
                label="Name of your team",
                required=False,
                max_length=LONGEST,
                help_text="Shown on the leaderboard. Left empty, it is your name.",
            )
        self.fields["accept_rules"] = forms.BooleanField(
            label="I accept the rules of this competition", required=False
        )

    @property
    def answers(self) -> dict[str, str]:
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


class TeamNameForm(forms.Form):
    name = forms.CharField(label="Name of the team", max_length=LONGEST)


class MemberForm(forms.Form):
    username = forms.CharField(max_length=150)


class DecisionForm(forms.Form):
    """Which registrations, and what becomes of them."""

    registration = forms.TypedMultipleChoiceField(coerce=int, choices=[])
    decision = forms.ChoiceField(choices=[("approve", "Approve"), ("refuse", "Refuse")])

    def __init__(self, keys: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["registration"]
        choices.choices = [(key, str(key)) for key in keys]  # type: ignore[attr-defined]
