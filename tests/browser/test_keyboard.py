"""By the keyboard alone: signing in, filling a form, opening and closing menus."""

import datetime
from decimal import Decimal

import pytest

from tests.browser.acting import tab_to, told
from tests.test_sign_in import code_now
from trace.models import Sale
from trace.services import Input, make_batch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Every element that the Tab key meets, with whether one sees that it has the focus.
UNSEEN = """
() => {
  const it = document.activeElement;
  const style = getComputedStyle(it);
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return it === document.body || seen ? '' : it.outerHTML.slice(0, 120);
}
"""


@pytest.fixture
def batch(rice, harvest, today):
    """Twenty bags of rice that expire in ten days."""
    return make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        expires_on=today + datetime.timedelta(days=10),
        quantity=Decimal(100),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(100))],
        by="test",
        today=today,
    )


def test_signing_in(open_page, an, coop):
    page = open_page("/to-chuc/", width=1280)
    tab_to(page, "main input[type=text]")
    page.keyboard.type("an")
    page.keyboard.press("Tab")
    page.keyboard.type("an")
    page.keyboard.press("Enter")
    page.wait_for_url("**/to-chuc/")
    assert "HTX Lúa Hải Lăng" in told(page)


def test_signing_in_with_a_second_factor(open_page, dung, coop):
    page = open_page("/to-chuc/", width=1280)
    tab_to(page, "main input[type=text]")
    page.keyboard.type("dung")
    page.keyboard.press("Tab")
    page.keyboard.type("dung")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dang-nhap/ma/**")
    if not page.evaluate("document.activeElement.matches('[name=code]')"):
        tab_to(page, "[name=code]")
    page.keyboard.type(code_now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/to-chuc/")
    assert "HTX Lúa Hải Lăng" in told(page)


def test_the_filters_of_a_list(open_page, an, coop):
    page = open_page("/to-chuc/", width=1280, signed_in=an)
    tab_to(page, ".list-filters > summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=tinh-trang]")
    page.keyboard.type("Đã")  # a choice begins so
    tab_to(page, ".list-filters button")
    page.keyboard.press("Enter")
    page.wait_for_url("**tinh-trang=**")
    assert page.locator(".list-filters summary").is_visible()


def test_from_the_desk_to_a_sale_that_is_recorded(open_page, an, batch):
    page = open_page("/ban-lam-viec/", width=1280, signed_in=an)
    tab_to(page, f".need a[href='/lo-hang/{batch.pk}/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/lo-hang/{batch.pk}/")
    tab_to(page, "a[href$='/ban/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ban/")
    tab_to(page, "[name=packages]")
    page.keyboard.type("8")
    tab_to(page, "[name=buyer]")
    page.keyboard.type("Chợ Hải Lăng")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/lo-hang/{batch.pk}/")
    assert "8 gói, còn 12 gói" in told(page)
    assert Sale.objects.get().buyer == "Chợ Hải Lăng"


def test_a_form_that_is_refused_leads_to_the_box_at_fault(open_page, an, batch):
    page = open_page(f"/lo-hang/{batch.pk}/ban/", width=1280, signed_in=an)
    tab_to(page, "[name=packages]")
    page.keyboard.type("21")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    tab_to(page, "[role=alert] a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "packages"
    described = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert "_error" in described


@pytest.mark.parametrize(
    ("width", "menu"), [(360, ".menu > summary"), (1280, ".account > summary")]
)
def test_a_menu_opens_and_closes_and_gives_the_focus_back(open_page, an, coop, width, menu):
    page = open_page("/ban-lam-viec/", width=width, signed_in=an)
    tab_to(page, menu)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('details[open]'))")
    page.keyboard.press("Escape")
    assert page.evaluate("wanted => document.activeElement.matches(wanted)", menu)
    assert page.locator(".top details[open]").count() == 0


def test_a_section_behind_more_is_reached(open_page, an, coop):
    page = open_page("/ban-lam-viec/", width=1280, signed_in=an)
    tab_to(page, ".more > summary")
    page.keyboard.press("Enter")
    tab_to(page, "a[href='/nguyen-lieu/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nguyen-lieu/")


def test_leaving_a_menu_closes_it(open_page, an, coop):
    page = open_page("/ban-lam-viec/", width=1280, signed_in=an)
    page.locator(".more > summary").click()
    page.locator(".account > summary").click()
    assert page.locator(".top details[open]").count() == 1
    page.locator("h1").click()
    assert page.locator(".top details[open]").count() == 0


@pytest.mark.parametrize("path", ["/ban-lam-viec/", "/to-chuc/", "/to-chuc/dang-ky/"])
def test_one_always_sees_what_has_the_focus(open_page, an, batch, path):
    page = open_page(path, width=1280, signed_in=an)
    unseen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        unseen.add(page.evaluate(UNSEEN))
    assert unseen - {""} == set()
