"""Workbooks: broken, hostile, or filled in wrongly."""

import datetime

from tests.evaluator.files import BOOK, raw_workbook, workbook, zipped
from tests.evaluator.readers.badfiles.bad import Bad

CASES = [
    Bad(
        "empty sheet",
        workbook([]),
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "header only",
        workbook([["name", "score"]]),
        "no_predictions",
        "The file holds a header and no predictions. Write one line per image below it.",
    ),
    Bad(
        "score missing",
        workbook([["name", "score"], ["a.png", 1], ["b.png", None]]),
        "too_few_columns",
        "Row 3: expected a name and a score, found one column. Write both, in two columns.",
    ),
    Bad(
        "score is a word",
        workbook([["name", "score"], [], ["a.png", "good"]]),
        "not_a_number",
        "Row 3: the score 'good' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "score has a decimal comma",
        workbook([["a.png", "1,5"], ["b.png", "2,5"]]),
        "decimal_comma",
        "Row 1: the score '1,5' has a decimal comma. Write numbers with a decimal point, such "
        "as 3.14. Row 2 has the same problem.",
    ),
    Bad(
        "score is a truth value",
        workbook([["a.png", 1], ["b.png", True]]),
        "not_a_number",
        "Row 2: the score true is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "score is an error",
        workbook([["a.png", 1], ["b.png", "#DIV/0!"]]),
        "not_a_number",
        "Row 2: the score '#DIV/0!' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "score is a formula never computed",
        workbook([["a.png", 1], ["b.png", "=1+1"]]),
        "not_a_number",
        "Row 2: the score is a formula without a value. Open the file in a spreadsheet program "
        "and save it, or write the number itself.",
    ),
    Bad(
        "score is a date",
        workbook([["a.png", 1], ["b.png", datetime.date(2025, 3, 12)]]),
        "not_a_number",
        "Row 2: the score is a date, which the spreadsheet program made of the number. Format "
        "the column as numbers, enter the score again, or upload CSV.",
    ),
    Bad(
        "score is a date in a format of its own",
        raw_workbook(
            b'<sheetData><row><c t="str"><v>a.png</v></c><c s="1"><v>45000</v></c></row>'
            b"</sheetData>",
            styles=b'<s><numFmt numFmtId="170" formatCode="yyyy"/>'
            b'<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></s>',
        ),
        "not_a_number",
        "Row 1: the score is a date, which the spreadsheet program made of the number. Format "
        "the column as numbers, enter the score again, or upload CSV.",
    ),
    Bad(
        "one column",
        workbook([["a.png"], ["b.png"]]),
        "too_few_columns",
        "Rows 1 and 2: expected a name and a score, found one column. Write both, in two columns.",
    ),
    Bad(
        "three columns",
        workbook([["a.png", 1, 2], ["b.png", 2, 2]]),
        "too_many_columns",
        "Rows 1 and 2: expected a name and a score, found 3 columns and no header. Keep two "
        "columns, or add a header that names them name and score.",
    ),
    Bad(
        "far corner",
        raw_workbook(b'<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>'),
        "too_many_columns",
        "Row 1: there are more than 100 columns. Keep two: the image's name and its score.",
    ),
    Bad(
        "no such shared string",
        raw_workbook(b'<sheetData><row><c t="s"><v>7</v></c></row></sheetData>'),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "negative shared string",
        raw_workbook(
            b'<sheetData><row><c t="s"><v>-1</v></c></row></sheetData>',
            b"<sst><si><t>a</t></si></sst>",
        ),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "broken XML",
        raw_workbook(b"<sheetData><row>"),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "entities",
        raw_workbook(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sheetData>&a;</sheetData>'),
        "bad_workbook",
        "The XLSX file declares a document type, which no spreadsheet program writes. Save it "
        "again as .xlsx, or as CSV.",
    ),
    Bad(
        "unknown encoding",
        raw_workbook(b'<?xml version="1.0" encoding="klingon"?><sheetData/>'),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "no sheet",
        raw_workbook(b"<sheetData/>", book=b"<workbook/>"),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "sheet elsewhere",
        raw_workbook(
            b"<sheetData/>", links=b'<R><Relationship Id="rId1" Target="../../secret"/></R>'
        ),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "no workbook",
        zipped({"[Content_Types].xml": b"<Types/>", "xl/x.xml": b""}),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "bomb",
        raw_workbook(b"<sheetData>" + b" " * (3 * 2**20) + b"</sheetData>"),
        "zip_bomb",
        "The ZIP or XLSX unpacks to more than 100 times its size. Keep only the names and the "
        "scores.",
    ),
    Bad(
        "too many rows, and then damage",
        raw_workbook(b"<sheetData>" + b"<row><c><v>1</v></c></row>" * 12 + b"<"),
        "too_many_rows",
        "The file holds more than 10 rows. Write exactly one row for each image of the phase.",
    ),
    Bad(
        "thousands of sheets",
        raw_workbook(
            b"<sheetData/>", book=BOOK.replace(b"<sheets>", b"<sheets>" + b"<sheet/>" * 10_000)
        ),
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    ),
    Bad(
        "too many rows",
        workbook([[f"{n}.png", n] for n in range(14)]),
        "too_many_rows",
        "The file holds more than 10 rows. Write exactly one row for each image of the phase.",
    ),
]
