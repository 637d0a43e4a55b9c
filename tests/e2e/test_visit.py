"""What somebody sees who has no account, and how time is shown."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.world import World

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def test_from_home_to_the_board_in_two_clicks(open_page: OpenPage, world: World) -> None:
    page = open_page()

    page.goto("/")
    first = page.get_by_role("listitem").filter(has_text="0.9638")
    expect(first).to_contain_text(re.compile(r"Testing, closes\s+in 4 days"))
    expect(first).to_contain_text("MICV, 0.0209 ahead of ydy")
    page.get_by_role("link", name=world.competition.title).click()
    expect(page.get_by_text("MICV leads the testing phase with 0.9638")).to_be_visible()
    expect(page.get_by_text("Score = 0.6 × SRCC + 0.4 × PLCC")).to_be_visible()
    expect(page.get_by_role("img", name="Phases: Development")).to_be_visible()
    page.get_by_role("link", name="Leaderboard", exact=True).first.click()

    rows = page.locator("table.board tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("MICV")


def test_moments_are_in_the_readers_zone_and_stay_current(
    open_page: OpenPage, world: World
) -> None:
    page = open_page()
    world.testing.closes_at = timezone.now() + timedelta(seconds=100)
    world.testing.save()

    page.goto(f"/c/{world.competition.slug}/")
    moment = page.locator(".chip time").first
    exact = page.locator("dd time[data-moment=exact]").first

    expect(exact).to_have_text(re.compile(r"\d+ \w+ 20\d\d, \d\d:\d\d (CET|CEST)"))
    expect(moment).to_have_text(re.compile(r"in \d+ seconds"))
    before = moment.text_content()
    expect(moment).not_to_have_text(before or "", timeout=5000)
    assert {one["name"]: one["value"] for one in page.context.cookies()}["zone"] == "Europe/Paris"


def test_without_script_the_pages_say_the_same(open_page: OpenPage, world: World) -> None:
    page = open_page(java_script_enabled=False)

    page.goto(f"/c/{world.competition.slug}/")

    expect(page.get_by_text("MICV leads the testing phase with 0.9638")).to_be_visible()
    expect(page.locator(".chip time").first).to_have_text("in 4 days")


def test_keys_alone_reach_the_content_and_the_tabs(open_page: OpenPage, world: World) -> None:
    page = open_page()
    page.goto(f"/c/{world.competition.slug}/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Overview")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/leaderboard/$"))


def test_a_board_prints_as_a_table_and_nothing_else(open_page: OpenPage, world: World) -> None:
    page = open_page()
    page.goto(f"/c/{world.competition.slug}/leaderboard/")

    page.emulate_media(media="print")

    expect(page.locator("table.board")).to_be_visible()
    for part in (".tabs", "footer", ".masthead nav"):
        expect(page.locator(part)).to_be_hidden()
