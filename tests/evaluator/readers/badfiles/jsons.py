"""JSON that is broken, or holds something else than names and scores."""

from tests.evaluator.readers.badfiles.bad import Bad

CASES = [
    Bad(
        "cut off",
        b'{"a.png": 1, "b.png": ',
        "bad_json",
        "Line 1, column 23: the JSON cannot be read (expecting value). Write an object such as "
        '{"a.png": 3.2}, or a list of records such as [{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "not JSON",
        b"{'a.png': 1}",
        "bad_json",
        "Line 1, column 2: the JSON cannot be read (expecting property name enclosed in double "
        'quotes). Write an object such as {"a.png": 3.2}, or a list of records such as '
        '[{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "trailing comma",
        b'[["a.png", 1],]',
        "bad_json",
        "Line 1, column 15: the JSON cannot be read (expecting value). Write an object such as "
        '{"a.png": 3.2}, or a list of records such as [{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "empty object",
        b"{}",
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "empty list",
        b"[]",
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "list of numbers",
        b"[1, 2, 3, 4]",
        "bad_entry",
        "Entry 1: expected a record or a pair of a name and a score. Write an object such as "
        '{"a.png": 3.2}, or a list of records such as [{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "list of triples",
        b'[["a.png", 1, 2]]',
        "bad_entry",
        "Entry 1: expected a record or a pair of a name and a score. Write an object such as "
        '{"a.png": 3.2}, or a list of records such as [{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "records and pairs mixed",
        b'[{"name": "a.png", "score": 1}, ["b.png", 2]]',
        "bad_entry",
        'Entry 2: expected a record, as entry 1 is. Write an object such as {"a.png": 3.2}, or '
        'a list of records such as [{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "nested object",
        b'{"predictions": {"a.png": 1}}',
        "not_a_number",
        "Entry 1: the score is a list or an object. Write one number per image. Write an "
        'object such as {"a.png": 3.2}, or a list of records such as [{"name": "a.png", '
        '"score": 3.2}].',
    ),
    Bad(
        "name is a number",
        b'[["a.png", 1], [2, 2]]',
        "bad_entry",
        'Entry 2: the name must be text in quotation marks. Write an object such as {"a.png": '
        '3.2}, or a list of records such as [{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "name is missing",
        b'[{"name": "a.png", "score": 1}, {"score": 2}]',
        "too_few_columns",
        "Entry 2: there is no 'name', which entry 1 has. Give every entry the same two keys.",
    ),
    Bad(
        "score is missing",
        b'[{"name": "a.png", "score": 1}, {"name": "b.png"}]',
        "too_few_columns",
        "Entry 2: there is no 'score', which entry 1 has. Give every entry the same two keys.",
    ),
    Bad(
        "unknown keys",
        b'[{"picture": "a.png", "niqe": 1}]',
        "unknown_columns",
        "Entry 1: none of the columns 'picture', 'niqe' is known to hold the image's name. "
        "Name the columns name and score.",
    ),
    Bad(
        "one key",
        b'[{"a.png": 1}, {"b.png": 2}]',
        "too_few_columns",
        "Entry 1: expected a name and a score, found only 'a.png'. Name the columns name and "
        "score.",
    ),
    Bad(
        "records without keys",
        b"[{}]",
        "too_few_columns",
        "Entry 1: expected a name and a score, found only an empty record. Name the columns "
        "name and score.",
    ),
    Bad(
        "score is text",
        b'{"a.png": 1, "b.png": "2"}',
        "not_a_number",
        "Entry 2: the score '2' is text. Write the number without quotation marks.",
    ),
    Bad(
        "score is null",
        b'{"a.png": 1, "b.png": null}',
        "empty_score",
        "Entry 2: the score is empty. Give every image a score.",
    ),
    Bad(
        "score is true",
        b'{"a.png": 1, "b.png": true}',
        "not_a_number",
        "Entry 2: the score true is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "score is a list",
        b'{"a.png": 1, "b.png": [2]}',
        "not_a_number",
        "Entry 2: the score is a list or an object. Write one number per image. Write an "
        'object such as {"a.png": 3.2}, or a list of records such as [{"name": "a.png", '
        '"score": 3.2}].',
    ),
    Bad(
        "score is NaN",
        b'{"a.png": 1, "b.png": NaN}',
        "not_finite",
        "Entry 2: the score 'nan' is not a finite number. Give every image a finite score.",
    ),
    Bad(
        "score is too large",
        b'{"a.png": 1, "b.png": 1e999}',
        "not_finite",
        "Entry 2: the score 'inf' is not a finite number. Give every image a finite score.",
    ),
    Bad(
        "score has too many digits",
        b'{"a.png": 1, "b.png": ' + b"9" * 5000 + b"}",
        "not_finite",
        "Entry 2: the score 'inf' is not a finite number. Give every image a finite score.",
    ),
    Bad(
        "key written twice",
        b'{"a.png": 1, "b.png": 2, "a.png": 3}',
        "duplicate_name",
        "Entries 1 and 3: 'a.png' is given twice. Keep one line for each image.",
    ),
    Bad(
        "key written twice in a record",
        b'[{"name": "a.png", "score": 1, "score": 2}]',
        "duplicate_key",
        "Entry 1: the key 'score' is written twice. Keep one of them.",
    ),
    Bad(
        "nested to the sky",
        b"[" * 1000,
        "bad_json",
        'The JSON is nested too deeply to be predictions. Write an object such as {"a.png": '
        '3.2}, or a list of records such as [{"name": "a.png", "score": 3.2}].',
    ),
    Bad(
        "a thousand lists",
        b"[" + b"[]," * 1100 + b"[]]",
        "too_many_rows",
        "The file holds more than 10 rows. Write exactly one row for each image of the phase.",
    ),
    Bad(
        "tens of thousands of lists",
        b"[" + b"[]," * 30_000 + b"[]]",
        "too_many_rows",
        "The file holds more than 10 rows. Write exactly one row for each image of the phase.",
    ),
    Bad(
        "half a surrogate pair",
        rb'{"\ud800.png": 1}',
        "unknown_names",
        "Entry 1: '\\ud800.png' is not an image of this phase. 4 of the 4 images have no "
        "score: 'a.png', 'b.png', 'c.png', 'd.png'. Use the names of the phase's images, each "
        "once.",
    ),
]
