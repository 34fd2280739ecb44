"""One story on the pages alone: an officer invites a manager, who signs in with two factors,
puts the organisation's page in order, brings in a sheet with errors and corrects it."""

import base64
import hashlib
import hmac
import io
import struct
import time
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from products.models import Product
from records.models import Import
from tests.browser.acting import fill, follow, press, send, told
from tests.test_spreadsheets import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "mat-khau-rieng-8"
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


def code_of(secret, periods_ahead=0):
    """What an authenticator shows (RFC 6238: six digits, 30 seconds, SHA-1)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(time.time()) // 30 + periods_ahead
    digest = hmac.digest(key, struct.pack(">Q", counter), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def invite_manager(page, coop):
    """The officer invites somebody to manage the organisation; the link to send."""
    page.goto(f"/to-chuc/{coop.pk}/")
    follow(page, "Mời người vào tổ chức")
    fill(page, full_name="Lê Văn Mới")
    send(page)
    return urlsplit(page.get_by_label("Đường dẫn mời").input_value()).path


def accept(page, path):
    """Make an account behind the link and accept; opening it alone does nothing."""
    page.goto(path)
    fill(page, username="le.moi", password1=PASSWORD, password2=PASSWORD)
    press(page, "Tạo tài khoản và nhận lời mời")
    page.get_by_text("Đã nhận lời mời.").wait_for()


def turn_on_second_factor(page):
    """Set up the authenticator; its secret."""
    page.goto("/tai-khoan/hai-buoc/bat/")
    if page.locator("main [name=password]").count():
        fill(page, password=PASSWORD)
        send(page)
    secret = page.locator("main span.code").inner_text().strip()
    fill(page, code=code_of(secret))
    send(page)
    page.wait_for_url(lambda address: "/hai-buoc/bat/" not in address)
    return secret


def sign_in(page, secret):
    """Sign in with the password and the second factor."""
    page.goto("/dang-nhap/")
    fill(page, login="le.moi", password=PASSWORD)
    send(page)
    page.wait_for_url("**/dang-nhap/ma/**")
    fill(page, code=code_of(secret, periods_ahead=1))  # this period's code is used up
    send(page)
    page.wait_for_url("**/ban-lam-viec/")


def fill_in_organisation(page, coop):
    """Put what the organisation says of itself in order."""
    page.goto(f"/to-chuc/{coop.pk}/sua/")
    fill(page, representative="Lê Văn Mới", phone="0233 000 000")
    send(page)
    page.wait_for_url(f"**/to-chuc/{coop.pk}/")
    assert "0233 000 000" in told(page)


def test_from_an_invitation_to_products_that_no_stranger_sees(
    open_page, dung, coop, chi, work_off
):
    link = invite_manager(open_page("/", width=1280, signed_in=dung), coop)
    page = open_page("/", width=1280)
    accept(page, link)
    secret = turn_on_second_factor(page)
    page.context.clear_cookies()
    sign_in(page, secret)
    fill_in_organisation(page, coop)
    import_with_errors_and_correct_it(page, work_off)
    names = set(Product.objects.filter(organisation=coop).values_list("name", flat=True))
    assert names == {"Gạo 5 kg nữa", *(f"Gạo {n} kg" for n in range(1, 6))}

    stranger = open_page("/san-pham/", width=1280, signed_in=chi)
    assert "Gạo" not in told(stranger)
    for path in (f"/to-chuc/{coop.pk}/", f"/nhap-du-lieu/{Import.objects.first().pk}/"):
        stranger.goto(path)
        assert "Không tìm thấy" in told(stranger)
    stranger.goto(link)
    assert "đã được dùng" in told(stranger)
