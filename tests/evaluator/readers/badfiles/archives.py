"""ZIP files: broken, hostile, or with something else inside."""

import hashlib
import zipfile

from tests.evaluator.files import CSV, declared, encrypted, zipped, zipped_link
from tests.evaluator.readers.badfiles.bad import Bad

CASES = [
    Bad(
        "empty zip",
        zipped({}),
        "empty_zip",
        "The ZIP holds no file. Put one predictions file into it.",
    ),
    Bad(
        "only clutter",
        zipped({"__MACOSX/._p.csv": b"x", ".DS_Store": b"x", "Thumbs.db": b"x"}),
        "empty_zip",
        "The ZIP holds no file. Put one predictions file into it.",
    ),
    Bad(
        "two files",
        zipped({"p.csv": CSV, "readme.txt": b"hello"}),
        "several_files",
        "The ZIP holds 2 files: 'p.csv', 'readme.txt'. Put only the predictions file into it.",
    ),
    Bad(
        "many files",
        zipped({f"{n}.csv": CSV for n in range(8)}),
        "several_files",
        "The ZIP holds 8 files: '0.csv', '1.csv', '2.csv', '3.csv', '4.csv' and 3 more. Put "
        "only the predictions file into it.",
    ),
    Bad(
        "thousands of files",
        zipped({f"{n}.csv": b"" for n in range(1001)}),
        "zip_bomb",
        "The ZIP holds more than 1,000 files. Put one predictions file into it.",
    ),
    Bad(
        "nested",
        zipped({"p.zip": zipped({"p.csv": CSV})}),
        "nested_zip",
        "The ZIP holds another ZIP. Put the predictions file itself into the ZIP, or upload it "
        "without one.",
    ),
    Bad(
        "encrypted",
        encrypted(zipped({"p.csv": CSV})),
        "encrypted_zip",
        "The ZIP's 'p.csv' is encrypted. Make the ZIP without a password.",
    ),
    Bad(
        "path traversal",
        zipped({"../../etc/passwd": CSV}),
        "path_traversal",
        "The ZIP's '../../etc/passwd' points outside of the ZIP. Store the file under its "
        "plain name.",
    ),
    Bad(
        "path traversal with backslashes",
        zipped({"..\\p.csv": CSV}),
        "path_traversal",
        "The ZIP's '..\\\\p.csv' points outside of the ZIP. Store the file under its plain name.",
    ),
    Bad(
        "absolute path",
        zipped({"/p.csv": CSV}),
        "path_traversal",
        "The ZIP's '/p.csv' points outside of the ZIP. Store the file under its plain name.",
    ),
    Bad(
        "Windows drive",
        zipped({"C:p.csv": CSV}),
        "path_traversal",
        "The ZIP's 'C:p.csv' points outside of the ZIP. Store the file under its plain name.",
    ),
    Bad(
        "no name",
        zipped({"": CSV}),
        "bad_zip",
        "The ZIP holds a file that is called ''. Store the file under a plain name.",
    ),
    Bad(
        "NUL in a name",
        zipped({"p-.csv": CSV}).replace(b"p-.csv", b"p\x00.csv"),
        "bad_zip",
        "The ZIP holds a file that is called 'p\\x00.csv'. Store the file under a plain name.",
    ),
    Bad(
        "symbolic link",
        zipped_link("p.csv", b"/etc/passwd"),
        "symlink",
        "The ZIP's 'p.csv' is a link, not a file. Put the file itself into the ZIP.",
    ),
    Bad(
        "other compression",
        zipped({"p.csv": CSV}, zipfile.ZIP_LZMA),
        "unknown_compression",
        "The ZIP's 'p.csv' is packed with a method other than Deflate. Make the ZIP with the "
        "usual settings.",
    ),
    Bad(
        "bomb by ratio",
        zipped({"p.csv": bytes(3 * 2**20)}),
        "zip_bomb",
        "The ZIP or XLSX unpacks to more than 100 times its size. Keep only the names and the "
        "scores.",
    ),
    Bad(
        "bomb by size",
        zipped({"p.csv": hashlib.shake_128(b"").digest(30_000) * 200}),
        "zip_bomb",
        "The ZIP or XLSX unpacks to more than 4,194,304 bytes. Keep only the names and the scores.",
    ),
    Bad(
        "bomb that lies about its size",
        declared(zipped({"p.csv": bytes(3 * 2**20)}), 100),
        "bad_zip",
        "The ZIP or XLSX file is damaged and cannot be unpacked. Save it again and upload it anew.",
    ),
    Bad(
        "cut off",
        zipped({"p.csv": CSV})[:60],
        "bad_zip",
        "The ZIP or XLSX file is damaged and cannot be unpacked. Save it again and upload it anew.",
    ),
    Bad(
        "damaged",
        zipped({"p.csv": CSV}).replace(CSV[:0] + zipped({"p.csv": CSV})[40:50], bytes(10)),
        "bad_zip",
        "The ZIP or XLSX file is damaged and cannot be unpacked. Save it again and upload it anew.",
    ),
    Bad(
        "damaged within",
        zipped({"p.csv": CSV}).replace(b"p.csv\xcb", b"p.csv\xff", 1),
        "bad_zip",
        "The ZIP or XLSX file is damaged and cannot be unpacked. Save it again and upload it anew.",
    ),
    Bad(
        "bad file inside",
        zipped({"p.csv": b"a.png,1\nb.png,x\n"}),
        "not_a_number",
        "Line 2: the score 'x' is not a number. Give every image a number with a decimal "
        "point, such as 3.14.",
    ),
    Bad(
        "empty file inside",
        zipped({"p.csv": b""}),
        "empty_file",
        "The file is empty. Write one line per image: its name and its score.",
    ),
    Bad(
        "picture inside",
        zipped({"p.csv": b"\x89PNG\r\n\x1a\n"}),
        "not_a_text_file",
        "The file is a PNG image, whatever its name says. Upload the predictions as CSV, TSV, "
        "TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "Word document",
        zipped({"word/document.xml": b"<x/>"}),
        "not_a_text_file",
        "The file is a Word document. Upload the predictions as CSV, TSV, TXT, XLSX, JSON, or "
        "a ZIP with one of them.",
    ),
    Bad(
        "OpenDocument",
        zipped({"META-INF/manifest.xml": b"<x/>"}),
        "not_a_text_file",
        "The file is an OpenDocument file (such as .ods). Upload the predictions as CSV, TSV, "
        "TXT, XLSX, JSON, or a ZIP with one of them.",
    ),
    Bad(
        "NumPy archive",
        zipped({"scores.npy": b"\x93NUMPY"}),
        "not_a_text_file",
        "The file is a NumPy archive (.npz). Upload the predictions as CSV, TSV, TXT, XLSX, "
        "JSON, or a ZIP with one of them.",
    ),
    Bad(
        "checkpoint",
        zipped({"model/data.pkl": b"\x80\x02."}),
        "not_a_text_file",
        "The file is a PyTorch checkpoint. Upload the predictions as CSV, TSV, TXT, XLSX, "
        "JSON, or a ZIP with one of them.",
    ),
]
