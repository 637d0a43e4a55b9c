"""Other kinds of files under a text file's name."""

import bz2
import gzip
import lzma
import pickle

from tests.evaluator.files import CSV
from tests.evaluator.readers.badfiles.bad import Bad

CASES = [
    Bad(
        "PNG renamed",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        "not_a_text_file",
        "The file is a PNG image, whatever its name says. Upload the predictions as CSV, TSV, "
        "TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "JPEG renamed",
        b"\xff\xd8\xff\xe0" + bytes(64),
        "not_a_text_file",
        "The file is a JPEG image, whatever its name says. Upload the predictions as CSV, TSV, "
        "TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "PDF renamed",
        b"%PDF-1.7\n1 0 obj\n",
        "not_a_text_file",
        "The file is a PDF document, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "ELF renamed",
        b"\x7fELF\x02\x01\x01" + bytes(64),
        "not_a_text_file",
        "The file is a Linux program (ELF), whatever its name says. Upload the predictions as "
        "CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "Windows program renamed",
        b"MZ\x90\x00\x03" + bytes(64),
        "not_a_text_file",
        "The file is a Windows program, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "gzip",
        gzip.compress(CSV),
        "not_a_text_file",
        "The file is a gzip archive, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "bzip2",
        bz2.compress(CSV),
        "not_a_text_file",
        "The file is a bzip2 archive, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "xz",
        lzma.compress(CSV),
        "not_a_text_file",
        "The file is an xz archive, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "7-Zip",
        b"7z\xbc\xaf\x27\x1c" + bytes(64),
        "not_a_text_file",
        "The file is a 7-Zip archive, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "RAR",
        b"Rar!\x1a\x07\x01\x00" + bytes(64),
        "not_a_text_file",
        "The file is a RAR archive, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "tar",
        b"p.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(250),
        "not_a_text_file",
        "The file is a tar archive, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "old Excel",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "not_a_text_file",
        "The file is an old Office file (such as .xls) or a locked .xlsx, whatever its name "
        "says. Upload the predictions as CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "pickle",
        pickle.dumps({"a.png": 1.5, "b": None, "n": 0}),
        "not_a_text_file",
        "The file is a Python pickle, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "NumPy array",
        b"\x93NUMPY\x01\x00v\x00" + bytes(64),
        "not_a_text_file",
        "The file is a NumPy array (.npy), whatever its name says. Upload the predictions as "
        "CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "Parquet",
        b"PAR1" + bytes(64),
        "not_a_text_file",
        "The file is a Parquet file, whatever its name says. Upload the predictions as CSV, "
        "TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "web page",
        b"<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        "not_a_text_file",
        "The file is a web page or another XML document, whatever its name says. Upload the "
        "predictions as CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "Rich Text",
        b"{\\rtf1\\ansi a.png,1}",
        "not_a_text_file",
        "The file is a Rich Text document, whatever its name says. Upload the predictions as "
        "CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "random bytes",
        b"abc\x00\x01\x02\x03def\x00",
        "not_a_text_file",
        "The file is not text: it holds NUL bytes, whatever its name says. Upload the "
        "predictions as CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
]
