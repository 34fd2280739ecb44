"""Rolls: PDF, ZPL and TSPL, played by printers that know none of our code, then scanned."""

import datetime
import io
import re
from dataclasses import replace
from pathlib import Path

import numpy
import pypdfium2
import pytest
import zxingcpp
from django.conf import settings as site
from PIL import Image

from common.errors import RuleError
from labels import serials
from labels.dots import RESOLUTIONS
from labels.keys import Key
from labels.label_pictures import label_png, label_svg
from labels.layout import LabelText
from labels.links import label_link
from labels.pdf import Setup, write_sheets
from labels.printer_languages import write_roll
from labels.serials import for_people
from labels.sheets import ROLL_35_22, ROLL_50_30, ROLL_70_40, Calibration
from tests.printers import tspl_pages, zpl_pages
from tests.sheets import read_sheet

KEY = Key(1, datetime.date(2026, 1, 1), bytes(range(32)))
FONTS = Path(site.LABEL_FONT_DIR)
RICE = LabelText(
    name="Gạo hữu cơ Hải Lăng",
    organisation="HTX Lúa Hải Lăng (minh họa)",
    lot="L2611A",
    produced="12/11/2026",
    expires="12/11/2027",
    content="5 kg",
)
ROLLS = {roll.code: roll for roll in (ROLL_50_30, ROLL_70_40, ROLL_35_22)}
every_roll = pytest.mark.parametrize("roll", ROLLS.values(), ids=ROLLS)
both_resolutions = pytest.mark.parametrize("dpi", [203, 300])
both_languages = pytest.mark.parametrize("language", ["zpl", "tspl"])


def pairs(count, lot="L2611A"):
    """(serial, link) of `count` labels of one run."""
    return [
        (
            serial,
            label_link(
                public_url="https://truyxuat.example.vn",
                gtin="09520000000011",
                lot=lot,
                serial=serial,
            ),
        )
        for serial in serials.serials(KEY, 3, 0, count)
    ]


def setup_of(roll, dpi, **more):
    return Setup(roll, RICE, dots=RESOLUTIONS[dpi], **more)


def rolled(language, setup, count, **more):
    """The bytes that a printer is sent."""
    file = io.BytesIO()
    write_roll(
        file,
        language=language,
        setup=setup,
        labels=pairs(count),
        count=count,
        fonts=FONTS,
        **more,
    )
    return file.getvalue()


def papers(language, setup, data):
    """What stands on the paper, row by row of the roll."""
    if language == "zpl":
        return list(zpl_pages(data))
    return list(tspl_pages(data, setup.dots.per_mm))


def scanned(paper):
    """The codes on a piece of paper, from left to right."""
    found = zxingcpp.read_barcodes(numpy.ascontiguousarray(paper))
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.x)]


@every_roll
@both_resolutions
@both_languages
def test_every_code_is_read_once_and_in_order(roll, dpi, language):
    setup = setup_of(roll, dpi)
    data = rolled(language, setup, 5)
    read = [link for paper in papers(language, setup, data) for link in scanned(paper)]
    assert read == [link for _, link in pairs(5)]


@every_roll
@both_resolutions
def test_the_roll_as_pdf_reads_the_same(roll, dpi):
    file = io.BytesIO()
    write_sheets(file, setup=setup_of(roll, dpi), labels=pairs(5), count=5, fonts=FONTS)
    assert [one.link for one in read_sheet(file.getvalue())] == [link for _, link in pairs(5)]


@both_resolutions
def test_both_languages_put_the_same_dots_on_paper(dpi):
    setup = setup_of(ROLL_50_30, dpi)
    for one, other in zip(
        papers("zpl", setup, rolled("zpl", setup, 3)),
        papers("tspl", setup, rolled("tspl", setup, 3)),
        strict=True,
    ):
        assert (one == other).all()


@pytest.mark.parametrize(("dpi", "least"), [(203, 3), (300, 4)])
def test_a_module_is_whole_dots(dpi, least):
    setup = setup_of(ROLL_50_30, dpi)
    (paper,) = papers("zpl", setup, rolled("zpl", setup, 1))
    code = zxingcpp.read_barcodes(numpy.ascontiguousarray(paper))[0]
    left, top = code.position.top_left.x, code.position.top_left.y
    # The finder's upper bar is seven modules of ink.
    bar = 0
    while paper[top + 1, left + bar] == 0:
        bar += 1
    assert bar % 7 == 0
    assert bar // 7 >= least


