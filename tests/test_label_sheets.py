"""Sheets in millimetres, and where words and symbol stand on a label."""

from pathlib import Path

import pytest
from django.conf import settings as site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import RuleError
from labels.dots import SMALLEST_MODULE
from labels.fonts import register_fonts, text_width
from labels.layout import CAPTION, LabelText, arrange
from labels.lettering import BELOW, BOLD, CAPITALS, POINT, REGULAR, fitted, reach, size_for
from labels.qr import QUIET_ZONE
from labels.sheets import A4_24, A4_65, PRINTER_MARGIN, SHEETS, Sheet

RICE = LabelText(
    name="Gạo hữu cơ Hải Lăng",
    organisation="HTX Lúa Hải Lăng",
    lot="L2611A",
    produced="12/11/2026",
    expires="12/11/2027",
    content="5 kg",
    growing_area_code="VN-QTOR-0123",
    place="Xã Hải Lăng, tỉnh Quảng Trị",
)
ROUNDING = 0.01  # mm

PAPER_SHEETS = {code: sheet for code, sheet in SHEETS.items() if not sheet.is_roll}
every_sheet = pytest.mark.parametrize("sheet", PAPER_SHEETS.values(), ids=PAPER_SHEETS)


@pytest.fixture(autouse=True, scope="module")
def _fonts():
    register_fonts(Path(site.LABEL_FONT_DIR))


# --- sheets ---------------------------------------------------------------------------------


def test_sheets_are_known_by_their_code():
    rolls = {"roll-50x30", "roll-70x40", "roll-2x35x22"}
    assert set(SHEETS) == {"a4-24", "a4-40", "a4-65"} | rolls
    assert [sheet.per_page for sheet in SHEETS.values()] == [24, 40, 65, 1, 1, 2]


@every_sheet
def test_labels_of_a_sheet_lie_within_its_page(sheet):
    places = list(sheet.positions(sheet.per_page))
    assert min(x for _, x, _ in places) >= 0
    assert max(x for _, x, _ in places) + sheet.label_width <= sheet.page_width + 1e-9
    assert max(y for _, _, y in places) + sheet.label_height <= sheet.page_height + 1e-9


@every_sheet
def test_a_sheet_is_as_far_from_the_left_edge_as_from_the_right(sheet):
    width = sheet.columns * sheet.label_width + (sheet.columns - 1) * sheet.column_gap
    height = sheet.rows * sheet.label_height + (sheet.rows - 1) * sheet.row_gap
    assert 2 * sheet.left + width == pytest.approx(sheet.page_width)
    assert 2 * sheet.top + height == pytest.approx(sheet.page_height)


def test_labels_are_counted_row_by_row():
    assert [A4_65.left + n * 40.6 for n in range(5)] == pytest.approx(
        [x for _, x, _ in A4_65.positions(5)]
    )
    assert list(A4_24.positions(4))[3] == (0, 0, 37.5)


@every_sheet
def test_pages_are_as_many_as_needed(sheet):
    full = sheet.per_page
    for count, pages in [
        (0, 0),
        (1, 1),
        (full - 1, 1),
        (full, 1),
        (full + 1, 2),
        (2 * full + 1, 3),
    ]:
        assert sheet.pages(count) == pages
        assert len({page for page, *_ in sheet.positions(count)}) == pages


@every_sheet
def test_ink_stays_where_office_printers_print(sheet):
    assert sheet.left + sheet.inset_x >= PRINTER_MARGIN
    assert sheet.top + sheet.inset_y >= PRINTER_MARGIN


# --- fitting words --------------------------------------------------------------------------


def fit(text, sizes=(10, 6), width=30.0, most=2):
    return fitted(text, BOLD, sizes, width, text_width, most=most)


def test_a_short_name_is_set_large():
    assert fit("Gạo nếp") == (10, ["Gạo nếp"])


def test_a_longer_name_shrinks_before_it_is_broken():
    size, lines = fit("Gạo hữu cơ Hải Lăng", width=33)
    assert lines == ["Gạo hữu cơ Hải Lăng"]
    assert 8 <= size < 10


