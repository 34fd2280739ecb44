"""The whole way, from a cooperative's field to a label that a phone can scan, by command and
over the API; tests/browser walks it on the pages."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from labels.models import LabelRun
from labels.serials import for_people
from labels.services import labels_of
from labels.sheets import SHEETS
from records.models import Job
from records.verification import first_broken_link, stored_entries
from tests.conftest import SQUARE
from tests.sheets import page_count, read_sheet, text_near, whole_text
from trace.models import Batch, Scan
from trace.services import Input, make_batch

pytestmark = pytest.mark.django_db

AROUND = {"a4-24": [1, 23, 24, 25, 49], "a4-65": [1, 64, 65, 66, 131]}
COUNTS = [(sheet, count) for sheet, counts in AROUND.items() for count in counts]


@pytest.fixture
def batch(rice, harvest, code, today):
    """A batch of 200 bags of rice."""
    return make_batch(
        product=rice,
        lot="L2611A",
        produced_on=today,
        quantity=Decimal(1000),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(1000), claimed_code=code)],
        by="test",
        today=today,
    )


def printed(tmp_path, *, count, sheet="a4-24", lot="L2611A"):
    """Print by command; the file's content."""
    out = tmp_path / "labels.pdf"
    call_command("print_labels", batch=lot, count=count, sheet=sheet, out=out)
    return out.read_bytes()


@pytest.mark.parametrize(("sheet", "count"), COUNTS)
def test_every_label_of_a_sheet_is_read_once_in_order_beside_its_own_text(
    batch, tmp_path, client, sheet, count
):
    pdf = printed(tmp_path, count=count, sheet=sheet)
    run = LabelRun.objects.get()
    wanted = list(labels_of(run))
    read = read_sheet(pdf)
    assert page_count(pdf) == SHEETS[sheet].pages(count)
    assert [label.link for label in read] == [label.link for label in wanted]
    for label, (page, left, top), seen in zip(
        wanted, SHEETS[sheet].positions(count), read, strict=True
    ):
        assert seen.page == page
        box = (
            left,
            top,
            left + SHEETS[sheet].label_width,
            top + SHEETS[sheet].label_height,
        )
        text = " ".join(text_near(pdf, page, box).split())
        assert for_people(label.serial) in text
        assert "Gạo hữu cơ Hải Lăng" in text
        assert "L2611A" in text
    check_page(client, wanted[0].link)
    check_page(client, wanted[-1].link)


def scan(client, path):
    """Open the path of a link as a phone does: a 307 leads to the page on the same host."""
    response = client.get(path)
    if response.status_code == 307:
        # Not follow=True: Django's test client drops the query of a 307's address.
        response = client.get(response.headers["Location"])
    return response


def check_page(client, link):
    """Follow the link of a label; the page says what the label says."""
    response = scan(client, link.removeprefix("https://truyxuat.example.vn"))
    page = response.content.decode()
    assert response.status_code == 200
    for fact in ("Gạo hữu cơ Hải Lăng", "HTX Lúa Hải Lăng", "L2611A", "VN-45-470-19708-00-24"):
        assert fact in page
    assert "xã Hải Lăng, tỉnh Quảng Trị" in page


def test_every_link_of_a_sheet_leads_to_the_page_of_its_batch(batch, tmp_path, client):
    for label in read_sheet(printed(tmp_path, count=25)):
        check_page(client, label.link)
    assert (
        Scan.objects.filter(verdict="genuine").values("run", "number").distinct().count() == 25
    )


def test_the_text_of_the_sheet_has_its_vietnamese_words_unbroken(batch, tmp_path):
    text = whole_text(printed(tmp_path, count=3))
    assert text.count("Gạo hữu cơ Hải Lăng") == 3
    assert text.count("HTX Lúa Hải Lăng") == 3


class TestByCommand:
    def test_the_labels_are_activated_and_the_log_is_whole(self, batch, tmp_path):
        printed(tmp_path, count=10)
        assert batch.activations.get().end == 10
        assert first_broken_link(stored_entries()) is None

    def test_the_sheet_is_kept_and_is_the_same_file(self, batch, tmp_path):
        pdf = printed(tmp_path, count=10)
        run = LabelRun.objects.get()
        assert run.document.size == len(pdf)
        assert run.job.state == Job.State.DONE

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ({"batch": "NOPE"}, "Không có lô hàng nào mang số lô NOPE"),
            ({"count": 0}, "mỗi đợt in từ 1 đến 1.000.000"),
            ({"count": 201}, "chỉ in thêm được 200 nhãn"),
        ],
    )
    def test_a_refusal_is_a_sentence_and_leaves_nothing(
        self, batch, tmp_path, options, sentence
    ):
        wanted = {"batch": "L2611A", "count": 1, "sheet": "a4-24", "out": tmp_path / "x.pdf"}
        with pytest.raises(CommandError, match=sentence):
            call_command("print_labels", **wanted | options)
        assert not LabelRun.objects.exists()
        assert not (tmp_path / "x.pdf").exists()

    def test_what_cannot_be_written_is_not_printed(self, batch, tmp_path):
        with pytest.raises(CommandError, match="Nothing was printed"):
            call_command("print_labels", batch="L2611A", count=1, out=tmp_path)
        assert not LabelRun.objects.exists()

    def test_a_lot_of_two_organisations_asks_which(self, batch, other_coop, tmp_path):
        Batch.objects.create(
            organisation=other_coop,
            product=batch.product,
            lot=batch.lot,
            produced_on=batch.produced_on,
            quantity=1,
            unit="kg",
            net_content=1,
            content_unit="kg",
            packages=1,
        )
        with pytest.raises(CommandError, match="--organisation"):
            printed(tmp_path, count=1)
        call_command(
            "print_labels",
            batch=batch.lot,
            count=1,
            out=tmp_path / "x.pdf",
            organisation=batch.organisation.name,
        )
        assert LabelRun.objects.get().organisation == batch.organisation


