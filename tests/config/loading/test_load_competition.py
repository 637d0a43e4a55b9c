import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from competitions.models import Competition, MetricProfile, Organizer, Phase
from core.models import AuditEntry
from datasets.models import Dataset, GroundTruth
from datasets.selectors import training_labels
from tests.factories import OrganizerFactory, UserFactory

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[3] / "docs" / "organizers" / "example"
SMALLEST = """\
slug: small
title: Small
profiles:
  - name: score
phases:
  - slug: test
    title: Test
    opens_at: 2026-06-01T00:00:00+02:00
    profile: score
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example, with an organizer who has an account, and so published."""
    UserFactory(email="ada@example.org")
    shutil.copytree(EXAMPLE, tmp_path / "example")
    path = tmp_path / "example" / "competition.yaml"
    text = path.read_text().replace("status: draft", "status: published")
    path.write_text(text + "organizers:\n  - {email: ADA@example.org, role: owner}\n")
    return tmp_path / "example"


def load(path: Path) -> str:
    out = StringIO()
    call_command("load_competition", str(path), stdout=out)
    return out.getvalue()


def refused(path: Path) -> list[str]:
    with pytest.raises(CommandError) as refusal:
        load(path)
    first, *problems = str(refusal.value).replace(f"{path}: ", "").splitlines()
    assert first == "Nothing was changed."
    return problems


def written(folder: Path, text: str) -> Path:
    path = folder / "competition.yaml"
    path.write_text(text)
    return path


def test_the_documented_example_is_a_competition(folder: Path) -> None:
    said = load(folder / "competition.yaml")

    competition = Competition.objects.get()
    phase = competition.phases.get()
    assert said.endswith("/c/example/\n")
    assert competition.status == "published"
    assert competition.questions[0]["key"] == "background"
    assert phase.opens_at == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert phase.daily_limit == 5
    assert phase.profile.formula == "0.6*srcc + 0.4*plcc"
    assert GroundTruth.objects.get(is_active=True).rows == 8
    assert [file.name for file in Dataset.objects.get().files.all()] == ["training.csv"]
    assert training_labels(competition) == Dataset.objects.get().files.get()
    assert Organizer.objects.get().role == "owner"


def test_the_example_as_it_is_makes_a_draft() -> None:
    load(EXAMPLE / "competition.yaml")

    assert Competition.objects.get().status == "draft"


def test_loading_again_changes_nothing(folder: Path) -> None:
    load(folder / "competition.yaml")
    before = list(AuditEntry.objects.values_list("action", flat=True))

    load(folder / "competition.yaml")

    assert list(AuditEntry.objects.values_list("action", flat=True)) == before
    assert (Phase.objects.count(), GroundTruth.objects.count(), MetricProfile.objects.count()) == (
        1,
        1,
        1,
    )


