from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.templatetags.moments import chip, from_now, moment

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (2, "in 2 seconds"),
        (119, "in 119 seconds"),
        (120, "in 2 minutes"),
        (-7199, "119 minutes ago"),
        (3 * 86_400 - 1, "in 2 days"),
        (60 * 86_400, "in 2 months"),
        (-800 * 86_400, "2 years ago"),
    ],
)
def test_a_unit_is_used_from_two_on_and_never_rounded_up(seconds: int, words: str) -> None:
    assert from_now(NOW + timedelta(seconds=seconds), NOW) == words


def test_a_moment_carries_the_truth_and_the_readers_words() -> None:
    with timezone.override(ZoneInfo("Europe/Paris")):
        html = moment(NOW, "exact")

    assert html.startswith('<time datetime="2026-06-01T12:00:00+00:00" data-moment="exact" title="')
    assert html.endswith(">1 Jun 2026, 14:00 CEST</time>")
    assert moment(None) == ""


def test_a_chip_escapes_its_words() -> None:
    assert chip("open", "<b>") == '<span class="chip chip--open">&lt;b&gt;</span>'
