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
def release_words(phase: Phase) -> str:
    """How this phase's scores differ from the exact ones; empty where they do not."""
    step = f"{phase.score_step:g}"
    if phase.leak_control == Phase.LeakControl.ROUNDED:
        return (
            f"Scores of this phase are rounded to {step}, so that daily uploads cannot climb the "
            "validation set."
        )
    if phase.leak_control == Phase.LeakControl.LADDER:
        return (
            "This phase uses the Ladder: a score changes only when it beats your best by more "
            f"than {step}, so that daily uploads cannot climb the validation set."
        )
    return ""


@register.filter
def limits(phase: Phase) -> str:
    """What a team may upload: `3 a day, 20 in all`."""
    parts = []
    if phase.daily_limit is not None:
        parts.append(f"{phase.daily_limit} a day")
    if phase.total_limit is not None:
        parts.append(f"{phase.total_limit} in all")
    return ", ".join(parts) or "no limit"
