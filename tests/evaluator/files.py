"""Files as bytes, good and bad, for the tests of the readers."""

import io
import stat
import zipfile
from collections.abc import Mapping, Sequence

import numpy as np
import openpyxl

from evaluator import Truth

PAIRS = [("a.png", 1.5), ("b.png", 2.25), ("c.png", 3.0), ("d.png", 4.125)]
CSV = b"name,score\na.png,1.5\nb.png,2.25\nc.png,3\nd.png,4.125\n"
NAMES = tuple(name for name, _ in PAIRS)
SIBLINGS = [("Development", ["dev_1.png", "dev_2.png", "dev_3.png", "dev_4.png"])]

CONTENT_TYPES = b'<?xml version="1.0"?><Types/>'
BOOK = (
    b'<workbook xmlns:r="r"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    b"</workbook>"
)
LINKS = b'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'


def truth(names: Sequence[str] = NAMES) -> Truth:
    """Ground truth with rising targets."""
    return Truth(names=tuple(names), targets=np.arange(1.0, len(names) + 1))


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return buffer.getvalue()


def zipped_link(name: str, target: bytes) -> bytes:
    """A ZIP whose only entry is a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return buffer.getvalue()


def encrypted(data: bytes) -> bytes:
    """The same ZIP with the flag of encryption set in both headers of its first entry."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def declared(data: bytes, size: int) -> bytes:
    """The same ZIP with another unpacked size declared for its first entry."""
    changed = bytearray(data)
    central = data.index(b"PK\x01\x02")
    changed[22:26] = changed[central + 24 : central + 28] = size.to_bytes(4, "little")
    return bytes(changed)


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    """An XLSX with the rows of each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def raw_workbook(sheet: bytes, strings: bytes = b"<sst/>", **parts: bytes) -> bytes:
    """An XLSX made of these very parts of XML."""
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "xl/workbook.xml": parts.get("book", BOOK),
            "xl/_rels/workbook.xml.rels": parts.get("links", LINKS),
            "xl/sharedStrings.xml": strings,
            "xl/styles.xml": parts.get("styles", b"<styleSheet/>"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )
