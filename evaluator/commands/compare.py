"""compare: can two predictions files be told apart on this ground truth?"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluator import InvalidPredictions, Truth, read_predictions
from evaluator.arrays import FloatArray
from evaluator.commands.answer import Answer
from evaluator.commands.figures import Specification, forest, scatter
from evaluator.commands.options import add_profile, add_truth, profile_of, truth_of
from evaluator.matching import match
from evaluator.statistics.comparison import compare

HELP = "tell whether two predictions files can be told apart"
DISPUTED = 5


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("first", type=Path, help="predictions of one method")
    parser.add_argument("second", type=Path, help="predictions of the other")
    add_truth(parser)
    add_profile(parser)


def answer(options: argparse.Namespace) -> Answer:
    """Compare the two files; EvaluatorError where one cannot be read."""
    truth = truth_of(options.truth)
    first, second = (_predictions(path, truth) for path in (options.first, options.second))
    found = compare(first, second, truth, profile_of(options.profile))
    names = options.first.stem, options.second.stem
    figures = {"differences": _differences(found, names), "images": _images(found, names)}
    return Answer(document=found, text="\n".join(_text(found, names)), figures=figures)


def _predictions(path: Path, truth: Truth) -> FloatArray:
    try:
        return match(read_predictions(path, file_name=path.name), truth)
    except InvalidPredictions as error:
        raise InvalidPredictions(error.code, f"{path}: {error.message}") from error


def _text(found: Mapping[str, Any], names: tuple[str, str]) -> Iterator[str]:
    first, second = names
    yield _verdict(found, names)
    yield ""
    width = max(10, *(len(name) + 1 for name in found["differences"]))
    yield (
        f"{'':{width}}{'first':>9} {'second':>9} {'difference':>11}  95% interval        turns"
        f"{'p':>8}{'permuted':>10}"
    )
    for name, difference in found["differences"].items():
        values = (_value(found[which], name) for which in ("first", "second"))
        yield (
            f"{name:{width}}{' '.join(f'{_number(value):>9}' for value in values)}"
            f" {_number(difference['value'], '+'):>11}"
            f"  {_interval(difference['interval']):18}{_share(difference['flip']):>7}"
            f"{_p(difference['p_bootstrap']):>8}{_p(difference['p_permutation']):>10}"
        )
    yield ""
    yield f"first: {first}; second: {second}."
    yield f"Intervals are over {found['resamples']:,} resamples of the {found['n']} images."
    yield "turns: resamples in which the order turns round; p: what follows from them, and decides;"
    yield "permuted: p of the paired permutation test."
    yield from found["notes"]
    for test in found["tests"]:
        yield _test(test)
    yield ""
    yield f"Images that they put in the most different places ({found['n']} is the best):"
    for image in found["images"][:DISPUTED]:
        yield (
            f"  {image['name']:32} MOS {image['mos']:.3f}, places {image['first_place']:g} and "
            f"{image['second_place']:g} and, by MOS, {image['mos_place']:g}"
        )


def _verdict(found: Mapping[str, Any], names: tuple[str, str]) -> str:
    score = found["differences"].get("score")
    if score is None or score["flip"] is None:
        reason = "see the notes" if found["notes"] else "one of them has no score"
        return f"Whether {names[0]} and {names[1]} differ cannot be said: {reason}."
    if not found["is_separable"]:
        return (
            f"{names[0]} and {names[1]} cannot be told apart on {found['n']} images: their order "
            f"turns round in {_share(score['flip'])} of the resamples."
        )
    return (
        f"{names[0]} and {names[1]} can be told apart on {found['n']} images: their scores differ "
        f"by {abs(score['value']):.4f}, and the order turns round in {_share(score['flip'])} of "
        "the resamples."
    )


def _value(of_method: Mapping[str, Any], name: str) -> float:
    value: float = of_method["score"] if name == "score" else of_method["metrics"][name]
    return value


def _test(test: Mapping[str, Any]) -> str:
    what = f"{test['name']}, {test['metric'].upper()}:"
    if test["interval"]:
        return f"{what:32} 95% interval of the difference {_interval(test['interval'])}"
    df = f"({test['df']})" if test["df"] is not None else ""
    p = _p(test["p"]) if test["p"] < 0.001 else f"= {_p(test['p'])}"
    return f"{what:32} {test['symbol']}{df} = {test['statistic']:.3f}, p {p}"


def _interval(ends: tuple[float, float] | None) -> str:
    return f"[{_number(ends[0], '+')}, {_number(ends[1], '+')}]" if ends else "–"


def _number(value: float, sign: str = "") -> str:
    return format(value, f"{sign}.4f" if abs(value) < 1e6 else f"{sign}.4g")


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _p(p: float | None) -> str:
    if p is None:
        return "–"
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _differences(found: Mapping[str, Any], names: tuple[str, str]) -> Specification:
    rows = [
        {"name": name, "value": each["value"], "low": ends[0], "high": ends[1]}
        for name, each in found["differences"].items()
        if (ends := each["interval"])
    ]
    return forest(rows, title=f"{names[0]} less {names[1]}, with 95% intervals", line_at=0)


def _images(found: Mapping[str, Any], names: tuple[str, str]) -> Specification:
    """Where each method places each image, coloured by MOS."""
    first, second = (f"place by {name}" for name in names)
    figure = scatter(found["images"], x=("first_place", first), y=("second_place", second))
    figure["encoding"]["color"] = {"field": "mos", "type": "quantitative", "title": "MOS"}
    return figure
