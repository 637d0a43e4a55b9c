"""What a file is, judged by its content and never by its name."""

import re
from enum import Enum

from evaluator.errors import InvalidPredictions


class Kind(Enum):
    ZIP = "zip"
    JSON = "json"
    TEXT = "text"


ACCEPTED = "Upload the predictions as CSV, TSV, TXT, XLSX, JSON, or a ZIP with one of them."

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a Rich Text document"),
    (b"%!PS", "a PostScript document"),
    (b"\x7fELF", "a Linux program (ELF)"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (such as .xls) or a locked .xlsx"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
# Signatures that text could start with by chance: believed only beside a NUL byte.
WEAK_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "a Windows program"),
    (b"GIF8", "a GIF image"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow or Feather file"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file"),
    (b"BM", "a BMP image"),
    (b"RIFF", "a WebP image, or sound or video"),
    (b"\x80", "a Python pickle"),
)
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|svg|head|body|table)", re.IGNORECASE)
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
UTF8_BOM = b"\xef\xbb\xbf"
UTF32_BOMS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


def kind_of(data: bytes) -> Kind:
    """Tell how to read the content; InvalidPredictions if it is empty or binary."""
    if not data.removeprefix(UTF8_BOM).strip():
        raise InvalidPredictions(
            "empty_file", "The file is empty. Write one line per image: its name and its score."
        )
    if data.startswith(ZIP_SIGNATURES):
        return Kind.ZIP
    encoding = _refused_encoding(data)
    if encoding is not None:
        raise InvalidPredictions(
            "not_utf8", f"The file is text in {encoding}. Save the file as UTF-8."
        )
    refused = _binary(data)
    if refused is not None:
        raise InvalidPredictions(
            "not_a_text_file", f"The file is {refused}, whatever its name says. {ACCEPTED}"
        )
    return Kind.JSON if _starts_like_json(data) else Kind.TEXT


def _refused_encoding(data: bytes) -> str | None:
    if data.startswith(UTF32_BOMS):
        return "UTF-32"
    for byte_order in (0, 1):  # UTF-16 of Latin letters: every other byte is NUL
        letters, zeros = data[byte_order:400:2], data[1 - byte_order : 400 : 2]
        if len(data) > 1 and not zeros.strip(b"\x00") and b"\x00" not in letters:
            return "UTF-16 without a byte order mark"
    return None


def _binary(data: bytes) -> str | None:
    """What the content seems to be, if it is nothing that holds predictions."""
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            return what
    if MARKUP.match(data.removeprefix(UTF8_BOM)[:200]):
        return "a web page or another XML document"
    if data[257:262] == b"ustar":
        return "a tar archive"
    if b"\x00" in data and not data.startswith(UTF16_BOMS):
        return _with_nul_bytes(data)
    return None


def _with_nul_bytes(data: bytes) -> str:
    for signature, what in WEAK_SIGNATURES:
        if data.startswith(signature):
            return what
    return "not text: it holds NUL bytes"


def _starts_like_json(data: bytes) -> bool:
    head = data[:4096]
    if head.startswith(UTF16_BOMS):
        head = head[2:].replace(b"\x00", b"")
    return head.removeprefix(UTF8_BOM).lstrip()[:1] in {b"{", b"["}
