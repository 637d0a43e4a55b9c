"""Text that cannot be read as names and scores."""

from tests.evaluator.files import CSV
from tests.evaluator.readers.badfiles.bad import Bad

CASES = [
    Bad(
        "empty",
        b"",
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "only blank lines",
        b"\n \r\n\t\n",
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "only a byte order mark",
        b"\xef\xbb\xbf",
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "only separators",
        b",\n,,\n",
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "only a header",
        b"name,score\n",
        "no_predictions",
        "The file holds a header and no predictions. Write one line per image below it.",
    ),
    Bad(
        "only unknown titles",
        b"picture,niqe\n",
        "not_a_number",
        "Line 1: the score 'niqe' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "names without scores",
        b"a.png\nb.png\nc.png\nd.png\n",
        "too_few_columns",
        "Lines 1, 2, 3 and 4: expected a name and a score, found one column. Write both, "
        "separated by a comma.",
    ),
    Bad(
        "one score missing with its comma",
        b"a.png,1\nb.png,2\nc.png\nd.png,4\n",
        "too_few_columns",
        "Line 3: expected a name and a score, found one column. Write both, separated by a comma.",
    ),
    Bad(
        "many scores missing",
        b"a.png,1\n" + b"b.png\n" * 9,
        "too_few_columns",
        "Lines 2, 3, 4, 5, 6 and 4 more: expected a name and a score, found one column. Write "
        "both, separated by a comma.",
    ),
    Bad(
        "one score empty",
        b"name,score\na.png,1\nb.png,\nc.png,3\nd.png,4\n",
        "empty_score",
        "Line 3: the score is empty. Give every image a score.",
    ),
    Bad(
        "empty scores in quotes",
        b'a.png,1\nb.png,""\nc.png," "\nd.png,4\n',
        "empty_score",
        "Line 2: the score is empty. Give every image a score. Line 3 has the same problem.",
    ),
    Bad(
        "one name empty",
        b"a.png,1\n,2\nc.png,3\nd.png,4\n",
        "empty_name",
        "Line 2: the name is empty. Write the image's file name before the score.",
    ),
    Bad(
        "word for a score",
        b"a.png,1\nb.png,good\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 2: the score 'good' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "word in the first line",
        b"a.png,good\nb.png,2\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 1: the score 'good' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "words in many lines",
        b"name,score\n" + b"a.png,bad\n" * 8,
        "not_a_number",
        "Line 2: the score 'bad' is not a number. Give every image a number with a decimal "
        "point, such as 3.14. Lines 3, 4, 5, 6, 7 and 2 more have the same problem.",
    ),
    Bad(
        "two words",
        b"name,score\na.png,bad\nb.png,poor\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 2: the score 'bad' is not a number. Give every image a number with a decimal "
        "point, such as 3.14. Line 3 has the same problem.",
    ),
    Bad(
        "null",
        b"name,score\na.png,null\nb.png,2\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 2: the score 'null' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "hexadecimal",
        b"a.png,0x10\nb.png,2\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 1: the score '0x10' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "underscore in a number",
        b"a.png,1\nb.png,1_000\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 2: the score '1_000' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "digits of another script",
        "a.png,1\nb.png,٣\nc.png,3\nd.png,4\n".encode(),
        "not_a_number",
        "Line 2: the score '٣' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "typographic minus",
        "a.png,1\nb.png,−2\nc.png,3\nd.png,4\n".encode(),
        "not_a_number",
        "Line 2: the score '−2' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "percentage",
        b"a.png,80%\nb.png,20%\nc.png,30%\nd.png,40%\n",
        "not_a_number",
        "Line 1: the score '80%' has a percent sign. Write the number alone. Lines 2, 3 and 4 "
        "have the same problem.",
    ),
    Bad(
        "a tensor printed",
        b"a.png,tensor(3.2)\nb.png,2\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 1: the score 'tensor(3.2)' is not a number. Give every image a number with a "
        "decimal point, such as 3.14.",
    ),
    Bad(
        "two numbers in a cell",
        b"a.png,1 2\nb.png,2\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 1: the score '1 2' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "a very long word",
        b"a.png,1\nb.png," + b"x" * 5000 + b"\n",
        "not_a_number",
        "Line 2: the score 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is "
        "not a number. Give every image a number with a decimal point, such as 3.14.",
    ),
    Bad(
        "control characters",
        b"a.png,1\nb.png,\x1b[31m2\nc.png,3\nd.png,4\n",
        "not_a_number",
        "Line 2: the score '\\x1b[31m2' is not a number. Give every image a number with a "
        "decimal point, such as 3.14.",
    ),
    Bad(
        "nan",
        b"a.png,nan\nb.png,2\nc.png,3\nd.png,4\n",
        "not_finite",
        "Line 1: the score 'nan' is not a finite number. Give every image a finite score.",
    ),
    Bad(
        "infinity",
        b"name,score\na.png,1\nb.png,-Infinity\nc.png,inf\nd.png,4\n",
        "not_finite",
        "Line 3: the score '-Infinity' is not a finite number. Give every image a finite "
        "score. Line 4 has the same problem.",
    ),
    Bad(
        "overflow",
        b"a.png,1\nb.png,1e999\nc.png,3\nd.png,4\n",
        "not_finite",
        "Line 2: the score '1e999' is not a finite number. Give every image a finite score.",
    ),
    Bad(
        "decimal comma between semicolons",
        b"name;score\na.png;1,5\nb.png;2,5\nc.png;3,5\nd.png;4,5\n",
        "decimal_comma",
        "Line 2: the score '1,5' has a decimal comma. Write numbers with a decimal point, such "
        "as 3.14. Lines 3, 4 and 5 have the same problem.",
    ),
    Bad(
        "decimal comma between commas",
        b"name,score\na.png,1,5\nb.png,2,5\nc.png,3,5\nd.png,4,5\n",
        "decimal_comma",
        "Lines 2, 3, 4 and 5: the score '1,5' has a decimal comma. Write numbers with a "
        "decimal point, such as 3.14.",
    ),
    Bad(
        "decimal comma between commas, no header",
        b"a.png,1,5\nb.png,2,5\nc.png,3,5\nd.png,4,5\n",
        "decimal_comma",
        "Lines 1, 2, 3 and 4: the score '1,5' has a decimal comma. Write numbers with a "
        "decimal point, such as 3.14.",
    ),
    Bad(
        "decimal comma after spaces",
        b"a.png 1,5\nb.png 2,5\nc.png 3,5\nd.png 4,5\n",
        "decimal_comma",
        "Line 1: the score '1,5' has a decimal comma. Write numbers with a decimal point, such "
        "as 3.14. Lines 2, 3 and 4 have the same problem.",
    ),
    Bad(
        "decimal comma after tabs",
        b"name\tscore\na.png\t1,5\nb.png\t2,5\nc.png\t3,5\nd.png\t4,5\n",
        "decimal_comma",
        "Line 2: the score '1,5' has a decimal comma. Write numbers with a decimal point, such "
        "as 3.14. Lines 3, 4 and 5 have the same problem.",
    ),
    Bad(
        "decimal comma in quotes",
        b'a.png,"1,5"\nb.png,"2,5"\nc.png,"3,5"\nd.png,"4,5"\n',
        "decimal_comma",
        "Line 1: the score '1,5' has a decimal comma. Write numbers with a decimal point, such "
        "as 3.14. Lines 2, 3 and 4 have the same problem.",
    ),
    Bad(
        "three columns without a header",
        b"a.png#lr.png#1\nb.png#lr.png#2\nc.png#lr.png#3\nd.png#lr.png#4\n",
        "too_many_columns",
        "Lines 1, 2, 3 and 4: expected a name and a score, found 3 columns and no header. Keep "
        "two columns, or add a header that names them name and score.",
    ),
    Bad(
        "more cells than the header",
        b"name,score\na.png,1\nb.png,2,x\nc.png,3\nd.png,4\n",
        "too_many_columns",
        "Line 3: found 3 columns under a header of 2. Give every row the columns of the header.",
    ),
    Bad(
        "thousands of columns",
        b"a.png" + b",1" * 5000 + b"\n",
        "too_many_columns",
        "Line 1: there are 5,001 columns. Keep two: the image's name and its score.",
    ),
    Bad(
        "three columns between spaces",
        b"name score time\na.png 1 9\nb.png 2 9\nc.png 3 9\nd.png 4 9\n",
        "too_many_columns",
        "Line 1: the header has more than two columns with only spaces between them. Separate "
        "the columns with commas.",
    ),
    Bad(
        "a line without an end",
        b"a.png,1\n" + b"b" * 20_000,
        "line_too_long",
        "Line 2: the line is longer than 16,384 characters. Write one image per line: its name "
        "and its score.",
    ),
    Bad(
        "unclosed quote",
        b'a.png,1\n"b.png,2\nc.png,3\nd.png,4\n',
        "bad_quotes",
        "Line 2: the quotation marks in '\"b.png,2' do not match. Put a name in quotes as a "
        "whole, or leave the quotes out.",
    ),
    Bad(
        "text after a quote",
        b'a.png,1\n"b".png,2\nc.png,3\nd.png,4\n',
        "bad_quotes",
        "Line 2: the quotation marks in '\"b\".png,2' do not match. Put a name in quotes as a "
        "whole, or leave the quotes out.",
    ),
    Bad(
        "score before name",
        b"1,a.png\n2,b.png\n3,c.png\n4,d.png\n",
        "swapped_columns",
        "Line 1: the score stands before the name. Write the name first, or add the header "
        "score,name.",
    ),
    Bad(
        "two columns of names",
        b"name,image,score\na.png,a.png,1\n",
        "ambiguous_columns",
        "Line 1: more than one column could hold the image's name: 'name', 'image'. Name the "
        "columns name and score.",
    ),
    Bad(
        "two columns of scores",
        b"name,mos,score\na.png,1,1\n",
        "ambiguous_columns",
        "Line 1: more than one column could hold the score: 'mos', 'score'. Name the columns "
        "name and score.",
    ),
    Bad(
        "no column of scores",
        b"name,psnr,ssim\na.png,1,1\n",
        "unknown_columns",
        "Line 1: none of the columns 'name', 'psnr', 'ssim' is known to hold the score. Name "
        "the columns name and score.",
    ),
    Bad(
        "no column of names",
        b"score,psnr,ssim\n1,1,1\n",
        "unknown_columns",
        "Line 1: none of the columns 'score', 'psnr', 'ssim' is known to hold the image's "
        "name. Name the columns name and score.",
    ),
    Bad(
        "a header of one column",
        b"score\n1\n2\n",
        "too_few_columns",
        "Line 1: expected a name and a score, found only 'score'. Name the columns name and score.",
    ),
    Bad(
        "too many rows",
        b"".join(b"%d.png,1\n" % n for n in range(13)),
        "too_many_rows",
        "The file holds more than 10 rows. Write exactly one row for each image of the phase.",
    ),
    Bad(
        "one row too many",
        b"".join(b"%d.png,1\n" % n for n in range(11)),
        "too_many_rows",
        "The file holds more than 10 rows. Write exactly one row for each image of the phase.",
    ),
    Bad(
        "too many blank lines",
        b"\n" * 2000 + b"a.png,1\n",
        "too_many_rows",
        "The file holds more than 10 rows. Write exactly one row for each image of the phase.",
    ),
    Bad(
        "too many bytes",
        CSV + b" " * 200_000,
        "file_too_large",
        "The file is larger than 150,000 bytes, the most that is read. Keep only the names and "
        "the scores.",
    ),
    Bad(
        "Latin-1",
        b"a.png,1\nb\xfc.png,2\n",
        "not_utf8",
        "Line 2: the text is not valid UTF-8. Save the file as UTF-8.",
    ),
    Bad(
        "Latin-1 after old line ends",
        b"a.png,1\rb.png,2\r\xe9.png,3\r",
        "not_utf8",
        "Line 3: the text is not valid UTF-8. Save the file as UTF-8.",
    ),
    Bad(
        "half a character of UTF-16",
        b"\xff\xfea\x00.\x00p",
        "not_utf8",
        "Line 1: the text is not valid UTF-16. Save the file as UTF-8.",
    ),
    Bad(
        "UTF-16 without a mark",
        CSV.decode().encode("utf-16-le"),
        "not_utf8",
        "The file is text in UTF-16 without a byte order mark. Save the file as UTF-8.",
    ),
    Bad(
        "UTF-32",
        b"\xff\xfe\x00\x00" + CSV.decode().encode("utf-32-le"),
        "not_utf8",
        "The file is text in UTF-32. Save the file as UTF-8.",
    ),
    Bad(
        "NUL bytes",
        b"a.png,1\nb.png\x00,2\n",
        "not_a_text_file",
        "The file is not text: it holds NUL bytes, whatever its name says. Upload the "
        "predictions as CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "NUL in UTF-16",
        "a.png,1\nb\0.png,2\n".encode("utf-16"),
        "not_a_text_file",
        "The file holds NUL characters. Save it as plain text in UTF-8.",
    ),
]
