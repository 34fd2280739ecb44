"""An organisation's own sheets, its printers, and labels printed on and with them."""

from dataclasses import asdict
from decimal import Decimal
from uuid import uuid4

import pypdfium2
import pytest
from django.db import IntegrityError, transaction

from common.errors import BadInput, RuleError
from labels.models import LabelRun, LabelSheet, Printer
from labels.rulers import RULERS, Ruler
from labels.services import keep_printer, keep_sheet, open_sheet, retire_printer, sheets_of
from labels.sheets import A4_24, TRUE, Calibration
from records.models import LogEntry
from tests.papers_cast import PRINTER, SHEET, facts, measures, sheet_and_printer
from tests.sheets import page_count, read_sheet
from trace.services import make_batch, print_labels
from trace.services.batches import Input


@pytest.fixture
def sheet(coop):
    """Twelve labels of 99 × 44 mm."""
    return sheet_and_printer(coop)[0]


@pytest.fixture
def printer(coop):
    """An office printer that was not measured."""
    return sheet_and_printer(coop)[1]


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
def printed(batch, today, work_off):
    """Prints labels of the batch: the run, its sheet made."""

    def printed(count, **more):
        run = print_labels(
            batch=batch,
            count=count,
            by="test",
            request=uuid4(),
            today=today,
            **({"sheet": "a4-24"} | more),
        )
        work_off()
        run.refresh_from_db()
        return run

    return printed


def pdf_of(run):
    with open_sheet(run) as file:
        return file.read()


class TestSheets:
    def test_it_is_kept_with_its_measures(self, sheet):
        assert sheet.sheet.per_page == 12
        assert (sheet.sheet.label_width, sheet.sheet.column_gap) == (99, 2)
        assert LogEntry.objects.get(action="labels.sheet_added").subject == sheet.key

    def test_labels_wider_than_the_page_are_refused_with_the_excess(self, coop):
        with pytest.raises(RuleError, match=r"cần 230 mm, thừa 20 mm"):
            keep_sheet(organisation=coop, measures=measures(label_width="111.5"), by="test")
        assert not LabelSheet.objects.exists()

    def test_all_that_is_wrong_is_said_at_once(self, coop):
        wrong = measures(name=" ", label_height="3", rows=0)
        with pytest.raises(BadInput) as refused:
            keep_sheet(organisation=coop, measures=wrong, by="test")
        assert {one["field"] for one in refused.value.findings} == {
            "name",
            "label_height",
            "columns",
        }

    def test_a_roll_is_one_row(self, coop):
        with pytest.raises(BadInput, match="số hàng là 1"):
            keep_sheet(organisation=coop, measures=measures(is_roll=True), by="test")

    def test_a_name_is_used_once(self, coop, sheet):
        with pytest.raises(RuleError) as refused:
            keep_sheet(organisation=coop, measures=measures(), by="test")
        assert refused.value.code == "labels.name_taken"

    def test_the_database_refuses_labels_beyond_the_page(self, sheet):
        with (
            pytest.raises(IntegrityError, match="label_sheet_labels_within_its_width"),
            transaction.atomic(),
        ):
            LabelSheet.objects.update(page_width=150)

    def test_the_database_takes_labels_that_fill_the_page_to_the_last(self, coop):
        exact = measures(columns=3, label_width="66.6", left="5.1", column_gap="2.55")
        assert keep_sheet(organisation=coop, measures=exact, by="test").pk

    def test_labels_are_printed_on_it(self, sheet, printed):
        run = printed(13, sheet=sheet.code)
        assert page_count(pdf_of(run)) == 2
        places = [(round(x), round(y)) for _, x, y in run.paper.positions(3)]
        assert places == [(5, 15), (106, 15), (5, 59)]
        assert len(read_sheet(pdf_of(run))) == 13

    def test_a_run_keeps_the_measures_of_its_printing_day(self, coop, sheet, printed):
        run = printed(2, sheet=sheet.code)
        keep_sheet(organisation=coop, measures=measures(left="9"), by="test", sheet=sheet)
        run.refresh_from_db()
        assert run.paper.left == 5
        assert sheets_of(coop)[sheet.code].left == 9

    def test_another_organisations_sheet_is_unknown(self, sheet, batch, other_coop, today):
        own = keep_sheet(
            organisation=other_coop, measures=measures(name="Tờ của HTX khác"), by="test"
        )
        with pytest.raises(BadInput) as refused:
            print_labels(
                batch=batch, count=1, sheet=own.code, by="t", request=uuid4(), today=today
            )
        assert refused.value.code == "labels.unknown_sheet"


