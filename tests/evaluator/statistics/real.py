"""The real ratings, where they lie beside the checkout or where ISRGEN says."""

import os
from functools import cache
from pathlib import Path

import pytest

from evaluator import Truth, read_truth

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("ISRGEN") or ROOT.parent / "shared/data/isrgen-qa")

needs_real_ratings = pytest.mark.skipif(
    not (FOLDER / "test.xlsx").exists(), reason=f"the ratings of ISRGen-QA are not in {FOLDER}"
)


@cache
def real(split: str) -> Truth:
    return read_truth(FOLDER / f"{split}.xlsx", file_name=f"{split}.xlsx")
