"""Designs of labels: what cannot be, and that words never leave their box."""

import itertools
import json
from pathlib import Path

import pytest
from django.conf import settings as site
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from common.errors import BadInput, RuleError
from labels.design_layout import compose
from labels.designs import Design, check_design, check_within
from labels.dots import FINE, RESOLUTIONS
from labels.fonts import register_fonts, text_width
from labels.layout import Box, LabelText
from labels.lettering import BELOW, POINT, lines_that_fit, reach
from labels.sheets import A4_24, ROLL_70_40

FONTS = Path(site.LABEL_FONT_DIR)
SHIPPED = json.loads(Path("labels/data/templates.json").read_text(encoding="utf-8"))
FULL = SHIPPED[2]["design"]
ROUNDING = 0.06  # mm
MODULES = 37
LONG = LabelText(
    name="CÀ PHÊ ARABICA CHẾ BIẾN ƯỚT HƯỚNG PHÙNG RANG MỘC NGUYÊN HẠT LOẠI ĐẶC BIỆT HẢO HẠNG",
    organisation="Hợp tác xã Nông nghiệp dịch vụ tổng hợp sản xuất kinh doanh Hướng Phùng Xanh",
    lot="W" * 20,
    produced="30/12/2026",
    expires="30/12/2027",
    content="12 hộp × 24 gói × 1.000 ml",
    growing_area_code="VN-ĐTOR-0123-ABCDEFGHIJKLMN",
    place="Xã Ẩn Ẫm, tỉnh Quảng Trị",
    address="Thôn Đường Xuyên Việt, xã Hướng Phùng, tỉnh Quảng Trị, nước Việt Nam " * 3,
    stars="5",
    ingredients="Hạt cà phê Arabica, đường, sữa bột béo, hương liệu tổng hợp " * 6,
    storage="Nơi khô ráo, thoáng mát, tránh ánh nắng trực tiếp " * 4,
    directions="Pha phin hoặc pha máy, uống nóng hoặc lạnh tùy thích " * 4,
)


@pytest.fixture(autouse=True, scope="module")
def _fonts():
    register_fonts(FONTS)


def changed(design=FULL, symbol=None, piece=None, **more):
    """A shipped design, with changes to the whole, its symbol, or its first piece."""
    design = json.loads(json.dumps(design)) | more
    design["symbol"] |= symbol or {}
    design["pieces"][0] |= piece or {}
    return Design.model_validate(design)


def refused(design, modules=MODULES, dots=FINE):
    with pytest.raises(BadInput) as error:
        check_design(design, modules, dots)
    return error.value


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one["name"])
def test_what_the_platform_ships_can_be_printed_and_read(one):
    design = Design.model_validate(one["design"])
    dots = RESOLUTIONS[design.dpi] if design.dpi else FINE
    check_design(design, MODULES, dots)
    layout = compose(design, LONG, MODULES, text_width, dots)
    assert layout.symbol.module >= dots.least