def test_a_long_name_takes_two_lines_of_like_length():
    assert fit("Gạo hữu cơ Hải Lăng", width=22)[1] == ["Gạo hữu cơ", "Hải Lăng"]


def test_a_name_is_rather_broken_before_a_bracket():
    assert fit("HTX Lúa Hải Lăng (minh họa)")[1] == ["HTX Lúa Hải Lăng", "(minh họa)"]


def test_a_lot_is_broken_after_a_hyphen():
    assert fit("L2611A-HUONGPHUNG-01", width=20)[1] == ["L2611A-", "HUONGPHUNG-01"]


def test_a_name_that_fits_nowhere_ends_with_dots_after_a_whole_word():
    _, lines = fit("Cà phê Arabica chế biến ướt Hướng Phùng rang mộc nguyên hạt", width=22)
    assert lines == ["Cà phê Arabica chế", "biến ướt Hướng…"]


def test_a_name_of_one_endless_word_is_cut_within_it():
    _, lines = fit("x" * 200)
    assert len(lines) == 2
    assert lines[1].endswith("x…")


def test_capitals_with_marks_need_more_room_above():
    assert reach("GẠO NẾP") > reach("Gạo nếp") == reach("GAO")


letters = st.sampled_from(
    list(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    )
    + list("ẤẦẨẪẬẮẰẲẴẶẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰĐWM0123456789 ()-–,./ ")
)
words = st.text(letters, max_size=90)


@given(words, st.floats(5, 60), st.sampled_from([1, 2]))
@settings(max_examples=200)
def test_fitted_lines_are_never_wider_than_asked(text, width, most):
    size, lines = fit(text, width=width, most=most)
    assert 6 <= size <= 10
    assert 1 <= len(lines) <= most
    for line in lines:
        assert text_width(line, BOLD, size) * POINT <= width + ROUNDING


@given(words, st.floats(5, 60))
def test_fitted_lines_lose_nothing_but_what_dots_stand_for(text, width):
    _, lines = fit(text, width=width)
    shown = "".join(lines).replace(" ", "")
    whole = text.replace(" ", "")
    assert shown == whole or (
        shown.endswith("…") and whole.startswith(shown[:-1].rstrip(",-–("))
    )


# --- the label ------------------------------------------------------------------------------


def boxes(layout):
    """(left, top, right, bottom, text) of everything written on a label, in millimetres."""
    for line in layout.lines:
        yield (
            line.x,
            line.y - reach(line.text) * line.size * POINT,
            line.x + text_width(line.text, line.weight, line.size) * POINT,
            line.y + BELOW * line.size * POINT,
            line.text,
        )
    serial = layout.serial
    top = serial.y - CAPITALS * serial.size * POINT
    yield serial.x, top, serial.x + layout.serial_width, serial.y, "serial"


def assert_in_order(sheet, layout, modules):
    """What labels/layout.py promises."""
    symbol = layout.symbol
    assert symbol.module >= SMALLEST_MODULE
    quiet = QUIET_ZONE * symbol.module
    left, top = symbol.x - quiet, symbol.y - quiet
    side = (modules + 2 * QUIET_ZONE) * symbol.module
    assert min(left, top) >= -1e-9
    assert left + side <= sheet.label_width
    assert top + side <= sheet.label_height
    assert min(symbol.x - sheet.inset_x, symbol.y - sheet.inset_y) >= -1e-9

    written = list(boxes(layout))
    for one in written:
        assert one[0] >= sheet.inset_x - ROUNDING, one
        assert one[1] >= sheet.inset_y - ROUNDING, one
        assert one[2] <= sheet.label_width - sheet.inset_x + ROUNDING, one
        assert one[3] <= sheet.label_height - sheet.inset_y + ROUNDING, one
        assert not overlap(one, (left, top, left + side, top + side)), one
    for at, one in enumerate(written):
        for other in written[at + 1 :]:
            assert not overlap(one, other), (one, other)


def overlap(one, other):
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > ROUNDING
        and min(one[3], other[3]) - max(one[1], other[1]) > ROUNDING
    )


