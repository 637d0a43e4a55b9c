"""How sure a score is appears by itself, from real processes: the worker, the clock, the task."""

import random
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from competitions.models import Phase
from datasets import truths
from leaderboards.models import Computation
from tests.e2e.conftest import PHONE
from tests.e2e.world import World
from tests.factories import PhaseFactory
from tests.leaderboards.measured import NAMES, hand_in, put_truth

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def predictions(phase: Phase) -> bytes:
    """A file that is far from the truth."""
    chance = random.Random(4)  # noqa: S311 - not a secret
    targets = truths.truth_of(phase.truths.get()).targets.tolist()
    noisy = [target + chance.gauss(0, 1) for target in targets]
    return "".join(f"{name},{value}\n" for name, value in zip(NAMES, noisy, strict=True)).encode()


def test_intervals_appear_after_scoring_without_reloading(
    open_page: OpenPage, world: World, worker: None, statistics: None
) -> None:
    phase = PhaseFactory(competition=world.competition, slug="extra", title="Extra")
    put_truth(phase)
    hand_in(phase, "Ada", noise=0.05)
    board = open_page()
    board.goto(reverse("leaderboards:board", args=[world.competition.slug, "extra"]))
    bars = board.locator("table.board .ci")
    expect(bars).to_have_count(1, timeout=30_000)

    page = open_page(world.participant)
    page.goto(f"/c/{world.competition.slug}/submit/")
    option = page.locator("select[name=phase] option", has_text="Extra")
    page.locator("select[name=phase]").select_option(option.get_attribute("value"))
    file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": predictions(phase)}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("main").get_by_role("button", name="Submit").press("Enter")
    expect(page.locator("#result")).to_contain_text("SRCC", timeout=30_000)
    board.reload()
    board.evaluate("window.reloaded = false")

    expect(bars).to_have_count(2, timeout=30_000)
    assert board.evaluate("window.reloaded") is False
    expect(board.locator("#verdict")).to_have_text(
        "Ada leads with 0.9982. All ranks can be told apart on 36 images."
    )
    expect(board.get_by_text("being computed")).to_have_count(0)
    boards = Computation.objects.of(phase, Computation.Kind.BOARD)
    assert set(boards.values_list("status", flat=True)) == {"done"}


def test_phone_shows_the_interval_in_the_rows_details(
    open_page: OpenPage, world: World, statistics: None
) -> None:
    phase = PhaseFactory(competition=world.competition, slug="extra", title="Extra")
    put_truth(phase)
    hand_in(phase, "Ada", noise=0.05)
    page = open_page(viewport=PHONE)

    page.goto(reverse("leaderboards:board", args=[world.competition.slug, "extra"]))
    expect(page.locator("table.board .ci")).to_have_count(1, timeout=30_000)
    page.get_by_text("Details").click()

    expect(page.locator("details")).to_contain_text(
        re.compile(r"95% interval 0\.\d{4} to 0\.\d{4}")
    )
