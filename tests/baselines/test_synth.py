import csv

import numpy as np
import pytest
from PIL import Image

from baselines.data import panel, synth, upsampling
from baselines.data.synth import Size

TINY = Size(side=48, train=24, val=12, test=12)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synth") / "set"
    return folder, synth.make(folder, size=TINY, seed=7)


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def size(path):
    with Image.open(path) as image:
        return image.size


def test_the_same_seed_makes_the_same_bits(tiny, tmp_path):
    assert synth.make(tmp_path / "again", size=TINY, seed=7) == tiny[1]


def test_another_seed_makes_another_set(tiny, tmp_path):
    assert synth.make(tmp_path / "other", size=TINY, seed=8) != tiny[1]


def test_a_set_that_is_there_is_not_made_again(tiny):
    folder, digest = tiny
    before = (folder / "set.json").stat().st_mtime_ns

    assert synth.make(folder, size=TINY, seed=7) == digest
    assert (folder / "set.json").stat().st_mtime_ns == before


def test_a_set_of_another_size_is_replaced(tmp_path):
    synth.make(tmp_path / "set", size=TINY, seed=7)
    smaller = Size(side=48, train=12, val=6, test=6)

    synth.make(tmp_path / "set", size=smaller, seed=7)

    assert len(list((tmp_path / "set" / "sr").iterdir())) == smaller.total


def test_every_image_is_in_one_split_and_has_its_files(tiny):
    folder, _ = tiny
    names = [row["name"] for split in synth.SPLITS for row in rows(folder / f"{split}.csv")]

    assert sorted(names) == sorted(path.name for path in (folder / "sr").iterdir())
    assert [len(rows(folder / f"{split}.csv")) for split in synth.SPLITS] == [24, 12, 12]
    for row in rows(folder / "test_images.csv"):
        assert size(folder / "sr" / row["name"]) == size(folder / "hr" / row["hr"]) == (48, 48)
        assert f"x{48 // size(folder / 'lr' / row['lr'])[0]}" == row["scale"]


def test_the_mos_is_the_mean_of_the_raters(tiny):
    for row in rows(tiny[0] / "train.csv"):
        ratings = [int(row[rater]) for rater in panel.RATERS]
        assert set(ratings) <= {1, 2, 3, 4, 5}
        assert float(row["mos"]) == sum(ratings) / 21


def test_what_everybody_may_see_names_no_method_and_no_score(tiny):
    header = (tiny[0] / "test_images.csv").read_text().splitlines()[0]

    assert header == "name,scale,lr,hr"


def test_more_images_than_there_are_cells_are_refused(tmp_path):
    with pytest.raises(ValueError, match="There are only 180 images at x2, not 206"):
        synth.make(tmp_path / "set", size=Size(side=48, train=1000, val=0, test=0))


@pytest.mark.parametrize("method", upsampling.METHODS)
def test_every_method_enlarges_by_the_scale(method):
    random = np.random.default_rng(1)
    low = random.integers(0, 256, (8, 10, 3)).astype(np.uint8)

    enlarged = upsampling.METHODS[method](low, 3, random)

    assert (enlarged.shape, enlarged.dtype) == ((24, 30, 3), np.uint8)
    assert method in upsampling.FAMILIES


def test_back_projection_shrinks_to_what_was_given_more_closely_than_bicubic():
    random = np.random.default_rng(1)
    low = random.integers(0, 256, (16, 16, 3)).astype(np.uint8)

    def miss(method):
        back = upsampling.shrink(upsampling.METHODS[method](low, 2, random), 2)
        return np.abs(back.astype(float) - low).mean()

    assert miss("ibp") < miss("bicubic") / 2


def test_the_panel_agrees_more_than_it_differs():
    quality = np.linspace(1, 5, 200)

    said = panel.ratings(quality, np.random.default_rng(1))

    assert said.shape == (200, 21)
    assert np.corrcoef(said.mean(axis=1), quality)[0, 1] > 0.97
