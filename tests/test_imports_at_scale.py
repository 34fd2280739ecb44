"""Large files, workers that die, and how many rows a second."""

import sys
import time

import pytest

from cooperatives.models import Organisation
from portal import imports
from products.models import Product
from records.imports import apply, applying, set_mapping
from records.models import Import, ImportRow, LogEntry
from records.verification import first_broken_link, stored_entries
from tests.test_imports_products import HEADERS, counts
from tests.test_spreadsheets import csv, xlsx

KIND = imports.KINDS["san-pham"]


def checked(user, kind, file, work_off):
    source = imports.take_in(user=user, kind=kind, owner="", name="a", content=file)
    set_mapping(source=source, kind=kind, mapping=source.mapping, by=user.key)
    imports.ask_check(source, user.key)
    work_off()
    source.refresh_from_db()
    return source


def written(source, work_off):
    imports.ask_apply(source, source.by, all_or_nothing=False)
    work_off()
    source.refresh_from_db()
    return source


@pytest.mark.django_db
class TestAWorkerThatDies:
    @pytest.fixture
    def source(self, an, coop, work_off, monkeypatch):
        monkeypatch.setattr(applying, "AT_ONCE", 2)
        rows = [[f"R{n}", f"Hàng {n}", 1, "kg", None, None] for n in range(5)]
        source = checked(an, KIND, xlsx(HEADERS, *rows), work_off)
        source.state = Import.State.APPLYING
        source.save()
        return source

    def run(self, source, an, report=lambda done, total: None):
        source.refresh_from_db()
        apply(source=source, kind=KIND, scope=imports.scope_named(an, ""), report=report)

    def test_in_the_middle_of_a_chunk_nothing_of_it_is_there(self, source, an, monkeypatch):
        real, times = applying.log_many, []

        def dies(news, **more):
            times.append(1)
            if len(times) == 2:
                raise SystemExit
            return real(news, **more)

        monkeypatch.setattr(applying, "log_many", dies)
        with pytest.raises(SystemExit):
            self.run(source, an)
        assert Product.objects.count() == 2
        assert source.rows.filter(applied=True).count() == 2

    def test_taken_up_again_every_row_is_written_once(self, source, an):
        def dies(done, total):
            raise SystemExit

        with pytest.raises(SystemExit):
            self.run(source, an, dies)
        assert Product.objects.count() == 2
        self.run(source, an)
        self.run(source, an)
        source.refresh_from_db()
        assert (source.state, Product.objects.count()) == (Import.State.APPLIED, 5)
        assert LogEntry.objects.filter(action="products.product_added").count() == 5
        assert first_broken_link(stored_entries()) is None


@pytest.mark.django_db
def test_all_or_nothing_puts_back_what_was_written_before_a_row_turned_bad(
    an, coop, work_off, monkeypatch
):
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    rows = [[f"R{n}", f"Hàng {n}", 1, "kg", None, None] for n in range(4)]
    source = checked(an, KIND, xlsx(HEADERS, *rows), work_off)
    imports.ask_apply(source, an.key, all_or_nothing=True)
    real = applying._write_chunk

    def changed_meanwhile(source, kind, scope, several, request):
        if several[0].number > 3:
            return False
        return real(source, kind, scope, several, request)

    monkeypatch.setattr(applying, "_write_chunk", changed_meanwhile)
    work_off()
    source.refresh_from_db()
    assert (source.state, Product.objects.count()) == (Import.State.FAILED, 0)
    assert "không dòng nào được nhập" in source.problem


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_thousand_organisations_in_one_file(dung, commune, work_off):
    kind = imports.KINDS["to-chuc"]
    lines = "\n".join(
        f"K{n},Hộ trồng rau số {n},hộ kinh doanh,Xã Hải Lăng,Thôn {n % 50}"
        for n in range(20_000)
    )
    started = time.monotonic()
    source = checked(
        dung, kind, csv(f"Mã riêng,Tên tổ chức,Loại hình,Xã,Địa chỉ\n{lines}\n"), work_off
    )
    between = time.monotonic()
    assert counts(source) == {"new": 20_000}
    written(source, work_off)
    ended = time.monotonic()
    source.refresh_from_db()
    assert (source.state, source.problem) == (Import.State.APPLIED, "")
    assert Organisation.objects.count() == 20_000
    assert ImportRow.objects.filter(applied=True).count() == 20_000
    sys.stderr.write(
        f"\nchecked {20_000 / (between - started):.0f} rows/s, "
        f"written {20_000 / (ended - between):.0f} rows/s\n"
    )
