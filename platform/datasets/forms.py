"""What organizers fill in for a phase's ground truth."""

from django import forms


class TruthForm(forms.Form):
    file = forms.FileField(
        label="Ground truth",
        help_text="CSV, TSV, TXT or XLSX with the columns name and mos; ratings in P1, P2, …; "
        "every other column groups the images.",
    )
    note = forms.CharField(max_length=300, required=False, help_text="Why this version exists.")
    activate = forms.BooleanField(
        label="Score new submissions by it at once", required=False, initial=True
    )