class TestStartingOnAUsedSheet:
    def places_of(self, run):
        return [
            min(
                range(1, 25),
                key=lambda place: (
                    abs(found.x - corner(place)[0]) + abs(found.y - corner(place)[1])
                ),
            )
            for found in read_sheet(pdf_of(run))
        ]

    @pytest.mark.parametrize(
        ("count", "start", "pages"),
        [(1, 1, 1), (1, 24, 1), (2, 24, 2), (18, 7, 1), (19, 7, 2), (42, 7, 2), (43, 7, 3)],
    )
    def test_each_label_stands_once_in_its_place(self, printed, count, start, pages):
        run = printed(count, start=start)
        pdf = pdf_of(run)
        assert page_count(pdf) == pages == A4_24.pages(count, start)
        found = read_sheet(pdf)
        assert len({one.link for one in found}) == len(found) == count
        wanted = list(A4_24.positions(count, start))
        for one, (page, left, top) in zip(found, wanted, strict=True):
            assert one.page == page
            assert left < one.x < left + A4_24.label_width
            assert top < one.y < top + A4_24.label_height

    def test_the_serials_are_those_of_the_run_from_its_first(self, printed):
        assert printed(3, start=7).start == 7

    @pytest.mark.parametrize("start", [0, 25, 10**6])
    def test_a_place_that_the_sheet_has_not_is_refused(self, printed, start):
        with pytest.raises(BadInput, match="từ 1 đến 24") as refused:
            printed(1, start=start)
        assert refused.value.field == "start"
        assert not LabelRun.objects.exists()


def corner(place):
    return next((x + 15, y + 15) for _, x, y in [list(A4_24.positions(place))[-1]])


class TestPrinters:
    def test_without_measures_nothing_is_moved(self, printer):
        assert printer.calibration == TRUE

    def test_measures_put_labels_where_they_belong(self):
        # This printer draws everything 1.5 mm too far right and 1 % too long downwards.
        measured = Ruler(21.5, 20.2, 150, 252.5)
        correction = RULERS["office"].calibration(measured)
        for x, y in ((0, 0), (75, 150), (200, 280)):
            sent_x, sent_y = correction.moved(x, y)
            assert sent_x + 1.5 == pytest.approx(x, abs=0.01)
            assert sent_y * 1.01 == pytest.approx(y, abs=0.01)

    def test_labels_are_moved_on_the_sheet(self, coop, printer, printed):
        plain = read_sheet(pdf_of(printed(2)))
        facts_ = facts(measured=Ruler(19, 21, 150, 250))
        keep_printer(organisation=coop, facts=facts_, by="test", printer=printer)
        moved = read_sheet(pdf_of(printed(2, printer=printer)))
        for before, after in zip(plain, moved, strict=True):
            assert after.x - before.x == pytest.approx(1, abs=0.25)
            assert after.y - before.y == pytest.approx(-1, abs=0.25)

    def test_a_run_keeps_the_calibration_of_its_printing_day(self, coop, printer, printed):
        run = printed(1, printer=printer)
        off = facts(measured=Ruler(19, 21, 150, 250))
        keep_printer(organisation=coop, facts=off, by="test", printer=printer)
        run.refresh_from_db()
        assert run.calibration == Calibration()
        assert run.printer == printer

    def test_measures_of_another_unit_are_refused(self, coop, printer):
        inches = facts(measured=Ruler(0.79, 0.79, 5.9, 9.8))
        with pytest.raises(BadInput, match="lệch quá") as refused:
            keep_printer(organisation=coop, facts=inches, by="test", printer=printer)
        assert len(refused.value.findings) == 4

    def test_an_office_printer_speaks_no_language_of_rolls(self, coop):
        with pytest.raises(BadInput) as refused:
            keep_printer(organisation=coop, facts=facts(language="zpl"), by="test")
        assert refused.value.code == "labels.bad_printer"

    def test_the_database_refuses_it_too(self, printer):
        match = "printer_language_only_of_a_roll_printer"
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            Printer.objects.update(language="tspl")

    def test_half_a_measure_is_none(self, printer):
        match = "printer_measured_whole_or_not"
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            Printer.objects.update(measured_left=3)

    def test_a_roll_printer_takes_no_sheets(self, coop, printed):
        roll = keep_printer(
            organisation=coop, facts=facts(name="Cuộn", kind="roll", dpi=203), by="test"
        )
        with pytest.raises(RuleError, match="dùng cuộn nhãn") as refused:
            printed(1, printer=roll)
        assert refused.value.code == "labels.sheet_of_another_printer"

    def test_out_of_use_its_name_is_free_again(self, coop, printer):
        retire_printer(printer=printer, by="test")
        retire_printer(printer=printer, by="test")
        assert keep_printer(organisation=coop, facts=facts(), by="test").pk != printer.pk
        assert LogEntry.objects.filter(action="labels.printer_retired").count() == 1


