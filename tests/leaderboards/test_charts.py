"""The figures in a real browser, under the site's content security policy."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from tests.factories import PhaseFactory
from tests.leaderboards.boards import aligned, scored, team


def test_chart_library_is_found_as_a_static_file():
    found = finders.find("vega.js")

    with open(found, encoding="utf-8") as bundle:
        assert "window.vegaEmbed" in bundle.read()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_figures_are_drawn_without_breaking_the_content_security_policy(live_server, browser):
    phase = PhaseFactory(truth_public_at=timezone.now() - timedelta(days=1))
    # The third team predicts only four different values: its curve has a lower order.
    for index in range(4):
        submission = scored(
            team(phase, f"T{index}"), phase, index / 5, {"srcc": index / 5, "plcc": 0.5}
        )
        aligned(submission, [value + index * (value % 3) for value in range(8)])
    address = live_server.url + reverse(
        "leaderboards:figures", args=[phase.competition.slug, phase.slug]
    )

    context = browser.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(address)
    for name in ("performance", "predictions"):
        page.locator(f"#{name} [data-drawn] svg").wait_for()
    bars = page.locator("#performance svg .mark-rect path").count()
    dots = page.locator("#predictions svg .mark-symbol path").count()
    curves = page.locator("#predictions svg .mark-line path").count()
    page.locator("#performance svg .mark-rect path").first.hover()
    tip = page.locator(".chart-tip").inner_text()
    violations = Axe().run(page).response["violations"]
    context.close()

    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert complaints == []
    assert (bars, dots, curves) == (8, 32, 4)
    assert violations == []
    assert tip.split() == ["Team", "T3", "Metric", "PLCC", "Value", "0.5000"]
