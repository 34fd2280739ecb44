"""Text, quantities, days and environment readers."""

import datetime
import unicodedata
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from common import dates, quantities, text
from config import environment


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234.500"), "1.234,5"),
        (Decimal("40.000"), "40"),
        (Decimal("0.001"), "0,001"),
        (1000000, "1.000.000"),
    ],
)
def test_numbers_are_written_as_a_vietnamese_reader_writes_them(value, shown):
    assert text.number(value) == shown


def test_marks_do_not_matter_to_search():
    assert text.fold("Cà phê ĐẮK Lắk") == "ca phe dak lak"


def test_letters_written_apart_are_joined():
    assert text.nfc(unicodedata.normalize("NFD", " Hải   Lăng ")) == "Hải Lăng"


def test_a_span_is_half_open():
    start, end = datetime.date(2025, 7, 1), datetime.date(2026, 7, 1)
    assert dates.in_span(start, start, end)
    assert not dates.in_span(end, start, end)


def test_mass_is_converted_exactly():
    assert quantities.convert(Decimal("1.5"), "t", "g") == Decimal(1500000)


def test_mass_and_volume_are_never_mixed():
    with pytest.raises(ValueError, match="kg and l"):
        quantities.convert(Decimal(1), "kg", "l")


def test_a_started_package_does_not_count():
    assert quantities.whole_packages(Decimal("10.499"), "kg", Decimal(500), "g") == 20


@pytest.mark.parametrize("word", ["ja", "2", "on!"])
def test_a_switch_that_is_neither_on_nor_off_stops_the_program(monkeypatch, word):
    monkeypatch.setenv("DEMO", word)
    with pytest.raises(ImproperlyConfigured, match="DEMO"):
        environment.flag("DEMO")


@pytest.mark.parametrize(
    "address", ["truyxuat.example.vn", "ftp://a.vn", "https://", "https://a.vn/path"]
)
def test_what_is_no_web_address_stops_the_program(monkeypatch, address):
    monkeypatch.setenv("PUBLIC_URL", address)
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL"):
        environment.web_address("PUBLIC_URL", "http://127.0.0.1:8000")


def test_a_secret_is_made_once_and_only_its_owner_reads_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    file = tmp_path / "new" / "secret_key"
    first = environment.secret("SECRET_KEY", file)
    assert len(first) > 50
    assert environment.secret("SECRET_KEY", file) == first
    assert file.stat().st_mode & 0o777 == 0o600
