"""A ZIP with a list of its contents: sums that hold, the same bytes on any day."""

import csv
import hashlib
import io
import time
import zipfile

from openpyxl import Workbook, load_workbook

from portal.audit.archive import CONTENTS, Archive, settled

FILES = [("tom-tat.pdf", "Tóm tắt", b"%PDF"), ("kiem-tra/1.pdf", "Biên bản", b"x" * 5000)]


def archive(files=FILES):
    file = io.BytesIO()
    with Archive(file) as written:
        for one in files:
            written.add(*one)
        written.close()
    return file.getvalue()


def workbook(text):
    book, file = Workbook(), io.BytesIO()
    book.active.append([text])
    book.save(file)
    return file.getvalue()


def test_the_list_has_size_and_sum_of_every_other_file():
    with zipfile.ZipFile(io.BytesIO(archive())) as opened:
        [head, *rows] = csv.reader(io.StringIO(opened.read(CONTENTS).decode("utf-8-sig")))
        assert head == ["Tệp", "Nội dung", "Kích thước (byte)", "SHA-256"]
        assert [row[0] for row in rows] == [
            name for name in opened.namelist() if name != CONTENTS
        ]
        for name, _about, size, digest in rows:
            content = opened.read(name)
            assert (int(size), digest) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_same_files_give_the_same_bytes_at_any_time(monkeypatch):
    first = archive()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert archive() == first


def test_other_content_gives_other_bytes():
    assert archive([("a", "A", b"1")]) != archive([("a", "A", b"2")])


def test_a_workbook_forgets_when_it_was_saved_and_nothing_else():
    first, later = workbook("Lúa"), workbook("Lúa")
    assert settled(first) == settled(later)
    assert settled(first) != settled(workbook("Ngô"))
    assert load_workbook(io.BytesIO(settled(first))).active["A1"].value == "Lúa"


def test_what_was_saved_another_year_is_the_same_workbook():
    now = workbook("Lúa")
    with zipfile.ZipFile(io.BytesIO(now)) as given:
        core = given.read("docProps/core.xml")
        year = core[core.index(b"W3CDTF") + 8 :][:4]
        old = io.BytesIO()
        with zipfile.ZipFile(old, "w") as kept:
            for name in given.namelist():
                content = given.read(name)
                if name == "docProps/core.xml":
                    content = content.replace(year + b"-", b"1999-")
                kept.writestr(name, content)
    assert settled(old.getvalue()) == settled(now)
