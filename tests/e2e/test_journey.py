"""From nothing to the board: sign up, confirm, sign in, register, submit, and be ranked."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.e2e.world import World
from tests.factories import predictions_csv

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SECRET = "a-long-enough-password"


def sign_up(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Create account").click()
    page.get_by_label("Email").fill("grace@example.org")
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password", exact=True).fill(SECRET)
    page.get_by_label("Password (again)").fill(SECRET)
    page.get_by_role("main").get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def confirm(page: Page) -> None:
    (letter,) = mail.outbox
    page.goto(re.findall(r"https?://\S+", letter.body)[0])
    page.get_by_role("button", name="Yes, confirm").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def sign_in(page: Page) -> None:
    """By keys alone."""
    page.get_by_label("Login").focus()
    page.keyboard.type("grace")
    page.keyboard.press("Tab")
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def register(page: Page, world: World) -> None:
    page.goto(f"/c/{world.competition.slug}/")
    page.get_by_role("link", name="Register for this competition").click()
    page.get_by_label("What is your background?").fill("Compilers")
    page.get_by_role("checkbox").check()
    page.get_by_role("main").get_by_role("button", name=re.compile("Register")).click()


def test_a_newcomer_is_on_the_board_without_reloading(
    open_page: OpenPage, world: World, worker: None
) -> None:
    page = open_page()
    sign_up(page)
    confirm(page)
    sign_in(page)
    register(page, world)

    page.goto(f"/c/{world.competition.slug}/submit/")
    file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": predictions_csv()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("main").get_by_role("button", name="Submit").press("Enter")
    page.evaluate("window.reloaded = false")

    expect(page.locator("#result")).to_contain_text("1.0000", timeout=30_000)
    assert page.evaluate("window.reloaded") is False
    page.goto(f"/c/{world.competition.slug}/leaderboard/testing/")
    first = page.locator("table.board tbody tr").first
    expect(first).to_contain_text("grace")
    expect(first).to_contain_text("1.0000")
    expect(first).to_have_class(re.compile("mine"))
