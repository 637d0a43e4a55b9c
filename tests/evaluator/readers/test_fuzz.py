"""Whatever is uploaded, the answer is a report or a refusal with a sentence, and it comes soon."""

import json
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluator import InvalidPredictions, InvalidTruth, Limits, evaluate, read_truth
from tests.evaluator.files import CSV, PAIRS, SIBLINGS, raw_workbook, truth, workbook, zipped

LIMITS = Limits(bytes=100_000, rows=50, expanded_bytes=500_000)
TRUTH = truth()
BOOK = workbook([("name", "score"), *PAIRS])
PARTS = {
    name: zipfile.ZipFile(BytesIO(BOOK)).read(name)
    for name in zipfile.ZipFile(BytesIO(BOOK)).namelist()
}
SHEET = b"".join(
    b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c><c r="B%d" s="0"><f>A1</f><v>%d.5</v></c></row>'
    % (number, number, number - 1, number, number)
    for number in range(1, 5)
)
SHEET = b"<worksheet><sheetData>" + SHEET + b"</sheetData></worksheet>"
STRINGS = b"<sst>" + b"".join(b"<si><t>%s.png</t></si>" % name for name in (b"a", b"b", b"c", b"d"))
STRINGS += b"</sst>"
VALID = [
    CSV,
    CSV.replace(b",", b"#"),
    CSV.replace(b",", b" "),
    CSV.decode().encode("utf-16"),
    json.dumps(dict(PAIRS)).encode(),
    json.dumps([{"name": name, "score": score} for name, score in PAIRS]).encode(),
    zipped({"p.csv": CSV}),
    zipped({"p.csv": CSV}, zipfile.ZIP_STORED),
    zipped({"p.xlsx": BOOK}, zipfile.ZIP_STORED),
    BOOK,
]
BOOKS = [zipped(PARTS, zipfile.ZIP_STORED), raw_workbook(SHEET, STRINGS)]
# What breaks parsers more often than chance would find it.
SHARP = st.sampled_from(
    [
        b"", b"\x00", b"\xff", b'"', b"'", b",", b";", b"#", b"\t", b" ", b"\n", b"\r", b"\r\n",
        b"{", b"}", b"[", b"]", b":", b"<", b">", b"&", b"/", b"..", b"PK\x01\x02", b"PK\x03\x04",
        b"PK\x05\x06", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"nan", b"1e999", b"-", b"null",
        b"\xed\xa0\x80", b"\\ud800", b"\xff\xff\xff\xff", b"9" * 400, b"<!DOCTYPE", b"name",
        b"score", b"inf", b"&amp;", b"\x1a", b"0" * 30,
    ]
)  # fmt: skip
CHUNKS = SHARP | st.binary(max_size=4)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "upload"


def check(path, data):
    """Evaluate, and read as ground truth: anything but a report or a refusal fails the test."""
    path.write_bytes(data)
    document, refusal = outcome(path)
    if refusal is not None:
        assert refusal.code
        assert str(refusal).endswith(".")
        assert str(refusal).isprintable()  # no half of a surrogate pair, no escape sequence
        assert len(str(refusal)) < 2000
    if document is not None:
        assert json.dumps(document, allow_nan=False)
        assert all(line.isprintable() and len(line) < 500 for line in document["log"])
    with suppress(InvalidTruth):
        read_truth(path, file_name="truth")


def outcome(path):
    """The report as a JSON object and None, or None and the refusal."""
    try:
        report = evaluate(path, file_name="p.csv", truth=TRUTH, limits=LIMITS, siblings=SIBLINGS)
    except InvalidPredictions as refusal:
        return None, refusal
    return report.to_dict(), None


@st.composite
def mutated(draw, files):
    """A valid file with up to four pieces cut out, put in, doubled or overwritten."""
    data = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 8) | st.integers(0, len(data)))
        piece = draw(CHUNKS) * draw(st.integers(1, 3))
        data = data[:start] + piece + data[start + length :]
        if draw(st.booleans()):
            data = data[:start] + data[start : start + 40] * 2 + data[start + 40 :]
    return data


@given(data=st.binary(max_size=400))
@example(data=b"[" * 100_000)
@example(data=b'{"a":' * 20_000)
@example(data=b"," * 90_000)
@example(data=b"\n" * 90_000)
@example(data=b'"' * 16_000)
@example(data=b"a.png," + b"1" * 16_000 + b"x\n")
@example(data=b"a.png " + b"1 " * 8_000 + b"\n")
@example(data=b'{"a":' + b"9" * 90_000 + b"}")
@example(data=b'["' + b"\\ud800" * 9 + b'"]')
@example(data=b"PK\x05\x06" + bytes(18))
@example(data=b"PK\x05\x06" + b"\xff" * 18)
@example(data=b"PK\x03\x04" + b"PK\x01\x02" * 900)
def test_random_bytes(path, data):
    check(path, data)


@given(start=st.sampled_from([b"", b"{", b"[", b"PK\x03\x04", b"\xff\xfe", b"name,score\n"]),
       chunks=st.lists(CHUNKS, max_size=60))  # fmt: skip
def test_sharp_pieces(path, start, chunks):
    check(path, start + b"".join(chunks))


@given(text=st.text(max_size=200), encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_random_text(path, text, encoding):
    check(path, text.encode(encoding, "surrogatepass"))


@given(
    rows=st.lists(
        st.tuples(st.text(max_size=12) | st.sampled_from([name for name, _ in PAIRS]),
                  st.floats() | st.text(max_size=6)), max_size=8),
    separator=st.sampled_from([",", ";", "\t", "#", " "]),
    header=st.sampled_from(["", "name,score\n", "score;name\n", "a b c\n"]),
)  # fmt: skip
def test_random_rows(path, rows, separator, header):
    text = header + "\n".join(f"{name}{separator}{score}" for name, score in rows)

    check(path, text.encode("utf-8", "surrogatepass"))


KEYS = st.sampled_from(["name", "score", "a.png", ""]) | st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(document=JSON)
def test_random_json(path, document):
    check(path, json.dumps(document).encode())


@given(data=mutated(VALID))
def test_mutated_valid_files(path, data):
    check(path, data)


@given(data=mutated(BOOKS))
def test_mutated_workbooks(path, data):
    check(path, data)


@given(sheet=mutated([SHEET, PARTS["xl/worksheets/sheet1.xml"]]), strings=mutated([STRINGS]))
def test_mutated_parts_of_a_workbook(path, sheet, strings):
    check(path, raw_workbook(sheet, strings))


FRAME = mutated([PARTS[f"xl/{name}"] for name in ("workbook.xml", "styles.xml")])
LINKS = mutated([PARTS["xl/_rels/workbook.xml.rels"]])


@given(parts=st.fixed_dictionaries({}, optional={"book": FRAME, "styles": FRAME, "links": LINKS}))
def test_mutated_frame_of_a_workbook(path, parts):
    check(path, raw_workbook(SHEET, STRINGS, **parts))


MEMBERS = ["p.csv", "d/", "d/p.csv", "__MACOSX/p", "../p", "xl/workbook.xml", "[Content_Types].xml"]
NAME = st.sampled_from(MEMBERS) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=9)


@given(
    members=st.dictionaries(NAME, st.sampled_from(VALID) | st.binary(max_size=50), max_size=3),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]),
)
def test_random_archives(path, members, method):
    check(path, zipped(members, method))
