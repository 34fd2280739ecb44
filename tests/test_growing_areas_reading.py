"""What people type: corners of a plot, codes as printed on paper."""

import pytest

from common.errors import BadInput
from growing_areas.code_formats import FORMATS, GROWING_AREA, MARKETS, PACKING_HOUSE, read_code
from growing_areas.corners import polygon
from growing_areas.geometry import MOST_POSITIONS, check

LINES = "16.7, 107.2\n16.7, 107.201\n16.701, 107.201\n16.701, 107.2"
RING = [[107.2, 16.7], [107.201, 16.7], [107.201, 16.701], [107.2, 16.701], [107.2, 16.7]]


def refusal(text):
    with pytest.raises(BadInput) as caught:
        polygon(text)
    return caught.value


class TestCorners:
    def test_lines_become_a_closed_polygon(self):
        assert polygon(LINES) == {"type": "Polygon", "coordinates": [RING]}

    def test_they_make_a_plot_that_can_be_measured(self):
        assert check(polygon(LINES), name="x").hectares > 1

    def test_a_ring_that_was_closed_by_hand_is_not_closed_twice(self):
        assert polygon(f"{LINES}\n16.7, 107.2") == polygon(LINES)

    def test_empty_lines_are_passed_over(self):
        assert polygon(LINES.replace("\n", "\n\n  \n")) == polygon(LINES)

    @pytest.mark.parametrize(
        "line",
        [
            "16.748123, 107.190456",
            "107.190456, 16.748123",
            "16.748123 107.190456",
            "16.748123;107.190456",
            "16.748123\t107.190456",
            "[107.190456, 16.748123],",
            "(16.748123, 107.190456)",
            "16,748123 107,190456",
            "107,190456; 16,748123",
        ],
    )
    def test_a_corner_may_be_written_in_many_ways(self, line):
        assert polygon(f"{line}\n{LINES}")["coordinates"][0][0] == [107.190456, 16.748123]

    @pytest.mark.parametrize(
        "line",
        [
            "16°44'53.2\"N 107°11'25.6\"E",
            "16°44′53.2″N 107°11′25.6″E",
            "107°11'25,6\"Đ, 16°44'53,2\"B",
            "16° 44' 53.2'' 107° 11' 25.6''",
        ],
    )
    def test_degrees_minutes_and_seconds_are_read(self, line):
        lon, lat = polygon(f"{line}\n{LINES}")["coordinates"][0][0]
        assert lat == pytest.approx(16 + 44 / 60 + 53.2 / 3600, abs=1e-8)
        assert lon == pytest.approx(107 + 11 / 60 + 25.6 / 3600, abs=1e-8)

    @pytest.mark.parametrize(
        "line",
        [
            *("xyz", "16.7", "16.7, 107.2, 5", "48.85, 2.35", "521340.2, 1847500.1"),
            *("16°44'53.2\"N", "1" * 400 + ", 2", "-16.7, 107.2"),
        ],
    )
    def test_a_line_that_is_no_place_in_vietnam_is_named_by_its_number(self, line):
        error = refusal(f"16.7, 107.2\n\n{line}\n16.7, 107.3")
        assert error.code == "growing_areas.plot_corner_unread"
        assert error.message.startswith("Dòng 3 ")

    @pytest.mark.parametrize("text", ["", "16.7, 107.2", "16.7, 107.2\n16.8, 107.2"])
    def test_fewer_than_three_corners_are_no_plot(self, text):
        assert refusal(text).code == "growing_areas.plot_too_few_corners"

    def test_more_lines_than_a_plot_has_corners_are_refused_unread(self):
        lines = "16.7, 107.2\n" * (MOST_POSITIONS + 1)
        assert refusal(lines).code == "growing_areas.plot_too_many_positions"


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "kind", "form"),
        [
            ("VN-DTOR-0017", GROWING_AREA, "export_growing_area"),
            ("VN-TGOR-0037", GROWING_AREA, "export_growing_area"),
            ("vn-dlor-0128", GROWING_AREA, "export_growing_area"),
            ("VNDTPH-0001", PACKING_HOUSE, "export_packing_house"),
            ("VN-TGPH-0012", PACKING_HOUSE, "export_packing_house"),
            ("VN-CTPH-014", PACKING_HOUSE, "export_packing_house"),
            ("VN-45-464-19402-01-22", GROWING_AREA, "domestic_growing_area_3156"),
            ("VN45464194020122", GROWING_AREA, "domestic_growing_area_3156"),
            ("VN.45.464.19402.01.22", GROWING_AREA, "domestic_growing_area_3156"),
        ],
    )
    def test_a_known_form_is_recognised_without_a_warning(self, code, kind, form):
        reading = read_code(code, kind)
        assert reading.format is not None
        assert (reading.format.id, reading.warning) == (form, "")

    def test_a_domestic_code_is_explained_part_by_part(self):
        assert read_code("VN-45-464-19402-01-22", GROWING_AREA).parts == {
            "mã tỉnh": "45",
            "mã huyện": "464",
            "mã xã": "19402",
            "cơ sở sản xuất": "01",
            "năm cấp": "22",
        }

    @pytest.mark.parametrize("code", ["GACC-2026/77", "VN-DTOR-17", "45-464-19402-01-22", "Ω"])
    def test_an_unknown_form_is_a_warning_with_its_reason(self, code):
        reading = read_code(code, GROWING_AREA)
        assert reading.format is None
        assert f"“{code}” không theo dạng đã biết" in reading.warning
        assert "vẫn được lưu" in reading.warning

    def test_a_code_of_the_other_kind_is_a_warning(self):
        reading = read_code("VN-TGPH-0012", GROWING_AREA)
        assert reading.format is not None
        assert reading.format.id == "export_packing_house"
        assert "khác với loại mã đã chọn" in reading.warning

    def test_every_part_of_a_form_has_a_name(self):
        for known in FORMATS:
            assert set(known.pattern.groupindex) == set(known.parts)

    def test_markets_are_two_capital_letters(self):
        assert all(len(market) == 2 and market.isupper() for market in MARKETS)
