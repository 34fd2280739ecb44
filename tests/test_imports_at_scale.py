"""Large files, workers that are killed, and how many rows a second."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

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


SETUP = """
import io
from tests.conftest import *
from portal import imports
from records.imports import set_mapping
from records import jobs
from records.models import Job
from tests.test_imports_products import HEADERS
from tests.test_spreadsheets import xlsx
province = make_unit("44", "Quảng Trị", "tỉnh", Unit.Level.PROVINCE, None)
commune = make_unit("19702", "Hải Lăng", "xã", Unit.Level.COMMUNE, province)
an = User.objects.create_user("an", password="an")
coop = register_organisation(
    particulars=particulars(commune), manager=an, by="test", now=timezone.now())
kind = imports.KINDS["san-pham"]
rows = [[f"R{n}", f"Hàng {n}", 1, "kg", None, None] for n in range(6000)]
source = imports.take_in(
    user=an, kind=kind, owner="", name="a.xlsx", content=xlsx(HEADERS, *rows))
set_mapping(source=source, kind=kind, mapping=source.mapping, by=an.key)
imports.ask_check(source, an.key)
jobs.call(Job.objects.get(state="waiting"))
source.refresh_from_db()
imports.ask_apply(source, an.key, all_or_nothing=False)
"""
WORK = """
from records import jobs
from records.models import Job
Job.objects.filter(state="running").update(state="waiting")
for job in Job.objects.filter(state="waiting"):
    jobs.call(job)
"""
COUNT = """
from products.models import Product
from records.models import Import, ImportRow, LogEntry
from records.verification import first_broken_link, stored_entries
print(Import.objects.get().state, Product.objects.count(),
      ImportRow.objects.filter(applied=True).count(),
      LogEntry.objects.filter(action="products.product_added").count(),
      first_broken_link(stored_entries()))
"""


@pytest.mark.slow
def test_a_worker_killed_with_kill_9_is_followed_by_one_that_ends_the_work_once(tmp_path):
    env = {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "VAR_DIR": str(tmp_path),
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    root = Path(settings.BASE_DIR)

    def command(*words):
        return [sys.executable, "manage.py", *words]

    def shell(code):
        start = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            cwd=root,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    subprocess.run(command("migrate", "--verbosity", "0"), cwd=root, env=env, check=True)
    shell(SETUP)
    worker = subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup()\n" + WORK], cwd=root, env=env
    )
    while int(shell(COUNT)[1]) < 1000:
        time.sleep(0.1)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    state, products, applied, told, broken = shell(COUNT)
    assert state == "applying"
    assert products == applied == told
    assert (1000 <= int(products) < 6000, broken) == (True, "None")
    shell(WORK)
    assert shell(COUNT) == ["applied", "6000", "6000", "6000", "None"]
