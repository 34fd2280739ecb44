"""Files of growing areas with their codes."""

import datetime
import io

import pytest

from growing_areas.geojson import Drawn
from growing_areas.models import CodeState, GrowingArea, GrowingAreaCode
from growing_areas.services import add_plot
from portal import imports
from records.imports import set_mapping
from records.verification import first_broken_link, stored_entries
from tests.conftest import SQUARE
from tests.test_imports_products import counts
from tests.test_spreadsheets import xlsx

KIND = imports.KINDS["vung-trong"]
HEADERS = [
    *("Mã số vùng trồng", "Tên vùng trồng", "Cây trồng", "Xã", "Diện tích (ha)"),
    *("Cơ quan cấp", "Ngày cấp", "Tổ chức"),
]
CODE = "VN-45-470-19708-00-25"


@pytest.fixture
def bring(an, coop, rice_crop, work_off):
    def brought(file, user=an, owner=""):
        source = imports.take_in(
            user=user, kind=KIND, owner=owner, name="vt.xlsx", content=file
        )
        set_mapping(source=source, kind=KIND, mapping=source.mapping, by=user.key)
        imports.ask_check(source, user.key)
        work_off()
        source.refresh_from_db()
        return source

    return brought


@pytest.fixture
def write(work_off):
    def written(source):
        imports.ask_apply(source, source.by, all_or_nothing=False)
        work_off()
        source.refresh_from_db()
        return source

    return written


def two():
    return xlsx(
        HEADERS,
        [CODE, "Đồng Trên", "Lúa", "Xã Hải Lăng", "12,5", "Chi cục", "05/06/2025", None],
        [None, "Đồng Dưới", "lua", "19702", 3, None, None, None],
    )


@pytest.mark.django_db
class TestGrowingAreas:
    def test_areas_and_their_codes_are_written(self, bring, write):
        source = write(bring(two()))
        assert counts(source) == {"new": 2}
        code = GrowingAreaCode.objects.get()
        assert (code.code, code.market, code.area.name) == (CODE, "VN", "Đồng Trên")
        assert code.granted_on == datetime.date(2025, 6, 5)
        assert str(code.area.declared_hectares) == "12.5000"
        assert code.states.get().state == CodeState.State.GRANTED
        assert first_broken_link(stored_entries()) is None

    def test_the_same_file_twice_changes_nothing(self, bring, write):
        write(bring(two()))
        assert counts(bring(two())) == {"unchanged": 2}

    def test_an_export_brought_in_again_changes_nothing(self, bring, write, an, area, code):
        write(bring(two()))
        file = io.BytesIO()
        imports.write_export(file, KIND, imports.scope_named(an, ""))
        assert counts(bring(file)) == {"unchanged": 3}

    def test_all_that_is_wrong_at_once(self, bring):
        source = bring(
            xlsx(HEADERS, [CODE, "x" * 151, "Cây lạ", "Xã Lạ", "-1", None, "01/01/2099", None])
        )
        found = {f["column"]: f["code"] for f in source.rows.get().findings}
        assert found == {
            "name": "growing_areas.text_too_long",
            "crop": "growing_areas.unknown_crop",
            "unit": "imports.unknown_commune",
            "declared_hectares": "growing_areas.bad_hectares",
            "issuer": "growing_areas.no_issuer",
            "granted_on": "growing_areas.granted_in_future",
        }

    def test_a_second_code_joins_the_area_that_is_there(self, bring, write, area, code):
        source = write(
            bring(xlsx(HEADERS, [CODE, area.name, None, None, None, "Cục", "05/06/2025", None]))
        )
        assert counts(source) == {"changed": 1}
        assert area.codes.count() == 2
        area.refresh_from_db()
        assert area.version == 1

    def test_what_a_paper_said_is_not_changed_by_a_file(self, bring, code):
        row = [code.code, "Đồng Đại An Khê", None, None, None, "Cơ quan khác", None, None]
        finding = bring(xlsx(HEADERS, row)).rows.get().findings[0]
        assert finding["code"] == "imports.code_differs"

    def test_a_code_of_another_organisation_is_taken(self, bring, code, other_coop, chi):
        row = [code.code, "Vùng khác", "lúa", "19702", 1, "Cục", "05/06/2025", None]
        finding = bring(xlsx(HEADERS, row), user=chi).rows.get().findings[0]
        assert finding["code"] == "growing_areas.code_taken"

    def test_an_officer_cannot_place_an_area_outside_the_commune(
        self, bring, dung, other_commune, coop
    ):
        row = [None, "Vùng", "lúa", "Xã Hướng Phùng", 1, None, None, coop.name]
        finding = bring(xlsx(HEADERS, row), user=dung).rows.get().findings[0]
        assert finding["code"] == "imports.unknown_commune"

    def test_undoing_takes_areas_and_their_codes_away(self, bring, write, work_off):
        source = write(bring(two()))
        imports.ask_undo(source, source.by)
        work_off()
        assert (GrowingArea.objects.count(), GrowingAreaCode.objects.count()) == (0, 0)
        assert first_broken_link(stored_entries()) is None

    def test_an_area_with_a_plot_since_stays(self, bring, write, work_off, today):
        source = write(bring(two()))
        area = GrowingArea.objects.get(name="Đồng Dưới")
        add_plot(area=area, drawn=Drawn("Thửa 1", SQUARE), by="test", today=today)
        imports.ask_undo(source, source.by)
        work_off()
        assert GrowingArea.objects.get() == area
        assert source.rows.get(undone="left").left_because == "Đã có thửa gắn với nó."
