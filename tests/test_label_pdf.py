"""The printed sheet, looked at as a phone and a person do: rendered, scanned, read."""

import datetime
import io
import math
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.conf import settings as site

from common.errors import RuleError
from labels import qr, serials
from labels.fonts import register_fonts, text_width
from labels.keys import Key
from labels.layout import LabelText, arrange
from labels.links import label_link
from labels.pdf import Setup, write_sheets
from labels.qr import QUIET_ZONE
from labels.serials import for_people
from labels.sheets import A4_24, A4_65, SHEETS

KEY = Key(1, datetime.date(2026, 1, 1), bytes(range(32)))
RICE = LabelText(
    name="Gạo hữu cơ Hải Lăng",
    organisation="HTX Lúa Hải Lăng (minh họa)",
    lot="L2611A",
    produced="12/11/2026",
    expires="12/11/2027",
    content="5 kg",
    growing_area_code="VN-QTOR-0123",
)
COFFEE = LabelText(
    name="Cà phê Arabica chế biến ướt Hướng Phùng rang mộc nguyên hạt loại đặc biệt",
    organisation="Hợp tác xã Nông nghiệp dịch vụ tổng hợp Hướng Phùng (minh họa)",
    lot="L2611A-HUONGPHUNG-01",
    produced="12/11/2026",
    expires="12/11/2027",
    content="500 g",
)
DOTS = 300 / 25.4  # rendered pixels in a millimetre
PAPER, INK = 250, 60  # levels of grey

PAPER_SHEETS = {code: sheet for code, sheet in SHEETS.items() if not sheet.is_roll}
every_sheet = pytest.mark.parametrize("sheet", PAPER_SHEETS.values(), ids=PAPER_SHEETS)


def pairs(count, lot="L2611A", gtin="09520000000011", host="https://truyxuat.example.vn"):
    """(serial, link) of `count` labels of one run."""
    return [
        (serial, label_link(public_url=host, gtin=gtin, lot=lot, serial=serial))
        for serial in serials.serials(KEY, 3, 0, count)
    ]


def written(sheet, count, text=RICE, labels=None, **more):
    """The bytes of a PDF of `count` labels."""
    file = io.BytesIO()
    write_sheets(
        file,
        setup=Setup(sheet, text),
        labels=pairs(count) if labels is None else labels,
        count=count,
        fonts=Path(site.LABEL_FONT_DIR),
        **more,
    )
    return file.getvalue()


class Label:
    """One place on a printed page: its picture at 300 dpi and its text."""

    def __init__(self, sheet, page, text_page, x, y):
        self.page, self.x, self.y = page, x, y
        self.picture = self.part((0, 0, sheet.label_width, sheet.label_height))
        bottom, top = (sheet.page_height - y - h for h in (sheet.label_height, 0))
        box = (x, bottom, x + sheet.label_width, top)
        words = text_page.get_text_bounded(*(side * 72 / 25.4 for side in box))
        self.text = " ".join(words.split())

    def part(self, box):
        """The pixels that lie wholly within (left, top, right, bottom) mm of the label."""
        left, top, right, bottom = box
        return self.page.crop(
            (
                math.ceil((self.x + left) * DOTS),
                math.ceil((self.y + top) * DOTS),
                math.floor((self.x + right) * DOTS),
                math.floor((self.y + bottom) * DOTS),
            )
        )

    @property
    def scanned(self):
        return [code.text for code in zxingcpp.read_barcodes(self.picture)]

    @property
    def is_white(self):
        return self.picture.getextrema()[0] >= PAPER and not self.text


def places(sheet, data):
    """Every place of every page, also the empty ones, in the order of printing."""
    with pdfium.PdfDocument(data) as document:
        for page in document:
            picture = page.render(scale=300 / 72, grayscale=True).to_pil()
            text_page = page.get_textpage()
            for _, x, y in sheet.positions(sheet.per_page):
                yield Label(sheet, picture, text_page, x, y)


def assert_printed(sheet, data, labels, parts):
    """Each label stands once, in order, with its own words; the rest of the paper is white."""
    empty = sheet.pages(len(labels)) * sheet.per_page - len(labels)
    wanted = [*labels, *[None] * empty]
    for label, pair in zip(places(sheet, data), wanted, strict=True):
        if pair is None:
            assert label.is_white
            continue
        serial, link = pair
        assert label.scanned == [link]
        assert label.text.count(for_people(serial)) == 1
        assert not [part for part in parts if part not in label.text]


PARTS = ("Gạo hữu cơ", "Hải Lăng", "HTX Lúa", "Lô L2611A", "NSX 12/11/2026", "HSD 12/11/2027")