@both_languages
@pytest.mark.parametrize(("start", "rows"), [(1, 3), (2, 3)])
def test_a_row_of_two_may_begin_at_its_second_place(language, start, rows):
    count = 5 if start == 1 else 4
    setup = setup_of(ROLL_35_22, 203, start=start)
    found = papers(language, setup, rolled(language, setup, count))
    assert len(found) == rows
    assert len(scanned(found[0])) == (2 if start == 1 else 1)
    links = [link for paper in found for link in scanned(paper)]
    assert links == [link for _, link in pairs(count)]


def test_calibration_moves_everything_by_whole_dots():
    plain = setup_of(ROLL_50_30, 203)
    moved = replace(plain, calibration=Calibration(1, 0.5))
    (before,) = papers("tspl", plain, rolled("tspl", plain, 1))
    (after,) = papers("tspl", moved, rolled("tspl", moved, 1))
    assert (after[4:, 8:] == before[:-4, :-8]).all()


@both_languages
def test_the_same_run_gives_the_same_bytes(language):
    setup = setup_of(ROLL_50_30, 203)
    assert rolled(language, setup, 40) == rolled(language, setup, 40)


def test_a_zpl_label_is_small():
    setup = setup_of(ROLL_50_30, 203)
    more = len(rolled("zpl", setup, 40)) - len(rolled("zpl", setup, 20))
    assert more / 20 < 12_000


def test_vietnamese_stands_on_the_label_as_on_the_picture():
    """No letter is left to the printer: the paper has the dots of the picture."""
    setup = setup_of(ROLL_50_30, 203)
    (paper,) = papers("zpl", setup, rolled("zpl", setup, 1))
    picture = Image.open(io.BytesIO(label_png(setup, pairs(1)[0], FONTS, 203)))
    assert (numpy.asarray(picture.convert("L")) == paper).all()


def test_progress_is_told_label_by_label():
    told = []
    rolled("tspl", setup_of(ROLL_35_22, 203), 5, progress=told.append)
    assert told == [2, 4, 5]


def test_a_roll_without_dots_cannot_be_sent_to_a_printer():
    with pytest.raises(ValueError, match="dots"):
        rolled("zpl", Setup(ROLL_50_30, RICE), 1)


def test_a_link_too_long_for_a_coarse_printer_is_refused_with_the_lack():
    setup = setup_of(ROLL_35_22, 203)
    file = io.BytesIO()
    with pytest.raises(RuleError, match=r"phải từ 0,375 mm"):
        write_roll(
            file,
            language="zpl",
            setup=setup,
            labels=pairs(1, lot="A/1?%b+ABCDEFGHIJKLM"),
            count=1,
            fonts=FONTS,
        )
    assert file.getvalue() == b""


# --- one label as a picture -----------------------------------------------------------------


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_png_says_its_resolution_and_is_read(dpi):
    label = pairs(1)[0]
    picture = Image.open(io.BytesIO(label_png(setup_of(ROLL_70_40, dpi), label, FONTS, dpi)))
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [label[1]]


def test_an_svg_needs_no_font_and_names_its_label():
    label = pairs(1)[0]
    drawn = label_svg(Setup(ROLL_70_40, RICE), label, FONTS, title="Nhãn <1>")
    assert "<title>Nhãn &lt;1&gt;</title>" in drawn
    assert "<text" not in drawn
    assert 'width="70mm" height="40mm"' in drawn


def test_an_svg_is_read_once_it_is_drawn(tmp_path):
    """Drawn by reportlab's own reading of its paths: what a browser would show."""
    label = pairs(1)[0]
    drawn = label_svg(Setup(ROLL_70_40, RICE), label, FONTS)
    assert [code.text for code in zxingcpp.read_barcodes(svg_picture(drawn))] == [label[1]]


def svg_picture(drawn):
    """The straight paths of an SVG as a picture at 10 dots a millimetre."""

    symbol = re.search(r'<path d="(M[^"]*?)"/>', drawn)[1]
    picture = numpy.full((400, 700), 255, dtype=numpy.uint8)
    for x, y, across, down in re.findall(
        r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", symbol
    ):
        left, top = float(x) * 10, float(y) * 10
        picture[
            round(top) : round(top + float(down) * 10),
            round(left) : round(left + float(across) * 10),
        ] = 0
    return picture


def test_letters_of_the_svg_cover_what_the_pdf_prints():
    file = io.BytesIO()
    label = pairs(1)[0]
    write_sheets(file, setup=Setup(ROLL_70_40, RICE), labels=[label], count=1, fonts=FONTS)
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        printed = document[0].get_textpage().get_text_range()
    assert for_people(label[0]) in printed
