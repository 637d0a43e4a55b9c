"""Every page in Chromium: no serious barrier, nothing on the console, no sideways scrolling."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import PHONE
from tests.e2e.world import World

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SERIOUS = {"serious", "critical"}
# Pages of unfold and of Swagger, whose markup is theirs: looked at for the console alone.
THEIRS = ("/admin/", "/api/docs/")


def public(world: World) -> list[str]:
    own = f"/c/{world.competition.slug}/"
    return [
        "/",
        own,
        f"{own}leaderboard/",
        f"{own}leaderboard/final/",
        f"{own}leaderboard/testing/figures/",
        f"{own}leaderboard/testing/compare/",
        f"{own}leaderboard/testing/teams/{world.team.pk}/",
        f"{own}data/",
        "/c/documents/leaderboard/",
        "/c/videos/",
        "/c/faces/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/confirm-email/",
        "/api/docs/",
    ]


def participants(world: World) -> list[str]:
    own = f"/c/{world.competition.slug}/"
    return [
        own,
        f"{own}leaderboard/",
        f"{own}submit/",
        f"{own}submissions/",
        f"{own}team/",
        f"/submissions/{world.scored.pk}/",
        f"/submissions/{world.rejected.pk}/",
        "/c/documents/register/",
        "/accounts/profile/",
        "/accounts/email/",
        "/accounts/password/change/",
    ]


def organizers(world: World) -> list[str]:
    own = f"/c/{world.competition.slug}/"
    return [
        own,
        f"{own}registrations/",
        f"{own}truths/",
        f"{own}rescore/",
        f"{own}truths/testing/check/",
        "/admin/",
        "/admin/competitions/competition/",
        f"/admin/competitions/competition/{world.competition.pk}/change/",
        "/admin/competitions/metricprofile/add/",
    ]


def problems_of(page: Page, address: str, *, is_quick: bool = False) -> list[str]:
    answer = page.goto(address, wait_until="networkidle" if address.startswith(THEIRS) else "load")
    found = [] if answer and answer.status == 200 else [f"{address}: {answer}"]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{address}: scrolls sideways at {page.viewport_size}")
    if not is_quick and not address.startswith(THEIRS):
        found += barriers(page, address)
    return found


def too_low(page: Page, address: str) -> list[str]:
    """What a finger would miss: lower than 2.5rem."""
    low = page.evaluate(
        """() => [...document.querySelectorAll(`.button, .tabs a, .masthead a, select, .check,
            .masthead button, input:not([type=checkbox], [type=radio], [type=hidden])`)]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 39.5)
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    return [f"{address}: too low to press: {html}" for html in low]


def barriers(page: Page, address: str) -> list[str]:
    return [
        f"{address}: {one['id']}: {one['help']}: {[node['html'] for node in one['nodes']][:3]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in SERIOUS
    ]


def test_pages_for_everybody(open_page: OpenPage, world: World) -> None:
    page = open_page()

    assert [problem for address in public(world) for problem in problems_of(page, address)] == []


def test_pages_for_a_participant(open_page: OpenPage, world: World) -> None:
    page = open_page(world.participant)

    found = [problem for address in participants(world) for problem in problems_of(page, address)]

    assert found == []


def test_pages_for_an_organizer_and_the_admin(open_page: OpenPage, world: World) -> None:
    page = open_page(world.organizer)

    assert [
        problem for address in organizers(world) for problem in problems_of(page, address)
    ] == []


def test_pages_on_a_phone_in_the_dark(open_page: OpenPage, world: World) -> None:
    """Other colours and another width make other barriers; the markup is that of above."""
    visitor = open_page(viewport=PHONE, color_scheme="dark")
    participant = open_page(world.participant, viewport=PHONE, color_scheme="dark")
    theirs = [address for address in public(world) if not address.startswith(THEIRS)]

    found = [
        problem
        for number, address in enumerate(theirs)
        for problem in problems_of(visitor, address, is_quick=number > 2)
    ]
    found += [
        problem
        for address in participants(world)
        for problem in [
            *problems_of(participant, address, is_quick=not address.startswith("/submissions/")),
            *too_low(participant, address),
        ]
    ]

    assert found == []