@pytest.mark.parametrize(
    ("sheet", "count"),
    [
        *((A4_24, count) for count in (1, 23, 24, 25, 49)),
        *((A4_65, count) for count in (1, 64, 65, 66)),
        pytest.param(A4_65, 131, marks=pytest.mark.slow),
        pytest.param(A4_24, 1000, marks=pytest.mark.slow),
        pytest.param(A4_65, 1000, marks=pytest.mark.slow),
        pytest.param(A4_65, 10_000, marks=pytest.mark.slow),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_every_label_is_printed_once_in_order_beside_its_own_words(sheet, count):
    assert_printed(sheet, written(sheet, count), pairs(count), PARTS)


@every_sheet
@pytest.mark.parametrize(
    "more",
    [
        {"gtin": None},
        {"lot": None},
        {"lot": "A/1?%b+ABCDEFGHIJKLM"},
        {"host": "https://truyxuatnguongoc.sonongnghiep.quangtri.gov.vn"},
        {"host": "http://127.0.0.1:8000"},
    ],
    ids=lambda more: "-".join(more) + "-" + str(next(iter(more.values())))[:8],
)
def test_links_of_every_kind_are_read(sheet, more):
    labels = pairs(2, **more)
    assert_printed(sheet, written(sheet, 2, labels=labels), labels, PARTS)


@every_sheet
def test_long_names_leave_every_label_readable(sheet):
    labels = pairs(3, lot=COFFEE.lot)
    data = written(sheet, 3, COFFEE, labels)
    assert_printed(sheet, data, labels, ("Cà phê Arabica", "…", "HSD 12/11/2027", "500 g"))


@every_sheet
@pytest.mark.parametrize("text", [RICE, COFFEE], ids=["rice", "coffee"])
def test_the_quiet_zone_is_white_in_print(sheet, text):
    labels = pairs(sheet.per_page, lot=text.lot)
    size = qr.symbol(labels[0][1]).size
    register_fonts(Path(site.LABEL_FONT_DIR))
    place = arrange(sheet, text, size, text_width).symbol
    left, top = place.x, place.y
    right, bottom = left + size * place.module, top + size * place.module
    quiet = QUIET_ZONE * place.module
    around = (left - quiet, top - quiet, right + quiet, bottom + quiet)
    assert min(around) >= 0
    assert around[2] <= sheet.label_width
    assert around[3] <= sheet.label_height
    pixel = 1 / DOTS  # the one on the symbol's edge is grey
    bands = [
        (*around[:3], top - pixel),
        (around[0], bottom + pixel, *around[2:]),
        (*around[:2], left - pixel, around[3]),
        (right + pixel, *around[1:]),
    ]
    for label in places(sheet, written(sheet, sheet.per_page, text, labels)):
        for band in bands:
            assert label.part(band).getextrema()[0] >= PAPER
        # The symbol does begin where the bands end: its corner module is all ink.
        end = place.module - pixel
        corner = (left + pixel, top + pixel, left + end, top + end)
        assert label.part(corner).getextrema()[1] <= INK


@every_sheet
def test_a_module_is_printed_at_a_third_of_a_millimetre_or_more(sheet):
    labels = pairs(1, host="https://truyxuatnguongoc.sonongnghiep.quangtri.gov.vn")
    (label, *_) = places(sheet, written(sheet, 1, labels=labels))
    code = zxingcpp.read_barcodes(label.picture)[0]
    width = code.position.top_right.x - code.position.top_left.x
    assert width / DOTS / qr.symbol(labels[0][1]).size >= 0.33


def test_a_link_too_long_for_a_small_label_is_refused_and_nothing_is_written():
    labels = pairs(1, host="https://" + "rat-dai." * 14 + "vn")
    file = io.BytesIO()
    with pytest.raises(RuleError) as refused:
        write_sheets(
            file,
            setup=Setup(A4_65, RICE),
            labels=labels,
            count=1,
            fonts=Path(site.LABEL_FONT_DIR),
        )
    assert refused.value.code == "labels.symbol_too_small"
    assert file.getvalue() == b""


# --- the file -------------------------------------------------------------------------------


@every_sheet
def test_the_same_run_gives_the_same_bytes(sheet):
    assert written(sheet, 30) == written(sheet, 30)


def test_vietnamese_words_come_out_of_the_file_unbroken():
    with pdfium.PdfDocument(written(A4_24, 1)) as document:
        text = document[0].get_textpage().get_text_range()
    for words in (RICE.name, RICE.organisation, "Quét để truy xuất nguồn gốc", "Vùng trồng"):
        assert words in text


@pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="no pdftotext; pypdfium2 reads them in the test above"
)
def test_pdftotext_reads_the_same_words(tmp_path):
    file = tmp_path / "nhan.pdf"
    file.write_bytes(written(A4_24, 1))
    text = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in (RICE.name, RICE.organisation, "Quét để truy xuất nguồn gốc", "Vùng trồng"):
        assert words in text


def test_text_typed_with_separate_marks_is_composed():
    text = replace(RICE, name="Ga\u0323o hu\u031b\u0303u co\u031b")
    with pdfium.PdfDocument(written(A4_24, 1, text)) as document:
        assert "Gạo hữu cơ" in document[0].get_textpage().get_text_range()


def test_the_file_names_its_product_and_language_and_is_printed_at_its_size():
    data = written(A4_24, 1)
    with pdfium.PdfDocument(data) as document:
        about = document.get_metadata_dict()
    assert about["Title"] == "Nhãn Gạo hữu cơ Hải Lăng, lô L2611A"
    assert about["Author"] == RICE.organisation
    assert b"/Lang (vi-VN)" in data
    assert b"/PrintScaling /None" in data


def test_only_fonts_that_travel_with_the_file_are_used():
    data = written(A4_24, 1)
    assert b"BeVietnamPro" in data
    assert b"Helvetica" not in data


def test_progress_is_told_page_by_page_and_at_the_end():
    told = []
    written(A4_24, 49, progress=told.append)
    assert told == [24, 48, 49]


@pytest.mark.parametrize(("have", "asked"), [(0, 0), (0, 1), (2, 3), (3, 2)])
def test_a_file_holds_as_many_labels_as_were_asked_for(have, asked):
    with pytest.raises(ValueError, match=r"zip|no labels"):
        written(A4_24, asked, labels=pairs(have))


def test_missing_fonts_are_named(tmp_path):
    with pytest.raises(RuleError, match="BeVietnamPro-Regular") as refused:
        write_sheets(
            io.BytesIO(), setup=Setup(A4_24, RICE), labels=pairs(1), count=1, fonts=tmp_path
        )
    assert refused.value.code == "labels.fonts_missing"
