"""Ranks of values, and pairs that two rankings disagree on."""

import numpy as np
from numpy.typing import NDArray

from evaluator.arrays import FloatArray, IntArray


def mid_ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1; equal values share the mean of the ranks they take up.

    Examples
    --------
    >>> mid_ranks(np.array([0.5, 0.1, 0.5])).tolist()
    [2.5, 1.0, 2.5]
    """
    order = np.argsort(values, kind="stable")
    starts = _is_group_start(values[order])
    first = np.flatnonzero(starts)
    last = np.append(first[1:], values.size)
    result = np.empty(values.size)
    result[order] = (0.5 * (first + last + 1))[np.cumsum(starts) - 1]
    return result


def dense_ranks(values: FloatArray) -> IntArray:
    """Ranks from 0 without gaps: equal values get equal ranks."""
    order = np.argsort(values, kind="stable")
    result = np.empty(values.size, dtype=np.int64)
    result[order] = np.cumsum(_is_group_start(values[order])) - 1
    return result


def tied_pairs(ranks: IntArray) -> int:
    """How many pairs share a value, given their dense ranks."""
    counts = np.bincount(ranks)
    return int((counts * (counts - 1) // 2).sum())


def inversions(ranks: IntArray) -> int:
    """Count pairs i < j with ranks[i] > ranks[j], in O(n log n).

    Works from the highest bit down. Elements that agree on all higher bits stand together in
    their original order; a pair first differs at one bit, and is inverted there when the one
    precedes the zero.
    """
    total = 0
    current = ranks
    for bit in reversed(range(int(ranks.max()).bit_length())):
        high = current >> (bit + 1)
        ones = (current >> bit) & 1
        before = np.cumsum(ones) - ones
        starts = np.flatnonzero(np.append(True, high[1:] != high[:-1]))
        group = np.cumsum(np.append(True, high[1:] != high[:-1])) - 1
        zeros = ones == 0
        total += int((before - before[starts][group])[zeros].sum())
        current = current[np.argsort(current >> bit, kind="stable")]
    return total


def _is_group_start(ordered: FloatArray) -> NDArray[np.bool_]:
    starts = np.empty(ordered.size, dtype=np.bool_)
    starts[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=starts[1:])
    return starts
