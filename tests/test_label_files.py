"""Files of one run: every code read from PDF, ZPL, TSPL and PNG, and listed for printers."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import numpy
import openpyxl
import pytest
import zxingcpp
from django.conf import settings as site
from django.db import IntegrityError, transaction
from PIL import Image

from common.errors import BadInput, RuleError
from labels.models import LabelFile
from labels.services import (
    ask_file,
    keep_printer,
    labels_of,
    open_file,
    open_sheet,
    picture_of,
    stop_file,
)
from records.models import Job
from tests.papers_cast import DESIGN, facts, template_of
from tests.printers import tspl_pages, zpl_pages
from tests.sheets import read_sheet
from trace.services import Input, make_batch, print_labels


@pytest.fixture
def batch(rice, harvest, today):
    """A batch with 180 packages."""
    return make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        quantity=Decimal(900),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(900))],
        by="test",
        today=today,
    )


@pytest.fixture
def run(batch, today, coop, work_off):
    """Seven labels of 50 × 30 mm with the cooperative's own design, their PDF made."""
    run = print_labels(
        batch=batch,
        count=7,
        sheet="roll-50x30",
        template=template_of(coop),
        by="test",
        request=uuid4(),
        today=today,
    )
    work_off()
    run.refresh_from_db()
    return run


@pytest.fixture
def made(run, work_off):
    """The content of a file of the run."""

    def made(kind, **more):
        row = ask_file(run=run, kind=kind, by="test", **more)
        work_off()
        row.refresh_from_db()
        assert row.job.state == Job.State.DONE, row.job.error
        with open_file(row) as file:
            return file.read()

    return made


def links(run):
    return [label.link for label in labels_of(run)]


def scanned(papers):
    return [
        code.text
        for paper in papers
        for code in zxingcpp.read_barcodes(numpy.ascontiguousarray(paper))
    ]


class TestEveryCodeIsRead:
    def test_from_the_pdf(self, run):
        with open_sheet(run) as file:
            assert [one.link for one in read_sheet(file.read())] == links(run)

    @pytest.mark.parametrize("dpi", [203, 300])
    def test_from_zpl(self, run, made, dpi):
        assert scanned(zpl_pages(made("zpl", dpi=dpi))) == links(run)

    @pytest.mark.parametrize(("dpi", "dots"), [(203, 8), (300, 300 / 25.4)])
    def test_from_tspl(self, run, made, dpi, dots):
        assert scanned(tspl_pages(made("tspl", dpi=dpi), dots)) == links(run)

    def test_from_png(self, run):
        for number, link in enumerate(links(run)):
            drawn = picture_of(run=run, index=number, kind="png")
            picture = numpy.asarray(Image.open(io.BytesIO(drawn)).convert("L"))
            assert scanned([picture]) == [link]

    def test_from_the_lists(self, run, made):
        rows = list(csv.reader(io.StringIO(made("csv").decode("utf-8-sig"))))
        assert [row[-1] for row in rows[1:]] == links(run)
        sheet = openpyxl.load_workbook(io.BytesIO(made("xlsx"))).active
        cells = list(sheet.iter_rows(min_row=2))
        assert [row[-1].value for row in cells] == links(run)
        assert {cell.data_type for row in cells for cell in row[1:]} == {"s"}
        assert {row[1].number_format for row in cells} == {"@"}


class TestRanges:
    def test_a_file_may_hold_some_labels_of_the_run(self, run, made):
        assert scanned(zpl_pages(made("zpl", dpi=203, first=2, count=3))) == links(run)[2:5]
        rows = list(csv.reader(io.StringIO(made("csv", first=5).decode("utf-8-sig"))))
        assert [row[0] for row in rows[1:]] == ["6", "7"]

    @pytest.mark.parametrize(("first", "count"), [(0, 8), (7, 1), (-1, 2), (3, 0)])
    def test_labels_that_the_run_has_not_are_refused(self, run, first, count):
        with pytest.raises(BadInput) as refused:
            ask_file(run=run, kind="csv", by="test", first=first, count=count)
        assert refused.value.code == "labels.bad_range"

    def test_the_same_file_is_made_once(self, run, made):
        assert made("zpl", dpi=203) == made("zpl", dpi=203)
        assert LabelFile.objects.count() == 1

    def test_a_run_keeps_the_version_it_was_printed_with(self, coop, run, made):
        before = made("zpl", dpi=203)
        wider = {**DESIGN, "symbol": DESIGN["symbol"] | {"size": 14.0}}
        template_of(coop, design=wider, template=run.template_version.template)
        assert run.template_version.template.newest.number == 2
        LabelFile.objects.all().delete()
        assert made("zpl", dpi=203) == before


