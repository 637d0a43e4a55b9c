"""Every accepted way to write the same four predictions."""

import json
import zipfile

import pytest

from evaluator import Limits, read_predictions
from tests.evaluator.files import CSV, NAMES, PAIRS, raw_workbook, workbook, zipped

LINES = CSV.decode().splitlines()[1:]
BARE = "\n".join(LINES)
HEADED = [("name", "score"), *PAIRS]
RECORDS = [{"name": name, "score": score} for name, score in PAIRS]

GOOD = {
    "csv": (CSV, "csv, header name,score"),
    "csv without header": (BARE.encode(), "csv, no header"),
    "csv, no end of line at the end": (CSV.rstrip(), "csv, header name,score"),
    "csv, CRLF": (CSV.replace(b"\n", b"\r\n"), "csv, header name,score"),
    "csv, CR": (CSV.replace(b"\n", b"\r"), "csv, header name,score"),
    "csv, blank lines": (CSV.replace(b"\n", b"\n\n  \n"), "csv, header name,score"),
    "csv, BOM": (b"\xef\xbb\xbf" + CSV, "csv, header name,score"),
    "csv, UTF-16": (CSV.decode().encode("utf-16"), "csv in UTF-16, header name,score"),
    "csv, UTF-16 big end first": (
        b"\xfe\xff" + CSV.decode().encode("utf-16-be"),
        "csv in UTF-16, header name,score",
    ),
    "csv, quotes": (CSV.replace(b"a.png", b'"a.png"'), "csv, header name,score"),
    "csv, spaces": (CSV.replace(b",", b" , "), "csv, header name,score"),
    "csv, commas at the end": (CSV.replace(b"\n", b",,\n"), "csv, header name,score"),
    "csv, other titles": (
        CSV.replace(b"name,score", b"Image Name,Predicted MOS"),
        "csv, header Image Name,Predicted MOS",
    ),
    "csv, one title known": (CSV.replace(b"score", b"musiq"), "csv, header name,musiq"),
    "csv, no title known": (
        CSV.replace(b"name,score", b"picture,niqe"),
        "csv, header picture,niqe",
    ),
    "csv, commented header": (b"# " + CSV, "csv, header # name,score"),
    "csv, Excel's note": (b"sep=;\n" + CSV.replace(b",", b";"), "csv with ;, header name,score"),
    "csv, columns swapped and named": (
        "\n".join(["score,name", *(f"{score},{name}" for name, score in PAIRS)]).encode(),
        "csv, header name,score",
    ),
    "csv, more columns": (
        "\n".join(["id,psnr,score", *(f"{name},30,{score}" for name, score in PAIRS)]).encode(),
        "csv, header id,score",
    ),
    "csv, row numbers as pandas writes them": (
        "\n".join([",name,score", *(f"{n},{line}" for n, line in enumerate(LINES))]).encode(),
        "csv, header name,score",
    ),
    "csv, semicolons": (CSV.replace(b",", b";"), "csv with ;, header name,score"),
    "tsv": (CSV.replace(b",", b"\t"), "tsv, header name,score"),
    "txt, spaces": (BARE.replace(",", " ").encode(), "txt with spaces, no header"),
    "txt, aligned": (BARE.replace(",", "     ").encode(), "txt with spaces, no header"),
    "txt, spaces and header": (CSV.replace(b",", b" "), "txt with spaces, header name,score"),
    "txt, tabs": (BARE.replace(",", "\t").encode(), "tsv, no header"),
    "txt, #": (BARE.replace(",", "#").encode(), "txt with #, no header"),
    "json object": (json.dumps(dict(PAIRS)).encode(), "json, object of name to score"),
    "json, UTF-16": (json.dumps(dict(PAIRS)).encode("utf-16"), "json, object of name to score"),
    "json, BOM": (
        b"\xef\xbb\xbf" + json.dumps(dict(PAIRS)).encode(),
        "json, object of name to score",
    ),
    "json records": (json.dumps(RECORDS).encode(), "json, list of records name,score"),
    "json records with more keys": (
        json.dumps([record | {"psnr": 30} for record in RECORDS]).encode(),
        "json, list of records name,score",
    ),
    "json pairs": (json.dumps(PAIRS).encode(), "json, list of pairs"),
    "xlsx": (workbook(HEADED), "xlsx, sheet 'Sheet1', header name,score"),
    "xlsx without header": (workbook(PAIRS), "xlsx, sheet 'Sheet1', no header"),
    "xlsx with gaps": (
        workbook([[], ["name", "score"], [], *PAIRS]),
        "xlsx, sheet 'Sheet1', header name,score",
    ),
    "xlsx, scores as text": (
        workbook([(name, str(score)) for name, score in PAIRS]),
        "xlsx, sheet 'Sheet1', no header",
    ),
    "xlsx, second sheet aside": (
        workbook(HEADED, [["notes"]]),
        "xlsx, sheet 'Sheet1', header name,score",
    ),
    "zip of csv": (zipped({"p.csv": CSV}), "zip holding p.csv, csv, header name,score"),
    "zip, stored": (
        zipped({"p.csv": CSV}, zipfile.ZIP_STORED),
        "zip holding p.csv, csv, header name,score",
    ),
    "zip of a folder": (
        zipped({"results/": b"", "results/p.csv": CSV}),
        "zip holding results/p.csv, csv, header name,score",
    ),
    "zip made by macOS": (
        zipped({"p.csv": CSV, "__MACOSX/._p.csv": b"\x00\x05", ".DS_Store": b"\x00"}),
        "zip holding p.csv, csv, header name,score",
    ),
    "zip of json": (
        zipped({"p.json": json.dumps(dict(PAIRS)).encode()}),
        "zip holding p.json, json, object of name to score",
    ),
    "zip of xlsx": (
        zipped({"p.xlsx": workbook(HEADED)}),
        "zip holding p.xlsx, xlsx, sheet 'Sheet1', header name,score",
    ),
}


