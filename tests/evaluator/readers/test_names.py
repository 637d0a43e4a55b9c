"""Opaque names: they tell nothing, stay the same, and scores map back."""

import hashlib
import hmac

import numpy as np
import pytest

from evaluator import InvalidPredictions, InvalidTruth, Truth, evaluate, opaque_name

NAMES = ("x4/SRGAN_0801.PNG", "EDSR_0802.png", "plain", "BSRGAN_x2.v2")
PAIRS = list(zip(NAMES, (9, 4, 6, 7), strict=True))
TRUTH = Truth(
    names=NAMES,
    targets=np.array([1.0, 2.0, 3.0, 4.0]),
    ratings=np.array([[1.0], [2.0], [3.0], [4.0]]),
    raters=("P1",),
    subsets={"scale": ("x4", "x2", "x4", "x2")},
)


def digits(name):
    return hmac.new(b"key", name.encode(), hashlib.sha256).hexdigest()[:12]


def test_name_is_made_of_the_key_and_the_whole_name_and_keeps_the_extension():
    assert [opaque_name(name, "key") for name in NAMES] == [
        f"img_{digits('x4/SRGAN_0801.PNG')}.PNG",
        f"img_{digits('EDSR_0802.png')}.png",
        f"img_{digits('plain')}",
        f"img_{digits('BSRGAN_x2.v2')}",
    ]


def test_another_key_makes_other_names():
    assert opaque_name("a.png", "key") != opaque_name("a.png", "another")


def test_renamed_truth_is_the_same_but_for_its_names():
    renamed = TRUTH.renamed("key")

    assert renamed.names == tuple(opaque_name(name, "key") for name in NAMES)
    assert renamed.targets is TRUTH.targets
    assert renamed.ratings is TRUTH.ratings
    assert (renamed.raters, renamed.subsets) == (TRUTH.raters, TRUTH.subsets)


def test_two_images_under_one_opaque_name_are_refused():
    """Found by trying some thirty million names."""
    pair = ("16114262.png", "31360162.png")
    truth = Truth(names=("a.png", *pair), targets=np.arange(3.0))
    assert opaque_name(pair[0], "key") == opaque_name(pair[1], "key")

    with pytest.raises(InvalidTruth, match="would bear the same opaque name"):
        truth.renamed("key")


def scored(tmp_path, truth, rows, siblings=()):
    path = tmp_path / "p.csv"
    path.write_text("name,score\n" + "".join(f"{name},{value}\n" for name, value in rows))
    return evaluate(path, file_name="p.csv", truth=truth, siblings=siblings)


def test_scores_map_back_in_whatever_order_the_file_is(tmp_path):
    rows = [(opaque_name(name, "key"), value) for name, value in PAIRS]

    plain = scored(tmp_path, TRUTH, PAIRS)
    opaque = scored(tmp_path, TRUTH.renamed("key"), rows[::-1])

    assert opaque.predictions == plain.predictions == (9, 4, 6, 7)
    assert (opaque.score, opaque.metrics, opaque.subsets) == (
        plain.score,
        plain.metrics,
        plain.subsets,
    )


def test_refusals_use_opaque_names_alone(tmp_path):
    renamed = TRUTH.renamed("key")
    files = [[("EDSR_0802.png", 1.0)], [(renamed.names[0], 1.0)], [(renamed.names[0][:-4], 1.0)]]
    for rows in files:
        with pytest.raises(InvalidPredictions) as refused:
            scored(tmp_path, renamed, rows)

        sent = {name for name, _ in rows}
        assert [name for name in NAMES if name in str(refused.value)] == [
            name for name in NAMES if name in sent
        ]
        assert renamed.names[3] in str(refused.value)
