"""From a file with errors to a catalogue: what the registry is for, on the pages alone."""

import io

import pytest
from openpyxl import load_workbook

from products.models import Product
from records.models import Import
from tests.browser.acting import fill, follow, send, told
from tests.test_spreadsheets import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADERS = ["Mã riêng", "Tên sản phẩm", "Khối lượng tịnh", "Đơn vị", "Mã vạch GTIN"]
RIGHT = ["G5", "Gạo 5 kg", 5, "kg", "9520000000011"]
# Each row is wrong in another way; the second of each pair is what stands there when corrected.
WRONG = [
    (["G1", None, 1, "kg", None], {"B": "Gạo 1 kg"}),
    (["G2", "Gạo 2 kg", "hai", "kg", None], {"C": 2}),
    (["G3", "Gạo 3 kg", 3, "bao", None], {"D": "kg"}),
    (["G4", "Gạo 4 kg", 4, "kg", "9520000000012"], {"E": "9520000000028"}),
    (["G5", "Gạo 5 kg nữa", 5, "kg", None], {"A": "G6"}),
]


@pytest.fixture(autouse=True)
def _jobs_wait_for_a_worker(settings):
    """As where people work: a page waits, and goes on by itself."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def bring_in(page, content, work_off):
    """Send a file of products and have it checked."""
    page.goto("/nhap-du-lieu/")
    fill(page, kind="san-pham")
    page.set_input_files(
        "main [name=file]",
        {"name": "san-pham.xlsx", "mimeType": "application/zip", "buffer": content},
    )
    send(page)
    page.get_by_role("heading", name="Ghép cột").wait_for()
    send(page)
    work_off()
    page.get_by_text("Chưa có gì được ghi").wait_for()


def corrected(marked):
    """The file that marks its errors, with every cell at fault put right."""
    book = load_workbook(io.BytesIO(marked))
    sheet = book.active
    for number, (_row, right) in enumerate(WRONG, start=3):
        for column, value in right.items():
            sheet[f"{column}{number}"] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def import_with_errors_and_correct_it(page, work_off):
    """Bring in a sheet with five kinds of error, take it marked, correct it, bring it in."""
    bring_in(page, xlsx(HEADERS, RIGHT, *[row for row, _right in WRONG]).getvalue(), work_off)
    for number in range(3, 8):
        assert f"Dòng {number}" in told(page)
    with page.expect_download() as waiting:
        follow(page, "Tải tệp đã đánh dấu lỗi để sửa")
    bring_in(page, corrected(waiting.value.path().read_bytes()), work_off)
    page.get_by_role("button", name="Nhập 6 dòng", exact=True).click()
    page.wait_for_load_state()
    work_off()
    page.get_by_text("Đã nhập 6 dòng.").wait_for()


def test_a_manager_corrects_a_sheet_with_five_kinds_of_error(
    open_page, an, coop, chi, work_off
):
    page = open_page("/nhap-du-lieu/", width=1280, signed_in=an)
    import_with_errors_and_correct_it(page, work_off)
    names = set(Product.objects.values_list("name", flat=True))
    assert names == {"Gạo 5 kg nữa", *(f"Gạo {n} kg" for n in range(1, 6))}

    stranger = open_page("/san-pham/", width=1280, signed_in=chi)
    assert "Gạo" not in told(stranger)
    stranger.goto(f"/nhap-du-lieu/{Import.objects.first().pk}/")
    assert "Không tìm thấy" in told(stranger)
