"""The import on a made-up dataset of the same shape; the real one is scored in tests/demo."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from competitions.models import Competition
from core.models import AuditEntry
from datasets.models import DataFile, GroundTruth
from datasets.selectors import training_labels
from datasets.truths import read_labels
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
RATERS = [f"P{number}" for number in range(1, 22)]
# One name of each scheme; in some the number is an index, so the scale and content come from LR.
IMAGES = {
    "train": [
        ("ATD_x2_0813x2.png", "0813x2.png"),
        ("BFSR_EDSR-LINF_x4_803x4.png", "0820x4.png"),
        ("SeD_RRDB-SeD_0822x4.png", "0822x4.png"),
    ],
    "val": [("EDSR_x3_0833x3.png", "0833x3.png"), ("SR_SRDiff_0876x4.png", "0876x4.png")],
    "test": [("SwinIR_x8_0865x8.png", "0865x8.png"), ("RDN_x2_0884x2.png", "0884x2.png")],
}


def ratings(name):
    return [1 + (len(name) * number) % 5 for number in range(len(RATERS))]


def write_workbooks(folder: Path) -> None:
    for split, images in IMAGES.items():
        book = Workbook()
        sheet = book.active
        sheet.title = "Sheet1"
        sheet.append(["Image_name", "LR_ref", "HR_ref", *RATERS, "MOS"])
        for name, low in images:
            said = ratings(name)
            sheet.append([name, low, f"{low[:4]}.png", *said, sum(said) / len(said)])
        book.save(folder / f"{split}.xlsx")


def write_texts(folder: Path) -> None:
    for split, images in IMAGES.items():
        lines = []
        for name, low in images:
            mos = sum(ratings(name)) / len(RATERS)
            fields = [name, low, f"{mos:.14f}"] if split == "test" else [name, f"{mos:.14f}", low]
            lines.append("#".join(fields))
        (folder / f"{split}.txt").write_bytes("\r\n".join(lines).encode())


def import_isrgen(folder, *arguments):
    output = io.StringIO()
    call_command("import_isrgen", folder, *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def owner():
    return UserFactory(is_superuser=True, is_staff=True)


def test_import_makes_both_phases_with_every_rater_and_the_training_file(tmp_path, owner):
    write_workbooks(tmp_path)

    assert "/c/isrgc-q-2025/" in import_isrgen(tmp_path)

    competition = Competition.objects.get(slug="isrgc-q-2025")
    assert competition.status == Competition.Status.PUBLISHED
    assert competition.is_organized_by(owner)
    truths = GroundTruth.objects.order_by("phase__position")
    assert [(truth.phase.slug, truth.rows, truth.raters) for truth in truths] == [
        ("development", 2, 21),
        ("testing", 2, 21),
    ]
    assert truths[0].items["subsets"]["algorithm"] == ["EDSR", "SR_SRDiff"]
    assert truths[0].items["subsets"]["family"] == ["cnn", "diffusion"]
    assert truths[1].items["subsets"]["scale"] == ["x8", "x2"]
    assert training_labels(competition) == DataFile.objects.get()
    assert read_labels(DataFile.objects.get()).raters == tuple(RATERS)
    with DataFile.objects.get().file.open() as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode())))
    assert [row["name"] for row in rows] == [name for name, _ in IMAGES["train"]]
    assert [row["content"] for row in rows] == ["0813", "0820", "0822"]
    assert [int(rows[1][rater]) for rater in RATERS] == ratings(rows[1]["name"])


def test_text_files_alone_will_do(tmp_path, owner):
    write_texts(tmp_path)

    import_isrgen(tmp_path)

    truth = GroundTruth.objects.get(phase__slug="testing")
    mos = [sum(ratings(name)) / 21 for name, _ in IMAGES["test"]]
    assert truth.items["names"] == [name for name, _ in IMAGES["test"]]
    assert truth.items["targets"] == pytest.approx(mos, abs=1e-12)
    assert truth.raters == 0


def test_importing_again_changes_nothing(tmp_path, owner):
    write_workbooks(tmp_path)
    import_isrgen(tmp_path)
    before = AuditEntry.objects.count()

    import_isrgen(tmp_path)

    assert AuditEntry.objects.count() == before
    assert (GroundTruth.objects.count(), DataFile.objects.count()) == (2, 1)


def test_phases_are_over_unless_they_are_left_open(tmp_path, owner, settings):
    write_workbooks(tmp_path)

    import_isrgen(tmp_path)
    phases = Competition.objects.get().phases.order_by("position")
    assert [str(phase.closes_at) for phase in phases] == [
        "2025-08-01 00:00:00+00:00",
        "2025-09-08 00:00:00+00:00",
    ]

    import_isrgen(tmp_path, "--open")
    assert [phase.closes_at for phase in phases.all()] == [None, None]


def test_page_says_where_the_images_are_and_that_there_are_no_dates(tmp_path, owner):
    write_workbooks(tmp_path)

    import_isrgen(tmp_path)

    overview = Competition.objects.get().overview
    assert "https://github.com/Lighting-YXLI/ISRGen-QA" in overview
    assert "prints no dates" in overview


def test_missing_file_is_named(tmp_path, owner):
    write_workbooks(tmp_path)
    (tmp_path / "val.xlsx").unlink()

    with pytest.raises(CommandError, match=r"neither val\.xlsx nor val\.txt"):
        import_isrgen(tmp_path)

    assert not Competition.objects.exists()


def test_site_without_an_administrator_asks_for_an_owner(tmp_path):
    write_workbooks(tmp_path)

    with pytest.raises(CommandError, match="name an owner with --owner"):
        import_isrgen(tmp_path)


def test_owner_can_be_named(tmp_path, owner):
    write_workbooks(tmp_path)
    other = UserFactory(username="chris")

    import_isrgen(tmp_path, "--owner", "chris")

    assert Competition.objects.get().is_organized_by(other)