class TestRefusals:
    def test_a_module_too_small_is_refused_with_the_lack_and_the_size_that_would_do(self):
        error = refused(changed(symbol={"size": 11}))
        assert error.code == "labels.module_too_small"
        # 37 modules on 11 mm: 0.297 mm each, 0.033 too little; 12.21 mm would do.
        assert "0,297 mm" in error.message
        assert "còn thiếu 0,033 mm" in error.message
        assert "rộng từ 12,21 mm trở lên" in error.message

    @pytest.mark.parametrize(("dpi", "enough"), [(203, 13.875), (300, 12.54)])
    def test_a_coarse_printer_needs_three_dots_and_a_third_of_a_millimetre(self, dpi, enough):
        dots = RESOLUTIONS[dpi]
        check_design(changed(symbol={"size": enough}), MODULES, dots)
        error = refused(changed(symbol={"size": enough - 0.05}), dots=dots)
        assert error.code == "labels.module_too_small"

    @pytest.mark.parametrize(("quiet", "lack"), [(0, 4), (3, 1)])
    def test_a_quiet_zone_under_four_modules_is_refused_with_the_lack(self, quiet, lack):
        error = refused(changed(symbol={"quiet": quiet}))
        assert error.code == "labels.quiet_too_narrow"
        assert f"còn thiếu {lack} ô" in error.message

    def test_a_quiet_zone_beyond_the_label_is_refused(self):
        error = refused(changed(symbol={"x": 1}))
        assert error.code == "labels.quiet_too_narrow"
        assert "ra ngoài nhãn 1,8" in error.message

    def test_words_in_the_quiet_zone_are_refused(self):
        error = refused(changed(piece={"x": 33}))
        assert "vùng trắng quanh mã QR và “tên sản phẩm”".casefold() in error.message.casefold()

    def test_pieces_on_each_other_are_refused(self):
        assert refused(changed(piece={"height": 16})).code == "labels.pieces_overlap"

    def test_a_piece_beyond_the_label_is_refused(self):
        error = refused(changed(piece={"width": 70}))
        assert error.code == "labels.outside_the_label"
        assert "ra ngoài nhãn 6 mm" in error.message

    def test_the_name_must_be_able_to_stay_the_largest(self):
        assert refused(changed(piece={"smallest": 7.9})).code == "labels.name_not_largest"

    @pytest.mark.parametrize("shows", ["serial", "name"])
    def test_name_and_serial_must_be_there(self, shows):
        pieces = [one for one in FULL["pieces"] if one["shows"] != shows]
        assert refused(changed(FULL | {"pieces": pieces})).code in (
            "labels.no_serial",
            "labels.no_name_on_label",
        )

    def test_an_empty_text_of_ones_own_is_refused(self):
        pieces = [*FULL["pieces"][:-1], FULL["pieces"][-1] | {"vi": " ", "en": ""}]
        assert refused(changed(FULL | {"pieces": pieces})).code == "labels.text_empty"

    def test_everything_is_said_at_once(self):
        error = refused(changed(symbol={"size": 9, "quiet": 2}, piece={"width": 90}))
        assert {one["code"] for one in error.findings} == {
            "labels.module_too_small",
            "labels.quiet_too_narrow",
            "labels.outside_the_label",
        }

    def test_a_box_too_low_for_its_letters_is_refused(self):
        assert refused(changed(piece={"height": 3})).code == "labels.box_too_low"

    def test_what_an_office_printer_cannot_reach_is_refused_with_the_excess(self):
        design = changed(SHIPPED[0]["design"], piece={"x": 27.8, "width": 39.0})
        with pytest.raises(RuleError, match="lấn 1,1 mm"):
            check_within(design, A4_24)
        check_within(design, ROLL_70_40)

    @pytest.mark.parametrize(
        "wrong",
        [{"width": "wide"}, {"dpi": 250}, {"pieces": [{"shows": "price"}]}, {"surprise": 1}],
        ids=str,
    )
    def test_a_wrong_shape_is_refused(self, wrong):
        with pytest.raises(ValidationError):
            Design.model_validate(FULL | wrong)


def boxes_of(layout):
    for line in layout.lines:
        yield (
            line.x,
            line.y - reach(line.text) * line.size * POINT,
            line.x + text_width(line.text, line.weight, line.size) * POINT,
            line.y + BELOW * line.size * POINT,
        )


def assert_inside(design, text):
    layout = compose(design, text, MODULES, text_width, FINE)
    pieces = [piece.box for piece in design.pieces]
    for left, top, right, bottom in boxes_of(layout):
        assert any(
            box.x - ROUNDING <= left
            and box.y - ROUNDING <= top
            and right <= box.right + ROUNDING
            and bottom <= box.bottom + ROUNDING
            for box in pieces
        ), (left, top, right, bottom)


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one["name"])
def test_the_longest_names_never_leave_their_box(one):
    assert_inside(Design.model_validate(one["design"]), LONG)


