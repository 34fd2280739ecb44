"""Links of labels, lots that can stand in them, and addresses that may be printed."""

import string

import pytest
from django.core.checks import run_checks
from django.urls import resolve
from hypothesis import given
from hypothesis import strategies as st

from common.errors import BadInput, RuleError
from labels.links import (
    GS1_CHARACTERS,
    LabelLink,
    check_lot,
    check_public_url,
    is_lot,
    label_link,
    read_link,
)

HOST = "https://truyxuat.example.vn"
GTIN = "09520000000011"
SERIAL = "SVN0123456789ABC"

lots = st.text(sorted(GS1_CHARACTERS), min_size=1, max_size=20).filter(is_lot)


def link(gtin=GTIN, lot="L2611A"):
    return label_link(public_url=HOST, gtin=gtin, lot=lot, serial=SERIAL)


def test_a_gtin_makes_a_digital_link():
    assert link() == f"{HOST}/01/{GTIN}/10/L2611A/21/{SERIAL}"


@pytest.mark.parametrize("lot", [None, ""])
def test_the_lot_may_be_left_out(lot):
    assert link(lot=lot) == f"{HOST}/01/{GTIN}/21/{SERIAL}"


@pytest.mark.parametrize("gtin", [None, ""])
def test_without_a_gtin_the_link_is_the_page_itself(gtin):
    assert link(gtin=gtin) == f"{HOST}/t/{SERIAL}"


@pytest.mark.parametrize("gtin", ["9520000000011", "0952000000001X", "٠9520000000011"])
def test_a_gtin_of_other_than_fourteen_digits_is_a_mistake_of_the_program(gtin):
    with pytest.raises(ValueError, match="14 digits"):
        link(gtin=gtin)


def test_signs_of_a_lot_are_percent_encoded():
    assert link(lot="A/1?b%c+d").split("/10/")[1] == f"A%2F1%3Fb%25c%2Bd/21/{SERIAL}"


@given(lots)
def test_every_lot_comes_back_from_its_link(lot):
    assert read_link(link(lot=lot)) == LabelLink(SERIAL, GTIN, lot)


@given(lots)
def test_a_link_holds_only_what_an_address_may_hold(lot):
    assert set(link(lot=lot)) <= set(string.ascii_letters + string.digits + ":/-._~%")


@given(st.one_of(st.none(), lots))
def test_links_of_one_run_are_of_equal_length(lot):
    other = label_link(public_url=HOST, gtin=GTIN, lot=lot, serial="Z" * 16)
    assert len(other) == len(link(lot=lot))


def test_every_link_leads_to_a_page():
    for address in (link(), link(lot=None), link(gtin=None)):
        assert resolve(address.removeprefix(HOST))


@pytest.mark.parametrize(
    "text",
    [
        SERIAL,
        " svno-1234-5678-9abc ",
        link(),
        link(lot=None),
        link(gtin=None),
        f"{HOST}/t/{SERIAL}/?lang=en#top",
        f"HTTPS://OLD.EXAMPLE.VN/t/{SERIAL}",
        f"truyxuat.example.vn/t/{SERIAL}",
        "http://192.168.1.9:8000/t/svn0-1234-5678-9abc",
    ],
)
def test_the_search_box_takes_a_code_or_a_whole_link(text):
    assert read_link(text).serial == SERIAL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "//",
        "http://[",
        "https://[::1/t/x",
        HOST,
        f"{HOST}/t/",
        f"{HOST}/t/short",
        f"{HOST}/01/123/21/{SERIAL}",
        f"{HOST}/01/{GTIN}/10//21/{SERIAL}",
        "x" * 100_000 + "/t/" + SERIAL,
        "Gạo hữu cơ",
    ],
)
def test_other_text_is_no_link(text):
    assert read_link(text) is None


@given(st.text())
def test_any_text_may_be_searched_for(text):
    read_link(text)
    read_link(f"{HOST}/t/{text}")


# --- lots -----------------------------------------------------------------------------------


def test_gs1_has_82_characters():
    assert len(GS1_CHARACTERS) == 82


