"""A moment in a page: relative or exact, with the other on hover, and the truth in the markup.

`site.js` keeps the words current and in the reader's zone; without it they are right at the
time of the request, in the zone of the cookie.
"""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

UNITS = [
    ("year", 31_536_000),
    ("month", 2_592_000),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
]


@register.simple_tag
def moment(value: datetime | None, kind: str = "relative") -> SafeString | str:
    """`{% moment value %}`, or with "exact" or "date"; nothing where there is no moment."""
    if value is None:
        return ""
    exact, words = exact_words(value), from_now(value, timezone.now())
    text = {"relative": words, "exact": exact, "date": date_words(value)}[kind]
    return format_html(
        '<time datetime="{}" data-moment="{}" title="{}">{}</time>',
        value.isoformat(),
        kind,
        words if kind == "exact" else exact,
        text,
    )


@register.simple_tag
def chip(kind: str, words: str) -> SafeString:
    """`{% chip "open" "Testing" %}`: a status as a word; kinds: open, soon, now, closed, bad."""
    return format_html('<span class="chip chip--{}">{}</span>', kind, words)


def exact_words(value: datetime) -> str:
    """Day, time and zone, in the reader's zone."""
    local = timezone.localtime(value)
    return f"{local.day} {local:%b %Y, %H:%M %Z}"


def date_words(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{local.day} {local:%b %Y}"


def from_now(value: datetime, now: datetime) -> str:
    """How long ago or ahead, in the largest unit of which there are two."""
    seconds = int((value - now).total_seconds())
    if abs(seconds) < 2:
        return "now"
    unit, size = next((unit, size) for unit, size in UNITS if abs(seconds) >= 2 * size)
    words = f"{abs(seconds) // size} {unit}s"
    return f"in {words}" if seconds > 0 else f"{words} ago"
