"""How a phase's numbers read in a page."""

from django import template

from competitions.formulas import formula_words
from competitions.models import Phase
from competitions.profiles import metric_title

register = template.Library()


@register.filter
def as_formula(formula: str) -> str:
    """`{{ profile.formula|as_formula }}`."""
    return formula_words(formula)


@register.filter
def as_metric(name: str) -> str:
    """`{{ "plcc_cubic"|as_metric }}` reads `PLCC (cubic)`."""
    return metric_title(name)


@register.filter
def limits(phase: Phase) -> str:
    """What a team may upload: `3 a day, 20 in all`."""
    parts = []
    if phase.daily_limit is not None:
        parts.append(f"{phase.daily_limit} a day")
    if phase.total_limit is not None:
        parts.append(f"{phase.total_limit} in all")
    return ", ".join(parts) or "no limit"