class TestPages:
    def test_a_sheet_is_added_and_changed(self, client, an, coop):
        client.force_login(an)
        page = f"/to-chuc/{coop.pk}/kho-giay/them/"
        values = {name: value for name, value in SHEET.items() if value}
        assert client.post(page, values).url == f"/to-chuc/{coop.pk}/giay-va-may-in/"
        sheet = LabelSheet.objects.get()
        client.post(f"/kho-giay/{sheet.pk}/", values | {"left": "4,5"})
        sheet.refresh_from_db()
        assert sheet.left == Decimal("4.5")
        assert "Tờ 12 nhãn" in client.get(f"/to-chuc/{coop.pk}/giay-va-may-in/").text

    def test_what_does_not_fit_is_said_at_its_box(self, client, an, coop):
        client.force_login(an)
        values = {name: value for name, value in SHEET.items() if value}
        answer = client.post(
            f"/to-chuc/{coop.pk}/kho-giay/them/", values | {"label_width": "120"}
        )
        assert "thừa 37 mm" in answer.text

    def test_a_printer_is_added_measured_and_taken_out(self, client, an, coop):
        client.force_login(an)
        client.post(f"/to-chuc/{coop.pk}/may-in/them/", PRINTER)
        printer = Printer.objects.get()
        page = f"/may-in/{printer.pk}/"
        ruler = client.get(f"{page}to-thuoc.pdf")
        assert ruler["Content-Type"] == "application/pdf"
        assert page_count(ruler.content) == 1
        half = {"measured_left": "21", "measured_top": "20"}
        assert "cả bốn số đo" in client.post(page, PRINTER | half).text
        whole = half | {"measured_across": "150", "measured_down": "249,5"}
        client.post(page, PRINTER | whole)
        printer.refresh_from_db()
        assert printer.calibration.shift_x == -1
        client.post(f"{page}thoi-dung/")
        assert client.get(page).status_code == 404

    def test_a_viewer_sees_and_changes_nothing(self, client, viewer, sheet):
        client.force_login(viewer)
        shown = client.get(f"/to-chuc/{sheet.organisation_id}/giay-va-may-in/")
        assert "Tờ 12 nhãn" in shown.text
        assert "Thêm máy in" not in shown.text
        assert client.get(f"/kho-giay/{sheet.pk}/").status_code == 403

    def test_a_stranger_sees_nothing(self, client, chi, other_coop, sheet):
        client.force_login(chi)
        page = f"/to-chuc/{sheet.organisation_id}/giay-va-may-in/"
        assert client.get(page).status_code == 404
        assert client.post(f"/kho-giay/{sheet.pk}/thoi-dung/").status_code == 404

    def test_the_print_form_offers_them(self, client, an, batch, sheet):
        client.force_login(an)
        form = client.get(f"/lo-hang/{batch.pk}/in-nhan/").text
        assert "Tờ 12 nhãn" in form
        assert "Máy văn phòng" in form


