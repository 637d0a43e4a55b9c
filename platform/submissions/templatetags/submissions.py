"""How a submission's state and scores read in a page."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from submissions.models import Submission
from submissions.presenting import CHIPS

register = template.Library()


@register.simple_tag
def state_chip(submission: Submission) -> SafeString:
    """`{% state_chip submission %}`: the status as a word."""
    kind = CHIPS[Submission.Status(submission.status)]
    words = submission.get_status_display()
    return format_html('<span class="chip chip--{}">{}</span>', kind, words)


@register.filter
def score(value: float | None) -> str:
    """Four decimals and a real minus sign; a dash where there is none."""
    return "–" if value is None else f"{value:.4f}".replace("-", "−")
