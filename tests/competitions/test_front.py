import io

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from competitions.models import Competition, Phase
from leaderboards.front import current_phase, group_of
from leaderboards.overview import Facts, Leader, facts_of, leaders
from participation.models import Team
from tests.factories import (
    DAY,
    NOW,
    PASSWORD,
    CompetitionFactory,
    MetricProfileFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    TeamFactory,
    scored_submission,
)

pytestmark = pytest.mark.django_db


def running(title: str, *, scores: tuple[float, ...] = ()) -> Competition:
    phase = PhaseFactory(competition__title=title)
    for number, score in enumerate(scores, 1):
        entry = RegistrationFactory(
            competition=phase.competition, team__name=f"Team {number} of {title}"
        )
        scored_submission(phase=phase, team=entry.team, score=score)
    return phase.competition


def test_home_without_a_competition_says_so(client: Client) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "No competition yet. This page fills from the first one." in page.text


def test_home_groups_by_where_the_phases_stand(client: Client) -> None:
    running("Running")
    PhaseFactory(competition__title="Coming", opens_at=NOW + 36000 * DAY)
    PhaseFactory(competition__title="Past", opens_at=NOW - 9000 * DAY, closes_at=NOW - 8999 * DAY)

    groups = client.get("/").context["groups"]

    titles = {name: [entry.competition.title for entry in group] for name, group in groups.items()}
    assert titles == {"draft": [], "open": ["Running"], "soon": ["Coming"], "finished": ["Past"]}


def test_home_tells_who_leads_and_by_how_much(client: Client) -> None:
    running("Running", scores=(0.5, 0.75))

    page = client.get("/").text

    assert "0.7500" in page
    assert "Team 2 of Running, 0.2500 ahead of Team 1 of Running" in page


def test_home_does_not_tell_what_a_hidden_board_hides(client: Client) -> None:
    phase = PhaseFactory(visibility=Phase.Visibility.ORGANIZERS)
    scored_submission(
        phase=phase,
        team=TeamFactory(competition=phase.competition, name="Secret"),
        user=RegistrationFactory(competition=phase.competition).user,
        score=0.5,
    )

    for address in ("/", f"/c/{phase.competition.slug}/"):
        page = client.get(address).text
        assert "Secret" not in page
        assert "0.5000" not in page


def test_drafts_are_shown_to_their_organizers_only(client: Client) -> None:
    organizer = OrganizerFactory(competition__status=Competition.Status.DRAFT).user
    address = f"/c/{Competition.objects.get().slug}/"

    assert client.get(address).status_code == 404
    assert client.get("/").context["groups"]["draft"] == []
    client.login(username=organizer.username, password=PASSWORD)
    assert client.get(address).status_code == 200
    assert len(client.get("/").context["groups"]["draft"]) == 1


def test_home_takes_the_same_queries_for_one_and_for_three(
    client: Client, django_assert_num_queries
) -> None:
    running("One", scores=(0.5, 0.75))
    with django_assert_num_queries(6):
        client.get("/")

    running("Two", scores=(0.25, 0.75))
    running("Three", scores=(0.5,))
    with django_assert_num_queries(6):
        client.get("/")


def test_overview_answers_what_who_and_until_when(client: Client) -> None:
    competition = running("Rate the images", scores=(0.5, 0.75))
    Competition.objects.update(
        overview="Predict **mean opinion scores**.",
        rules="Be fair.",
        sponsors="A lab.",
        contact="board@example.org",
    )

    page = client.get(f"/c/{competition.slug}/").text

    assert "Predict <strong>mean opinion scores</strong>." in page
    assert "Score = 0.6 × SRCC + 0.4 × PLCC" in page
    assert "leads the" in page
    assert "0.7500, 0.2500 ahead of Team 1 of Rate the images" in page
    assert "closes_at" not in page
    assert "Be fair." in page
    assert "A lab." in page
    assert "mailto:board@example.org" in page
    assert 'class="timeline' in page


def test_overview_takes_the_same_queries_for_one_phase_and_for_three(
    client: Client, django_assert_num_queries
) -> None:
    competition = running("One", scores=(0.5,))
    with django_assert_num_queries(8):
        client.get(f"/c/{competition.slug}/")

    PhaseFactory.create_batch(2, competition=competition)
    with django_assert_num_queries(8):
        client.get(f"/c/{competition.slug}/")


def test_overview_without_phases_is_a_page(client: Client) -> None:
    competition = CompetitionFactory()

    assert client.get(f"/c/{competition.slug}/").status_code == 200