@pytest.mark.parametrize(("data", "description"), GOOD.values(), ids=GOOD.keys())
def test_good_file_gives_the_four_predictions(data, description, tmp_path):
    path = tmp_path / "no-extension-to-go-by"
    path.write_bytes(data)

    predictions = read_predictions(path, file_name="p", limits=Limits())

    assert tuple(zip(predictions.names, predictions.scores.tolist(), strict=True)) == tuple(PAIRS)
    assert predictions.format == description
    assert predictions.size == len(data)


def read(data, tmp_path, **limits):
    path = tmp_path / "upload"
    path.write_bytes(data)
    return read_predictions(path, file_name="p", limits=Limits(**limits))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3.0),
        ("-3.25", -3.25),
        ("+3.", 3.0),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("1E+3", 1000.0),
        ("0.1", 0.1),
        ("3.14159265358979312", 3.141592653589793),
        ("1.7976931348623157e308", 1.7976931348623157e308),
    ],
)
def test_number_is_read_to_the_last_digit(text, value, tmp_path):
    predictions = read(f"a.png,{text}\n".encode(), tmp_path)

    assert predictions.scores.tolist() == [value]


def test_lines_are_those_of_the_file(tmp_path):
    predictions = read(b"\nname,score\n\na.png,1\n\n\nb.png,2", tmp_path)

    assert (predictions.unit, predictions.lines) == ("line", (4, 7))


def test_rows_are_those_of_the_sheet(tmp_path):
    predictions = read(workbook([[], ["name", "score"], [], ["a.png", 1.5]]), tmp_path)

    assert (predictions.unit, predictions.lines) == ("row", (4,))


def test_entries_are_counted_from_one(tmp_path):
    predictions = read(b'{"a.png": 1, "b.png": 2}', tmp_path)

    assert (predictions.unit, predictions.lines) == ("entry", (1, 2))


def test_names_may_hold_what_other_formats_separate_by(tmp_path):
    data = b'name,score\na b.png,1\n"c,d.png",2\ne#f.png,3\n"g""h.png",4\n'

    assert read(data, tmp_path).names == ("a b.png", "c,d.png", "e#f.png", 'g"h.png')


def test_names_between_spaces_may_hold_spaces(tmp_path):
    assert read(b"my image.png 1\nb.png  2\n", tmp_path).names == ("my image.png", "b.png")


def test_image_called_like_a_title_is_no_header(tmp_path):
    assert read(b"image,1\nfile,2\n", tmp_path).names == ("image", "file")


def test_limits_let_exactly_their_size_through(tmp_path):
    data = CSV + b" " * 10

    assert read(data, tmp_path, bytes=len(data), rows=4).names == NAMES


def test_rich_text_is_joined_and_phonetic_hints_are_left_out(tmp_path):
    strings = (
        b"<sst><si><r><t>a.</t></r><r><t>png</t></r><rPh><t>x</t></rPh><phoneticPr/></si></sst>"
    )
    sheet = (
        b'<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
        b'<x:c r="B1" t="str"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
        b'<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>b.png</x:t></x:is></x:c>'
        b'<x:c r="B2"><x:v>2.5E0</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )

    predictions = read(raw_workbook(sheet, strings), tmp_path)

    assert predictions.names == ("a.png", "b.png")
    assert predictions.scores.tolist() == [2.0, 2.5]


def test_formatted_numbers_of_a_workbook_are_numbers(tmp_path):
    sheet = (
        b'<sheetData><row r="1"><c t="str"><v>a.png</v></c><c s="1"><v>0.5</v></c></row>'
        b'<row r="2"><c t="str"><v>b.png</v></c><c s="2"><v>1.5</v></c></row></sheetData>'
    )
    styles = (
        b'<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0.00 &quot;dB&quot;;[Red]-0"/>'
        b'</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        b'<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )

    predictions = read(raw_workbook(sheet, styles=styles), tmp_path)

    assert predictions.scores.tolist() == [0.5, 1.5]
