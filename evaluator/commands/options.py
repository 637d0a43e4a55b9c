"""Options that several commands share, and the files they name."""

import argparse
import json
from pathlib import Path

from evaluator import InvalidProfile, Profile, Truth, read_truth


def add_truth(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--truth", type=Path, required=True, help="CSV, TXT or XLSX with MOS")


def add_profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", type=Path, help="metric profile, a JSON file")


def truth_of(path: Path) -> Truth:
    return read_truth(path, file_name=path.name)


def profile_of(path: Path | None) -> Profile:
    """The metric profile in a JSON file, or the default one without a file."""
    if path is None:
        return Profile()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidProfile(f"{path} is not valid JSON: {error}") from error
    return Profile.from_dict(document)