def test_facts_count_people_teams_and_submissions_apart() -> None:
    competition = running("One", scores=(0.5, 0.75))
    phase = competition.phases.get()
    team = Team.objects.filter(competition=competition)[0]
    SubmissionFactory(phase=phase, team=team, user=team.leader)
    TeamFactory(competition=competition, kind=Team.Kind.BASELINE)
    other = CompetitionFactory()

    facts = facts_of([competition, other])

    assert facts == {competition.pk: Facts(2, 2, 3), other.pk: Facts(0, 0, 0)}


def test_baselines_do_not_lead_and_lower_may_be_better() -> None:
    profile = MetricProfileFactory(
        document={"metrics": ["rmse"], "formula": "rmse", "higher_is_better": False}
    )
    phase = PhaseFactory(profile=profile)
    for name, kind, score in (
        ("first", "participant", 0.25),
        ("second", "participant", 0.5),
        ("none", "baseline", 0.125),
    ):
        entry = RegistrationFactory(competition=phase.competition, team__name=name, team__kind=kind)
        scored_submission(phase=phase, team=entry.team, score=score)

    leader = leaders([phase])[phase.pk]

    assert leader == Leader("first", Team.objects.get(name="first").pk, 0.25, "second", 0.5)
    assert leader.lead_words == "0.2500 ahead of second"


def test_between_two_phases_a_competition_is_open_and_tells_of_the_next() -> None:
    competition = CompetitionFactory()
    PhaseFactory(competition=competition, opens_at=NOW - 9 * DAY, closes_at=NOW - DAY)
    coming = PhaseFactory(competition=competition, opens_at=NOW + DAY)
    phases = list(competition.phases.order_by("opens_at"))

    assert group_of(competition, NOW) == "open"
    assert current_phase(phases, NOW) == coming


def test_a_banner_is_shown_to_those_who_may_see_the_competition(client: Client) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2, 1)).save(picture, "PNG")
    organizer = OrganizerFactory(competition__status=Competition.Status.DRAFT)
    competition = organizer.competition
    competition.banner.save("banner.png", ContentFile(picture.getvalue()))
    address = f"/c/{competition.slug}/banner"

    assert client.get(address).status_code == 404
    client.login(username=organizer.user.username, password=PASSWORD)
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.getvalue() == picture.getvalue()
    assert address in client.get(f"/c/{competition.slug}/").text


@pytest.mark.parametrize("name", ["", "banner.svg", "banner.html"])
def test_what_is_no_picture_is_no_banner(client: Client, name: str) -> None:
    competition = CompetitionFactory()
    if name:
        competition.banner.save(name, ContentFile(b"<script>"))

    assert client.get(f"/c/{competition.slug}/banner").status_code == 404


def test_markdown_of_organizers_cannot_run_or_load_anything(client: Client) -> None:
    competition = CompetitionFactory(
        overview='<script>alert(1)</script> ![x](https://evil.example/x.png) <b onclick="x">b</b>'
    )

    page = client.get(f"/c/{competition.slug}/").text

    assert "<script>alert" not in page
    assert 'evil.example/x.png"' not in page
    assert "<b onclick" not in page


def test_finished_competitions_come_in_pages(client: Client) -> None:
    for number in range(21):
        PhaseFactory(
            competition__title=f"Past {number:02}",
            opens_at=NOW - (100 + number) * DAY,
            closes_at=NOW - (99 + number) * DAY,
        )

    first, second = (client.get("/", {"page": page}).context["groups"] for page in (1, 2))

    assert [entry.competition.title for entry in first["finished"]][:2] == ["Past 00", "Past 01"]
    assert [entry.competition.title for entry in second["finished"]] == ["Past 20"]


def test_what_needs_the_reader_first_stands_first(client: Client) -> None:
    PhaseFactory(competition__title="Later", closes_at=NOW + 36_000 * DAY)
    PhaseFactory(competition__title="Sooner", closes_at=NOW + 20_000 * DAY)

    entries = client.get("/").context["groups"]["open"]

    assert [entry.competition.title for entry in entries] == ["Sooner", "Later"]


def test_refusals_and_errors_are_pages_of_the_site(client: Client) -> None:
    missing = client.get("/nothing/")
    refused = client.get(f"/c/{PhaseFactory().competition.slug}/leaderboard/?sort=colour")

    assert missing.status_code == 404
    assert "begin with the" in missing.text
    assert refused.status_code == 400
    assert "This board has no column “colour”" in refused.text
