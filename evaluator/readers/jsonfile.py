"""JSON: an object of name to score, or a list of records or pairs."""

import json

from evaluator.errors import InvalidPredictions
from evaluator.limits import Limits
from evaluator.readers.columns import columns_of
from evaluator.readers.table import Cell, Row, Table
from evaluator.readers.text import decode, too_many_rows
from evaluator.wording import brief, shown

SHAPES = (
    'Write an object such as {"a.png": 3.2}, or a list of records such as '
    '[{"name": "a.png", "score": 3.2}].'
)


class Pairs(list[tuple[str, object]]):
    """A JSON object as its pairs, so that a key written twice is seen."""


def read_json(data: bytes, limits: Limits) -> Table:
    """Resolved (name, score) rows, one per entry, counted from 1."""
    text, _ = decode(data)
    _check_size(text, limits)
    document = _parsed(text)
    if isinstance(document, Pairs):
        rows = [
            Row(number, [name, _cell(value, number)])
            for number, (name, value) in enumerate(document, start=1)
        ]
        return Table(rows, "json, object of name to score", "entry", is_resolved=True)
    if not isinstance(document, list):
        raise InvalidPredictions("bad_json", f"The JSON holds no predictions. {SHAPES}")
    return _from_list(document)


def _check_size(text: str, limits: Limits) -> None:
    """Refuse what would take far more memory as objects than any honest file does."""
    containers = text.count("{") + text.count("[")
    if containers > 4 * limits.rows + 1000 or text.count(",") > 20 * limits.rows + 1000:
        raise too_many_rows(limits)


def _parsed(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=Pairs,
            parse_int=float,
            parse_float=float,
            parse_constant=float,
        )
    except json.JSONDecodeError as error:
        raise InvalidPredictions(
            "bad_json",
            f"Line {error.lineno}, column {error.colno}: the JSON cannot be read "
            f"({error.msg.lower()}). {SHAPES}",
        ) from error
    except RecursionError as error:
        raise InvalidPredictions(
            "bad_json", f"The JSON is nested too deeply to be predictions. {SHAPES}"
        ) from error


def _from_list(entries: list[object]) -> Table:
    if not entries or not isinstance(entries[0], Pairs):
        rows = [Row(number, _pair(entry, number)) for number, entry in enumerate(entries, start=1)]
        return Table(rows, "json, list of pairs", "entry", is_resolved=True)
    titles = list(_values(entries[0], 1))
    name_column, score_column = columns_of(titles, "Entry 1")
    name_key, score_key = titles[name_column], titles[score_column]
    rows = [
        Row(number, _record(entry, number, name_key, score_key))
        for number, entry in enumerate(entries, start=1)
    ]
    keys = f"{brief(name_key)},{brief(score_key)}"
    return Table(rows, f"json, list of records {keys}", "entry", is_resolved=True)


def _values(record: Pairs, number: int) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, value in record:
        if key in values:
            raise InvalidPredictions(
                "duplicate_key",
                f"Entry {number}: the key {shown(key)} is written twice. Keep one of them.",
            )
        values[key] = value
    return values


def _record(entry: object, number: int, name_key: str, score_key: str) -> list[Cell]:
    if not isinstance(entry, Pairs):
        raise InvalidPredictions(
            "bad_entry", f"Entry {number}: expected a record, as entry 1 is. {SHAPES}"
        )
    values = _values(entry, number)
    for key in (name_key, score_key):
        if key not in values:
            raise InvalidPredictions(
                "too_few_columns",
                f"Entry {number}: there is no {shown(key)}, which entry 1 has. "
                "Give every entry the same two keys.",
            )
    return [_name(values[name_key], number), _cell(values[score_key], number)]


def _pair(entry: object, number: int) -> list[Cell]:
    if isinstance(entry, Pairs) or not isinstance(entry, list) or len(entry) != 2:
        raise InvalidPredictions(
            "bad_entry",
            f"Entry {number}: expected a record or a pair of a name and a score. {SHAPES}",
        )
    return [_name(entry[0], number), _cell(entry[1], number)]


def _name(value: object, number: int) -> str:
    if not isinstance(value, str):
        raise InvalidPredictions(
            "bad_entry",
            f"Entry {number}: the name must be text in quotation marks. {SHAPES}",
        )
    return value


def _cell(value: object, number: int) -> Cell:
    if value is None or isinstance(value, bool | float):
        return value  # not finite is refused later, in the words used for every format
    if isinstance(value, str):
        raise InvalidPredictions(
            "not_a_number",
            f"Entry {number}: the score {shown(value)} is text. "
            "Write the number without quotation marks.",
        )
    raise InvalidPredictions(
        "not_a_number",
        f"Entry {number}: the score is a list or an object. Write one number per image. {SHAPES}",
    )