@pytest.mark.parametrize("modules", [21, 25, 29, 33, 37])
@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one["name"])
def test_a_shorter_link_keeps_its_quiet_zone_clear(one, modules):
    design = Design.model_validate(one["design"])
    dots = RESOLUTIONS[design.dpi] if design.dpi else FINE
    place = compose(design, LONG, modules, text_width, dots).symbol
    quiet = 4 * place.module - ROUNDING
    side = modules * place.module + 2 * quiet
    zone = Box(place.x - quiet, place.y - quiet, side, side)
    dot = 1 / dots.per_mm if dots.per_mm else 0
    assert min(zone.x, zone.y) >= -dot
    for piece in design.pieces:
        assert zone.overlap(piece.box) <= dot, piece.shows


words = st.text(st.sampled_from(list("aăâeêoôơuưđẫộợẪỘĐWMi0123456789 ()-.,/")), max_size=200)


@given(name=words, address=words, align=st.sampled_from(["left", "center", "right"]))
@settings(max_examples=80, deadline=None)
def test_nothing_leaves_its_box_whatever_the_words(name, address, align):
    design = changed(piece={"align": align})
    assert_inside(design, LabelText(name=name, organisation=name, address=address))


@given(
    texts=st.lists(words.filter(str.strip), min_size=1, max_size=2),
    width=st.floats(8, 60),
    height=st.floats(2.5, 20),
    most=st.integers(1, 5),
)
@settings(max_examples=150, deadline=None)
def test_lines_that_fit_do(texts, width, height, most):
    size, lines = lines_that_fit(texts, "Regular", (9, 5), width, height, text_width, most=most)
    assert 5 <= size <= 9
    assert len(lines) <= most
    for line in lines:
        assert text_width(line, "Regular", size) * POINT <= width + ROUNDING
    assert sum(reach(line) + BELOW for line in lines) * size * POINT <= height + ROUNDING


def test_a_long_name_is_shrunk_then_broken_then_ended_with_dots():
    def fit(text, width=40.0, height=10.0, most=2):
        return lines_that_fit([text], "Bold", (12, 7), width, height, text_width, most=most)

    assert fit("Gạo nếp") == (12, ["Gạo nếp"])
    size, lines = fit("Gạo hữu cơ Hải Lăng đặc biệt")
    assert len(lines) == 2
    assert size == 12 or size > 7
    _, lines = fit("Cà phê Arabica chế biến ướt Hướng Phùng rang mộc nguyên hạt " * 3)
    assert lines[-1].endswith("…")


def test_two_languages_stand_one_under_the_other():
    design = Design.model_validate(FULL)
    layout = compose(design, LONG, MODULES, text_width, FINE)
    lines = [line.text for line in layout.lines]
    assert lines[lines.index("Xuất xứ: Việt Nam") + 1] == "Origin: Viet Nam"


def test_stars_stand_only_where_there_are_some():
    design = Design.model_validate(FULL)
    with_stars, without = (
        [line.text for line in compose(design, text, MODULES, text_width, FINE).lines]
        for text in (LONG, LabelText(name="Gạo", organisation="HTX"))
    )
    assert "OCOP 5 sao" in with_stars
    assert not any("sao" in line for line in without)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_lines_are_set_as_asked(align):
    design = changed(piece={"align": align})
    text = LabelText(name="Gạo", organisation="HTX")
    line = next(
        line
        for line in compose(design, text, MODULES, text_width, FINE).lines
        if line.text == "Gạo"
    )
    width = text_width("Gạo", line.weight, line.size) * POINT
    free = design.pieces[0].width - width
    assert line.x - design.pieces[0].x == pytest.approx(
        {"left": 0, "center": free / 2, "right": free}[align]
    )


def test_sizes_of_the_law_hold_for_every_name():
    """The name stays the largest lettering, however long it is."""
    design = Design.model_validate(FULL)
    for length in itertools.chain(range(1, 120, 7)):
        text = LabelText(name="Gạo " * length, organisation="HTX", lot="L1")
        lines = compose(design, text, MODULES, text_width, FINE).lines
        name = [line for line in lines if line.weight == "Bold"]
        others = [line for line in lines if line.weight != "Bold"]
        assert min(line.size for line in name) >= max(line.size for line in others)
