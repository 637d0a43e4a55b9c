"""How values, places and counts are written in sentences for people."""

from collections.abc import Sequence

LONGEST = 60
FIRST = 5


def shown(value: object) -> str:
    """A value in quotes, cut if long, with everything unprintable escaped."""
    text = str(value)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return repr(text)


def brief(value: object) -> str:
    """The same without the quotes."""
    return shown(value)[1:-1]


def listed(values: Sequence[object]) -> str:
    """The first five values, and how many more there are."""
    first = ", ".join(shown(value) for value in values[:FIRST])
    more = len(values) - FIRST
    return f"{first} and {more:,} more" if more > 0 else first


def numbered(unit: str, numbers: Sequence[int]) -> str:
    """Places in a file, as in ``Lines 3, 4 and 12 more``."""
    if len(numbers) == 1:
        return f"{unit.capitalize()} {numbers[0]}"
    plural = "entries" if unit == "entry" else f"{unit}s"
    first, last = numbers[:FIRST], numbers[FIRST:]
    if last:
        return f"{plural.capitalize()} {', '.join(map(str, first))} and {len(last):,} more"
    return f"{plural.capitalize()} {', '.join(map(str, first[:-1]))} and {first[-1]}"


def counted(number: int, noun: str) -> str:
    """A number with its noun, as in ``1 row`` and ``2,904 bytes``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