@pytest.mark.parametrize("lot", ["1", "L2611A", "01/2026", "A.B-C_D", "x" * 20, "...", "%"])
def test_lots_that_can_be(lot):
    assert is_lot(lot)
    assert check_lot(lot) == lot


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        ("", "Chưa có số lô"),
        ("x" * 21, "dài 21 ký tự"),
        ("LÔ-1", "“Ô”"),
        ("L 1", "dấu cách"),
        ("L#1", "“#”"),
        ("L1\n", "dấu cách"),
        (".", "dấu chấm"),
        ("..", "dấu chấm"),
    ],
)
def test_a_lot_that_cannot_be_is_told_why(lot, said):
    assert not is_lot(lot)
    with pytest.raises(BadInput, match=said) as refused:
        check_lot(lot)
    assert (refused.value.code, refused.value.field) == ("trace.bad_lot", "lot")


# --- the address that is printed ------------------------------------------------------------


@pytest.mark.parametrize(
    "url", [HOST, "https://nhan.quangtri.gov.vn", "https://a.vn:8443", "https://xn--x.vn"]
)
def test_public_addresses_may_be_printed(url):
    check_public_url(url, demo=False)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://truyxuat.example.vn", "không bắt đầu bằng https"),
        ("https://localhost", "mạng nội bộ"),
        ("https://localhost:8000", "mạng nội bộ"),
        ("https://localhost.", "mạng nội bộ"),
        ("https://may-chu", "mạng nội bộ"),
        ("https://may.local", "mạng nội bộ"),
        ("https://a.test", "mạng nội bộ"),
        ("https://192.168.1.7", "địa chỉ IP"),
        ("https://8.8.8.8", "địa chỉ IP"),
        ("https://8.8.8.8.", "địa chỉ IP"),
        ("https://127.1", "địa chỉ IP"),
        ("https://0x7f.0x1", "địa chỉ IP"),
        ("https://[::1]", "địa chỉ IP"),
        ("https://[2001:db8::1]:8000", "địa chỉ IP"),
    ],
)
def test_other_addresses_are_for_demonstrations_only(url, said):
    with pytest.raises(RuleError, match=said) as refused:
        check_public_url(url, demo=False)
    assert refused.value.code == "labels.address_not_public"
    check_public_url(url, demo=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "truyxuat.example.vn",
        "ftp://a.vn",
        "https://",
        "https://a.vn/",
        "https://a.vn/x",
        "https://a.vn?x",
        "https://me@a.vn",
        "https://a.vn:port",
        "https://[a.vn",
        "https://nôngsản.vn",
    ],
)
@pytest.mark.parametrize("demo", [True, False])
def test_what_is_no_address_is_never_printed(url, demo):
    with pytest.raises(RuleError, match="không phải địa chỉ"):
        check_public_url(url, demo=demo)


# --- before deployment ----------------------------------------------------------------------


def found():
    """What the deployment checks of this room find."""
    messages = run_checks(tags=["security"], include_deployment_checks=True)
    return {message.id for message in messages if message.id.startswith("labels.")}


@pytest.mark.django_db
def test_a_good_installation_passes_the_checks_of_labels(settings):
    settings.DEMO = False
    assert found() == set()


@pytest.mark.django_db
def test_the_checks_find_an_address_that_is_not_public(settings):
    settings.DEMO = False
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert found() == {"labels.E001"}


@pytest.mark.django_db
def test_the_checks_find_that_the_keys_are_missing(settings, tmp_path):
    settings.DEMO = False
    settings.LABEL_KEYS_FILE = tmp_path / "nowhere.json"
    assert found() == {"labels.E002"}


@pytest.mark.django_db
def test_the_checks_find_keys_that_others_may_read(settings):
    settings.DEMO = False
    settings.LABEL_KEYS_FILE.chmod(0o640)
    assert found() == {"labels.W001"}


@pytest.mark.django_db
def test_the_checks_find_a_demonstration(settings):
    settings.DEMO = True
    assert found() == {"labels.E003"}