def test_a_changed_file_changes_what_it_says(folder: Path) -> None:
    path = folder / "competition.yaml"
    load(path)
    path.write_text(path.read_text().replace("daily_limit: 5", "daily_limit: 7"))
    (folder / "truth.csv").write_text((folder / "truth.csv").read_text().replace("4.75", "4.5"))

    load(path)

    assert Phase.objects.get().daily_limit == 7
    assert list(GroundTruth.objects.order_by("version").values_list("version", "is_active")) == [
        (1, False),
        (2, True),
    ]


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """\
slug: Small Competition
titel: Small
entry: maybe
profiles:
  - name: score
    formula: 0.6*srcc + 0.4*wer
phases:
  - slug: test
    title: Test
    opens_at: 2026-06-01T00:00:00
    profile: other
    daily_limit: many
    visibility: hidden
    truth: ../secret.csv
  - slug: test
    title: Test
    opens_at: 2026-06-02T00:00:00Z
    closes_at: 2026-06-01T00:00:00Z
    profile: score
datasets:
  - title: Images
    phase: test
    releases_at: 2026-06-01T00:00:00Z
    files: [missing.zip]
"""

    problems = refused(written(tmp_path, text))

    moment = "Write day, time and offset, as in 2025-07-10T23:59:00+02:00."
    folder = tmp_path
    assert problems == [
        "line 1: slug: Write lower-case letters, digits and hyphens, as in `isrgc-q-2025`.",
        "line 1: title: This is missing.",
        "line 2: titel: There is no such key here. Did you mean `title`?",
        "line 3: entry: Write one of: open, approval.",
        "line 6: profiles[0].formula: The formula needs wer, which the profile's metrics leave "
        "out.",
        f"line 10: phases[0].opens_at: The offset from UTC is missing. {moment}",
        "line 11: phases[0].profile: There is no “other” under `profiles`.",
        "line 12: phases[0].daily_limit: Write a whole number from 0, or leave the key out for "
        "no limit.",
        "line 13: phases[0].visibility: Hidden until when? Write `reveals_at` as well.",
        "line 14: phases[0].truth: This leads out of the folder of this file. Copy the file into "
        "it.",
        "line 15: phases[1].slug: “test” stands in this list twice.",
        "line 18: phases[1].closes_at: The phase must close after it opens.",
        "line 23: datasets[0].releases_at: Release it with a phase or at a moment, not both.",
        f"line 24: datasets[0].files[0]: There is no file missing.zip in {folder}.",
    ]
    assert not Competition.objects.exists()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("name,mos\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "truth.csv").symlink_to(tmp_path / "secret.csv")

    problems = refused(written(inside, SMALLEST + "    truth: truth.csv\n"))

    assert problems == [
        "line 10: phases[0].truth: This leads out of the folder of this file. Copy the file into "
        "it."
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The file is empty. Begin with `slug:` and `title:`."),
        ("slug: [a\ntitle: b\n", "line 2: YAML: expected ',' or ']', but got ':'. Look at the "
         "indentation and the quotes."),
        ("- slug: a\n", "Write `key: value` lines here, indented alike."),
        ("slug: a\ntitle: b\ntitle: c\n", "line 3: title: This key stands here twice. Keep one."),
        ("slug: a\ntitle: b\nphases: test\n",
         "line 3: phases: Write a list here: each entry begins with `- `."),
        ("slug: a\ntitle: 12\n",
         "line 2: title: Write text here; put it in quotes if it looks like something else."),
        (f"{SMALLEST}    queue: elsewhere\n",
         "line 10: phases[0].queue: Write one of: evaluate."),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_shape(tmp_path: Path, text: str, problem: str) -> None:
    assert refused(written(tmp_path, text)) == [problem]


def test_what_the_database_refuses_is_told_at_its_line_too(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("name,mos\na.png,one\n")
    text = SMALLEST + "    truth: truth.csv\norganizers: [nobody@example.org]\nstatus: published\n"

    problems = refused(written(tmp_path, text))

    assert [problem.split(": ")[:2] for problem in problems[:1]] == [["line 10", "phases[0].truth"]]
    assert any(
        problem.startswith("line 11: organizers[0]: Nobody has an account with nobody@example.org.")
        for problem in problems
    )
    assert any(
        problem.startswith("line 12: status: “Small” cannot be published yet.")
        for problem in problems
    )
    assert not Competition.objects.exists()


def test_a_changed_file_under_an_old_name_is_refused(folder: Path) -> None:
    load(folder / "competition.yaml")
    (folder / "training.csv").write_text("name,mos\n")

    problems = refused(folder / "competition.yaml")

    assert len(problems) == 1
    assert "has another file called training.csv, and people may have it." in problems[0]


def test_a_reload_does_not_take_what_others_added(folder: Path) -> None:
    load(folder / "competition.yaml")
    other = OrganizerFactory(competition=Competition.objects.get())

    load(folder / "competition.yaml")

    assert Organizer.objects.filter(pk=other.pk).exists()


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read as text"):
        load(tmp_path / "nothing.yaml")


def test_a_banner_that_is_no_picture_is_refused_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "banner.png").write_bytes(b"<svg/>")

    problems = refused(written(tmp_path, SMALLEST + "banner: banner.png\n"))

    assert problems == ["line 10: banner: The banner must be a PNG, JPEG, WebP or GIF picture."]
    assert not Competition.objects.exists()


@pytest.mark.parametrize("key", ["concurrent_limit", "rejected_daily_cap"])
def test_limit_that_would_close_the_phase_is_refused(tmp_path, key):
    text = f"""slug: one
title: One
profiles:
  - name: score
    metrics: [srcc]
    formula: srcc
phases:
  - slug: test
    title: Test
    opens_at: 2026-06-01T00:00:00Z
    {key}: 0
    profile: score
"""

    assert refused(written(tmp_path, text)) == [
        f"line 11: phases[0].{key}: Write a whole number from 1; a large one where there is to be "
        "no limit."
    ]


def test_mark_of_training_labels_follows_the_file(folder: Path) -> None:
    path = folder / "competition.yaml"
    load(path)
    text = path.read_text()
    assert "training_labels: true" in text

    load(written(folder, text.replace("training_labels: true", "training_labels: false")))
    assert training_labels(Competition.objects.get()) is None

    moved = text.replace(
        "        training_labels: true",
        "        training_labels: false\n"
        "      - {path: training.csv, name: second.csv, training_labels: true}",
    )
    load(written(folder, moved))
    marked = training_labels(Competition.objects.get())
    assert marked is not None
    assert marked.name == "second.csv"


def test_training_labels_that_cannot_be_read_are_refused_at_their_line(folder: Path) -> None:
    (folder / "training.csv").write_text("image,width\na.png,4\n")

    problems = refused(folder / "competition.yaml")

    assert len(problems) == 2
    assert "datasets[0]" in problems[0]
    assert "training.csv cannot serve as training labels." in problems[0]
    assert "MOS" in problems[1]
    assert not Dataset.objects.exists()


CONTROLLED = (
    SMALLEST + "    leak_control: ladder\n    score_step: 0.005\n    uses_opaque_names: true\n"
)


def test_leak_control_and_opaque_names_are_read(tmp_path: Path) -> None:
    load(written(tmp_path, CONTROLLED))

    phase = Phase.objects.get()
    assert (phase.leak_control, phase.score_step, phase.uses_opaque_names) == (
        "ladder",
        0.005,
        True,
    )


def test_leak_control_that_cannot_be_is_refused_at_its_lines(tmp_path: Path) -> None:
    text = CONTROLLED.replace("ladder", "climb").replace("0.005", ".nan").replace("true", "1")

    assert refused(written(tmp_path, text)) == [
        "line 10: phases[0].leak_control: Write one of: none, rounded, ladder.",
        "line 11: phases[0].score_step: Write a number above zero, such as 0.01.",
        "line 12: phases[0].uses_opaque_names: Write true or false.",
    ]
