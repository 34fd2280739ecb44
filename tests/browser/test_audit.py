"""An officer goes from the codes to be looked at to one of them, and takes its file away."""

import zipfile

import pytest

from tests.audit_cast import labelled, over_limit, season, whole
from tests.browser.acting import told
from tests.browser.looking import faults
from tests.inspections_cast import hoa

__all__ = ["hoa", "labelled", "season", "whole"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_from_a_count_to_the_file_of_one_code(open_page, whole, area, dung, tmp_path, width):
    over_limit(area)
    page = open_page("/giam-sat-ma-so/", signed_in=dung, width=width)
    assert faults(page, by_finger=width == 360) == []
    page.get_by_role("link", name="Sản lượng vượt mức").first.click()
    page.get_by_role("link", name=whole.code).click()
    page.get_by_role("link", name="Hồ sơ kiểm tra").click()
    assert "Thu hoạch nhiều hơn đất cho được." in told(page)
    page.locator(".plots-map.leaflet-container").wait_for()
    assert faults(page, by_finger=width == 360) == []
    page.get_by_role("button", name="Tải hồ sơ trọn gói").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Tải tệp ZIP").click()
    kept = tmp_path / "ho-so.zip"
    coming.value.save_as(kept)
    with zipfile.ZipFile(kept) as archive:
        assert archive.testzip() is None
        assert "muc-luc.csv" in archive.namelist()