def test_the_whole_way_over_the_api(client, an, dung, commune, rice_crop, today, work_off):
    client.force_login(an)

    def send(path, **body):
        response = client.post(f"/api/v1{path}", body, content_type="application/json")
        assert response.status_code == 201, response.content.decode()
        return response.json()

    organisation = send(
        "/organisations",
        name="HTX Lúa mới",
        kind="cooperative",
        commune=commune.code,
        address="Thôn 1, xã Hải Lăng",
    )
    client.force_login(dung)  # the commune confirms, or no label could be printed
    client.post(f"/api/v1/organisations/{organisation['id']}/confirm")
    client.force_login(an)
    area = send(
        "/growing-areas",
        organisation_id=organisation["id"],
        name="Đồng Trên",
        crop=rice_crop.code,
        unit=commune.code,
    )
    plot = send(f"/growing-areas/{area['id']}/plots", name="Thửa 1", geometry=SQUARE)
    assert Decimal(plot["hectares"]) > 100
    code = send(
        f"/growing-areas/{area['id']}/codes",
        code="VN-45-470-19708-00-25",
        issuer="Chi cục",
        granted_on=str(today),
    )
    harvest = send(
        f"/growing-areas/{area['id']}/harvests",
        plot_ids=[plot["id"]],
        harvested_on=str(today),
        kilograms="500",
    )
    product = send(
        "/products",
        organisation_id=organisation["id"],
        name="Gạo mới",
        net_content="2",
        content_unit="kg",
    )
    batch = send(
        "/batches",
        product_id=product["id"],
        lot="M1",
        produced_on=str(today),
        quantity="400",
        unit="kg",
        inputs=[
            {"harvest_id": harvest["id"], "claimed_code_id": code["id"], "quantity": "500"}
        ],
    )
    run = send(f"/batches/{batch['id']}/labels", count=30, sheet="a4-24")
    assert work_off() == 1
    sheet = client.get(f"/api/v1/label-runs/{run['id']}/sheet.pdf")
    read = read_sheet(b"".join(sheet.streaming_content))
    assert len(read) == 30
    serial = urlsplit(read[0].link).path.rsplit("/", 1)[1]
    client.logout()
    checked = client.get(f"/api/v1/labels/{serial}").json()
    assert (checked["verdict"], checked["lot"]) == ("genuine", "M1")


class TestForgedCodes:
    @pytest.fixture
    def label(self, batch, tmp_path):
        printed(tmp_path, count=1)
        return next(labels_of(LabelRun.objects.get()))

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda s: s[:-1] + ("0" if s[-1] != "0" else "1"), id="last-letter"),
            pytest.param(lambda s: "0" * 16, id="zeros"),
            pytest.param(lambda s: s[:15], id="too-short"),
            pytest.param(lambda s: s * 40, id="far-too-long"),
            pytest.param(lambda s: "U" * 16, id="not-in-the-alphabet"),
            pytest.param(lambda s: "ⅧÄ%00'--" + s[8:], id="strange-letters"),
        ],
    )
    def test_it_is_unknown_and_never_an_error_and_says_nothing_of_why(
        self, client, label, spoil
    ):
        pages = [client.get(f"/t/{spoil(label.serial)}"), client.get("/t/ZZZZZZZZZZZZZZZZ")]
        assert [page.status_code for page in pages] == [404, 404]
        for page in pages:
            told = page.content.decode()
            assert "Gạo hữu cơ" not in told
            assert "HTX Lúa" not in told

    def test_a_genuine_serial_under_another_gtin_is_unknown(self, client, label):
        response = scan(client, f"/01/09520000000028/21/{label.serial}")
        assert response.status_code == 404

    def test_a_genuine_serial_under_another_lot_is_unknown(self, client, label):
        path = f"/01/09520000000011/10/OTHER/21/{label.serial}"
        assert scan(client, path).status_code == 404

    def test_lower_case_and_misread_letters_are_taken_as_meant(self, client, label):
        typed = for_people(label.serial).lower().replace("0", "o").replace("1", "l")
        assert client.get(f"/t/{typed}").status_code == 200

    def test_an_unknown_scan_is_recorded_without_facts(self, client, label):
        client.get("/t/ZZZZZZZZZZZZZZZZ", headers={"user-agent": "Mozilla/5.0 (Android)"})
        scan = Scan.objects.get()
        assert (scan.verdict, scan.run, scan.organisation) == ("unknown", None, None)

    def test_a_label_without_a_batch_says_so(self, client, batch, label):
        LabelRun.objects.update(count=5)  # four more that were never activated
        other = list(labels_of(LabelRun.objects.get()))[4]
        response = client.get(f"/t/{other.serial}")
        assert response.status_code == 200
        assert "chưa được dán" in response.content.decode()
