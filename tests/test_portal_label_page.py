"""The page behind a label: what it shows, what it keeps to itself, what counts as a scan."""

import datetime
import gzip
import io
import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from cooperatives.models import Organisation
from cooperatives.services import withdraw_certificate
from growing_areas.models import AreaCertificate, CodeState
from growing_areas.services import record_harvest
from labels.models import LabelRun
from labels.serials import for_people
from labels.services import label_at
from places.services import add_village
from portal.visitors import is_a_scan
from portal.words import CODE_STATES, HEADLINES
from products.models import ProductCertificate
from products.services import change_picture
from tests.growing_area_codes_cast import decide
from tests.kept_cast import DAY, certified
from trace import verdicts
from trace.models import Activation, ReceivedMaterial, Scan
from trace.services import Delivery, Input, make_batch, print_labels, receive_material

pytestmark = pytest.mark.django_db

PEOPLE = ("Nguyễn Thị An", "Lê Văn Mẫu", "0900000000")


@pytest.fixture
def batch(rice, harvest, code, today):
    """100 bags of rice, made two days ago of all the rice that was harvested."""
    return make_batch(
        product=rice,
        lot="L2611A",
        produced_on=today - datetime.timedelta(days=2),
        quantity=Decimal(500),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(1000), claimed_code=code)],
        by="test",
        today=today,
    )


@pytest.fixture
def labelled(today):
    """Print labels for a batch; the first label."""

    def labelled(batch, count=1):
        run = print_labels(
            batch=batch, count=count, sheet="a4-24", by="test", request=uuid4(), today=today
        )
        return label_at(run, 0)

    return labelled


@pytest.fixture
def label(batch, labelled):
    """A label on a bag of rice."""
    return labelled(batch)


@pytest.fixture
def village(commune, today):
    """Thôn Mai Đàn, in the commune."""
    return add_village(
        commune=commune, name="Mai Đàn", kind="thôn", on=today, legal_basis="", by="test"
    )


@pytest.fixture
def make_harvest(area, today):
    """Harvest 10 kg some days ago."""

    def make_harvest(*, days_ago):
        return record_harvest(
            area=area,
            plots=area.plots.all(),
            harvested_on=today - datetime.timedelta(days=days_ago),
            kilograms=Decimal(10),
            by="test",
            today=today,
        )

    return make_harvest


@pytest.fixture
def page_of(client):
    """The page of a label, as text."""

    def page_of(label, **query):
        response = client.get(f"/t/{label.serial}", query)
        assert response.status_code == 200
        return response.content.decode()

    return page_of


