"""Metrics inside each group of images, averaged over the groups."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray, IntArray, is_constant, paired
from evaluator.errors import ConstantPredictions, UndefinedByTruth

# A correlation over two images is +1 or -1 whatever they show.
SMALLEST_GROUP = 3


def groups_of(labels: Sequence[str]) -> Iterator[tuple[str, IntArray]]:
    """Each group's label and its members, in the order of the labels."""
    members: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        members.setdefault(label, []).append(index)
    for label in sorted(members):
        yield label, np.array(members[label])


def mean_within(
    metric: Callable[[FloatArray, FloatArray], float],
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    groups: Sequence[str],
) -> float:
    """The unweighted mean of a correlation over the groups of images.

    Says whether the predictions are right inside a group, such as one scale, where the
    differences between the groups are no help. Every group counts the same, however many images
    it has. Left out are groups of fewer than three images, groups whose targets are all the same
    and images without a group: that is the ground truth's doing, the same for everybody. A group
    whose predictions are all the same is not left out, or silence would be an advantage.

    Parameters
    ----------
    metric : callable
        `srcc`, `plcc` or `krcc`.
    predictions : array_like, shape (n,)
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.
    groups : sequence of str, length n
        The group of each image; empty for none.

    Returns
    -------
    float
        In [-1, 1]; higher is better.

    Raises
    ------
    ConstantPredictions
        If the predictions of a group are all the same (to rounding noise); names the group.
    UndefinedByTruth
        If no group is left.
    ValueError
        If the shapes differ or a value is not finite.

    Examples
    --------
    >>> from evaluator.metrics import srcc
    >>> mean_within(srcc, [1, 2, 3, 9, 8, 7], [1, 2, 3, 4, 5, 6], groups=list("aaabbb"))
    0.0
    """
    x, y = paired(predictions, targets)
    values = []
    for group, members in groups_of(groups):
        if not group or members.size < SMALLEST_GROUP or is_constant(y[members]):
            continue
        if is_constant(x[members]):
            raise ConstantPredictions(
                f"The scores of the {members.size:,} images of {group} are all the same."
            )
        values.append(metric(x[members], y[members]))
    if not values:
        raise UndefinedByTruth(
            f"No group has {SMALLEST_GROUP} images or more of different quality."
        )
    return sum(values) / len(values)
