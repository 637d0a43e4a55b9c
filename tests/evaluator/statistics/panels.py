"""Made-up panels of raters for the tests."""

import numpy as np

from evaluator import Truth


def ratings(images=30, raters=7, *, seed=0, share_missing=0.0):
    """Ratings 1 to 5 by raters with biases of their own; NaN for what is missing."""
    generator = np.random.default_rng(seed)
    quality = generator.uniform(1.5, 4.5, images)
    table = quality[:, None] + generator.normal(0, 0.3, raters)
    table = np.clip(np.round(table + generator.normal(0, 0.7, table.shape)), 1, 5)
    table[generator.random(table.shape) < share_missing] = np.nan
    return table


def names_of(table):
    return tuple(f"P{i + 1}" for i in range(table.shape[1]))


def truth(table, **subsets):
    return Truth(
        names=tuple(f"{i:03}.png" for i in range(len(table))),
        targets=np.nanmean(table, axis=1),
        ratings=table,
        raters=names_of(table),
        subsets=subsets,
    )
