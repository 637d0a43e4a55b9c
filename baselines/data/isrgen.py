"""Predictions for ISRGen-QA from its rating files alone: the raters themselves, and a mean."""

from pathlib import Path

from baselines.metadata import Cell, mean_per_cell
from evaluator import Truth, read_truth

MEAN_PREDICTOR = "algorithm-scale-mean"


def read_split(folder: Path, split: str) -> Truth:
    """Read a split from the dataset's own workbook, or its text file where that is missing.

    Raises
    ------
    FileNotFoundError
        If the folder has neither.
    evaluator.InvalidTruth
        If the file is not what the dataset's authors publish.
    """
    for name in (f"{split}.xlsx", f"{split}.txt"):
        if (folder / name).is_file():
            return read_truth(folder / name, file_name=name)
    raise FileNotFoundError(f"{folder} holds neither {split}.xlsx nor {split}.txt of ISRGen-QA.")


def predictions(folder: Path, split: str) -> dict[str, dict[str, float]]:
    """Predict a split by each rater's own scores and by the mean of algorithm and scale.

    Returns
    -------
    dict of str to dict of str to float
        From the predictor, ``P1`` to ``P21`` (none of them where only the text files are there)
        and `MEAN_PREDICTOR`, to the score of each image, 1 to 5, higher is better.
    """
    train, wanted = read_split(folder, "train"), read_split(folder, split)
    mos = zip(_cells(train), train.targets.tolist(), strict=True)
    found = {MEAN_PREDICTOR: _named(wanted, mean_per_cell(mos, _cells(wanted)))}
    if wanted.ratings is not None:
        for rater, said in zip(wanted.raters, wanted.ratings.T.tolist(), strict=True):
            found[rater] = _named(wanted, said)
    return found


def _cells(truth: Truth) -> list[Cell]:
    return list(zip(truth.subsets["algorithm"], truth.subsets["scale"], strict=True))


def _named(truth: Truth, scores: list[float]) -> dict[str, float]:
    return dict(zip(truth.names, scores, strict=True))
