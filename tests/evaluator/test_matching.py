import numpy as np
import pytest

from evaluator import InvalidPredictions, Predictions
from evaluator.matching import match
from tests.evaluator.files import truth


def predictions(*names):
    """Scores 10, 11, … on the lines 2, 3, …"""
    scores = np.arange(10.0, 10 + len(names))
    return Predictions(tuple(names), scores, tuple(range(2, 2 + len(names))), "csv")


def refusal(given, expected, **options):
    with pytest.raises(InvalidPredictions) as refused:
        match(given, truth(expected), **options)
    return refused.value.code, str(refused.value)


def test_scores_come_in_the_order_of_the_truth():
    given = predictions("c.png", "a.png", "b.png")

    assert match(given, truth(["a.png", "b.png", "c.png"])).tolist() == [11, 12, 10]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a", "a.png"),
        ("a.png", "a"),
        ("out/a.png", "a.png"),
        ("./a.png", "a.png"),
        ("/home/me/out/a.png", "a.png"),
        (r"C:\out\a.png", "a.png"),
        ("out/a", "a.png"),
        ("a.png", "x4/a.png"),
        ("a", "x4/a.png"),
        ("x4/a", "test/x4/a.png"),
        ("test/x4/a.png", "x4/a.png"),
        ("a.PNG", "a"),
        ("a.0.5", "a.0.5.png"),
        ("u\u0308.png", "\u00fc.png"),  # macOS takes the letter apart
    ],
)
def test_name_may_leave_out_or_add_directory_and_extension(given, expected):
    assert match(predictions(given, "z"), truth([expected, "z"])).tolist() == [10, 11]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("A.png", "a.png"),
        ("a.jpg", "a.png"),
        ("a.PNG", "a.png"),
        ("x2/a.png", "x4/a.png"),
        ("a.0", "a.png"),
        ("a.png.png", "a.png"),
        ("", "a.png"),
        ("..", "a.png"),
    ],
)
def test_name_that_differs_otherwise_is_unknown(given, expected):
    assert refusal(predictions(given, "z"), [expected, "z"])[0] == "unknown_names"


def test_exact_name_wins_over_a_similar_one():
    given = predictions("a", "a.png", "x/a.png")

    assert match(given, truth(["x/a.png", "a", "a.png"])).tolist() == [12, 10, 11]


def test_short_name_of_several_images_is_ambiguous():
    assert refusal(predictions("a.png", "x4/a.png"), ["x2/a.png", "x4/a.png"]) == (
        "ambiguous_name",
        "Line 2: 'a.png' could be any of 'x2/a.png', 'x4/a.png'. Write the image's full name.",
    )


def test_two_spellings_of_one_image_are_a_duplicate():
    assert refusal(predictions("a", "b.png", "out/a.png"), ["a.png", "b.png"]) == (
        "duplicate_name",
        "Lines 2 and 4: 'a' and 'out/a.png' are the same image. Keep one line for each image.",
    )


def test_file_for_another_phase_is_recognised_by_shortened_names():
    siblings = [("Development", ["x2/d1.png"]), ("Final", ["x2/f1.png", "x2/f2.png"])]

    assert refusal(predictions("f1", "f2"), ["a.png"], siblings=siblings) == (
        "wrong_phase",
        "The file is for another phase: its names, such as 'f1', are images of 'Final'. "
        "Submit it there, or predict the images of this phase.",
    )


def test_phase_is_not_guessed_from_a_minority_of_names():
    siblings = [("Development", ["d1"])]

    assert "Development" not in refusal(predictions("d1", "x", "y"), ["a"], siblings=siblings)[1]
    assert "Development" in refusal(predictions("d1", "x"), ["a"], siblings=siblings)[1]


def test_names_shared_by_both_phases_belong_to_this_one():
    siblings = [("Development", ["a.png", "b.png"])]

    scores = match(predictions("a.png", "b.png"), truth(["a.png", "b.png"]), siblings)

    assert scores.tolist() == [10, 11]


def test_hundred_thousand_shortened_names_match():
    names = [f"{number}.png" for number in range(100_000)]
    given = predictions(*(name.removesuffix(".png") for name in reversed(names)))

    assert match(given, truth(names))[0] == 10 + 99_999