class TestRulerPage:
    def test_lines_stand_where_the_page_says(self, client, an, printer):
        client.force_login(an)
        pdf = client.get(f"/may-in/{printer.pk}/to-thuoc.pdf").content
        with pypdfium2.PdfDocument(pdf) as document:
            picture = document[0].render(scale=300 / 72, grayscale=True).to_pil()
        dots = 300 / 25.4
        row = [x for x in range(picture.width) if picture.getpixel((x, int(6 * dots))) < 128]
        column = [
            y for y in range(picture.height) if picture.getpixel((int(2 * dots), y)) < 128
        ]
        assert [x / dots for x in row][:1] == [pytest.approx(20, abs=0.15)]
        assert [y / dots for y in column][:1] == [pytest.approx(20, abs=0.15)]

    def test_a_roll_printer_gets_one_as_large_as_its_roll(self, coop, client, an):
        roll = keep_printer(
            organisation=coop, facts=facts(name="Cuộn", kind="roll", dpi=203), by="test"
        )
        client.force_login(an)
        pdf = client.get(f"/may-in/{roll.pk}/to-thuoc.pdf?sheet=roll-50x30").content
        with pypdfium2.PdfDocument(pdf) as document:
            assert document[0].get_size() == pytest.approx((141.73, 85.04), abs=0.01)
        refused = client.get(f"/may-in/{roll.pk}/to-thuoc.pdf?sheet=a4-24", follow=True)
        assert "không in được lên" in refused.text


class TestApi:
    def test_sheets_work(self, client, an, coop, batch, work_off):
        client.force_login(an)
        made = client.post(
            "/api/v1/label-sheets",
            SHEET | {"organisation_id": coop.pk},
            content_type="application/json",
        )
        assert made.status_code == 201
        code = made.json()["code"]
        assert [one["code"] for one in client.get("/api/v1/label-sheets").json()["items"]] == [
            code
        ]
        standard = client.get("/api/v1/label-sheets/standard").json()
        assert "a4-40" in {one["code"] for one in standard}
        printed = client.post(
            f"/api/v1/batches/{batch.pk}/labels",
            {"count": 3, "sheet": code, "start": 12},
            content_type="application/json",
        )
        assert printed.status_code == 201
        changed = client.put(
            f"/api/v1/label-sheets/{made.json()['id']}",
            SHEET | {"left": "4"},
            content_type="application/json",
        )
        assert changed.json()["left"] == "4"

    def test_printers_work(self, client, an, coop):
        client.force_login(an)
        made = client.post(
            "/api/v1/printers",
            PRINTER | {"organisation_id": coop.pk},
            content_type="application/json",
        ).json()
        measured = asdict(Ruler(21, 20, 150, 250))
        changed = client.put(
            f"/api/v1/printers/{made['id']}",
            PRINTER | {"measured": measured},
            content_type="application/json",
        ).json()
        assert (changed["shift_x"], changed["shift_y"]) == (-1, 0)
        gone = client.post(f"/api/v1/printers/{made['id']}/retirement")
        assert gone.status_code == 200
        assert client.get("/api/v1/printers").json()["items"] == []

    def test_a_refusal_says_why(self, client, an, coop):
        client.force_login(an)
        answer = client.post(
            "/api/v1/label-sheets",
            SHEET | {"organisation_id": coop.pk, "label_width": "120"},
            content_type="application/json",
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "labels.bad_sheet")
        assert answer.json()["field"] == "page_width"

    @pytest.mark.parametrize("path", ["label-sheets", "printers"])
    def test_a_stranger_sees_nothing(self, client, chi, other_coop, coop, path):
        sheet, printer = sheet_and_printer(coop)
        pk = sheet.pk if path == "label-sheets" else printer.pk
        body = SHEET if path == "label-sheets" else PRINTER
        client.force_login(chi)
        assert client.get(f"/api/v1/{path}").json()["items"] == []
        answers = [
            client.put(f"/api/v1/{path}/{pk}", body, content_type="application/json"),
            client.post(f"/api/v1/{path}/{pk}/retirement"),
            client.post(
                f"/api/v1/{path}",
                body | {"organisation_id": coop.pk},
                content_type="application/json",
            ),
        ]
        assert {answer.status_code for answer in answers} == {404}

    @pytest.mark.parametrize("path", ["label-sheets", "printers"])
    def test_nobody_without_sign_in(self, client, db, path):
        assert client.get(f"/api/v1/{path}").status_code == 401
        assert client.post(f"/api/v1/{path}", {}).status_code == 401

    @pytest.mark.parametrize("path", ["label-sheets", "printers"])
    def test_a_bad_shape_is_422(self, client, an, coop, path):
        client.force_login(an)
        answer = client.post(f"/api/v1/{path}", {"name": 5}, content_type="application/json")
        assert answer.status_code == 422

    def test_a_viewer_may_not(self, client, viewer, coop):
        client.force_login(viewer)
        answer = client.post(
            "/api/v1/printers",
            PRINTER | {"organisation_id": coop.pk},
            content_type="application/json",
        )
        assert answer.status_code == 403
