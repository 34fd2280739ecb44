"""The printed file itself: pages appended one by one, in any number of processes."""

import io
import json
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from django.conf import settings as site

from labels.fonts import register_fonts, text_width
from labels.layout import arrange
from labels.pdf import Setup, write_sheets
from labels.pdf_file import PdfFile
from labels.qr import Run, Symbol
from labels.serials import ALPHABET
from labels.sharing import in_order
from labels.sheets import A4_24, A4_65, SHEETS, Sheet
from tests.test_label_pdf import (
    DOTS,
    INK,
    PARTS,
    RICE,
    assert_printed,
    pairs,
    places,
    written,
)

ROOT = Path(__file__).resolve().parent.parent
ROLL = Sheet("roll", "cuộn", 70, 37, 1, 1, 70, 37, 0, 0)

PAPER_SHEETS = {code: sheet for code, sheet in SHEETS.items() if not sheet.is_roll}
every_sheet = pytest.mark.parametrize("sheet", PAPER_SHEETS.values(), ids=PAPER_SHEETS)


def objects(data):
    """Number -> object, from where the table of places says that it lies."""
    start = int(data[data.rindex(b"startxref") :].split()[1])
    assert data[start:].startswith(b"xref\n0 ")
    lines = data[start:].splitlines()
    count = int(lines[1].split()[1])
    assert lines[2] == b"0000000000 65535 f "
    found = {}
    for number, line in enumerate(lines[3 : 2 + count], start=1):
        assert re.fullmatch(rb"\d{10} 00000 n ", line)
        place = int(line[:10])
        assert data[place:].startswith(b"%d 0 obj" % number)
        found[number] = data[place : data.index(b"endobj", place)]
    return found


def contents(data):
    """The inflated content of every page, in order."""
    found = objects(data)
    for page in pages(found, root(data, found)):
        stream = found[int(re.search(rb"/Contents (\d+) 0 R", page)[1])]
        yield zlib.decompress(stream.split(b"stream\n", 1)[1])


def root(data, found):
    """The number of the root of the page tree."""
    catalog = found[int(re.search(rb"/Root (\d+) 0 R", data[data.rindex(b"trailer") :])[1])]
    return int(re.search(rb"/Pages (\d+) 0 R", catalog)[1])


def pages(found, number):
    """The pages below a node, each of which names the node above it."""
    node = found[number]
    if b"/Type/Pages" not in node:
        yield node
        return
    below = 0
    for kid in re.findall(rb"(\d+) 0 R", re.search(rb"/Kids\[(.*?)\]", node)[1]):
        assert b"/Parent %d 0 R" % number in found[int(kid)]
        for page in pages(found, int(kid)):
            below += 1
            yield page
    assert int(re.search(rb"/Count (\d+)", node)[1]) == below


# --- pages and objects ----------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 24, 25, 24 * 128, 24 * 128 + 1])
def test_the_table_of_places_and_the_page_tree_are_whole(count):
    data = written(A4_24, count)
    found = objects(data)
    assert len(list(pages(found, root(data, found)))) == A4_24.pages(count)
    with pdfium.PdfDocument(data) as document:
        assert len(document) == A4_24.pages(count)


def test_every_object_is_used():
    data = written(A4_24, 60)
    used = {int(number) for number in re.findall(rb"(\d+) 0 R", data)}
    assert used == set(objects(data))


def test_a_page_is_as_large_as_its_sheet():
    with pdfium.PdfDocument(written(A4_24, 25)) as document:
        for page in document:
            assert page.get_size() == pytest.approx((595.276, 841.890), abs=0.001)


def test_a_page_may_be_one_label_of_a_roll():
    labels = pairs(5)
    assert_printed(ROLL, written(ROLL, 5), labels, PARTS)


@every_sheet
def test_words_are_drawn_at_once_on_full_pages_and_label_by_label_on_the_last(sheet):
    full, last = contents(written(sheet, sheet.per_page + 2))
    assert full.startswith(b"/sheet Do\n")
    assert b"/words" not in full
    assert last.count(b"/words Do") == 2
    assert b"/sheet" not in last


def test_image_data_can_never_end_an_image():
    for content in contents(written(A4_65, 200)):
        images = re.findall(
            rb"BI/W 33/H 33/BPC 1/IM true/D\[1 0\]/F/AHx ID (.*?)>\nEI Q", content
        )
        assert len(images) in (65, 5)
        assert {len(digits) for digits in images} == {33 * 5 * 2}
        assert not [digits for digits in images if not re.fullmatch(rb"[0-9a-f]+", digits)]


def test_no_symbol_is_a_font():
    assert b"/Type3" not in written(A4_65, 100)
    assert b"/Type3" not in written(A4_65, 100, vector=True)


def test_a_label_takes_at_most_180_bytes():
    empty, full = (len(written(A4_65, count)) for count in (65, 65 * 41))
    assert (full - empty) / (65 * 40) < 180


def test_files_of_unlike_labels_have_unlike_names():
    names = [re.search(rb"/ID\[<(.*?)>", written(A4_24, count))[1] for count in (1, 2, 1)]
    assert names[0] == names[2] != names[1]


def test_what_reportlab_wrote_otherwise_than_we_know_is_said():
    with pytest.raises(ValueError, match="reportlab wrote no /Kids"):
        PdfFile(io.BytesIO(), written(A4_24, 1), drawings=[], size=(1, 1))


