"""Options that several commands share, and the files they name."""

import argparse
import json
from pathlib import Path

from evaluator import InvalidProfile, InvalidTruth, Profile, Truth, read_truth


def add_truth(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--truth", type=Path, required=True, help="CSV, TXT or XLSX with MOS")


def add_profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", type=Path, help="metric profile, a JSON file")


def seed(text: str) -> int:
    """A whole number from 0, for argparse."""
    return _whole(text, least=0)


def count(text: str) -> int:
    """A whole number from 1, for argparse."""
    return _whole(text, least=1)


def _whole(text: str, *, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
    return int(text)


def truth_of(path: Path) -> Truth:
    """The ground truth in a file; InvalidTruth names the file, one of several perhaps."""
    try:
        return read_truth(path, file_name=path.name)
    except InvalidTruth as error:
        raise InvalidTruth([f"{path}: {problem}" for problem in error.problems]) from error


def profile_of(path: Path | None) -> Profile:
    """The metric profile in a JSON file, or the default one without a file."""
    if path is None:
        return Profile()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidProfile(f"{path} is not valid JSON: {error}") from error
    return Profile.from_dict(document)
