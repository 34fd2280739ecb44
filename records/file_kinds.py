"""What kind of file some bytes are, by the bytes alone. No Django here.

Neither the extension nor what a browser claims is believed. puremagic names the candidate, and
a check of our own, stricter than the programs that open such files, must agree: a file that is
two kinds at once (a PDF with an archive behind it) is refused.
"""

import codecs
import csv
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import IO

import puremagic
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

LONGEST_NAME = 200
HEAD = 4096  # bytes that tell the candidate
TAIL = 1024  # where a PDF says its end, as readers look for it
CHUNK = 1 << 20
OOXML = "application/vnd.openxmlformats-officedocument."
# Parts of office files that run: macros of both generations, controls, foreign objects.
RUNNING = ("vbaproject", "vbadata", "macrosheets/", "activex", "oleobject", "/customui")
# What other parties' viewers might run although it is text.
MARKUP = ("<", "#!", "%!", "{\\rtf")


@dataclass(frozen=True)
class FileKind:
    """content_type: as served; extension: with its dot, given to the kept file's name;
    is_picture: drawn anew before it is kept."""

    content_type: str
    extension: str
    is_picture: bool = False


PDF = FileKind("application/pdf", ".pdf")
PICTURE = FileKind("image/jpeg", ".jpg", is_picture=True)
XLSX = FileKind(f"{OOXML}spreadsheetml.sheet", ".xlsx")
DOCX = FileKind(f"{OOXML}wordprocessingml.document", ".docx")
CSV = FileKind("text/csv; charset=utf-8", ".csv")
TEXT = FileKind("text/plain; charset=utf-8", ".txt")

# The part that an office file is about, and the type it must have.
MAIN_PARTS = {
    "xl/workbook.xml": (XLSX, f"{OOXML}spreadsheetml.sheet.main+xml"),
    "word/document.xml": (DOCX, f"{OOXML}wordprocessingml.document.main+xml"),
}


@dataclass(frozen=True)
class Limits:
    """size: bytes of a file; entries and unpacked: of an archive (office files are archives),
    how many files it may hold and how many bytes they may become together."""

    size: int
    entries: int
    unpacked: int


class Unfit(Exception):
    """The bytes are no file that is kept. `code` and Vietnamese `reason` say why: a part of a
    sentence that begins with the name of the file."""

    def __init__(self, code: str, reason: str):
        super().__init__(reason)
        self.code = code
        self.reason = reason


def kind_of(content: IO[bytes], limits: Limits) -> FileKind:
    """The kind of `content`, read from its start.

    Raises Unfit "records.file_empty", "records.file_too_large", "records.file_damaged",
    "records.file_unpacks_too_large", "records.file_runs" or "records.file_unknown".
    """
    size = content.seek(0, io.SEEK_END)
    if size == 0:
        raise Unfit("records.file_empty", "không có nội dung. Hãy chọn lại tệp.")
    if size > limits.size:
        raise Unfit(
            "records.file_too_large",
            f"lớn hơn {limits.size >> 20} MB. Hãy chọn tệp nhỏ hơn hoặc quét ở cỡ nhỏ hơn.",
        )
    content.seek(0)
    head = content.read(HEAD)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or head[8:12] == b"WEBP":
        return PICTURE
    candidates = _candidates(head)
    if PDF.content_type in candidates:
        return _pdf(content, head)
    if any(each.startswith(OOXML) for each in candidates):
        return _office(content, limits)
    return _text(content, head)


