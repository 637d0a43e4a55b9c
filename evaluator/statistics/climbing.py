"""How far uploads climb a validation board with no better predictor behind them.

Two attackers see nothing but what the board shows. Both start from an honest predictor. The
climber keeps each random change after which a better score is shown. The voter tries random
changes one by one, adds up those that were shown to help and takes off those that hurt, as in
the boosting attack of Blum and Hardt, there for binary labels. Each attack is run with changes
of several sizes and the size that climbs highest counts, for a control is worth what it holds
against its best attacker. What a climb is worth is the score on fresh images.

`python -m evaluator.statistics.climbing` prints the table of docs/statistics/leak-control.md.

References
----------
.. [1] A. Blum and M. Hardt, "The Ladder: A Reliable Leaderboard for Machine Learning
   Competitions", ICML 2015, PMLR 37, pp. 1006-1014. arXiv:1502.04585
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.ladder import released, rounded
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.metadata import scored

PROFILE = Profile(metrics=("srcc", "plcc"))
IMAGES = 72
FRESH = 3_000
UPLOADS = 300
RUNS = 20
STEP = 0.01
# PLCC of the honest predictor among very many images.
CORRELATION = 0.93
# MOS as of 21 raters on five grades, about as spread as those of ISRGen-QA.
MEAN, SPREAD, LOWEST, HIGHEST, RATERS = 3.0, 0.8, 1.0, 5.0, 21
# Random changes, in deviations of the predictions.
SIZES = (0.05, 0.1, 0.2, 0.4)
# The voter's last uploads try how much of the sum to add.
WEIGHTS = tuple(2.0**power for power in range(-6, 4))


@dataclass(frozen=True)
class Control:
    """What a board lets out: from a score, and what was shown before, to what is shown."""

    show: Callable[[float, float | None], float]
    shows_best: bool = False


CONTROLS: Mapping[str, Control] = {
    "none": Control(lambda score, _: score),
    "rounded": Control(lambda score, _: rounded(score, STEP)),
    "ladder": Control(
        lambda score, best: released(score, best=best, step=STEP, higher_is_better=True),
        shows_best=True,
    ),
}


@dataclass(frozen=True)
class Climb:
    """Mean scores before and after an attack.

    Attributes
    ----------
    validation, fresh : float
        Of the honest predictor, on the validation set and on fresh images.
    climbed, climbed_fresh : float
        Of the best upload by what the board showed, on both; higher is better.
    """

    validation: float
    climbed: float
    fresh: float
    climbed_fresh: float

    @property
    def gain(self) -> float:
        """What the uploads gained on the validation set."""
        return self.climbed - self.validation

    @property
    def worth(self) -> float:
        """What they gained on images that the board does not score."""
        return self.climbed_fresh - self.fresh


class Board:
    """A validation set behind a control; what `show` returns is all an attacker learns."""

    def __init__(self, targets: FloatArray, control: Control) -> None:
        self.targets = targets
        self.control = control
        self.shown: float | None = None

    def show(self, predictions: FloatArray) -> float:
        score = _score(predictions[: self.targets.size], self.targets)
        self.shown = self.control.show(score, self.shown)
        return self.shown


class Attacker:
    """Somebody with predictions, random changes of one size and so many uploads."""

    def __init__(self, predictions: FloatArray, *, size: float, uploads: int, seed: int) -> None:
        self.honest = predictions
        self.size = size * float(predictions.std())
        self.uploads = uploads
        self.random = np.random.Generator(np.random.PCG64(seed))

    def change(self) -> FloatArray:
        return self.size * self.random.standard_normal(self.honest.size)

    def climb(self, board: Board) -> FloatArray:
        """Keep each change after which a better score is shown; return the last kept."""
        best, highest = self.honest, board.show(self.honest)
        for _ in range(self.uploads - 1):
            tried = best + self.change()
            shown = board.show(tried)
            if shown > highest:
                best, highest = tried, shown
        return best

    def vote(self, board: Board) -> FloatArray:
        """Add up the changes by the sign of what they did; return the best that was shown."""
        first = before = board.show(self.honest)
        total = np.zeros(self.honest.size)
        for _ in range(self.uploads - 1 - len(WEIGHTS)):
            change = self.change()
            shown = board.show(self.honest + change)
            # Where the best is shown again and again, only what has moved it says something.
            total += np.sign(shown - (before if board.control.shows_best else first)) * change
            before = shown
        best, highest = self.honest, before if board.control.shows_best else first
        for weight in WEIGHTS:
            tried = self.honest + weight * total
            shown = board.show(tried)
            if shown > highest:
                best, highest = tried, shown
        return best


ATTACKS = {"climber": Attacker.climb, "voter": Attacker.vote}


def simulate(
    control: str, attack: str, *, seed: int, uploads: int = UPLOADS, runs: int = RUNS
) -> Climb:
    """Attack boards of 72 images with the size of change that climbs highest.

    Parameters
    ----------
    control : {"none", "rounded", "ladder"}
        The last two in steps of 0.01.
    attack : {"climber", "voter"}
    seed : int
        The same seed gives all controls and attacks the same images and honest predictors.
    uploads : int
        Of one attack, at least 12.
    runs : int
        Over which the scores are averaged, each with images of its own.
    """
    climbs = []
    for size in SIZES:
        found = [
            _attack(control, attack, size=size, uploads=uploads, seeds=(seed, run))
            for run in range(runs)
        ]
        climbs.append(Climb(*(float(value) for value in np.mean(found, axis=0))))
    return max(climbs, key=lambda one: one.climbed)


def table(*, seed: int = 0, uploads: int = UPLOADS, runs: int = RUNS) -> str:
    """All attacks against all controls, as a table in Markdown."""
    lines = [
        f"| attack ({uploads} uploads) | control | validation | climbs to | fresh images |",
        "| --- | --- | --- | --- | --- |",
    ]
    for attack in ATTACKS:
        for control in CONTROLS:
            one = simulate(control, attack, seed=seed, uploads=uploads, runs=runs)
            lines.append(
                f"| {attack} | {control} | {one.validation:.3f} | {one.climbed:.3f} "
                f"({one.gain:+.3f}) | {one.fresh:.3f} to {one.climbed_fresh:.3f} |"
            )
    return "\n".join(lines)


def _attack(
    control: str, attack: str, *, size: float, uploads: int, seeds: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Scores as `Climb` lists them."""
    random = np.random.Generator(np.random.PCG64(seeds))
    mos = np.clip(random.normal(MEAN, SPREAD, IMAGES + FRESH), LOWEST, HIGHEST)
    mos = np.round(mos * RATERS) / RATERS
    noise = float(mos.std()) * np.sqrt(1 / CORRELATION**2 - 1)
    honest = mos + noise * random.standard_normal(mos.size)
    board = Board(mos[:IMAGES], CONTROLS[control])
    own_seed = int(random.integers(2**63))
    attacker = Attacker(honest, size=size, uploads=uploads, seed=own_seed)
    best = ATTACKS[attack](attacker, board)
    return (
        _score(honest[:IMAGES], mos[:IMAGES]),
        _score(best[:IMAGES], mos[:IMAGES]),
        _score(honest[IMAGES:], mos[IMAGES:]),
        _score(best[IMAGES:], mos[IMAGES:]),
    )


def _score(predictions: FloatArray, targets: FloatArray) -> float:
    return scored(predictions, Truth(names=(), targets=targets), PROFILE)[0]


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