def words(html):
    """What a reader reads: no tags, blanks as one."""
    inside = re.sub(r"<(style|svg|head)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


class TestGenuineLabel:
    def test_the_verdict_comes_first(self, page_of, label):
        read = words(page_of(label))
        assert read.index("Mã hợp lệ") < read.index("Gạo hữu cơ Hải Lăng")
        assert verdicts.GENUINE.sentence in read

    def test_it_shows_the_seven_public_items_of_decree_37(self, page_of, rice, label, today):
        picture = io.BytesIO()
        Image.new("RGB", (640, 480), "green").save(picture, "PNG")
        change_picture(product=rice, picture=("gạo.png", picture), by="test")
        page = page_of(label)
        expires = today - datetime.timedelta(days=2) + datetime.timedelta(days=365)
        for item in (
            "Gạo hữu cơ Hải Lăng",
            f"/anh/{rice.picture_id}/480.jpg",
            "HTX Lúa Hải Lăng",
            "Thôn Đại An Khê, xã Hải Lăng, tỉnh Quảng Trị",
            "Xuất xứ",
            "L2611A",
            for_people(label.serial),
            f"{expires:%d/%m/%Y}",
        ):
            assert item in page

    def test_the_way_from_field_to_label_is_told_in_order(self, page_of, label):
        read = words(page_of(label))
        steps = ["Thu hoạch: lúa", "Sản xuất lô hàng này", "Nhãn này được kiểm tra"]
        assert sorted(steps, key=read.index) == steps

    def test_a_code_shows_its_state_on_the_harvest_day_and_today(
        self, page_of, label, code, today
    ):
        decide(code, "suspend", today)
        read = words(page_of(label))
        assert "VN-45-470-19708-00-24 Ngày thu hoạch : có hiệu lực" in read.replace(":", " :")
        assert "Hôm nay: bị đình chỉ" in read
        assert "Kiểm tra định kỳ" not in read

    def test_a_lot_without_a_code_says_so(self, page_of, rice, harvest, labelled, today):
        batch = make_batch(
            product=rice,
            lot="L2",
            produced_on=today,
            quantity=Decimal(50),
            unit="kg",
            inputs=[Input(harvest=harvest, quantity=Decimal(100))],
            by="test",
            today=today,
        )
        assert "Lô này không khai mã số vùng trồng." in page_of(labelled(batch))

    def test_received_materials_name_their_supplier(self, page_of, rice, labelled, today):
        material = receive_material(
            organisation=rice.organisation,
            delivery=Delivery(
                name="Lúa tươi",
                kind=ReceivedMaterial.Kind.CROP,
                supplier="Tổ hợp tác Hải Thượng",
                origin="xã Hải Lăng, tỉnh Quảng Trị",
                received_on=today,
                quantity=Decimal(100),
                unit="kg",
            ),
            by="test",
            today=today,
        )
        batch = make_batch(
            product=rice,
            lot="M1",
            produced_on=today,
            quantity=Decimal(50),
            unit="kg",
            inputs=[Input(material=material, quantity=Decimal(100))],
            by="test",
            today=today,
        )
        read = words(page_of(labelled(batch)))
        assert "Nhận nguyên liệu: Lúa tươi (nông sản mua vào)" in read
        assert "Người cung cấp : Tổ hợp tác Hải Thượng" in read.replace("cấp:", "cấp :")

    def test_many_harvests_of_one_area_are_one_step(
        self, page_of, rice, area, harvest, labelled, today, make_harvest
    ):
        more = [make_harvest(days_ago=days) for days in (5, 6, 7, 8)]
        batch = make_batch(
            product=rice,
            lot="L3",
            produced_on=today,
            quantity=Decimal(50),
            unit="kg",
            inputs=[Input(harvest=each, quantity=Decimal(10)) for each in [harvest, *more]],
            by="test",
            today=today,
        )
        read = words(page_of(labelled(batch)))
        assert read.count("Thu hoạch: lúa") == 1
        first, last = (today - datetime.timedelta(days=days) for days in (10, 5))
        assert f"5 ngày, từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}" in read

    def test_an_expired_lot_warns(self, page_of, batch, label, today):
        batch.expires_on = today
        batch.save()
        assert "quá hạn" not in page_of(label)  # the printed day is a good one
        batch.expires_on = today - datetime.timedelta(days=1)
        batch.save()
        assert "Lô này đã quá hạn sử dụng" in page_of(label)

    def test_a_place_recorded_before_the_reform_shows_both_names(
        self, page_of, label, coop, old_commune
    ):
        Organisation.objects.update(unit=old_commune)
        assert "xã Hải Lăng, tỉnh Quảng Trị (trước 1/7/2025: xã Hải Thượng" in page_of(label)

    def test_it_shows_no_person_no_number_and_no_place_below_the_commune(
        self, page_of, label, coop, area
    ):
        Organisation.objects.update(
            representative="Lê Văn Mẫu", phone="0900000000", tax_code="0100233488"
        )
        page = page_of(label)
        for private in (*PEOPLE, "0100233488", area.name, "Thửa 1", "107.2", "16.69", "1.000"):
            assert private not in page

    def test_a_household_is_named_and_its_number_is_not(self, page_of, label):
        Organisation.objects.update(kind="household", personal_number="012345678901")
        page = page_of(label)
        assert "HTX Lúa Hải Lăng" in page
        assert "012345678901" not in page

    def test_a_village_is_shown_as_its_commune(self, page_of, label, area, commune, village):
        area.unit = village
        area.save()
        page = page_of(label)
        assert "Thôn Mai Đàn" not in page
        assert "xã Hải Lăng, tỉnh Quảng Trị" in page

    def test_an_illustration_says_that_it_is_one(self, page_of, label):
        assert "Minh họa" not in page_of(label)
        Organisation.objects.update(is_illustration=True)
        assert "Minh họa" in page_of(label)

    def test_what_a_maker_wrote_is_never_markup(self, page_of, label, rice):
        rice.name = "<script>alert(1)</script>"
        rice.storage = "<b>Khô</b>\nMát"
        rice.save()
        page = page_of(label)
        assert "<script" not in page
        assert "&lt;b&gt;Khô&lt;/b&gt;<br>Mát" in page

    def test_certificates_that_were_good_when_the_goods_were_made_are_shown(
        self, page_of, label, rice, area, today
    ):
        now = timezone.now()
        certified(rice, today, now, model=ProductCertificate, number="SP-01")
        certified(area, today, now, model=AreaCertificate, number="VT-01")
        later = {"valid_from": today + DAY, "last_day": None}
        certified(area, today, now, model=AreaCertificate, number="VT-02", **later)
        withdrawn = certified(rice, today, now, model=ProductCertificate, number="SP-02")
        withdraw_certificate(
            certificate=withdrawn, withdrawn_on=today, reason="x", by="test", today=today
        )
        read = words(page_of(label))
        assert "SP-01" in read
        assert "VT-01" in read
        assert "VT-02" not in read
        assert "SP-02" not in read

    def test_few_questions_are_asked_of_the_database(
        self, page_of, label, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(9):
            page_of(label)


class TestOtherVerdicts:
    def test_a_label_not_yet_on_goods_shows_maker_and_product_only(self, page_of, label):
        Activation.objects.all().delete()
        read = words(page_of(label))
        assert "Nhãn chưa được đưa vào sử dụng" in read
        assert "Gạo hữu cơ Hải Lăng" in read
        for fact in ("L2611A", "Thu hoạch", "VN-45", "Hạn sử dụng"):
            assert fact not in read

    def test_an_unknown_code_is_404_and_helps_and_shows_no_facts(self, client, label):
        response = client.get("/t/ZZZZZZZZZZZZZZZZ")
        read = words(response.content.decode())
        assert response.status_code == 404
        assert "Không tìm thấy mã này" in read
        assert "hãy hỏi nơi bán hàng" in read
        for fact in ("Gạo", "HTX", "L2611A", "Mã hợp lệ"):
            assert fact not in read

    def test_an_unknown_code_comes_back_to_be_mended(self, client):
        page = client.get('/t/7K3M"><b>').content.decode()
        assert 'value="7K3M&quot;&gt;&lt;b&gt;"' in page

    def test_a_zero_byte_is_an_unknown_code_like_any_other(self, client):
        assert client.get("/t/AB%00CD").status_code == 404
        assert Scan.objects.get().code == "ABCD"

    def test_each_kind_of_verdict_has_its_headline(self):
        assert set(HEADLINES) == {kind.value for kind in verdicts.Kind}


class TestHowThePageIsSent:
    def test_it_is_small_and_stands_alone(self, page_of, label):
        page = page_of(label)
        assert len(gzip.compress(page.encode())) < 8_000
        assert len(page) < 20_000
        assert "<script" not in page
        assert 'rel="stylesheet"' not in page
        assert not re.findall(r'(?:src|href|url\()=?["\']?https?://', page)

    def test_it_is_kept_by_nobody_and_runs_nothing(self, client, label):
        response = client.get(f"/t/{label.serial}")
        assert response.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert not response.cookies

    def test_a_share_preview_is_complete_and_keeps_no_verdict(self, page_of, label):
        page = page_of(label)
        shared = dict(re.findall(r'<meta property="og:([a-z_:]+)" content="([^"]*)">', page))
        assert shared["title"] == "Gạo hữu cơ Hải Lăng, 5 kg"
        assert shared["url"] == f"https://truyxuat.example.vn/t/{label.serial}"
        assert "HTX Lúa Hải Lăng, xã Hải Lăng, tỉnh Quảng Trị" in shared["description"]
        assert "hợp lệ" not in " ".join(shared.values())

    def test_a_head_request_is_answered_and_not_a_scan(self, client, label):
        response = client.head(f"/t/{label.serial}")
        assert (response.status_code, response.content) == (200, b"")
        assert not Scan.objects.exists()

    def test_a_slash_at_the_end_is_forgiven(self, client, label):
        response = client.get(f"/t/{label.serial}/?lang=en")
        assert response.headers["Location"] == f"/t/{label.serial}?lang=en"


class TestLanguages:
    def test_vietnamese_unless_something_else_is_asked_for(self, page_of, label):
        assert '<html lang="vi">' in page_of(label)

    @pytest.mark.parametrize(
        ("query", "header", "language"),
        [
            ({"lang": "en"}, "vi", "en"),
            ({"lang": "vi"}, "en", "vi"),
            ({}, "en-GB,en;q=0.9", "en"),
            ({"lang": "xx"}, "vi", "vi"),
            ({}, "fr", "vi"),
        ],
    )
    def test_the_link_goes_before_the_browser(self, client, label, query, header, language):
        response = client.get(f"/t/{label.serial}", query, headers={"accept-language": header})
        assert f'<html lang="{language}">' in response.content.decode()
        assert response.headers["Content-Language"] == language

    def test_the_english_page_says_everything_in_english(self, page_of, label):
        page = page_of(label, lang="en")
        read = words(page)
        for said in (
            "Valid code",
            "Hải Lăng organic rice",
            "Harvest: rice",
            "Use by",
            "Harvest day: valid",
        ):
            assert said in read
        # What is left in Vietnamese are names and what the maker wrote.
        for said in ("Mã ", "Lô ", "Thu hoạch", "Ngày", "hiệu lực", "Kiểm tra", "Sản xuất"):
            assert said not in read

    def test_the_other_language_keeps_what_the_link_says(self, client, label):
        page = client.get(f"/t/{label.serial}", {"01": "09520000000011"}).content.decode()
        assert 'href="?01=09520000000011&amp;lang=en"' in page

    def test_every_state_of_a_code_has_words(self):
        assert set(CODE_STATES) == set(CodeState.State.values)


class TestScans:
    def test_opening_the_page_is_a_scan(self, page_of, label):
        page_of(label)
        scan = Scan.objects.get()
        assert (scan.verdict, scan.number, scan.run) == ("genuine", 1, LabelRun.objects.get())

    def test_a_program_is_answered_and_not_a_scan(self, client, label):
        agent = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
        response = client.get(f"/t/{label.serial}", headers={"user-agent": agent})
        assert response.status_code == 200
        assert not Scan.objects.exists()

    @pytest.mark.parametrize(
        ("headers", "counted"),
        [
            pytest.param({}, True, id="nothing-said"),
            pytest.param(
                {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Zalo android/24"},
                True,
                id="inside-zalo",
            ),
            pytest.param(
                {"User-Agent": "Mozilla/5.0 (Linux; Android 9; CUBOT X30)"}, True, id="cubot"
            ),
            pytest.param({"User-Agent": "Googlebot/2.1"}, False, id="search-engine"),
            pytest.param({"User-Agent": "WhatsApp/2.23"}, False, id="share-preview"),
            pytest.param({"User-Agent": "curl/8.5"}, False, id="tool"),
            pytest.param({"Sec-Purpose": "prefetch"}, False, id="loaded-ahead"),
            pytest.param({"Referer": "https://a.vn/t/X?lang=en"}, False, id="other-language"),
            pytest.param({"Referer": "https://a.vn/t/Y"}, True, id="box-on-another-label"),
            pytest.param({"Referer": "https://a.vn/"}, True, id="box-on-the-home-page"),
            pytest.param({"Referer": "https://a.vn/nhan/5/"}, False, id="clerk"),
            pytest.param({"Referer": "https://b.vn/nhan/5/"}, True, id="another-site"),
        ],
    )
    def test_what_counts(self, headers, counted):
        assert is_a_scan(headers, "https://a.vn/t/X") is counted


class TestDigitalLink:
    def test_it_leads_to_the_page_on_the_same_host(self, client, label):
        response = client.get(f"/01/09520000000011/10/L2611A/21/{label.serial}")
        assert response.status_code == 307
        assert response.headers["Location"] == f"/t/{label.serial}?01=09520000000011&10=L2611A"

    def test_a_lot_with_a_slash_is_one_lot(self, client):
        response = client.get("/01/09520000000011/10/A%2FB/21/7K3M")
        assert response.headers["Location"] == "/t/7K3M?01=09520000000011&10=A%2FB"

    def test_what_else_the_link_asks_is_kept(self, client):
        response = client.get("/01/09520000000011/21/7K3M?lang=en")
        assert response.headers["Location"] == "/t/7K3M?lang=en&01=09520000000011"


class TestCodeBox:
    @pytest.mark.parametrize(
        "typed",
        [
            pytest.param(lambda label: label.link, id="whole-link"),
            pytest.param(lambda label: label.serial.lower(), id="small-letters"),
            pytest.param(lambda label: f" {for_people(label.serial)} ", id="as-printed"),
        ],
    )
    def test_a_code_or_a_link_leads_to_the_page(self, client, label, typed):
        response = client.get("/tra-cuu/", {"ma": typed(label)}, follow=True)
        assert response.status_code == 200
        assert "Mã hợp lệ" in response.content.decode()

    def test_a_link_that_disagrees_with_its_label_is_unknown(self, client, label):
        link = f"https://truyxuat.example.vn/01/09520000000028/21/{label.serial}"
        assert client.get("/tra-cuu/", {"ma": link}, follow=True).status_code == 404

    def test_anything_else_leads_to_the_page_for_unknown_codes(self, client):
        response = client.get("/tra-cuu/", {"ma": "chào / bạn?"})
        assert response.status_code == 302
        assert client.get(response.headers["Location"]).status_code == 404

    @pytest.mark.parametrize("typed", ["", "  ", "///"])
    def test_nothing_asks_for_a_code(self, client, typed):
        response = client.get("/tra-cuu/", {"ma": typed})
        assert response.status_code == 200
        assert "Hãy nhập mã in trên nhãn" in response.content.decode()


class TestPictures:
    @pytest.fixture
    def picture(self, rice):
        """A large picture of the rice."""
        file = io.BytesIO()
        Image.effect_noise((1600, 1200), 60).convert("RGB").save(file, "JPEG")
        change_picture(product=rice, picture=("gạo.jpg", file), by="test")
        return rice.picture_id

    def test_a_phone_gets_a_small_one(self, client, picture):
        response = client.get(f"/anh/{picture}/480.jpg")
        assert Image.open(io.BytesIO(response.content)).size == (480, 360)
        assert "immutable" in response.headers["Cache-Control"]

    def test_only_known_widths_are_drawn(self, client, picture):
        response = client.get(f"/anh/{picture}/4000.jpg")
        assert Image.open(io.BytesIO(response.content)).size == (480, 360)

    def test_a_document_that_no_product_shows_is_not_served(self, client, picture, rice):
        rice.picture = None
        rice.save()
        assert client.get(f"/anh/{picture}/480.jpg").status_code == 404
