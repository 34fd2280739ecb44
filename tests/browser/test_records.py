"""What organisations and offices keep, entered in a browser: members, papers, contracts,
figures, rosters, records of split units; and the papers, opened again."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from cooperatives.models import (
    HouseholdRoster,
    LinkageContract,
    Member,
    Organisation,
    OrganisationCertificate,
    YearFigures,
)
from growing_areas.models import GrowingArea
from places.models import Succession, Unit
from tests.browser.acting import fill, follow, press, send, told
from tests.conftest import OLD, REFORM, make_unit
from tests.files import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pdf():
    """A paper of one page, as a person chooses it."""
    content = io.BytesIO()
    canvas = Canvas(content)
    canvas.drawString(100, 700, "VietGAP")
    canvas.save()
    return {"name": "giấy.pdf", "mimeType": "application/pdf", "buffer": content.getvalue()}


def choose(page, name, file):
    page.locator(f"main [name={name}]").set_input_files([file])


def test_a_manager_adds_a_member_corrects_it_and_writes_that_she_left(
    open_page, an, coop, today
):
    page = open_page(f"/to-chuc/{coop.pk}/", signed_in=an)
    follow(page, "Thêm thành viên")
    fill(page, full_name="Hồ Thị Năm", sex="female", village="Thôn 1")
    send(page)
    page.goto(f"/to-chuc/{coop.pk}/thanh-vien/")
    assert "Hồ Thị Năm" in told(page)
    follow(page, "Hồ Thị Năm")
    fill(page, full_name="Hồ Thị Năm")
    send(page)
    page.goto(f"/to-chuc/{coop.pk}/thanh-vien/")
    follow(page, "Hồ Thị Năm")
    member = Member.objects.get()
    page.goto(f"/to-chuc/thanh-vien/{member.pk}/thoi/")
    fill(page, left_on=str(today))
    send(page)
    member.refresh_from_db()
    assert (member.full_name, member.left_on) == ("Hồ Thị Năm", today)


def test_a_certificate_is_entered_with_its_file_which_shows(open_page, an, coop, pdf):
    page = open_page(f"/to-chuc/{coop.pk}/", signed_in=an)
    follow(page, "Thêm giấy chứng nhận")
    fill(page, kind="vietgap", number="VG-1", issuer="Trung tâm", valid_from="2026-01-01")
    choose(page, "document", pdf)
    send(page)
    assert "Số VG-1 · Trung tâm" in told(page)
    document = OrganisationCertificate.objects.get().document
    kept = page.request.get(f"/tai-lieu/{document.pk}/")
    assert kept.body() == pdf["buffer"]
    page.goto(f"/tai-lieu/{document.pk}/")
    # The browser's own viewer, which the sandbox of the answer must not break.
    assert page.evaluate("document.contentType") == "application/pdf"


def test_a_photo_of_a_certificate_shows_and_may_run_nothing(open_page, an, coop):
    page = open_page(f"/to-chuc/{coop.pk}/chung-nhan/them/", signed_in=an)
    fill(page, kind="vietgap", number="VG-1", issuer="Trung tâm", valid_from="2026-01-01")
    photo = {"name": "giấy.png", "mimeType": "image/png", "buffer": picture("PNG")}
    choose(page, "document", photo)
    send(page)
    document = OrganisationCertificate.objects.get().document
    answer = page.goto(f"/tai-lieu/{document.pk}/")
    assert page.locator("img").evaluate("image => image.naturalWidth") > 0
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_linkage_contract_with_its_file_and_the_areas_it_rests_on(
    open_page, an, coop, area, pdf
):
    page = open_page(f"/to-chuc/{coop.pk}/", signed_in=an)
    follow(page, "Thêm hợp đồng liên kết")
    fill(page, buyer="Công ty Gạo", commodity="lúa", share_percent="60")
    fill(page, value_vnd="480.000.000", valid_from="2026-01-01")
    choose(page, "document", pdf)
    send(page)
    page.get_by_text("60 % sản lượng").wait_for()
    follow(page, "Vùng trồng của hợp đồng")
    page.get_by_label(area.name).check()
    press(page, "Lưu vùng trồng")
    page.goto(f"/hop-dong-lien-ket/{LinkageContract.objects.get().pk}/")
    assert page.get_by_label(area.name).is_checked()
    assert LinkageContract.objects.get().document.name == "giấy.pdf"


def test_the_figures_of_a_year(open_page, an, coop):
    page = open_page(f"/to-chuc/{coop.pk}/", signed_in=an)
    follow(page, "Thêm số liệu năm")
    fill(page, year="2025", labour="46", labour_women="25", revenue_vnd="2.150.000.000")
    send(page)
    page.get_by_text("Doanh thu: 2.150.000.000 đồng").wait_for()
    assert YearFigures.objects.get().labour_women == 25


def test_an_officer_makes_a_roster_of_households(open_page, dung, commune):
    page = open_page(f"/dia-ban/{commune.pk}/danh-sach-ho/", width=1280, signed_in=dung)
    fill(page, kind="producing")
    send(page)
    page.wait_for_url("**/danh-sach-ho/*/")
    fill(page, lines="H-001; trồng lúa\nH-002; trồng ném")
    press(page, "Lưu các hộ")
    page.get_by_text("2 hộ").first.wait_for()
    assert HouseholdRoster.objects.get().households.count() == 2


def test_an_officer_says_where_records_of_a_split_unit_belong(
    open_page, dung, coop, area, commune, other_commune
):
    old = make_unit("19796", "Hải Cũ", "xã", Unit.Level.COMMUNE, commune.parent, OLD, REFORM)
    for new in (commune, other_commune):
        Succession.objects.create(old=old, new=new, whole=False)
    Organisation.objects.filter(pk=coop.pk).update(unit=old)
    GrowingArea.objects.update(unit=old)
    page = open_page("/ban-lam-viec/", width=1280, signed_in=dung)
    follow(page, "Xem các xã, phường đã chia")
    follow(page, f"Xã Hải Cũ, {commune.parent.full_name}")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, f"Gán các hồ sơ đã đánh dấu cho {commune.full_name}")
    page.get_by_text("Đã gán 2 hồ sơ.").wait_for()
    coop.refresh_from_db()
    assert coop.successor == commune
