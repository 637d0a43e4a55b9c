"""ZIP files, opened on the assumption that they were made to harm."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from evaluator.errors import InvalidPredictions
from evaluator.limits import MIB, Limits
from evaluator.wording import counted, listed, shown

MOST_ENTRIES = 1000
CENTRAL_SIGNATURE = b"PK\x01\x02"
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED = 0x1 | 0x40 | 0x2000
# What operating systems add without being asked.
CLUTTER = re.compile(r"(^|/)(__MACOSX(/.*)?|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$", re.I)
FOREIGN = (
    (re.compile(r"word/document\.xml"), "a Word document"),
    (re.compile(r"ppt/presentation\.xml"), "a PowerPoint presentation"),
    (re.compile(r"xl/workbook\.bin"), "a binary Excel workbook (.xlsb)"),
    (re.compile(r"META-INF/manifest\.xml"), "an OpenDocument file (such as .ods)"),
    (re.compile(r"META-INF/MANIFEST\.MF"), "a Java archive"),
    (re.compile(r"[^/]+/data\.pkl"), "a PyTorch checkpoint"),
    (re.compile(r"[^/]+\.npy"), "a NumPy archive (.npz)"),
)


@dataclass(frozen=True)
class Archive:
    """An opened ZIP and how large it came."""

    zip: zipfile.ZipFile
    size: int

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """The member of that name, if there is one."""
        return self.zip.NameToInfo.get(name)


def open_archive(data: bytes, limits: Limits) -> Archive:
    """List a ZIP without unpacking it; InvalidPredictions if any of its entries is suspect."""
    if data.count(CENTRAL_SIGNATURE) > MOST_ENTRIES:
        raise InvalidPredictions(
            "zip_bomb",
            f"The ZIP holds more than {MOST_ENTRIES:,} files. Put one predictions file into it.",
        )
    with _readable():
        archive = Archive(zipfile.ZipFile(io.BytesIO(data)), len(data))
    _check_foreign(archive)
    for info in archive.zip.infolist():
        _check_entry(info)
    _check_expansion(archive, sum(info.file_size for info in archive.zip.infolist()), limits)
    return archive


def is_workbook(archive: Archive) -> bool:
    return archive.find("[Content_Types].xml") is not None and any(
        info.filename.startswith("xl/") for info in archive.zip.infolist()
    )


def sole_member(archive: Archive, limits: Limits) -> tuple[str, bytes]:
    """Name and content of the one file in a ZIP, what operating systems add left aside."""
    members = [
        info
        for info in archive.zip.infolist()
        if not info.is_dir() and not CLUTTER.search(info.filename)
    ]
    if not members:
        raise InvalidPredictions(
            "empty_zip", "The ZIP holds no file. Put one predictions file into it."
        )
    if len(members) > 1:
        names = listed([info.filename for info in members])
        raise InvalidPredictions(
            "several_files",
            f"The ZIP holds {len(members)} files: {names}. Put only the predictions file into it.",
        )
    return members[0].filename, read_member(archive, members[0], limits)


def read_member(archive: Archive, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Unpack one member.

    No more comes out than the size it declares, which `open_archive` has added up; if there is
    more, or less, the checksum is wrong and the ZIP is refused as damaged.
    """
    with _readable(), archive.zip.open(info) as member:
        return member.read(limits.expanded_bytes)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        OSError,
        RuntimeError,  # NotImplementedError too
        TypeError,
        ValueError,
    ) as error:
        raise InvalidPredictions(
            "bad_zip",
            "The ZIP or XLSX file is damaged and cannot be unpacked. Save it again and upload it "
            "anew.",
        ) from error


def _check_foreign(archive: Archive) -> None:
    names = archive.zip.namelist()
    for pattern, what in FOREIGN:
        if any(pattern.fullmatch(name) for name in names):
            raise InvalidPredictions(
                "not_a_text_file",
                f"The file is {what}. Upload the predictions as CSV, TSV, TXT, XLSX, JSON, or a "
                "ZIP with one of them.",
            )


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = shown(info.orig_filename)
    if info.flag_bits & ENCRYPTED:
        raise InvalidPredictions(
            "encrypted_zip", f"The ZIP's {name} is encrypted. Make the ZIP without a password."
        )
    if not info.filename or "\x00" in info.orig_filename:
        raise InvalidPredictions(
            "bad_zip",
            f"The ZIP holds a file that is called {name}. Store the file under a plain name.",
        )
    path = info.orig_filename.replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        raise InvalidPredictions(
            "path_traversal",
            f"The ZIP's {name} points outside of the ZIP. Store the file under its plain name.",
        )
    mode = info.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        raise InvalidPredictions(
            "symlink", f"The ZIP's {name} is a link, not a file. Put the file itself into the ZIP."
        )
    if info.compress_type not in METHODS:
        raise InvalidPredictions(
            "unknown_compression",
            f"The ZIP's {name} is packed with a method other than Deflate. Make the ZIP with the "
            "usual settings.",
        )


def _check_expansion(archive: Archive, expanded: int, limits: Limits) -> None:
    if expanded > limits.expanded_bytes:
        raise InvalidPredictions(
            "zip_bomb",
            f"The ZIP or XLSX unpacks to more than {counted(limits.expanded_bytes, 'byte')}. "
            "Keep only the names and the scores.",
        )
    if expanded > MIB and expanded > limits.ratio * archive.size:
        raise InvalidPredictions(
            "zip_bomb",
            f"The ZIP or XLSX unpacks to more than {limits.ratio} times its size. "
            "Keep only the names and the scores.",
        )