label_texts = st.builds(
    LabelText,
    name=words,
    organisation=words,
    lot=st.text("ABCWM0123456789-./_", max_size=20),
    produced=st.sampled_from(["", "12/11/2026"]),
    expires=st.sampled_from(["", "12/11/2027"]),
    content=st.sampled_from(["", "5 kg", "1.000,25 kg", "12 hộp × 24 gói × 1.000 ml"]),
    growing_area_code=st.sampled_from(["", "VN-QTOR-0123", "VN-ĐTOR-0123-ABCDEFGHIJKLMN"]),
    place=words,
)


@every_sheet
@given(text=label_texts, version=st.integers(3, 6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_overflows_or_touches_whatever_the_words(sheet, text, version):
    modules = 17 + 4 * version
    assert_in_order(sheet, arrange(sheet, text, modules, text_width), modules)


@every_sheet
def test_nothing_overflows_in_the_worst_case(sheet):
    wide = "HỢP TÁC XÃ NÔNG NGHIỆP Ẫ" * 4
    text = LabelText(
        wide, wide, "W" * 20, "30/12/2026", "30/12/2027", "1.000 kg", "W" * 30, wide
    )
    for version in range(1, 8):
        modules = 17 + 4 * version
        assert_in_order(sheet, arrange(sheet, text, modules, text_width), modules)


@every_sheet
def test_the_name_is_the_largest_lettering(sheet):
    long = LabelText("Cà phê " * 12, "Hợp tác xã " * 8, lot="L1", produced="1/1/2026")
    for text in (RICE, long):
        lines = arrange(sheet, text, 33, text_width).lines
        name = [line for line in lines if line.weight == BOLD]
        assert min(line.size for line in name) > max(
            line.size for line in lines if line not in name
        )


@every_sheet
def test_name_maker_lot_and_days_always_stand(sheet):
    shown = " ".join(line.text for line in arrange(sheet, RICE, 41, text_width).lines)
    for part in ("Gạo", "Hải Lăng", "HTX", "Lô", "L2611A", "NSX", "12/11/2026", "HSD", "5 kg"):
        assert part in shown


def test_a_large_label_shows_everything():
    shown = [line.text for line in arrange(A4_24, RICE, 37, text_width).lines]
    for part in (RICE.place, RICE.growing_area_code, CAPTION, RICE.name, RICE.organisation):
        assert part in shown


def test_base_lines_of_a_large_label_are_shared():
    layout = arrange(A4_24, RICE, 37, text_width)
    y = {line.text: line.y for line in layout.lines}
    assert y["VN-QTOR-0123"] == y["Vùng trồng"] == pytest.approx(layout.serial.y)
    assert y["5 kg"] == y["Định lượng"] == pytest.approx(y[CAPTION])


@every_sheet
def test_empty_lines_are_left_out(sheet):
    lines = arrange(sheet, LabelText("Gạo", "HTX"), 33, text_width).lines
    assert sorted(line.text for line in lines) == sorted(["Gạo", "HTX", CAPTION])


@pytest.mark.parametrize("version", [8, 12])
def test_a_symbol_too_dense_for_the_sheet_is_refused_with_the_lack(version):
    with pytest.raises(
        RuleError, match=r"mỗi ô của mã chỉ được 0,\d+ mm.*thiếu 0,\d+ mm"
    ) as no:
        arrange(A4_65, RICE, 17 + 4 * version, text_width)
    assert no.value.code == "labels.symbol_too_small"
    arrange(A4_24, RICE, 17 + 4 * version, text_width)


def test_a_sheet_without_room_for_the_words_is_refused():
    tiny = Sheet("tiny", "nhỏ", 210, 297, 4, 20, 40, 14, 10, 8)
    with pytest.raises(RuleError) as no:
        arrange(tiny, RICE, 21, text_width)
    assert no.value.code == "labels.label_too_small"


def test_sizes_are_kept_when_they_fit():
    assert size_for("Gạo", REGULAR, 8, 100, text_width) == 8