def test_a_printer_with_a_language_gets_its_file_at_once(batch, coop, today, work_off):
    printer = keep_printer(
        organisation=coop,
        facts=facts(name="Xprinter", kind="roll", dpi=203, language="tspl"),
        by="test",
    )
    run = print_labels(
        batch=batch,
        count=3,
        sheet="roll-50x30",
        printer=printer,
        by="t",
        request=uuid4(),
        today=today,
    )
    work_off()
    row = LabelFile.objects.get()
    assert (row.kind, row.dpi, row.count) == ("tspl", 203, 3)
    with open_file(row) as file:
        assert scanned(tspl_pages(file.read(), 8)) == links(run)


class TestRefusals:
    def test_sheets_are_not_sent_to_roll_printers(self, batch, today):
        run = print_labels(
            batch=batch, count=1, sheet="a4-24", by="t", request=uuid4(), today=today
        )
        with pytest.raises(RuleError) as refused:
            ask_file(run=run, kind="zpl", dpi=203, by="test")
        assert refused.value.code == "labels.not_a_roll"

    @pytest.mark.parametrize(("kind", "dpi"), [("zpl", 600), ("tspl", 0), ("epl", 203)])
    def test_what_no_printer_is_like_is_refused(self, run, kind, dpi):
        with pytest.raises(BadInput):
            ask_file(run=run, kind=kind, dpi=dpi, by="test")

    def test_the_database_refuses_a_list_with_dots(self, run):
        row = ask_file(run=run, kind="csv", by="test")
        match = "label_file_dots_only_for_printers"
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            LabelFile.objects.filter(pk=row.pk).update(dpi=203)

    def test_a_stopped_file_can_be_asked_for_again(self, run, work_off):
        row = ask_file(run=run, kind="csv", by="test")
        stop_file(row=row, by="test")
        again = ask_file(run=run, kind="csv", by="test")
        assert (again.pk, again.job.state) == (row.pk, Job.State.WAITING)

    def test_a_template_larger_than_the_label_is_refused(self, batch, coop, today):
        with pytest.raises(RuleError) as refused:
            print_labels(
                batch=batch,
                count=1,
                sheet="roll-2x35x22",
                template=template_of(coop),
                by="t",
                request=uuid4(),
                today=today,
            )
        assert refused.value.code == "labels.template_too_large"
        assert not batch.activations.exists()

    def test_a_link_longer_than_the_design_was_made_for_is_refused_before_anything_is_issued(
        self, rice, harvest, coop, today, settings
    ):
        settings.PUBLIC_URL = "https://truyxuatnguongoc.sonongnghiepvamoitruong.vn"
        long = make_batch(
            product=rice,
            lot="A/1?%b+ABCDEFGHIJKLM",
            produced_on=today,
            quantity=Decimal(10),
            unit="kg",
            inputs=[Input(harvest=harvest, quantity=Decimal(10))],
            by="test",
            today=today,
        )
        settings.PUBLIC_URL = "https://a.vn"
        template = template_of(coop)
        settings.PUBLIC_URL = "https://truyxuatnguongoc.sonongnghiepvamoitruong.vn"
        with pytest.raises(RuleError, match="còn thiếu") as refused:
            print_labels(
                batch=long,
                count=1,
                sheet="roll-50x30",
                template=template,
                by="t",
                request=uuid4(),
                today=today,
            )
        assert refused.value.code == "labels.module_too_small"
        assert not long.activations.exists()