# --- symbols as paths -----------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 24, 25])
def test_symbols_as_paths_are_read_like_images(count):
    assert_printed(A4_24, written(A4_24, count, vector=True), pairs(count), PARTS)


def test_symbols_as_paths_are_read_on_small_labels():
    assert_printed(A4_65, written(A4_65, 66, vector=True), pairs(66), PARTS)


def test_each_symbol_is_one_path_filled_once():
    (content,) = contents(written(A4_24, 7, vector=True))
    assert content.count(b"f Q") == 7
    assert b" re\nf Q" in content
    assert not re.search(rb"re\s+f\s.*re\s+f\s[^Q]", content)
    assert b"BI/" not in content


@pytest.mark.parametrize("vector", [False, True], ids=["images", "paths"])
def test_no_light_seam_runs_through_what_is_dark(vector):
    labels = pairs(24)
    run = Run(labels[0][1].removesuffix(labels[0][0]), 16, ALPHABET)
    serials = [serial for serial, _ in labels]
    run.choose_mask(serials)
    register_fonts(Path(site.LABEL_FONT_DIR))
    place = arrange(A4_24, RICE, run.size, text_width).symbol
    printed = places(A4_24, written(A4_24, 24, vector=vector))
    for label, bits in zip(printed, run.symbols(serials), strict=True):
        dark = {
            (row, column + at)
            for column, row, length in Symbol(run.size, bits).bars()
            for at in range(length)
        }
        # The middles of the edges that two dark modules share.
        edges = [(row + 0.5, column + 1) for row, column in dark if (row, column + 1) in dark]
        edges += [(row + 1, column + 0.5) for row, column in dark if (row + 1, column) in dark]
        for row, column in edges:
            x = label.x + place.x + column * place.module
            y = label.y + place.y + row * place.module
            assert label.page.getpixel((int(x * DOTS), int(y * DOTS))) <= INK


# --- masks and links ------------------------------------------------------------------------


def test_the_best_mask_of_each_symbol_can_be_asked_for():
    data = written(A4_24, 30, best_masks=True)
    assert data != written(A4_24, 30)
    assert_printed(A4_24, data, pairs(30), PARTS)


@pytest.mark.parametrize("at", [0, 1, 299])
def test_a_link_of_another_run_is_refused(at):
    labels = pairs(300)
    labels[at] = (labels[at][0], labels[at][1].replace("L2611A", "L2611B"))
    with pytest.raises(ValueError, match="does not fit a run"):
        written(A4_65, 300, labels=labels)


def test_nothing_is_written_when_the_first_links_are_not_alike():
    file = io.BytesIO()
    labels = [*pairs(1), *pairs(1, lot="L1")]
    with pytest.raises(ValueError, match="does not fit a run"):
        write_sheets(
            file,
            setup=Setup(A4_24, RICE),
            labels=labels,
            count=2,
            fonts=Path(site.LABEL_FONT_DIR),
        )
    assert file.getvalue() == b""


# --- many processes -------------------------------------------------------------------------


@every_sheet
@pytest.mark.parametrize("vector", [False, True], ids=["images", "paths"])
def test_two_processes_make_the_same_bytes_as_one(sheet, vector):
    # More than the messages that wait with both helpers, and a short page at the end.
    count = 512 * 6 + 5
    one, two = (written(sheet, count, vector=vector, processes=number) for number in (1, 2))
    assert one == two


def test_pages_come_in_order_from_three_helpers():
    batches = [[f"{number:04d}"] * 100 for number in range(50)]
    assert list(in_order(_joined, batches, 3)) == [_joined(batch) for batch in batches]


def _joined(batch):
    return "".join(batch).encode()


def test_batches_are_taken_only_as_they_are_needed():
    taken = []

    def batches():
        for number in range(1000):
            taken.append(number)
            yield ["0"] * 512

    results = in_order(_joined, batches(), 2)
    next(results)
    results.close()
    assert len(taken) <= 2 * 2 + 1


def name_of_process(batch):
    """Work for a helper that tells the helpers apart."""
    return str(os.getpid()).encode()


def test_helpers_end_when_the_caller_is_killed(tmp_path):
    program = (
        "import os, sys, itertools\n"
        "from labels.sharing import in_order\n"
        "from tests.test_label_pdf_file import name_of_process\n"
        "if __name__ == '__main__':\n"
        "    results = in_order(name_of_process, itertools.repeat(['0'] * 512), 2)\n"
        "    print(next(results).decode(), next(results).decode(), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    file = tmp_path / "killed.py"
    file.write_text(program)
    done = subprocess.run(
        [sys.executable, str(file)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    # Output ends when the last one that holds it has ended: the caller, and both helpers.
    assert done.returncode == -9
    assert len(set(done.stdout.split())) == 2


# --- at its most ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_million_labels_take_less_than_100_mb_of_memory():
    program = [sys.executable, "-m", "labels.management.benchmark"]
    done = subprocess.run(
        [*program, "masks", "1000000", str(site.LABEL_FONT_DIR)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    taken = json.loads(done.stdout)
    assert taken["peak_rss_mb"] < 100
    assert taken["bytes"] / 1_000_000 <= 180
