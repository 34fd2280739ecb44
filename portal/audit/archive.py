"""A ZIP with a list of its contents: the same files give the same bytes, on any day.

The list, `muc-luc.csv`, says of every other file what it is, its size and its SHA-256, so that
who is handed the archive can prove that nothing in it was changed.
"""

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from typing import IO, Self

CONTENTS = "muc-luc.csv"
HEAD = ("Tệp", "Nội dung", "Kích thước (byte)", "SHA-256")
# The earliest time that a ZIP can say: what is in the files has its own.
STAMP = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
UNIX = 3
# When a workbook was saved, in docProps/core.xml.
SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
FIXED = rb"\g<1>1980-01-01T00:00:00Z\g<2>"


@dataclass(frozen=True)
class Listed:
    """One file of the archive as its list has it."""

    name: str
    about: str
    size: int
    sha256: str


class Archive:
    """An archive being written: `add` each file, then `close` writes the list."""

    def __init__(self, file: IO[bytes]):
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.listed: list[Listed] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add(self, name: str, about: str, content: bytes) -> None:
        """Put a file in; about: what it is, for people."""
        digest = hashlib.sha256(content).hexdigest()
        self.listed.append(Listed(name, about, len(content), digest))
        _put(self._zip, name, content)

    def close(self) -> None:
        """Write the list of contents, as the last file."""
        _put(self._zip, CONTENTS, contents_list(self.listed))


def contents_list(listed: list[Listed]) -> bytes:
    """The list as CSV that Excel reads: UTF-8 with its mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows((one.name, one.about, one.size, one.sha256) for one in listed)
    return text.getvalue().encode("utf-8-sig")


def settled(workbook: bytes) -> bytes:
    """An XLSX without the moment at which it was saved; everything else as it was."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = SAVED.sub(FIXED, content)
            _put(kept, name, content)
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, READABLE
    info.create_system = UNIX
    archive.writestr(info, content)