class TestPages:
    def test_a_clerk_makes_and_downloads_a_file(self, client, an, run, work_off):
        client.force_login(an)
        page = f"/nhan/{run.pk}/tep/"
        assert "ZPL, máy 203 dpi" in client.get(page).text
        client.post(page, {"kind": "zpl-203", "first": "2", "last": "4"})
        row = LabelFile.objects.get()
        assert (row.first, row.count, row.dpi) == (1, 3, 203)
        work_off()
        answer = client.get(f"/tep-nhan/{row.pk}/")
        content = b"".join(answer.streaming_content)
        assert scanned(zpl_pages(content)) == links(run)[1:4]
        assert f"nhan-{run.pk}-2-4-203dpi.zpl" in answer["Content-Disposition"]

    def test_what_cannot_be_is_said_on_the_page(self, client, an, run):
        client.force_login(an)
        answer = client.post(f"/nhan/{run.pk}/tep/", {"kind": "csv-0", "last": "70"})
        assert "Đợt này có 7 nhãn" in answer.text

    def test_a_picture_of_one_label(self, client, an, run):
        client.force_login(an)
        png = client.get(f"/nhan/{run.pk}/3.png").content
        picture = numpy.asarray(Image.open(io.BytesIO(png)).convert("L"))
        assert scanned([picture]) == [links(run)[2]]
        assert client.get(f"/nhan/{run.pk}/3.svg")["Content-Type"] == "image/svg+xml"
        assert "không có nhãn" in client.get(f"/nhan/{run.pk}/8.png", follow=True).text

    def test_a_viewer_may_not_take_labels_away(self, client, viewer, run, made):
        made("csv")
        client.force_login(viewer)
        row = LabelFile.objects.get()
        assert client.get(f"/tep-nhan/{row.pk}/").status_code == 403
        assert client.get(f"/nhan/{run.pk}/1.png").status_code == 403

    def test_a_stranger_sees_nothing(self, client, chi, other_coop, run, made):
        made("csv")
        client.force_login(chi)
        assert client.get(f"/nhan/{run.pk}/tep/").status_code == 404
        assert client.get(f"/tep-nhan/{LabelFile.objects.get().pk}/").status_code == 404


class TestApi:
    def test_it_works(self, client, an, run, work_off):
        client.force_login(an)
        path = f"/api/v1/label-runs/{run.pk}/files"
        made = client.post(
            path, {"kind": "tspl", "dpi": 203, "last": 2}, content_type="application/json"
        )
        assert (made.status_code, made.json()["state"]) == (201, "waiting")
        one = f"{path}/{made.json()['id']}"
        early = client.get(f"{one}/content")
        assert (early.status_code, early.json()["code"]) == (409, "labels.not_printed_yet")
        work_off()
        assert client.get(one).json()["is_made"]
        content = b"".join(client.get(f"{one}/content").streaming_content)
        assert scanned(tspl_pages(content, 8)) == links(run)[:2]
        assert len(client.get(path).json()["items"]) == 1
        png = client.get(f"/api/v1/label-runs/{run.pk}/labels/1.png").content
        assert png.startswith(b"\x89PNG")

    def test_a_refusal_says_why(self, client, an, run):
        client.force_login(an)
        path = f"/api/v1/label-runs/{run.pk}/files"
        answer = client.post(path, {"kind": "csv", "last": 9}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "labels.bad_range")

    def test_a_stranger_sees_nothing(self, client, chi, other_coop, run):
        client.force_login(chi)
        path = f"/api/v1/label-runs/{run.pk}/files"
        assert client.get(path).status_code == 404
        answer = client.post(path, {"kind": "csv"}, content_type="application/json")
        assert answer.status_code == 404

    def test_nobody_without_sign_in(self, client, run):
        assert client.get(f"/api/v1/label-runs/{run.pk}/files").status_code == 401

    def test_a_bad_shape_is_422(self, client, an, run):
        client.force_login(an)
        path = f"/api/v1/label-runs/{run.pk}/files"
        answer = client.post(path, {"kind": "doc"}, content_type="application/json")
        assert answer.status_code == 422

    def test_a_viewer_may_not(self, client, viewer, run):
        client.force_login(viewer)
        path = f"/api/v1/label-runs/{run.pk}/files"
        answer = client.post(path, {"kind": "csv"}, content_type="application/json")
        assert answer.status_code == 403


def test_fonts_are_where_the_settings_say():
    assert (site.LABEL_FONT_DIR / "BeVietnamPro-Bold.ttf").exists()
