import contextlib
import io
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sureal.dataset_reader import RawDatasetReader
from sureal.subjective_model import (
    MaximumLikelihoodEstimationModelContentObliviousAlternativeProjection as AlternatingProjection,
)

from evaluator import UndefinedMetric
from evaluator.statistics.projection import recover
from tests.evaluator.statistics.panels import ratings


def by_sureal(model, table):
    """Run a model of sureal on a table with NaN for missing ratings."""
    images = [
        {
            "content_id": i,
            "asset_id": i,
            "path": "",
            "os": {f"{j:03}": float(x) for j, x in enumerate(row) if not np.isnan(x)},
        }
        for i, row in enumerate(table)
    ]
    contents = [{"content_id": i, "content_name": str(i), "path": ""} for i in range(len(table))]
    dataset = SimpleNamespace(
        dataset_name="d",
        yuv_fmt="yuv420p",
        width=1,
        height=1,
        ref_videos=contents,
        dis_videos=images,
        ref_score=None,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        return model(RawDatasetReader(dataset)).run_modeling()


@pytest.mark.parametrize("share_missing", [0.0, 0.2])
@pytest.mark.parametrize("seed", range(4))
def test_recover_equals_sureal(seed, share_missing):
    table = ratings(40, 20, seed=seed, share_missing=share_missing)
    reference = by_sureal(AlternatingProjection, table)

    found = recover(table)

    expected = {
        "quality": reference["quality_scores"],
        "quality_sd": reference["quality_scores_std"],
        "bias": reference["observer_bias"],
        "bias_sd": reference["observer_bias_std"],
        "inconsistency": reference["observer_inconsistency"],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(found, name), values, rtol=0, atol=1e-10, err_msg=name)
    low, high = reference["observer_inconsistency_ci95"]
    np.testing.assert_allclose(found.inconsistency - found.inconsistency_low, low, atol=1e-10)
    np.testing.assert_allclose(found.inconsistency_high - found.inconsistency, high, atol=1e-10)
    assert found.iterations == reference["num_iter"]


def test_recover_finds_the_panel_that_made_the_ratings():
    generator = np.random.default_rng(0)
    quality, bias = generator.uniform(1, 5, 2000), np.linspace(-0.5, 0.5, 20)
    noise = np.repeat([0.6, 0.8, 1.0, 3.0], 5)
    table = quality[:, None] + bias + noise * generator.normal(size=(2000, 20))

    found = recover(table)

    np.testing.assert_allclose(found.bias, bias, atol=0.2)
    np.testing.assert_allclose(found.inconsistency, noise, rtol=0.1)
    plain = np.abs(table.mean(axis=1) - quality).mean()
    assert np.abs(found.quality - quality).mean() < 0.7 * plain


@given(seed=st.integers(0, 10_000), shift=st.integers(-3, 3))
def test_recover_follows_a_shift_and_ignores_order(seed, shift):
    table = ratings(25, 20, seed=seed)
    generator = np.random.default_rng(seed)
    rows, columns = generator.permutation(25), generator.permutation(20)

    found, other = recover(table), recover(table[rows][:, columns] + shift)

    np.testing.assert_allclose(other.quality, found.quality[rows] + shift, atol=1e-6)
    np.testing.assert_allclose(other.bias, found.bias[columns], atol=1e-6)
    np.testing.assert_allclose(other.inconsistency, found.inconsistency[columns], atol=1e-6)


def test_half_widths_are_normal():
    found = recover(ratings(40, 20))

    np.testing.assert_allclose(found.half_widths, 1.959963984540054 * found.quality_sd, rtol=1e-12)


def test_recover_refuses_to_follow_one_rater_where_sureal_does():
    table = ratings(30, 8, seed=1)
    reference = by_sureal(AlternatingProjection, table)
    followed = int(np.argmin(reference["observer_inconsistency"]))
    own = table[:, followed] - reference["observer_bias"][followed]
    np.testing.assert_allclose(reference["quality_scores"], own, atol=1e-5)

    with pytest.raises(UndefinedMetric, match="one rater alone"):
        recover(table)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1, 2], [2, 3], [4, 4]], "three raters"),
        ([[1, 2, 3], [2, 3, 3], [np.nan] * 3], "every image"),
        ([[1, 2, 3], [2, 3, 4], [4, 5, 6]], "one rater alone"),
    ],
)
def test_recover_refuses(table, reason):
    with pytest.raises(UndefinedMetric, match=reason):
        recover(table)
