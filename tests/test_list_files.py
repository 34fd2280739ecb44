"""Lists as files: what was asked for, of what one may see, and nothing in them runs."""

import csv
import io

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from common import list_files, list_shown
from cooperatives.services import register_organisation
from growing_areas.models import GrowingAreaCode
from portal.imports import KINDS, ask_check, scopes_for, take_in
from products.models import Product
from records.imports import set_mapping
from tests.conftest import particulars

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vietnamese():
    """A test that changed the language leaves it behind in the thread."""
    with translation.override("vi"):
        yield


@pytest.fixture
def taken(client, an):
    """The bytes of a file that An takes from the page at a path."""
    client.force_login(an)

    def take(path, who=an):
        client.force_login(who)
        response = client.get(path)
        assert "attachment" in response["Content-Disposition"]
        return b"".join(response.streaming_content)

    return take


def table(content):
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sheet(content):
    """The cells of an Excel file."""
    return list(load_workbook(io.BytesIO(content)).active.iter_rows())


class TestWhatIsInIt:
    def test_only_what_one_may_see(self, taken, coop, other_coop, chi):
        text = taken("/to-chuc/?tep=csv").decode()
        assert coop.name in text
        assert other_coop.name not in text
        assert other_coop.name in taken("/to-chuc/?tep=csv", chi).decode()

    def test_only_what_was_asked_for_in_its_order(self, taken, an, commune):
        for name in ("HTX Bưởi", "HTX Cam", "Tổ Cam"):
            register_organisation(
                particulars=particulars(commune, name=name),
                manager=an,
                by="test",
                now=timezone.now(),
            )
        rows = table(taken("/to-chuc/?tep=csv&tim=cam&xep=-ten"))
        names = [row[rows[0].index("Tên tổ chức")] for row in rows[1:]]
        assert names == ["Tổ Cam", "HTX Cam"]

    def test_all_pages(self, taken, rice):
        for which in range(60):
            Product.objects.create(
                organisation=rice.organisation,
                name=f"Gạo {which}",
                folded=f"gao {which}",
                net_content=1,
                content_unit="kg",
            )
        assert len(table(taken("/san-pham/?tep=csv&trang=2"))) == 62

    def test_codes_stay_text_with_their_zeros(self, taken, rice):
        rows = sheet(taken("/san-pham/?tep=xlsx"))
        heads = [cell.value for cell in rows[0]]
        cell = rows[1][heads.index("Mã vạch GTIN")]
        assert (cell.value, cell.number_format) == ("09520000000011", "@")

    def test_csv_is_read_by_excel_as_utf_8(self, taken, rice):
        assert taken("/san-pham/?tep=csv").startswith(b"\xef\xbb\xbf")

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_no_formula_runs(self, taken, code, form):
        GrowingAreaCode.objects.update(code="=1+1")
        content = taken(f"/ma-so-vung-trong/?tep={form}")
        if form == "csv":
            assert not table(content)[1][0].startswith("=")
        else:
            cell = sheet(content)[1][0]
            assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)

    def test_an_amount_and_its_unit_are_apart(self, taken, area, harvest):
        rows = table(taken(f"/vung-trong/{area.pk}/thu-hoach/?tep=csv"))
        assert rows[0][1:3] == ["Khối lượng", "Khối lượng (đơn vị)"]
        assert rows[1][1:3] == ["1000,000", "kg"]

    def test_states_and_days_are_words(self, taken, code):
        rows = table(taken("/ma-so-vung-trong/?tep=csv"))
        told = dict(zip(rows[0], rows[1], strict=True))
        assert told["Trạng thái"] == "đã cấp"
        assert told["Ngày cấp"].count("/") == 2


class TestItsBounds:
    @pytest.mark.parametrize("path", ["/to-chuc/", "/san-pham/", "/vung-trong/", "/lo-hang/"])
    def test_an_empty_list_is_an_empty_table(self, taken, an, path):
        assert len(table(taken(f"{path}?tep=csv"))) == 1

    def test_a_form_that_is_unknown_is_said(self, client, an, coop):
        client.force_login(an)
        assert "dạng xlsx hoặc csv" in client.get("/to-chuc/?tep=pdf").content.decode()

    def test_too_many_rows_for_excel_are_said_and_csv_is_there(
        self, client, taken, an, coop, monkeypatch
    ):
        for module in (list_files, list_shown):
            monkeypatch.setattr(module, "MOST_XLSX_ROWS", 0)
        client.force_login(an)
        page = client.get("/to-chuc/?tep=xlsx").content.decode()
        assert "Hãy lọc bớt, hoặc tải dạng CSV." in page
        assert "Tải Excel" not in page
        assert coop.name in taken("/to-chuc/?tep=csv").decode()

    def test_the_page_offers_both_with_what_was_asked(self, client, an, coop):
        client.force_login(an)
        page = client.get("/to-chuc/?tim=htx").content.decode()
        assert 'href="?tim=htx&amp;tep=xlsx"' in page
        assert 'href="?tim=htx&amp;tep=csv"' in page

    def test_without_a_sign_in_there_is_none(self, client, coop):
        response = client.get("/to-chuc/?tep=csv")
        assert response.headers["Location"].startswith("/dang-nhap/")

    def test_its_name_says_the_list_and_the_day(self, client, an, coop, today):
        client.force_login(an)
        response = client.get("/to-chuc/?tep=csv")
        list(response.streaming_content)
        assert f"to-chuc-{today}.csv" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("path", "kind", "who"),
    [
        ("/san-pham/", "san-pham", "an"),
        ("/vung-trong/", "vung-trong", "an"),
        ("/to-chuc/", "to-chuc", "dung"),
    ],
)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_brought_in_again_changes_nothing(
    request, taken, work_off, rice, area, code, path, kind, who, form
):
    user = request.getfixturevalue(who)
    file = io.BytesIO(taken(f"{path}?tep={form}", user))
    owner = next(key for key, scope in scopes_for(user).items() if KINDS[kind].is_for(scope))
    source = take_in(user=user, kind=KINDS[kind], owner=owner, name=f"x.{form}", content=file)
    set_mapping(source=source, kind=KINDS[kind], mapping=dict(source.mapping), by=user.key)
    ask_check(source, user.key)
    work_off()
    source.refresh_from_db()
    assert (source.unchanged, source.new, source.changed, source.error) == (1, 0, 0, 0)
