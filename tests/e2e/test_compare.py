"""Two teams compared in the browser: asked for, awaited in place, and looked at."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from leaderboards.models import Computation
from tests.e2e.conftest import PHONE
from tests.e2e.test_pages import barriers
from tests.e2e.world import World
from tests.factories import PhaseFactory
from tests.leaderboards.boards import team
from tests.leaderboards.statistics import compute, predicted, put_truth

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def test_answer_comes_in_place_with_the_images_for_an_organizer(
    open_page: OpenPage, world: World
) -> None:
    phase = PhaseFactory(competition=world.competition, slug="extra", title="Extra")
    truth = put_truth(phase)
    for name, noise in (("Ada", 0.3), ("Cy", 9.0)):
        predicted(team(phase, name), truth, noise=noise)
    page = open_page(world.organizer)

    page.goto(reverse("leaderboards:board", args=[world.competition.slug, "extra"]))
    page.get_by_role("link", name="Compare two teams").click()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("is being computed")).to_be_visible()
    compute()

    verdict = "Ada and Cy can be told apart on 48 images"
    expect(page.get_by_text(verdict)).to_be_visible()
    expect(page.locator(".chart[data-drawn] svg")).to_be_visible()
    dots = page.locator(".comparison td.lean .dot")
    expect(dots).to_have_count(6)
    assert barriers(page, page.url) == []
    page.set_viewport_size(PHONE)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert Computation.objects.get(kind="comparison").is_done


def test_check_of_the_data_comes_in_place(open_page: OpenPage, world: World) -> None:
    phase = PhaseFactory(competition=world.competition, slug="extra", title="Extra")
    put_truth(phase)
    page = open_page(world.organizer)

    page.goto(reverse("datasets:truths", args=[world.competition.slug]))
    section = page.get_by_role("region", name="Extra")
    expect(section.get_by_text("being made")).to_be_visible()
    compute()
    expect(section.locator(".chip", has_text="to know about")).to_be_visible()
    section.get_by_role("link", name="Check of the data").click()

    expect(page.get_by_role("heading", name="Raters", exact=True)).to_be_visible()
    page.get_by_text("Rater by rater").click()
    assert barriers(page, page.url) == []
