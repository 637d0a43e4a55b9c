"""Which column holds the image's name and which the score."""

from collections.abc import Sequence

from evaluator.errors import InvalidPredictions
from evaluator.wording import listed, shown

# Spelled as `plain` returns them.
NAMES = frozenset(
    """
    name names image images image_name image_names image_id image_file image_path sr_image sr_name
    img img_name img_path img_id id file files file_name filename filenames file_path filepath path
    """.split()  # noqa: SIM905 - a column of forty quoted words says less
)
SCORES = frozenset(
    """
    score scores prediction predictions pred preds predicted predicted_score predicted_mos
    predicted_quality pred_score pred_mos prediction_score mos_prediction quality quality_score mos
    mos_pred score_pred output value y_pred result
    """.split()  # noqa: SIM905 - a column of forty quoted words says less
)
TITLES = "Name the columns name and score."


def plain(title: object) -> str:
    """A column's title in the spelling it is looked up by."""
    words = str(title).strip().lstrip("#").strip().lower()
    return words.replace(" ", "_").replace("-", "_")


def is_header(cells: Sequence[object]) -> bool:
    return any(plain(cell) in NAMES or plain(cell) in SCORES for cell in cells)


def columns_of(titles: Sequence[object], place: str) -> tuple[int, int]:
    """The positions of the name and the score among the titles of a header.

    Raises
    ------
    InvalidPredictions
        If they cannot be told. `place` opens the sentence, such as "Line 1".
    """
    words = [plain(title) for title in titles]
    if len(words) < 2:
        raise InvalidPredictions(
            "too_few_columns",
            f"{place}: expected a name and a score, found only "
            f"{shown(titles[0]) if titles else 'an empty record'}. {TITLES}",
        )
    names = [index for index, word in enumerate(words) if word in NAMES]
    scores = [index for index, word in enumerate(words) if word in SCORES]
    if len(words) == 2 and len(names) + len(scores) == 1:
        # One of two columns is known: the other one is the other one.
        return (names[0], 1 - names[0]) if names else (1 - scores[0], scores[0])
    return _only(names, titles, place, "the image's name"), _only(
        scores, titles, place, "the score"
    )


def _only(found: Sequence[int], titles: Sequence[object], place: str, what: str) -> int:
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidPredictions(
            "unknown_columns",
            f"{place}: none of the columns {listed(titles)} is known to hold {what}. {TITLES}",
        )
    several = listed([titles[index] for index in found])
    raise InvalidPredictions(
        "ambiguous_columns",
        f"{place}: more than one column could hold {what}: {several}. {TITLES}",
    )