def _candidates(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def clean_name(name: str, kind: FileKind | None = None) -> str:
    """What a person called a file, fit to be shown and sent back: NFC, no folders, no signs
    that cannot be seen (one of them turns the reading around: "exe.pdf" for "fdp.exe"), at most
    200 characters, and the extension of its kind when one is given.

    >>> clean_name("C:\\\\giấy tờ\\\\chứng nhận.PDF.exe", PDF)
    'chứng nhận.PDF.pdf'
    """
    last = PureWindowsPath(unicodedata.normalize("NFC", name)).name
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    seen = " ".join(seen.split())
    if kind is None:
        return seen[-LONGEST_NAME:] or "tep"
    path = PureWindowsPath(seen)
    stem = path.stem if 1 < len(path.suffix) <= 6 else path.name
    room = LONGEST_NAME - len(kind.extension)
    return (stem.strip(". ")[:room] or "tep") + kind.extension


def _pdf(content: IO[bytes], head: bytes) -> FileKind:
    """A PDF from its first byte to its last.

    Source: ISO 32000-2, 7.5.2 (header) and 7.5.5 (end). Readers forgive bytes around both, and
    in such bytes a second file hides. What lies in compressed streams is not looked into: the
    file is served in a sandbox.
    """
    content.seek(-min(TAIL, content.seek(0, io.SEEK_END)), io.SEEK_END)
    tail = content.read()
    whole = head.startswith((b"%PDF-1.", b"%PDF-2.")) and b"%%EOF" in tail
    if not whole or zipfile.is_zipfile(content):
        raise Unfit(
            "records.file_damaged",
            "không phải tệp PDF nguyên vẹn. Hãy xuất hoặc quét lại rồi chọn tệp mới.",
        )
    content.seek(0)
    if any(
        word in part for part in _overlapping(content) for word in (b"/JavaScript", b"/Launch")
    ):
        raise Unfit(
            "records.file_runs",
            "có chứa lệnh tự chạy. Hãy in tệp ra PDF mới rồi chọn tệp mới đó.",
        )
    return PDF


def _overlapping(content: IO[bytes]) -> Iterator[bytes]:
    """The content in parts, each with the end of the one before, so that no word is cut."""
    before = b""
    while part := content.read(CHUNK):
        yield before + part
        before = part[-16:]


def _office(content: IO[bytes], limits: Limits) -> FileKind:
    """A workbook or text document of Office Open XML (ISO/IEC 29500-2: an archive of parts)."""
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _bounded(entries, limits)
            _refuse_what_follows(content)
            _refuse_running(entries)
            _unpacked_whole(archive, entries, limits)
            return _main_part(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # a way of packing that office files never use
        RuntimeError,  # locked by a password
        ParseError,
        DefusedXmlException,
    ) as error:
        raise Unfit(
            "records.file_damaged",
            "không mở được: tệp hỏng hoặc có mật khẩu. Hãy lưu lại dạng .xlsx hoặc .docx.",
        ) from error


def _bounded(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {entry.filename for entry in entries}
    if len(entries) > limits.entries or sum(e.file_size for e in entries) > limits.unpacked:
        raise _unpacks_too_large()
    first = min((entry.header_offset for entry in entries), default=0)
    odd = any("\\" in n or n.startswith("/") or ".." in n.split("/") for n in names)
    if first != 0 or odd or len(names) != len(entries):
        raise zipfile.BadZipFile("something before the archive, or names that lead elsewhere")


def _refuse_what_follows(content: IO[bytes]) -> None:
    """The end record, 22 bytes without a comment, is the last thing in the file."""
    content.seek(-22, io.SEEK_END)
    if not content.read().startswith(b"PK\5\6"):
        raise zipfile.BadZipFile("something after the archive")


def _refuse_running(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if any(word in entry.filename.lower() for word in RUNNING):
            raise _runs()


def _unpacked_whole(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits
) -> None:
    """Unpack everything once, keep nothing: an archive may lie about its sizes."""
    left = limits.unpacked
    for entry in entries:
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _unpacks_too_large()


def _main_part(archive: zipfile.ZipFile) -> FileKind:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise _unknown()
    types = {
        part.get("PartName", "").lstrip("/"): part.get("ContentType", "")
        for part in fromstring(archive.read("[Content_Types].xml"))
    }
    if any("macroenabled" in each.lower() for each in types.values()):
        raise _runs()
    found = [
        kind
        for part, (kind, content_type) in MAIN_PARTS.items()
        if part in names and types.get(part) == content_type
    ]
    if len(found) != 1:
        raise _unknown()
    return found[0]


def _text(content: IO[bytes], head: bytes) -> FileKind:
    """UTF-8 without control characters and without a beginning that a program would run."""
    if b"\0" in head:
        raise _unknown()
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    content.seek(0)
    begin = ""
    try:
        while chunk := content.read(CHUNK):
            part = decoder.decode(chunk)
            if any(unicodedata.category(sign) == "Cc" for sign in set(part) - set("\t\r\n\f")):
                raise _unknown()
            begin = begin or part
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _unknown() from error
    # Readers of PDF look for its header among the first bytes, not only at the first.
    if begin.lstrip().lower().startswith(MARKUP) or "%PDF-" in begin[:TAIL]:
        raise _unknown()
    return CSV if _is_table(begin) else TEXT


def _is_table(text: str) -> bool:
    """Whether the first lines have the same number of columns, two or more."""
    lines = text.splitlines()[:10]
    for sign in ",;\t":
        widths = {len(row) for row in csv.reader(lines, delimiter=sign) if row}
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False


def _unpacks_too_large() -> Unfit:
    return Unfit(
        "records.file_unpacks_too_large",
        "mở ra thì quá lớn. Hãy chia thành nhiều tệp nhỏ hơn.",
    )


def _runs() -> Unfit:
    return Unfit(
        "records.file_runs",
        "có chứa macro hoặc đối tượng tự chạy. Hãy lưu lại dạng .xlsx hoặc .docx thường.",
    )


def _unknown() -> Unfit:
    return Unfit(
        "records.file_unknown",
        "không thuộc loại được nhận. Hãy chọn tệp PDF, ảnh JPEG, PNG, WebP, Excel (.xlsx), "
        "Word (.docx), hoặc văn bản UTF-8 (.csv, .txt).",
    )
