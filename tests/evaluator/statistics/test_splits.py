import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator import Truth, UndefinedMetric
from evaluator.statistics.splits import content_disjoint_split
from tests.evaluator.statistics.test_metadata import made_up


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(2, 30), st.floats(0.05, 0.95))
def test_no_content_is_on_both_sides_and_no_image_is_lost(seed, contents, share):
    truth = made_up(seed, 80, contents=contents)
    split = content_disjoint_split(truth, share=share, seed=seed)
    labels = np.array(truth.subsets["content"])

    assert not set(labels[split.training]) & set(labels[split.held_out])
    assert sorted([*split.training, *split.held_out]) == list(range(80))
    assert set(split.contents) == set(labels[split.held_out])
    assert split.training.size
    assert split.held_out.size


def test_split_has_the_share_and_the_mos_asked_for():
    truth = made_up(3, 600, contents=40)
    split = content_disjoint_split(truth, share=0.2, seed=0)

    assert len(split.held_out) / 600 == pytest.approx(0.2, abs=0.02)
    assert abs(split.difference) < 0.05 * truth.targets.std()
    assert truth.targets[split.held_out].std() == pytest.approx(truth.targets.std(), rel=0.05)


def test_contents_of_unlike_quality_are_balanced():
    """Two good, two middling and two bad scenes: half of them must hold one of each."""
    mos = np.repeat([5.0, 5.0, 3.0, 3.0, 1.0, 1.0], 10)
    contents = tuple(np.repeat(list("aabbcc"), 10) + np.repeat(list("121212"), 10))
    truth = Truth(tuple(map(str, range(60))), mos, subsets={"hr_ref": contents})

    split = content_disjoint_split(truth, share=0.5, seed=0)

    assert sorted(content[0] for content in split.contents) == ["a", "b", "c"]
    assert split.difference == 0.0


def test_the_same_seed_gives_the_same_split():
    truth = made_up(3, 200, contents=30)
    first, second = (content_disjoint_split(truth, share=0.3, seed=7) for _ in range(2))

    assert first.contents == second.contents
    assert first.held_out.tolist() == second.held_out.tolist()


def test_constant_mos_can_be_split():
    truth = Truth(tuple("abcd"), np.full(4, 3.0), subsets={"content": tuple("xxyy")})

    assert len(content_disjoint_split(truth, share=0.5, seed=0).held_out) == 2


@pytest.mark.parametrize("subsets", [{}, {"scale": ("x2", "x4")}, {"content": ("a", "a")}])
def test_without_two_contents_there_is_no_split(subsets):
    truth = Truth(("a", "b"), np.array([1.0, 2.0]), subsets=subsets)

    with pytest.raises(UndefinedMetric):
        content_disjoint_split(truth, share=0.5, seed=0)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError):
        content_disjoint_split(made_up(1, 20), share=share, seed=0)
