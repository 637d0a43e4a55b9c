"""A comparison of two teams in words, numbers and a drawing, made of the computed document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competitions.profiles import is_error
from leaderboards import table
from leaderboards.comparing import Pair
from leaderboards.verdict import number

NOTHING = "–"
SMALLEST_P = 0.001
# Of the drawing, in per cent: the longest interval leaves this much free at each side.
MARGIN = 4.0
# What each test asks, for somebody who has not met it before.
WORDS = {
    "Williams": "A t test of whether the two correlate equally well with the MOS. It counts in "
    "that they are correlated with each other, as two predictions of the same images are.",
    "Steiger": "The same question on Fisher's scale, where correlations near 1 spread evenly.",
    "Meng–Rosenthal–Rubin": "The same question once more, with a variance that holds better when "
    "both correlations are high.",
    "Zou": "No test but an interval of the difference, made from each correlation's own. "
    "Without zero in it, the two can be told apart.",
    "DeLong": "A z test of two areas under curves. It takes the pairs of images for independent, "
    "though many share an image.",
    "P.1401": "The recommendation's own comparison. It takes the two teams for independent, though "
    "both meet the same MOS.",
}


@dataclass(frozen=True)
class Bar:
    """An interval and its value from the left, in per cent; to the right the first is better."""

    left: float
    right: float
    at: float
    cluster_left: float | None = None
    cluster_right: float | None = None


@dataclass(frozen=True)
class Row:
    """One quantity of the two, and how much of its difference is chance."""

    name: str
    first: str
    second: str
    difference: str
    interval: str
    clusters: str
    p: str
    permuted: str
    flip: str
    bar: Bar | None
    is_score: bool


@dataclass(frozen=True)
class TestRow:
    """One test as a line: what it is called, what it found, and what that means."""

    name: str
    metric: str
    result: str
    p: str
    words: str


@dataclass(frozen=True)
class ImageRow:
    """An image that the two place differently."""

    name: str
    mos: str
    first: str
    second: str
    mos_place: str
    first_place: str
    second_place: str


@dataclass(frozen=True)
class Comparison:
    """Everything the page says of two teams."""

    is_separable: bool
    verdict: str
    chance: str
    rows: list[Row]
    has_clusters: bool
    own_scale: str
    tests: list[TestRow]
    notes: list[str]
    images: list[ImageRow]
    n: int
    resamples: str
    permutations: str


def present(
    pair: Pair, document: Mapping[str, Any], images: Sequence[Mapping[str, Any]]
) -> Comparison:
    """Put the document of a comparison into words; `images` is empty for who may not see them."""
    rows = _rows(pair, document)
    return Comparison(
        is_separable=document["is_separable"],
        verdict=_verdict(pair, document),
        chance=_chance(document),
        rows=rows,
        has_clusters=any(row.clusters != NOTHING for row in rows),
        own_scale=_names(table.label(name) for name in _drawn_apart(pair, document)),
        tests=[_test(test) for test in document["tests"]],
        notes=document["notes"],
        images=[_image(image) for image in images],
        n=document["n"],
        resamples=f"{document['resamples']:,}",
        permutations=f"{document['permutations']:,}",
    )


def is_lower_better(name: str, pair: Pair) -> bool:
    """Of a metric, or of the score itself."""
    if name == "score":
        return not pair.board.phase.profile.higher_is_better
    return is_error(name)


def p_text(p: float | None) -> str:
    """A p-value as papers print it."""
    if p is None:
        return NOTHING
    return f"< {SMALLEST_P}" if p < SMALLEST_P else f"{p:.3f}"


def _verdict(pair: Pair, document: Mapping[str, Any]) -> str:
    difference = document["differences"].get("score")
    if difference is None:
        return f"The scores of {_pair_names(pair)} cannot be compared."
    value = -difference["value"] if is_lower_better("score", pair) else difference["value"]
    first, second = (place.team_name for place in pair.places)
    can = "can" if document["is_separable"] else "cannot"
    opening = f"{_pair_names(pair)} {can} be told apart on {document['n']} images"
    if value == 0:
        return f"{opening}: both score the same."
    ahead = first if value > 0 else second
    margin = f"{ahead} is {_margin(abs(value))} ahead"
    interval = _towards(difference["interval"], is_turned=difference["value"] < 0)
    if interval is None:
        return f"{opening}: {margin}, and so few images give no interval."
    span = f"{number(interval[0])} to {number(interval[1])}"
    level = f"{100 * document['level']:g}%"
    if document["is_separable"]:
        return f"{opening}: {margin}, with {level} confidence by {span}."
    return f"{opening}: {margin}, and the {level} interval of that lead runs from {span}."


def _chance(document: Mapping[str, Any]) -> str:
    """How often another draw of images would have turned the two round."""
    flip = document["differences"].get("score", {}).get("flip")
    if flip is None:
        return ""
    if flip == 0:
        return f"In none of {document['resamples']:,} resamples of the images does the order turn."
    often = f"{100 * flip:.0f} of 100" if flip >= 0.005 else "fewer than 1 of 100"
    return f"In {often} resamples of the images the order turns round."


def _towards(interval: Sequence[float] | None, *, is_turned: bool) -> tuple[float, float] | None:
    """The interval of the lead of whoever leads."""
    if interval is None:
        return None
    low, high = interval
    return (-high, -low) if is_turned else (low, high)


def _margin(value: float) -> str:
    smallest = 0.0001
    return number(value) if value >= smallest else f"less than {number(smallest)}"


def _rows(pair: Pair, document: Mapping[str, Any]) -> list[Row]:
    differences, apart = document["differences"], _drawn_apart(pair, document)
    reach = _reach(differences[name] for name in differences if name not in apart)
    return [
        _row(name, pair, document, _reach([differences[name]]) if name in apart else reach)
        for name in ["score", *pair.board.phase.profile.metrics]
        if name in differences
    ]


def _drawn_apart(pair: Pair, document: Mapping[str, Any]) -> list[str]:
    """Errors have the unit of the MOS, and correlations none: one axis would lie of both."""
    metrics = pair.board.phase.profile.metrics
    return [name for name in metrics if is_error(name) and name in document["differences"]]


def _reach(differences: Iterable[Mapping[str, Any]]) -> float:
    """How far the widest of them goes to either side of zero."""
    ends = [
        abs(end)
        for difference in differences
        for end in (
            difference["value"],
            *(difference["interval"] or ()),
            *(difference["cluster_interval"] or ()),
        )
    ]
    return max(ends, default=0.0)


def _row(name: str, pair: Pair, document: Mapping[str, Any], reach: float) -> Row:
    difference = document["differences"][name]
    return Row(
        name=table.label(name),
        first=_value(document["first"], name),
        second=_value(document["second"], name),
        difference=_signed(difference["value"]),
        interval=_span(difference["interval"]),
        clusters=_span(difference["cluster_interval"]),
        p=p_text(difference["p_bootstrap"]),
        permuted=p_text(difference["p_permutation"]),
        flip=NOTHING if difference["flip"] is None else f"{100 * difference['flip']:.0f}%",
        bar=_bar(difference, reach, is_mirrored=is_lower_better(name, pair)),
        is_score=name == "score",
    )


def _bar(difference: Mapping[str, Any], reach: float, *, is_mirrored: bool) -> Bar | None:
    if difference["interval"] is None or reach == 0:
        return None

    def at(value: float) -> float:
        share = (-value if is_mirrored else value) / reach
        return round(50 + share * (50 - MARGIN), 2)

    left, right = sorted(map(at, difference["interval"]))
    clusters = difference["cluster_interval"]
    cluster_left, cluster_right = sorted(map(at, clusters)) if clusters else (None, None)
    return Bar(left, right, at(difference["value"]), cluster_left, cluster_right)


def _value(side: Mapping[str, Any], name: str) -> str:
    value = side["score"] if name == "score" else side["metrics"].get(name)
    return NOTHING if value is None else number(value)


def _signed(value: float) -> str:
    text = number(value)
    return text if value <= 0 else f"+{text}"


def _span(interval: Sequence[float] | None) -> str:
    return f"{_signed(interval[0])} to {_signed(interval[1])}" if interval else NOTHING


def _test(test: Mapping[str, Any]) -> TestRow:
    result = ""
    if test["statistic"] is not None:
        df = "" if test["df"] is None else f"({test['df']:g})"
        result = f"{test['symbol']}{df} = {test['statistic']:.2f}".replace("-", "−")
    if test["interval"] is not None:
        result = ", ".join(filter(None, [result, _span(test["interval"])]))
    return TestRow(
        name=test["name"],
        metric=table.label(test["metric"]),
        result=result,
        p=p_text(test["p"]),
        words=WORDS.get(test["name"], ""),
    )


def _image(image: Mapping[str, Any]) -> ImageRow:
    return ImageRow(
        name=image["name"],
        mos=f"{image['mos']:.2f}",
        first=number(image["first"]),
        second=number(image["second"]),
        mos_place=f"{image['mos_place']:g}",
        first_place=f"{image['first_place']:g}",
        second_place=f"{image['second_place']:g}",
    )


def _pair_names(pair: Pair) -> str:
    return f"{pair.first.team_name} and {pair.second.team_name}"


def _names(names: Iterable[str]) -> str:
    *most, last = list(names) or [""]
    return f"{', '.join(most)} and {last}" if most else last
