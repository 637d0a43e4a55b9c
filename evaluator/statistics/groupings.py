"""What groups a competition's images: which groupings are of use, and the cells several make."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from evaluator.arrays import IntArray
from evaluator.readers import Truth

# What ISRGen-QA's names tell; where they exist they are told before other columns.
KNOWN = ("algorithm", "scale", "family", "content")
# Titles of columns that name the pristine image behind a processed one.
CONTENTS = ("content", "hr_ref", "reference", "ref", "source", "scene")

Terms = tuple[str, ...]


def usable(training: Truth, truth: Truth) -> tuple[str, ...]:
    """The groupings of both from which a mean per group can be learned, known ones first.

    Left out are columns without two groups, columns that give nearly every image a group of
    its own, and columns that only repeat another one or the product of two others.
    """
    both = pooled(training, truth)
    found: dict[str, bytes] = {}
    for name in _ordered(both):
        numbers = numbered(both, (name,))
        groups = len(set(training.subsets[name]))
        if 2 <= groups <= len(training.names) / 2 and numbers.tobytes() not in found.values():
            found[name] = numbers.tobytes()
    for name in list(found):
        others = (other for other in found if other != name)
        pairs = combinations(others, 2)
        if any(numbered(both, pair).tobytes() == found[name] for pair in pairs):
            del found[name]
    return tuple(found)


def different_pairs(both: Truth, groupings: Sequence[str]) -> Iterator[Terms]:
    """Pairs of groupings that divide the images more finely than each of the two alone."""
    finest = {grouping: int(numbered(both, (grouping,)).max()) for grouping in groupings}
    for pair in combinations(groupings, 2):
        if int(numbered(both, pair).max()) > max(finest[grouping] for grouping in pair):
            yield pair


def content_of(truth: Truth) -> str | None:
    """The grouping that says which images show one scene; None if no column does."""
    return next((name for name in CONTENTS if name in truth.subsets), None)


def pooled(*truths: Truth) -> Truth:
    """The images of all in one, with the groupings that every one of them has; no ratings."""
    shared = [name for name in truths[0].subsets if all(name in one.subsets for one in truths)]
    return Truth(
        names=tuple(name for one in truths for name in one.names),
        targets=np.concatenate([one.targets for one in truths]),
        subsets={name: tuple(g for one in truths for g in one.subsets[name]) for name in shared},
    )


def cells(truth: Truth, terms: Terms) -> list[tuple[str, ...]]:
    """The groups of each image in these groupings together."""
    return list(zip(*(truth.subsets[term] for term in terms), strict=True))


def numbered(truth: Truth, terms: Terms) -> IntArray:
    """The number of each image's cell, shape (n,), from 0 in the order of first appearance."""
    labels = cells(truth, terms)
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return np.array([numbers[label] for label in labels], dtype=np.int64)


def titled(terms: Terms) -> str:
    return " × ".join(terms)


def _ordered(truth: Truth) -> list[str]:
    known = [name for name in KNOWN if name in truth.subsets]
    return known + [name for name in truth.subsets if name not in KNOWN]
