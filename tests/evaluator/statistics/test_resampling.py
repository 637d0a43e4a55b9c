import numpy as np

from evaluator.statistics.resampling import Resampling, numbered, seed_of


def drawn(resampling):
    return np.concatenate(list(resampling.blocks()), axis=1)


def test_every_resample_draws_as_many_images_as_there_are():
    counts = drawn(Resampling(size=72, resamples=3000, seed=1))

    assert counts.shape == (72, 3000)
    assert (counts.sum(axis=0) == 72).all()
    # The mean count of an image over all resamples is one, its variance that of a binomial.
    assert abs(counts.mean() - 1) < 1e-12
    assert abs(counts.var() - 71 / 72) < 0.02


def test_contents_are_drawn_whole():
    contents = np.array([0, 1, 0, 2, 1, 0])

    counts = drawn(Resampling(size=6, resamples=500, seed=1, contents=contents))

    assert (counts[0] == counts[2]).all()
    assert (counts[0] == counts[5]).all()
    assert (counts[1] == counts[4]).all()
    assert (counts[[0, 1, 3]].sum(axis=0) == 3).all()


def test_the_same_seed_draws_the_same_and_another_does_not():
    first = drawn(Resampling(72, 100, seed=7))

    assert (first == drawn(Resampling(72, 100, seed=7))).all()
    assert (first != drawn(Resampling(72, 100, seed=8))).any()


def test_the_jackknife_leaves_out_each_image_or_content_once():
    assert (Resampling(3, 1, 1).left_out() == 1 - np.eye(3)).all()
    of_contents = Resampling(3, 1, 1, contents=np.array([0, 1, 0])).left_out()
    assert of_contents.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_groups_are_numbered_as_they_appear():
    assert numbered(["b", "a", "b", "c"]).tolist() == [0, 1, 0, 2]


def test_a_seed_is_made_of_every_digit():
    values = np.array([1.0, 2.0, 3.0])

    assert seed_of(values) == seed_of(values.copy())
    assert seed_of(values) != seed_of(np.nextafter(values, 9))
